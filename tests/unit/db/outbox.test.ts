import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDeviceSeq } from "../../../db/device-seq.ts";
import { DamagedDatabaseError } from "../../../db/failures.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { openDatabase } from "../../../db/open.ts";
import { createOutbox, tailOf, verifyChain } from "../../../db/outbox.ts";
import type { EventDraft } from "../../../shared/model/events.ts";
import { RefusalError } from "../../../shared/protocol/errors.ts";

const key = randomBytes(32);
const author = { deviceId: randomUUID(), userId: randomUUID() };
const caseId = randomUUID();
const personId = randomUUID();
let dir: string;
const files: { close(): void }[] = [];

function open() {
  const db = openDatabase({ kind: "outbox", path: join(dir, "outbox.db"), key: Buffer.from(key), migrations: OUTBOX_MIGRATIONS }).db;
  const seq = openDeviceSeq(join(dir, "device.seq"), "me", tailOf(db));
  const close = () => {
    seq.close();
    db.close();
  };
  files.push({ close });
  return { db, outbox: createOutbox(db, seq, author), close };
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-outbox-"));
});
afterEach(() => {
  for (const f of files.splice(0)) {
    try {
      f.close();
    } catch {
      // closed by the test
    }
  }
  rmSync(dir, { recursive: true, force: true });
});

const note = (text: string): EventDraft => ({ type: "note.added", caseId, personId, body: { text } });
const NOW = { at: 1_000, atServer: 2_000 };

describe("the outbox", () => {
  it("numbers events without a gap, chains them, and finds them again after closing", () => {
    const first = open();
    first.outbox.append([note("一"), note("二")], NOW);
    first.outbox.append([note("三")], NOW);
    first.close();
    const { db, outbox } = open();
    outbox.append([note("四")], NOW);
    expect(outbox.listUnsent(10, 1e6).map((e) => e.seq)).toEqual([1, 2, 3, 4]);
    expect(outbox.lastSeq()).toBe(4);
    expect(() => verifyChain(db)).not.toThrow();
  });

  it("saves all or none, and refuses a body its schema refuses", () => {
    const { outbox } = open();
    expect(() => outbox.append([note("好"), note("")], NOW)).toThrow(RefusalError);
    expect(outbox.counts().unsent).toBe(0);
    outbox.append([note("好")], NOW);
    expect(outbox.listUnsent(10, 1e6).map((e) => e.seq)).toEqual([1]);
  });

  it("says disk_full and keeps nothing half-written, then works on when there is room", () => {
    const { db, outbox } = open();
    outbox.append([note("前")], NOW);
    const pages = db.pragma("page_count", { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 1}`);
    const big = () => outbox.append([note("长".repeat(4000)), note("长".repeat(4000)), note("长".repeat(4000))], NOW);
    expect(big).toThrow(/disk_full/);
    expect(outbox.counts().unsent).toBe(1);
    db.pragma("max_page_count = 1000000");
    big();
    expect(outbox.listUnsent(10, 1e6).map((e) => e.seq)).toEqual([1, 2, 3, 4]);
    expect(() => verifyChain(db)).not.toThrow();
  });

  it("notices an event that was changed behind its back", () => {
    const { db, outbox } = open();
    outbox.append([note("真"), note("实")], NOW);
    db.prepare("UPDATE event SET json = replace(json, '真', '假')").run();
    expect(() => verifyChain(db)).toThrow(DamagedDatabaseError);
  });

  it("hands out what fits a batch, at least one", () => {
    const { outbox } = open();
    outbox.append(Array.from({ length: 5 }, (_, i) => note(`${i}`.repeat(500))), NOW);
    expect(outbox.listUnsent(2, 1e6)).toHaveLength(2);
    expect(outbox.listUnsent(10, 2_000)).toHaveLength(2);
    expect(outbox.listUnsent(10, 1)).toHaveLength(1);
  });

  it("takes the centre's answers one by one: sent, quarantined with its reason, or kept for another try", () => {
    const { outbox } = open();
    const events = outbox.append([note("a"), note("b"), note("c"), note("d")], NOW);
    const answer = (i: number, result: "ok" | "dup" | "rejected" | "retry", code?: string) => ({ id: events[i]!.id, seq: events[i]!.seq, result, ...(code ? { code } : {}) });
    const targets = outbox.markSent([answer(0, "ok"), answer(1, "rejected", "malformed"), answer(2, "retry"), answer(3, "dup")], 5_000);
    expect(targets).toEqual({ caseIds: [caseId], personIds: [personId] });
    expect(outbox.counts()).toEqual({ unsent: 1, rejected: 1, oldestUnsentAt: 2_000 });
    expect(outbox.quarantine.open(10)).toMatchObject([{ event: events[1]!, code: "malformed" }]);
    expect(outbox.liveOn({ personId }).map((l) => l.event.id)).toEqual([events[0]!.id, events[2]!.id, events[3]!.id]);
  });

  it("keeps acknowledged events until they are held safely and have come back, quarantined ones for ever", () => {
    const { db, outbox } = open();
    const events = outbox.append([note("a"), note("b"), note("c")], NOW);
    outbox.markSent(events.slice(0, 2).map((e) => ({ id: e.id, seq: e.seq, result: "ok" as const })), 5_000);
    outbox.markSent([{ id: events[2]!.id, seq: 3, result: "rejected", code: "forbidden" }], 5_000);
    expect(outbox.prune(10, 9_999)).toBe(0); // not echoed yet
    expect(outbox.settle(5_000)).toEqual({ caseIds: [], personIds: [] }); // acknowledged in the same instant the pull began
    expect(outbox.settle(6_000)).toEqual({ caseIds: [caseId], personIds: [personId] });
    expect(outbox.prune(1, 9_999)).toBe(1); // only the first is safe
    expect(outbox.prune(0, 9_999)).toBe(0);
    expect(outbox.prune(10, 9_999)).toBe(1);
    expect(outbox.quarantine.open(10)).toHaveLength(1);
    outbox.append([note("d")], NOW);
    expect(outbox.lastSeq()).toBe(4);
    expect(() => verifyChain(db)).not.toThrow();
  });

  it("remembers its number when everything was pruned", () => {
    const first = open();
    const events = first.outbox.append([note("a"), note("b")], NOW);
    first.outbox.markSent(events.map((e) => ({ id: e.id, seq: e.seq, result: "ok" as const })), 5_000);
    first.outbox.settle(6_000);
    expect(first.outbox.prune(10, 9_999)).toBe(2);
    first.close();
    const { outbox } = open();
    expect(outbox.append([note("c")], NOW)[0]!.seq).toBe(3);
  });

  it("sends again what a restored centre no longer holds", () => {
    const { outbox } = open();
    const events = outbox.append([note("a"), note("b"), note("c")], NOW);
    outbox.markSent(events.map((e) => ({ id: e.id, seq: e.seq, result: "ok" as const })), 5_000);
    expect(outbox.reopenSent()).toBe(3);
    expect(outbox.listUnsent(10, 1e6).map((e) => e.seq)).toEqual([1, 2, 3]);
  });

  it("keeps drafts through closing and forgets those of a record that left", () => {
    const first = open();
    first.outbox.saveDraft(`case:${caseId}:note`, "打到一半", 1);
    first.outbox.saveDraft("import:mapping", "x", 1);
    first.close();
    const { outbox } = open();
    expect(outbox.loadDraft(`case:${caseId}:note`)).toBe("打到一半");
    outbox.dropDrafts([caseId]);
    expect(outbox.loadDraft(`case:${caseId}:note`)).toBeNull();
    expect(outbox.loadDraft("import:mapping")).toBe("x");
    outbox.saveDraft("import:mapping", null, 2);
    expect(outbox.loadDraft("import:mapping")).toBeNull();
  });
});
