/** The handle of an opened database as an export path, and its temporary files (rows 35, 37, 38). Runs on our own db/ in this process. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FutureDatabaseError } from "../../../db/failures.ts";
import type { Database } from "../../../db/guard.ts";
import { openDatabase } from "../../../db/open.ts";
import type { Migration } from "../../../db/migrate.ts";
import type { Try } from "./try.ts";

const TABLE: readonly Migration[] = [{ version: 10, name: "t", sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL);" }];
const MARKER = "marker of a record";

/** Opens an encrypted database with one marked row, lets `act` have the handle, and looks for the marker on disk afterwards. */
async function withDatabase(act: (db: Database, dir: string) => unknown): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-redteam-db-"));
  const { db } = openDatabase({ kind: "outbox", path: join(dir, "x.db"), key: randomBytes(32), migrations: TABLE });
  try {
    db.prepare("INSERT INTO t (b) VALUES (?)").run(MARKER);
    const answer = await Promise.resolve().then(() => act(db, dir)).then((value) => (typeof value === "string" ? value : "returned"), (error: Error) => error.name);
    const clear = readdirSync(dir).filter((name) => readFileSync(join(dir, name)).includes(MARKER));
    return clear.length > 0 ? `in clear: ${clear.join(" ")}` : answer;
  } finally {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const exports = (name: string, act: (db: Database, dir: string) => unknown): Try => ({
  name, row: 38, aim: "database", expect: "ExportPathError", run: () => withDatabase(act),
});

/** Temporary files of SQLite that this process holds open; it deletes their names at once. */
function openTemporaryFiles(): number {
  if (process.platform !== "linux") return 0;
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return /etilqs_/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;
}

export const DATABASE: readonly Try[] = [
  exports("ATTACH of a second database without a key", (db, dir) => db.exec(`ATTACH DATABASE '${join(dir, "out.db")}' AS o KEY ''; CREATE TABLE o.t AS SELECT * FROM t`)),
  exports("ATTACH written otherwise", (db, dir) => db.prepare(`/**/aTtAcH\n'${join(dir, "out.db")}' as o`).run()),
  exports("VACUUM INTO", (db, dir) => db.exec(`VACUUM INTO '${join(dir, "out.db")}'`)),
  exports("serialize()", (db) => db.serialize()),
  exports("backup()", (db, dir) => db.backup(join(dir, "out.db"))),
  exports("rekey() to nothing", (db) => (db as unknown as { rekey(key: Buffer): void }).rekey(Buffer.alloc(0))),
  exports("PRAGMA rekey", (db) => db.pragma("rekey = ''")),
  exports("PRAGMA hexrekey in a statement", (db) => db.exec("PRAGMA hexrekey = ''")),
  exports("loadExtension()", (db) => db.loadExtension("/tmp/x.so")),
  exports("unsafeMode()", (db) => db.unsafeMode(true)),
  {
    name: "load_extension in SQL", row: 38, aim: "database", expect: "SqliteError",
    run: () => withDatabase((db) => db.prepare("SELECT load_extension('/tmp/x.so')").get()),
  },
  {
    name: "writefile in SQL", row: 38, aim: "database", expect: "SqliteError",
    run: () => withDatabase((db, dir) => db.prepare(`SELECT writefile('${join(dir, "out.txt")}', b) FROM t`).get()),
  },
  {
    name: "a sort too large for its memory", row: 35, aim: "database", expect: "0 files",
    run: () => withDatabase((db) => {
      db.exec("PRAGMA cache_size = 10; CREATE TEMP TABLE s (b TEXT)");
      db.exec(`INSERT INTO s WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT '${MARKER} ' || i || hex(randomblob(40)) FROM n`);
      const sorted = db.prepare("SELECT b FROM s ORDER BY substr(b, 20)").iterate();
      sorted.next();
      const files = openTemporaryFiles();
      sorted.return?.();
      return `${files} files`;
    }),
  },
  {
    name: "a database of a later version", row: 37, aim: "database", expect: "refused",
    run: async () => {
      const dir = mkdtempSync(join(tmpdir(), "lockdesk-redteam-db-"));
      const key = randomBytes(32);
      const open = (migrations: readonly Migration[]) => openDatabase({ kind: "outbox", path: join(dir, "x.db"), key: Buffer.from(key), migrations }).db.close();
      try {
        open([...TABLE, { version: 20, name: "later", sql: "CREATE TABLE u (a INTEGER PRIMARY KEY);" }]);
        open(TABLE);
        return "opened";
      } catch (error) {
        return error instanceof FutureDatabaseError ? "refused" : String(error);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
  },
];
