/**
 * Saves in an outbox until killed, telling each number only after it is saved.
 * `append.ts DIR OWNER KEYHEX COUNT DURABILITY [drafts|answers]`
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { openDeviceSeq } from "../../../../db/device-seq.ts";
import { OUTBOX_MIGRATIONS } from "../../../../db/migrations/outbox.ts";
import { checkpoint, openDatabase } from "../../../../db/open.ts";
import { createOutbox, tailOf } from "../../../../db/outbox.ts";

const [dir = "", owner = "", key = "", count = "0", durability = "asOpened", what = "events"] = process.argv.slice(2);
const { db } = openDatabase({ kind: "outbox", path: join(dir, `${owner}.db`), key: Buffer.from(key, "hex"), migrations: OUTBOX_MIGRATIONS });
if (durability === "NORMAL") db.pragma("synchronous = NORMAL");
const seq = openDeviceSeq(join(dir, "device.seq"), owner, tailOf(db));
const outbox = createOutbox(db, seq, { deviceId: "44444444-4444-4444-8444-444444444444", userId: "11111111-1111-4111-8111-111111111111" });
const drafts = () => {
  for (let i = 0; i < Number(count); i++) outbox.saveDraft("note:x", "打".repeat(i + 1), Date.now());
};
const answers = () => {
  const events = outbox.append(Array.from({ length: Number(count) }, (_, k) => ({ type: "note.added" as const, caseId: null, personId: null, body: { text: `${k}` } })), { at: 1, atServer: 2 });
  for (const e of events) outbox.markSent([{ id: e.id, seq: e.seq, result: "ok" }], Date.now());
};
if (what === "drafts") drafts();
if (what === "answers") answers();
for (let i = 0; what === "events" && i < Number(count); i++) {
  const saved = outbox.append(Array.from({ length: 1 + (i % 3) }, (_, k) => ({ type: "note.added" as const, caseId: null, personId: null, body: { text: `${owner} ${i}.${k}` } })), { at: Date.now(), atServer: Date.now() });
  writeSync(1, `${saved.map((e) => e.seq).join(" ")}\n`);
  if (i % 20 === 19) checkpoint(db);
}
seq.close();
