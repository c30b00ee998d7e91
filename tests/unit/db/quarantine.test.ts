import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDeviceSeq } from "../../../db/device-seq.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { openDatabase } from "../../../db/open.ts";
import { createOutbox, tailOf, verifyChain } from "../../../db/outbox.ts";
import type { EventDraft, LockdeskEvent } from "../../../shared/model/events.ts";

const key = randomBytes(32);
const author = { deviceId: randomUUID(), userId: randomUUID() };
const note = (text: string): EventDraft => ({ type: "note.added", caseId: randomUUID(), personId: randomUUID(), body: { text } });
const NOW = { at: 1_000, atServer: 2_000 };
const LATER = { at: 11_000, atServer: 12_000 };

let dir: string;
const close: (() => void)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-quarantine-"));
});
afterEach(() => {
  for (const end of close.splice(0)) end();
  rmSync(dir, { recursive: true, force: true });
});

function open(migrations = OUTBOX_MIGRATIONS) {
  const { db } = openDatabase({ kind: "outbox", path: join(dir, "outbox.db"), key: Buffer.from(key), migrations });
  const seq = openDeviceSeq(join(dir, "device.seq"), "me", tailOf(db));
  close.push(() => {
    seq.close();
    db.close();
  });
  return { db, outbox: createOutbox(db, seq, author) };
}
type Outbox = ReturnType<typeof open>["outbox"];

function refusedNote(outbox: Outbox, text = "电话 13800138622"): LockdeskEvent {
  const [event] = outbox.append([note(text)], NOW);
  outbox.markSent([{ id: event!.id, seq: event!.seq, result: "rejected", code: "malformed", detail: "body.text" }], 5_000);
  return event!;
}
const unsent = (outbox: Outbox) => outbox.listUnsent(10, 1e6).map((e) => JSON.parse(e.json) as LockdeskEvent);

describe("a refused event", () => {
  it("sent again is a new event with a new id and number, at the moment it happened, and the centre is told in the same step", () => {
    const { db, outbox } = open();
    const old = refusedNote(outbox);
    const anew = outbox.quarantine.replace(outbox.quarantine.find(old.id)!, note("改过"), LATER);
    const [first, second] = unsent(outbox);
    expect(first).toMatchObject({ id: anew.id, seq: 2, at: NOW.at, atServer: NOW.atServer, body: { text: "改过" } });
    expect(anew.id).not.toBe(old.id);
    expect(second).toMatchObject({ type: "quarantine.settled", seq: 3, atServer: LATER.atServer, body: { eventId: old.id, code: "malformed", replacedBy: anew.id } });
    expect(outbox.counts().rejected).toBe(0);
    expect(outbox.quarantine.resolved(10)).toMatchObject([{ event: old, resolution: "replaced", replacedBy: anew.id, resolvedAt: LATER.atServer }]);
    expect(() => verifyChain(db)).not.toThrow();
  });

  it("is dealt with once: a second time nothing is saved and no number is used", () => {
    const { outbox } = open();
    const old = outbox.quarantine.find(refusedNote(outbox).id)!;
    outbox.quarantine.settle(old, "已补记", LATER);
    expect(() => outbox.quarantine.replace(old, note("又一次"), LATER)).toThrow("conflict");
    expect(() => outbox.quarantine.settle(old, "又一次", LATER)).toThrow("conflict");
    expect(unsent(outbox).map((e) => e.type)).toEqual(["quarantine.settled"]);
    expect(outbox.append([note("下一条")], LATER)[0]!.seq).toBe(3);
  });

  it("dealt with stays for ever, through pruning and a new opening", () => {
    const first = open();
    const old = refusedNote(first.outbox);
    first.outbox.quarantine.settle(first.outbox.quarantine.find(old.id)!, "已补记", LATER);
    first.outbox.prune(99, 99_999);
    for (const end of close.splice(0)) end();
    const { outbox } = open();
    expect(outbox.quarantine.resolved(10)).toMatchObject([{ event: old, code: "malformed", detail: "body.text", resolution: "settled" }]);
    expect(outbox.quarantine.find(old.id)).toBeNull();
  });

  it("of a file written before this version is open, with its row untouched", () => {
    const before = open(OUTBOX_MIGRATIONS.slice(0, 1));
    before.db.prepare("INSERT INTO event (n, seq, id, type, at_server, json, bytes, prev, hash, state, live, code) VALUES (1, 1, ?, 'note.added', 1, ?, 2, x'00', x'00', 'rejected', 0, 'forbidden')").run("old", JSON.stringify({ id: "old" }));
    for (const end of close.splice(0)) end();
    const { outbox } = open();
    expect(outbox.quarantine.open(10)).toEqual([{ event: { id: "old" }, code: "forbidden", detail: "", resolvedAt: null, resolution: null, replacedBy: null }]);
    expect(outbox.counts().rejected).toBe(1);
  });
});
