import { afterEach, describe, expect, it } from "vitest";
import type { ChannelInput } from "../../../shared/ipc/contract.ts";
import { addDays, DAY } from "../../../shared/model/time.ts";
import { COLLECTOR, idOf, makeCase, makeEntry, makePerson, MONDAY, openTestVault, ownStream, SUPERVISOR, TODAY, type AnyDoc, type TestVault, type TestVaultOptions } from "../../support/vault.ts";

const vaults: TestVault[] = [];
afterEach(async () => {
  for (const v of vaults.splice(0)) await v.dispose();
});

const NOTES = 30;
const contact = (n: number) => makePerson(n).contacts[0]!;
const callId = (n: number) => idOf("call", n);
const gate = { pack: "basic-1", at: MONDAY - DAY, allowed: true, rules: [{ id: "R-09", ok: true, value: "09:30" }] };
const logged = (n: number, note: string) => ({
  callId: callId(n), contactPointId: contact(n).id, direction: "out", line: "A1", person: "B1", outcome: "C1", tags: [], identityStated: true, note, startedAt: MONDAY - DAY, endedAt: MONDAY - DAY + 60_000,
});
/** A case with an attempt and its result; a phone number stands in the note. */
const withCall = (n: number, note = `承诺月底还款,改打 1391234${String(n).padStart(4, "0")}`): AnyDoc[] => [
  { kind: "person", doc: makePerson(n) },
  { kind: "case", doc: makeCase(n) },
  { kind: "entry", doc: makeEntry(n, { id: idOf("star", n), type: "call.started", body: { callId: callId(n), contactPointId: contact(n).id, gate } }) },
  { kind: "entry", doc: makeEntry(n, { id: idOf("note", n), type: "call.logged", body: logged(n, note) }) },
];

function desk(docs: readonly AnyDoc[] = Array.from({ length: NOTES }, (_, n) => withCall(n)).flat(), options: TestVaultOptions = { me: SUPERVISOR }): TestVault {
  const v = openTestVault(options);
  vaults.push(v);
  v.load(ownStream(options.me ?? SUPERVISOR), docs);
  return v;
}
const ask = (over: Partial<ChannelInput<"spotCheck.draw">> = {}) => ({ collectorIds: [COLLECTOR.id], from: addDays(TODAY, -6), until: TODAY, size: 5, seed: null, ...over });
const unsent = (v: TestVault) => v.ws.outbox.listUnsent(100, 1e6).map((e) => JSON.parse(e.json) as { type: string; caseId: string | null; body: Record<string, unknown> });

describe("a spot check", () => {
  it("draws the sample asked for, shows result, number and receipt beside each note, masked, and leaves its trace", async () => {
    const v = desk();
    const drawn = await v.ok("spotCheck.draw", ask());
    expect(drawn).toMatchObject({ population: NOTES });
    expect(drawn.notes).toHaveLength(5);
    for (const note of drawn.notes) {
      expect(note).toMatchObject({ entry: { type: "call.logged", body: { line: "A1" } }, contact: { status: "unverified" }, receipt: { pack: "basic-1", allowed: true }, check: null });
      expect(JSON.stringify(note)).not.toMatch(/1391234\d{4}/);
    }
    expect(unsent(v)).toMatchObject([{ type: "spotCheck.drawn", caseId: null, body: { seed: drawn.seed, population: NOTES, collectorIds: [COLLECTOR.id] } }]);
    expect(new Set(unsent(v)[0]!.body["entryIds"] as string[])).toEqual(new Set(drawn.notes.map((n) => n.entry.id)));
  });

  it("draws the same notes again by the sample's number", async () => {
    const v = desk();
    const { seed, notes } = await v.ok("spotCheck.draw", ask());
    expect((await v.ok("spotCheck.draw", ask({ seed }))).notes.map((n) => n.entry.id)).toEqual(notes.map((n) => n.entry.id));
  });

  it("counts only notes of these collectors and days, and no call without a note", async () => {
    const silent = withCall(1, "  ");
    const foreign: AnyDoc[] = [...withCall(2).slice(0, 2), { kind: "entry", doc: makeEntry(2, { userId: idOf("user", 9) }) }];
    const old: AnyDoc[] = [...withCall(3).slice(0, 2), { kind: "entry", doc: makeEntry(3, { at: MONDAY - 30 * DAY }) }];
    const own: AnyDoc[] = [...withCall(4).slice(0, 2), { kind: "entry", doc: makeEntry(4) }];
    const drawn = await desk([...silent, ...foreign, ...old, ...own]).ok("spotCheck.draw", ask());
    expect(drawn.notes.map((n) => n.entry.id)).toEqual([idOf("entr", 4)]);
    expect(drawn.notes[0]).toMatchObject({ entry: { type: "note.added" }, contact: null, receipt: null });
  });

  it("records a verdict on the note's case at once, and the later one counts", async () => {
    const v = desk();
    const { notes, seed } = await v.ok("spotCheck.draw", ask());
    const { entry, caseId } = notes[0]!;
    expect((await v.ok("spotCheck.judge", { caseId, entryId: entry.id, verdict: "fail", reason: "未写还款日期", seed })).check).toMatchObject({ verdict: "fail", reason: "未写还款日期", byName: SUPERVISOR.name, pending: true });
    v.advance(60_000);
    await v.ok("spotCheck.judge", { caseId, entryId: entry.id, verdict: "pass", reason: "", seed });
    expect(unsent(v).slice(1)).toMatchObject([{ type: "spotCheck.judged", caseId, body: { entryId: entry.id, verdict: "fail", seed } }, { type: "spotCheck.judged", caseId, body: { verdict: "pass" } }]);
    const again = await v.ok("spotCheck.draw", ask({ seed }));
    expect(again.notes.find((n) => n.entry.id === entry.id)?.check).toMatchObject({ verdict: "pass" });
    expect((await v.ok("case.open", { caseId })).timeline.filter((e) => e.type === "spotCheck.judged")).toHaveLength(2);
  });

  it("refuses a failed note without a reason, one's own note, an unknown one, days in the wrong order, and a collector", async () => {
    const own: AnyDoc[] = [...withCall(0), { kind: "entry", doc: makeEntry(0, { userId: SUPERVISOR.id }) }];
    const v = desk(own);
    const judge = (over: Partial<ChannelInput<"spotCheck.judge">>) => v.refused("spotCheck.judge", { caseId: idOf("case", 0), entryId: idOf("note", 0), verdict: "pass", reason: "", seed: 1, ...over });
    expect(await judge({ verdict: "fail", reason: "  " })).toBe("bad_input");
    expect(await judge({ entryId: idOf("entr", 0) })).toBe("forbidden");
    expect(await judge({ entryId: idOf("none", 1) })).toBe("not_found");
    expect(await v.refused("spotCheck.draw", ask({ from: TODAY, until: addDays(TODAY, -1) }))).toBe("bad_input");
    expect(unsent(v)).toEqual([]);
    expect(await desk(withCall(0), { me: COLLECTOR }).refused("spotCheck.draw", ask())).toBe("forbidden");
  });
});
