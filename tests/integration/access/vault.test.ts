import { expect, it } from "vitest";
import { ROLES } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/table.ts";
import { CHANNELS, type ChannelName } from "../../../shared/ipc/contract.ts";
import type { VaultChannel } from "../../../electron/vault/handlers/types.ts";
import { oneFitting } from "../../support/arbitrary.ts";
import { onEachEngine } from "../../support/engines.ts";
import { addCases, foundAgency, type TestCase } from "../../support/service.ts";
import { enrolMachine, startStation, type Station } from "../../support/workstation.ts";

const vaultChannels = (Object.keys(CHANNELS) as ChannelName[]).filter((c): c is VaultChannel => CHANNELS[c].served === "vault");
/** Channels whose input names a case or a person. */
const ofCases = vaultChannels.filter((channel) => {
  const input = oneFitting(CHANNELS[channel].input);
  return typeof input === "object" && input !== null && ("caseId" in input || "personId" in input);
});

/** A fitting input about this case. */
const about = (channel: VaultChannel, at: TestCase): Record<string, unknown> => {
  const input = oneFitting(CHANNELS[channel].input) as Record<string, unknown>;
  const named = { caseId: at.caseId, personId: at.personId, contactPointId: at.contactId };
  return { ...input, ...Object.fromEntries(Object.entries(named).filter(([key]) => key in input)), ...("field" in input ? { field: "phone" } : {}) };
};

/** What a workstation gave of a case that is not its user's. */
async function given(station: Station, at: TestCase): Promise<string[]> {
  const found: string[] = [];
  for (const channel of ofCases) {
    const answer = await station.vault.call(channel, about(channel, at));
    const said = JSON.stringify(answer);
    if (channel === "case.timeline" ? said.includes(at.caseId) : answer.ok) found.push(`${channel}: ${said.slice(0, 120)}`);
  }
  return found;
}

onEachEngine("the workstation's own answers", { engines: ["pglite"] }, (engine) => {
  it("give a collector the own cases and a supervisor the team's, at every bank, on every channel that names a case", async (context) => {
    const { service, url } = engine.running(context);
    const { lin, zhou, he, supervisorA } = await foundAgency(service);
    const at = async (me: typeof lin) => [...(await addCases(service, 1, me)), ...(await addCases(service, 1, me, { bank: "OTHER" }))];
    const [own, team, beyond] = [await at(lin), await at(zhou), await at(he)];
    let cells = 0;
    for (const [me, shown, hidden] of [[lin, own, [...team, ...beyond]], [supervisorA, [...own, ...team], beyond]] as const) {
      const machine = await enrolMachine(service, url);
      const station = startStation(machine, { pollMs: 200 });
      try {
        expect((await station.signIn(me.no)).ok).toBe(true);
        for (const one of shown) await station.until("the case", async () => (await station.vault.call("case.open", { caseId: one.caseId })).ok, 60_000);
        for (const one of hidden) expect(await given(station, one), me.name).toEqual([]);
        cells += ofCases.length * (shown.length + hidden.length);
        // The vault asks the access table again: the router is not its only guard.
        for (const channel of vaultChannels) {
          const { action } = CHANNELS[channel];
          if (action !== null && !may(me.roles, action)) expect(await station.vault.call(channel, oneFitting(CHANNELS[channel].input)), channel).toMatchObject({ refusal: { code: "forbidden" } });
        }
      } finally {
        await station.close();
        machine.remove();
      }
    }
    expect(ofCases.length).toBeGreaterThan(10);
    expect(ROLES.filter((role) => may([role], "case.read")).sort()).toEqual(["collector", "supervisor"]);
    console.log(`access matrix, cells: vault ${cells}`);
  }, 120_000);
});
