/**
 * Opens an outbox, with one migration more than the product has when asked to, and says how it was found.
 * `open-outbox.ts DIR KEYHEX [migrate]`
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { OUTBOX_MIGRATIONS } from "../../../../db/migrations/outbox.ts";
import { openOutbox } from "../../../../db/rescue/open-outbox.ts";

const [dir = "", key = "", migrate = ""] = process.argv.slice(2);
const opened = openOutbox({
  path: join(dir, "outbox.db"), key: Buffer.from(key, "hex"), owner: "me", counterPath: join(dir, "device.seq"), now: Date.now(),
  migrations: migrate === "migrate" ? [...OUTBOX_MIGRATIONS, { version: 990, name: "a column", sql: "ALTER TABLE draft ADD COLUMN colour TEXT; CREATE INDEX event_type ON event (type);" }] : OUTBOX_MIGRATIONS,
});
writeSync(1, `${opened.salvaged ?? "whole"}\n`);
opened.seq.close();
opened.db.close();
