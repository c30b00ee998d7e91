import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { foundAgency, startService, type Agency, type TestService } from "../../support/service.ts";
import { startVaultProcess, type VaultProcess } from "../../support/vault-process.ts";
import { enrolMachine, type Machine } from "../../support/workstation.ts";

let running: TestService;
let agency: Agency;
let machine: Machine;
const processes: VaultProcess[] = [];
beforeAll(async () => {
  running = await startService();
  const { url } = await running.service.listen();
  agency = await foundAgency(running.service);
  machine = await enrolMachine(running.service, url);
});
afterEach(async () => {
  for (const p of processes.splice(0)) await p.kill();
});
afterAll(async () => {
  machine.remove();
  await running.stop();
});

function startProcess() {
  const vault = startVaultProcess(machine);
  processes.push(vault);
  return { ...vault, signIn: () => vault.signIn(agency.lin.no) };
}

describe("the vault's process", () => {
  it("answers locked before a sign-in, and refuses what is no channel of its own", async () => {
    const vault = startProcess();
    expect(await vault.ask({ t: "call", channel: "queue.counts", input: {} })).toMatchObject({ ok: false, refusal: { code: "locked" } });
    expect(await vault.ask({ t: "upload", path: "/nowhere", name: "x" })).toMatchObject({ ok: false, refusal: { code: "locked" } });
    expect(await vault.signIn()).toMatchObject({ ok: true, value: { offline: false, me: { no: agency.lin.no } } });
    expect(await vault.ask({ t: "call", channel: "session.me", input: {} })).toMatchObject({ ok: false, refusal: { code: "bad_input" } });
    await vault.kill();
  }, 120_000);

  it("killed right after an answer has lost nothing, and its successor opens at once", async () => {
    const first = startProcess();
    expect((await first.signIn())?.ok).toBe(true);
    expect((await first.ask({ t: "call", channel: "draft.save", input: { key: "d", value: "打到一半" } }))?.ok).toBe(true);
    expect((await first.ask({ t: "call", channel: "duty.set", input: { state: "busy" } }))?.ok).toBe(true);
    await first.kill();
    const second = startProcess();
    expect((await second.signIn())?.ok).toBe(true);
    expect(await second.ask({ t: "call", channel: "draft.load", input: { key: "d" } })).toEqual({ ok: true, value: { value: "打到一半" } });
    for (let i = 0; i < 200; i++) {
      const status = (await second.ask({ t: "call", channel: "sync.status", input: {} })) as { ok: true; value: { pending: number; rejected: number } };
      if (status.value.pending === 0) return expect(status.value.rejected).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the event did not reach the centre");
  }, 120_000);
});
