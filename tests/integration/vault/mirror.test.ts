import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { CorruptPageError } from "../../../db/cache/page.ts";
import { createCache } from "../../../db/cache/cache.ts";
import { reversed } from "../../../db/cache/context.ts";
import { openFile } from "../../../db/guard.ts";
import { migrate } from "../../../db/migrate.ts";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import type { CaseDoc, PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import type { EventDraft, LockdeskEvent } from "../../../shared/model/events.ts";
import { projectCase, projectPerson, promisesOf } from "../../../shared/model/projection.ts";
import { HOUR } from "../../../shared/model/time.ts";
import { projectWarning, warningFrom } from "../../../shared/workflow/warning.ts";
import { save } from "../../../electron/vault/workspace.ts";
import {
  COLLECTOR, EPOCH, idOf, line, makeCase, makeColleague, makeContact, makeEntry, makePerson, makePromise, makeWarning, MONDAY, openTestVault, ownStream, putLine, SUPERVISOR, TODAY, type AnyDoc, type TestVault,
} from "../../support/vault.ts";

const vaults: TestVault[] = [];
afterEach(async () => {
  for (const v of vaults.splice(0)) await v.dispose();
});
const STREAM = ownStream(COLLECTOR);
const caseId = (n: number) => idOf("case", n);
const personId = (n: number) => idOf("pers", n);
function vault(docs: readonly AnyDoc[]): TestVault {
  const v = openTestVault();
  vaults.push(v);
  v.load(STREAM, docs);
  return v;
}
const whole = (n: number, over: Partial<CaseDoc> = {}): AnyDoc[] => [
  { kind: "person", doc: makePerson(n) }, { kind: "case", doc: makeCase(n, over) }, { kind: "promise", doc: makePromise(n) }, { kind: "warning", doc: makeWarning(n) }, { kind: "entry", doc: makeEntry(n) },
];
/** Every row of the cache that names one of the ids. */
function traces(v: TestVault, ids: readonly string[]): string[] {
  const found: string[] = [];
  const { records } = v.ws.cache;
  for (const id of ids) {
    if (records.caseDoc(id)) found.push(`case ${id}`);
    if (records.person(id)) found.push(`person ${id}`);
    if (records.warning(id)) found.push(`warning ${id}`);
    if (ids.some((personId) => records.hasEntry(personId, id))) found.push(`entry ${id}`);
    if (records.promisesOf(id).length) found.push(`promise of ${id}`);
    if (v.ws.cache.queue.keysOf(id).size) found.push(`queue ${id}`);
  }
  return found;
}

describe("a page of rows", () => {
  const rows = (from: number) => [1, 2, 3].map((i) => putLine(from + i, { kind: "case", doc: makeCase(i) }));
  /** In the centre's order of fields, of which only the head is looked at before it is stored. */
  const entryLine = (pos: number) => {
    const { id, caseId: of, personId, at, ...rest } = makeEntry(1);
    return line(pos, "put", "entry", id, 1, { id, caseId: of, personId, at, ...rest });
  };
  const trailer = (from: number, over: object = {}) => ({ end: "pull" as const, from, to: from + 3, count: 3, head: from + 3, serverTime: MONDAY, ...over });

  it("is refused whole, and the cursor stays, when it is torn, out of order, short or starts elsewhere", () => {
    const v = vault([]);
    const pull = (lines: string[], t = trailer(0)) => () => v.ws.cache.pullPage(STREAM, lines, t);
    const good = rows(0);
    const bad: [string, () => unknown][] = [
      ["a row is missing", pull(good.slice(0, 2))], ["a row is doubled", pull([good[0]!, good[0]!, good[2]!])], ["out of order", pull([good[1]!, good[0]!, good[2]!])],
      ["it starts later", pull(rows(1), trailer(1))], ["the count lies", pull(good, trailer(0, { count: 4 }))], ["a line is torn", pull([good[0]!, good[1]!.slice(0, 40), good[2]!])],
      ["a body is no JSON", pull([good[0]!, good[1]!.replace("{", ""), good[2]!])],
      ["an entry's body is no JSON", pull([good[0]!, good[1]!, entryLine(3).replace('"text":', '"text"')])],
    ];
    for (const [what, attempt] of bad) expect(attempt, what).toThrow(CorruptPageError);
    expect(v.ws.cache.streams()).toMatchObject([{ pos: 0 }]);
    expect(v.ws.cache.records.caseCount()).toBe(0);
    v.ws.cache.pullPage(STREAM, good, trailer(0));
    expect(v.ws.cache.streams()).toMatchObject([{ pos: 3 }]);
  });

  it("with a row of an unknown kind or shape does not stop the cursor; the row is kept for later", () => {
    const v = vault([]);
    v.pull(STREAM, (pos) => [line(pos, "put", "hologram", caseId(9), 1, { a: 1 }), line(pos + 1, "put", "case", caseId(9), 1, { id: caseId(9), newShape: true }), putLine(pos + 2, { kind: "case", doc: makeCase(1) })]);
    expect(v.ws.cache.records.caseDoc(caseId(1))).not.toBeNull();
    expect(v.ws.cache.streams()).toMatchObject([{ pos: 3 }]);
  });

  it("never takes a document back to an older revision", () => {
    const v = vault([{ kind: "case", doc: makeCase(1, { bucket: "M4" }), rev: 5 }]);
    v.pull(STREAM, (pos) => [putLine(pos, { kind: "case", doc: makeCase(1, { bucket: "M1" }), rev: 4 })]);
    expect(v.ws.cache.records.caseDoc(caseId(1))?.doc.bucket).toBe("M4");
  });

  it("of a snapshot resumes where it stopped, and a pull goes on from the head it was taken at", () => {
    const v = openTestVault();
    vaults.push(v);
    const page = (docs: AnyDoc[], token: string | null) => v.ws.cache.snapshotPage(STREAM, docs.map((d) => putLine(0, d)), { end: "snapshot", token, at: 42, epoch: EPOCH, count: docs.length, serverTime: MONDAY });
    page(whole(1), "resume-here");
    expect(v.ws.cache.streams()).toMatchObject([{ token: "resume-here", complete: false }]);
    page(whole(2), null);
    expect(v.ws.cache.streams()).toMatchObject([{ token: null, complete: true, pos: 42 }]);
    expect(v.ws.cache.records.caseCount()).toBe(2);
  });
});

describe("a revoked case", () => {
  it("is gone with entries, promises, warnings, drafts and the person; unsent events stay", async () => {
    const v = vault([...whole(1), ...whole(2)]);
    await v.ok("note.add", { caseId: caseId(1), text: "未上报" });
    await v.ok("promise.make", { caseId: caseId(1), items: [{ caseId: caseId(1), amountFen: 5, dueOn: TODAY }], note: "" });
    await v.ok("draft.save", { key: `note:${caseId(1)}`, value: "x" });
    await v.ok("draft.save", { key: `person:${personId(1)}`, value: "x" });
    await v.ok("draft.save", { key: `warning:${idOf("warn", 1)}`, value: "x" });
    v.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    const ids = [caseId(1), personId(1), idOf("warn", 1), idOf("entr", 1)];
    expect(traces(v, ids)).toEqual([]);
    for (const key of [`note:${caseId(1)}`, `person:${personId(1)}`, `warning:${idOf("warn", 1)}`]) expect(v.ws.outbox.loadDraft(key)).toBeNull();
    expect(v.ws.outbox.counts().unsent).toBe(2);
    expect(traces(v, [caseId(2), personId(2)]).length).toBeGreaterThan(0);
    expect((await v.ok("queue.counts", {})).counts.all).toBe(1);
    expect((await v.ok("queue.list", { tab: "all", text: makeCase(1).caseNo, bucket: null, bankCode: null, after: null, limit: 5 })).rows).toEqual([]);
  });

  it("leaves the person while another account of theirs is here", () => {
    const v = vault([{ kind: "person", doc: makePerson(1) }, { kind: "case", doc: makeCase(1) }, { kind: "case", doc: makeCase(2, { personId: personId(1) }) }]);
    v.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    expect(v.ws.cache.records.accountsOf(personId(1)).map((a) => a.doc.id)).toEqual([caseId(2)]);
  });

  it("takes the numbers of a person who came without a case along when the person goes", async () => {
    const v = vault([]);
    const { id, contacts } = makePerson(1);
    v.pull(STREAM, (pos) => [putLine(pos, { kind: "person", doc: makePerson(1) }), line(pos + 1, "del", "person", id, 0, null)]);
    // A case of theirs that is not theirs to be found by: the old numbers must not lead to it.
    v.pull(STREAM, (pos) => [putLine(pos, { kind: "case", doc: makeCase(1) })]);
    const found = await v.ok("queue.list", { tab: "all", text: contacts[0]!.value.slice(-6), bucket: null, bankCode: null, after: null, limit: 5 });
    expect(found.rows).toEqual([]);
  });

  it("stays while another stream still shows it, and goes with the last", () => {
    const v = vault(whole(1));
    const team = `team:${COLLECTOR.teamId}`;
    v.load(team, whole(1));
    v.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    expect(v.ws.cache.records.caseDoc(caseId(1))).not.toBeNull();
    v.ws.cache.leaveStream(team);
    expect(traces(v, [caseId(1), personId(1), idOf("warn", 1), idOf("entr", 1)])).toEqual([]);
  });

  it("leaves the warnings its team has stamped with the team, which hears how they go on and goes on with them, and with nobody else", async () => {
    const v = openTestVault({ me: SUPERVISOR });
    vaults.push(v);
    const team = `team:${SUPERVISOR.teamId}`;
    const ours = makeWarning(1);
    const others = makeWarning(2, { caseId: caseId(1), personId: personId(1), teamId: null });
    v.load(team, [...whole(1), { kind: "warning", doc: others }, { kind: "case", doc: makeCase(2, { personId: personId(1) }) }]);
    const shown = async () => (await v.ok("warnings.list", { open: false })).warnings.map(({ warning, pending }) => [warning.id, warning.state, pending]);
    v.pull(team, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    expect(await shown()).toEqual([[ours.id, "filed", false]]);
    // With their last case the person goes, and the warning still does not.
    v.pull(team, (pos) => [line(pos, "revoke", "case", caseId(2), 0, { grantNo: 1 }), line(pos + 1, "del", "person", personId(1), 0, null)]);
    expect(traces(v, [caseId(1), caseId(2), personId(1), others.id, idOf("entr", 1)])).toEqual([]);
    await v.ok("warning.step", { warningId: ours.id, step: "find", body: { finding: "notUpheld", reason: "频次在上限内", ourFault: "none" } });
    expect(await shown()).toEqual([[ours.id, "unfounded", true]]);
    v.pull(team, (pos) => [putLine(pos, { kind: "warning", doc: { ...ours, state: "unfounded" }, rev: 2 }), putLine(pos + 1, { kind: "warning", doc: others, rev: 2 })]);
    v.ws.outbox.markSent(v.ws.outbox.listUnsent(9, 1e6).map(({ id, seq }) => ({ id, seq, result: "ok" as const })), MONDAY);
    v.ws.cache.project(v.ws.outbox.settle(MONDAY + 1));
    expect(await shown()).toEqual([[ours.id, "unfounded", false]]);
    v.ws.cache.leaveStream(team);
    expect(await shown()).toEqual([]);
  });

  it("ends in the state of the highest grant, in whatever order revokes and grants arrive (property)", () => {
    const step = fc.record({ op: fc.constantFrom("grant", "revoke"), grantNo: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const v = openTestVault();
        try {
          v.load(STREAM, []);
          v.pull(STREAM, (pos) =>
            steps.flatMap(({ op, grantNo }, i) =>
              op === "revoke"
                ? [line(pos + 2 * i, "revoke", "case", caseId(1), 0, { grantNo }), putLine(pos + 2 * i + 1, { kind: "colleague", doc: makeColleague(COLLECTOR) })]
                : [line(pos + 2 * i, "grant", "case", caseId(1), 0, { grantNo }), putLine(pos + 2 * i + 1, { kind: "case", doc: makeCase(1, { grantNo }), rev: grantNo })],
            ),
          );
          const highest = (op: string) => Math.max(0, ...steps.filter((s) => s.op === op).map((s) => s.grantNo));
          // The revoke names the grant it ends: equal numbers end it.
          expect(v.ws.cache.records.caseDoc(caseId(1)) !== null).toBe(highest("grant") > highest("revoke"));
        } finally {
          void v.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });

  it("leaves no trace in the file's free pages", () => {
    // Over an unkeyed file, whose bytes can be read; `secure_delete`, which every keyed file has (db/open asserts it), set by hand.
    const dir = mkdtempSync(join(tmpdir(), "lockdesk-pages-"));
    const leftAfterRevoke = (secureDelete: "ON" | "OFF"): string[] => {
      const path = join(dir, `${secureDelete}.db`);
      const db = openFile(path, 1000);
      db.pragma(`secure_delete = ${secureDelete}`);
      migrate(db, "cache", CACHE_MIGRATIONS);
      const cache = createCache({ db, me: { id: COLLECTOR.id, name: "", teamId: null, scope: "own" }, now: () => MONDAY, live: { on: () => [], targets: () => ({ caseIds: [], personIds: [] }), texts: () => [] }, forgotten: () => undefined });
      const docs = Array.from({ length: 60 }, (_, n) => whole(n)).flat().map((d) => putLine(0, d));
      cache.snapshotPage(STREAM, docs, { end: "snapshot", token: null, at: 0, epoch: EPOCH, count: docs.length, serverTime: MONDAY });
      const revokes = Array.from({ length: 50 }, (_, n) => line(n + 1, "revoke", "case", caseId(n), 0, { grantNo: 1 }));
      cache.pullPage(STREAM, revokes, { end: "pull", from: 0, to: 50, count: 50, head: 50, serverTime: MONDAY });
      db.close();
      const bytes = readFileSync(path);
      const marks = Array.from({ length: 50 }, (_, n) => [makeCase(n).caseNo, makePerson(n).name, makePerson(n).idNo, reversed(makePerson(n).contacts[0]!.value), makeCase(n).cardNo]).flat();
      return marks.filter((mark) => bytes.includes(mark));
    };
    expect(leftAfterRevoke("ON")).toEqual([]);
    // The canary: without it the same purge leaves them.
    expect(leftAfterRevoke("OFF").length).toBeGreaterThan(10);
    rmSync(dir, { recursive: true, force: true });
  });
});

describe("own events over mirrored rows", () => {
  const persons = { 1: makePerson(1, { contacts: [makeContact(2, { current: true }), makeContact(3)] }) };
  const draftOf = (kind: number, n: number): EventDraft => {
    const at = { caseId: caseId(1), personId: personId(1) };
    const contactPointId = persons[1].contacts[n % 2]!.id;
    const call = (line: "A1" | "A2" | "A7", person: "B1" | "B5" | null, outcome: "C2" | "C13" | "C19" | null): EventDraft => ({
      ...at, type: "call.logged", body: { callId: idOf("call", n), contactPointId, direction: n % 3 ? "out" : "in", line, person, outcome, tags: [], identityStated: false, note: `第${n}次`, startedAt: MONDAY, endedAt: MONDAY },
    });
    const drafts: (() => EventDraft)[] = [
      () => call("A2", null, null), () => call("A1", "B1", "C2"), () => call("A7", null, null), () => call("A1", "B5", "C19"), () => call("A1", "B1", "C13"),
      () => ({ ...at, type: "note.added", body: { text: `记${n}` } }),
      () => ({ ...at, type: "followUp.set", body: { kind: n % 2 ? "callback" : "followUp", at: n % 5 ? MONDAY + n * HOUR : null, note: "" } }),
      () => ({ ...at, type: "contact.added", body: { contactPointId: idOf("newc", n % 3), kind: "mobile", value: `1370000${String(n).padStart(4, "0")}`, relation: "", ownerName: "", source: "contract" } }),
      () => ({ ...at, type: "contact.marked", body: { contactPointId, status: n % 2 ? "valid" : "suspended", reason: "" } }),
      () => ({ ...at, type: "contact.chosen", body: { contactPointId } }),
      () => ({ ...at, type: "promise.made", body: { callId: null, note: "", items: [{ promiseId: idOf("newp", n), caseId: caseId(1), amountFen: n + 1, dueOn: TODAY }] } }),
      () => ({ ...at, type: "warning.stamped", body: { warningId: idOf("neww", 1), t0: MONDAY, callId: null } }),
    ];
    return drafts[kind % drafts.length]!();
  };

  it("equal the centre's own fold of the same events, at every stage of delivery (property)", () => {
    const script = fc.record({ events: fc.array(fc.tuple(fc.nat(11), fc.nat(40)), { minLength: 1, maxLength: 14 }), answered: fc.nat(14), echoed: fc.nat(14) });
    fc.assert(
      fc.property(script, ({ events, answered, echoed }) => {
        const v = openTestVault();
        try {
          const server = { person: persons[1] as PersonDoc, kase: makeCase(1) };
          v.load(STREAM, [{ kind: "person", doc: server.person }, { kind: "case", doc: server.kase }]);
          const saved = events.flatMap(([kind, n]) => save(v.ws, [draftOf(kind, n)]).events);
          const folded = (upTo: number) => ({
            person: saved.slice(0, upTo).reduce<PersonDoc>(projectPerson, server.person), kase: saved.slice(0, upTo).reduce<CaseDoc>(projectCase, server.kase),
          });
          const expectAll = () => {
            const all = folded(saved.length);
            expect(v.ws.cache.records.caseDoc(caseId(1))!.doc).toEqual(all.kase);
            expect(v.ws.cache.records.person(personId(1))!.doc).toEqual(all.person);
            expect(v.ws.cache.records.promisesOf(personId(1)).map((p) => p.doc.id).sort()).toEqual([...new Set(saved.flatMap(promisesOf).map((p) => p.id))].sort());
            const stamped = saved.find((e): e is Extract<LockdeskEvent, { type: "warning.stamped" }> => e.type === "warning.stamped");
            const warning: WarningDoc | null = v.ws.cache.records.warningOf(personId(1))?.doc ?? null;
            if (!stamped) expect(warning).toBeNull();
            else expect(warning).toMatchObject({ id: stamped.body.warningId, state: projectWarning(warningFrom(stamped, { collectorName: "", teamId: null, bankCode: "" }), stamped, { name: "", late: false, receivedAt: null }).state });
          };
          expectAll();
          // The centre answers some, then sends its rows with the first few folded in.
          v.ws.outbox.markSent(saved.slice(0, answered).map((e) => ({ id: e.id, seq: e.seq, result: "ok" as const })), MONDAY);
          expectAll();
          const echo = folded(Math.min(echoed, saved.length));
          v.pull(STREAM, (pos) => [putLine(pos, { kind: "person", doc: echo.person, rev: 2 }), putLine(pos + 1, { kind: "case", doc: echo.kase, rev: 2 })]);
          expectAll();
        } finally {
          void v.dispose();
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are shown again after a restart in which they had not reached the cache", async () => {
    const v = vault(whole(1));
    v.ws.outbox.append([{ type: "note.added", caseId: caseId(1), personId: personId(1), body: { text: "断电前" } }], { at: MONDAY, atServer: MONDAY });
    const again = await v.reopen();
    vaults.splice(0, vaults.length, again);
    const view = await again.ok("case.open", { caseId: caseId(1) });
    expect(view.timeline[0]).toMatchObject({ body: { text: "断电前" }, pending: true });
    expect(view.accounts[0]!.work.lastNote).toBe("断电前");
  });

  it("vanish from the screen when the centre refuses them, and stay in quarantine with the reason", async () => {
    const v = vault(whole(1));
    await v.ok("promise.make", { caseId: caseId(1), items: [{ caseId: caseId(1), amountFen: 77, dueOn: TODAY }], note: "" });
    const [event] = v.ws.outbox.listUnsent(1, 1e6);
    v.ws.cache.project(v.ws.outbox.markSent([{ id: event!.id, seq: event!.seq, result: "rejected", code: "forbidden" }], MONDAY));
    const view = await v.ok("case.open", { caseId: caseId(1) });
    expect(view.promises.some((p) => p.amountFen === 77)).toBe(false);
    expect(view.pending).toBe(false);
    expect((await v.ok("sync.status", {})).rejected).toBe(1);
  });
});
