import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCache } from "../../../db/cache/cache.ts";
import { FutureDatabaseError, WrongKeyError } from "../../../db/failures.ts";
import { ExportPathError } from "../../../db/guard.ts";
import { holdLock } from "../../../db/lock.ts";
import { checkNumbers, type Migration } from "../../../db/migrate.ts";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { checkpoint, checkpointLong, openDatabase, type DatabaseKind } from "../../../db/open.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-open-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ONE: readonly Migration[] = [{ version: 10, name: "t", sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL);" }];
const TEXT = "王小明 13800138000 幸福路 8 号";
const key = randomBytes(32);
const open = (kind: DatabaseKind = "outbox", migrations = ONE, k = key) => openDatabase({ kind, path: join(dir, "x.db"), key: Buffer.from(k), migrations }).db;

function filled(rows = 2000): void {
  const db = open();
  const insert = db.prepare("INSERT INTO t (b) VALUES (?)");
  db.transaction(() => {
    for (let i = 0; i < rows; i++) insert.run(`${TEXT} ${i}`);
  })();
  checkpoint(db);
  db.close();
}

describe("an encrypted database", () => {
  it("holds no plaintext on disk, in main file or journal", () => {
    filled();
    const db = open();
    db.prepare("INSERT INTO t (b) VALUES (?)").run(TEXT);
    for (const name of readdirSync(dir)) expect(readFileSync(join(dir, name)).includes(TEXT), name).toBe(false);
    db.close();
  });

  it("zeroes the key it was given", () => {
    const given = Buffer.from(key);
    openDatabase({ kind: "outbox", path: join(dir, "x.db"), key: given, migrations: ONE }).db.close();
    expect(given.equals(Buffer.alloc(32))).toBe(true);
  });

  it("refuses a wrong key by name and is not treated as empty", () => {
    filled();
    const before = readFileSync(join(dir, "x.db"));
    expect(() => open("outbox", ONE, randomBytes(32))).toThrow(WrongKeyError);
    expect(readFileSync(join(dir, "x.db")).equals(before)).toBe(true);
    expect(open().prepare("SELECT count(*) AS n FROM t").get()).toEqual({ n: 2000 });
  });

  it("notices every flipped byte (40 of 40)", () => {
    filled();
    const path = join(dir, "x.db");
    const whole = readFileSync(path);
    const unnoticed: number[] = [];
    for (let i = 0; i < 40; i++) {
      const at = Math.floor(((i + 0.5) / 40) * whole.length);
      const bent = Buffer.from(whole);
      bent[at]! ^= 0x40;
      writeFileSync(path, bent);
      try {
        const db = open();
        try {
          if (db.prepare("SELECT count(b) AS n FROM t WHERE b LIKE '%幸福路%'").get() && db.pragma("integrity_check", { simple: true }) === "ok") unnoticed.push(at);
        } finally {
          db.close();
        }
      } catch {
        // noticed
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it("keeps its settings after the first DDL, durability above all", () => {
    for (const [kind, synchronous] of [["outbox", 2], ["cache", 1]] as const) {
      const db = openDatabase({ kind, path: join(dir, `${kind}.db`), key: Buffer.from(key), migrations: ONE }).db;
      expect(db.pragma("synchronous", { simple: true })).toBe(synchronous);
      expect(db.pragma("temp_store", { simple: true })).toBe(2);
      expect(db.pragma("secure_delete", { simple: true })).toBe(1);
      expect(db.pragma("cipher", { simple: true })).toBe("aegis");
      db.close();
    }
  });

  it("never folds its journal inside a commit, however long it has grown", () => {
    for (const kind of ["outbox", "cache"] as const) {
      const path = join(dir, `${kind}.db`);
      const db = openDatabase({ kind, path, key: Buffer.from(key), migrations: ONE }).db;
      checkpoint(db);
      const before = statSync(path).size;
      const insert = db.prepare("INSERT INTO t (b) VALUES (?)");
      for (let i = 0; i < 6; i++) db.transaction(() => { for (let k = 0; k < 6_000; k++) insert.run("长".repeat(200)); })();
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(16 * 1024 * 1024);
      expect(statSync(path).size).toBe(before);
      checkpointLong(db);
      expect(statSync(`${path}-wal`).size).toBe(0);
      expect(statSync(path).size).toBeGreaterThan(16 * 1024 * 1024);
      db.close();
    }
  });

  it("leaves no temporary file while it sorts more than fits its memory", (ctx) => {
    if (process.platform !== "linux") return ctx.skip("open files are counted in /proc");
    filled(60_000);
    const db = open("cache");
    db.pragma("cache_size = 10");
    const files = () => readdirSync("/proc/self/fd").length;
    const openedWhileSorting = () => {
      const before = files();
      const rows = db.prepare("SELECT b FROM t ORDER BY b DESC").iterate();
      rows.next();
      const during = files();
      rows.return?.();
      return during - before;
    };
    expect(openedWhileSorting()).toBe(0);
    // The canary: with SQLite's default the same query does write one.
    db.pragma("temp_store = FILE");
    expect(openedWhileSorting()).toBeGreaterThan(0);
    db.close();
  });

  it("has no way to copy itself out of its encryption", () => {
    const db = open();
    const handle = db as unknown as Record<string, (...a: unknown[]) => unknown>;
    for (const name of ["serialize", "backup", "rekey", "loadExtension", "unsafeMode", "key"]) expect(() => handle[name]!(join(dir, "out.db")), name).toThrow(ExportPathError);
    for (const sql of [`ATTACH '${join(dir, "out.db")}' AS o KEY ''`, "DETACH o", `VACUUM INTO '${join(dir, "out.db")}'`, "PRAGMA rekey = ''", "PRAGMA hexrekey = '00'"]) {
      expect(() => db.exec(sql), sql).toThrow(ExportPathError);
      expect(() => db.prepare(sql), sql).toThrow(ExportPathError);
    }
    for (const name of ["rekey = ''", "key = ''", "hexkey='00'"]) expect(() => db.pragma(name), name).toThrow(ExportPathError);
    db.close();
    expect(readdirSync(dir)).not.toContain("out.db");
  });
});

describe("migrations", () => {
  it("are numbered in tens and rise strictly, in both files", () => {
    for (const list of [OUTBOX_MIGRATIONS, CACHE_MIGRATIONS]) expect(() => checkNumbers(list)).not.toThrow();
    expect(() => checkNumbers([{ version: 15, name: "", sql: "" }])).toThrow();
    expect(() => checkNumbers([{ version: 20, name: "", sql: "" }, { version: 20, name: "", sql: "" }])).toThrow();
  });

  it("leave an outbox from the future alone, by name", () => {
    filled(3);
    const db = open();
    db.pragma("user_version = 9990");
    db.close();
    expect(() => open()).toThrow(FutureDatabaseError);
  });

  it("are all or nothing", () => {
    const broken: readonly Migration[] = [...ONE, { version: 20, name: "half", sql: "CREATE TABLE u (a); INSERT INTO missing VALUES (1);" }];
    open().close();
    expect(() => open("outbox", broken)).toThrow();
    const db = open();
    expect(db.pragma("user_version", { simple: true })).toBe(10);
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'u'").get()).toEqual({ n: 0 });
    db.close();
  });
});

describe("the cache file", () => {
  const path = () => join(dir, "cache.db");
  it("is thrown away and made anew when it is damaged, foreign or from the future", () => {
    const damage: ((k: Buffer) => void)[] = [
      () => {
        const bent = readFileSync(path());
        bent.fill(7, 100, 8000);
        writeFileSync(path(), bent);
      },
      (k) => {
        const { db } = openCache(path(), Buffer.from(k));
        db.pragma("user_version = 9990");
        db.close();
      },
      // Pages that nothing reads before the opening has taken the file for whole.
      ...["search_term_config", "meta", "cursor"].map((table) => (k: Buffer) => {
        const { db } = openCache(path(), Buffer.from(k));
        const root = db.prepare<[string], number>("SELECT rootpage FROM sqlite_master WHERE name = ?").pluck().get(table) as number;
        db.close();
        const bent = readFileSync(path());
        bent.fill(7, (root - 1) * 4096 + 100, (root - 1) * 4096 + 200);
        writeFileSync(path(), bent);
      }),
      () => randomBytes(32).copy(key),
    ];
    for (const spoil of damage) {
      const first = openCache(path(), Buffer.from(key));
      expect(first.rebuilt).toBe(false);
      first.db.prepare("INSERT INTO meta VALUES ('a', 'b')").run();
      checkpoint(first.db);
      first.db.close();
      spoil(key);
      const again = openCache(path(), Buffer.from(key));
      expect(again.rebuilt).toBe(true);
      expect(again.db.prepare("SELECT count(*) AS n FROM meta").get()).toEqual({ n: 0 });
      again.db.close();
      rmSync(path());
    }
  });
});

describe("the profile's lock", () => {
  it("is held by one and free the moment it is let go", () => {
    const path = join(dir, "profile.lock");
    const release = holdLock(path, 50);
    expect(release).not.toBeNull();
    expect(holdLock(path, 50)).toBeNull();
    release!();
    const second = holdLock(path, 50);
    expect(second).not.toBeNull();
    second!();
    expect(statSync(path).isFile()).toBe(true);
  });
});

