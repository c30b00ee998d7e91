/**
 * Holds a database file as another program would, until it is ended.
 * `hold.ts PATH KEYHEX outbox|cache`
 */
import { writeSync } from "node:fs";
import { CACHE_MIGRATIONS } from "../../../../db/migrations/cache.ts";
import { OUTBOX_MIGRATIONS } from "../../../../db/migrations/outbox.ts";
import { openDatabase } from "../../../../db/open.ts";

const [path = "", key = "", kind = "outbox"] = process.argv.slice(2);
const { db } = openDatabase({ kind: kind === "cache" ? "cache" : "outbox", path, key: Buffer.from(key, "hex"), migrations: kind === "cache" ? CACHE_MIGRATIONS : OUTBOX_MIGRATIONS });
db.exec("BEGIN IMMEDIATE");
writeSync(1, "held\n");
setInterval(() => undefined, 60_000);
