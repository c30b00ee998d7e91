/**
 * The only place that keys a database. Order and values are ELECTRON.md 3.4 with DESIGN.md 8:
 * cipher and its parameters written out and read back, raw key from a buffer that is zeroed,
 * `temp_store` before any query, journal and durability set by hand, the key proved by a read.
 */
import { existsSync, statSync } from "node:fs";
import { keyFile, openFile, type Database } from "./guard.ts";
import { DamagedDatabaseError, WrongKeyError } from "./failures.ts";
import { migrate, type Migration } from "./migrate.ts";

/** AEGIS-256: authenticated pages at the speed of a plaintext database (DESIGN.md 5, 10). The key is raw, so the KDF parameters do not run; they are pinned all the same. */
export const CIPHER = { cipher: "aegis", algorithm: "aegis-256", tcost: "2", mcost: "19456", pcost: "1", plaintext_header_size: "0", hmac_check: "1" } as const;

export type DatabaseKind = "outbox" | "cache";

interface Profile {
  /** SQLite's number: 2 = FULL, 1 = NORMAL. */
  readonly synchronous: 1 | 2;
  readonly lockingMode: "exclusive" | "normal";
  readonly cacheKib: number;
  /** How long a lock held by another program is waited for, ms. A save must not wait for the cache. */
  readonly waitMs: number;
}

/** What differs between the two files (docs/decisions/010). */
const PROFILES: Record<DatabaseKind, Profile> = {
  outbox: { synchronous: 2, lockingMode: "exclusive", cacheKib: 4_096, waitMs: 3_000 },
  cache: { synchronous: 1, lockingMode: "normal", cacheKib: 16_384, waitMs: 200 },
};

const KEY_BYTES = 32;
const RAW_PREFIX = Buffer.from("raw:");

export interface OpenInput {
  readonly kind: DatabaseKind;
  readonly path: string;
  /** 32 raw bytes; zeroed before this function returns or throws. */
  readonly key: Buffer;
  readonly migrations: readonly Migration[];
  /** Told before a file that holds something is migrated, with the version found; may throw to prevent it. */
  readonly beforeMigration?: (db: Database, found: number) => void;
}

export interface Opened {
  readonly db: Database;
  /** The file was made by this call. */
  readonly created: boolean;
}

/**
 * Opens, keys, checks and migrates a database. Throws `WrongKeyError` when the key does not fit,
 * `DamagedDatabaseError` when pages fail, `FutureDatabaseError` for a newer file; in each case the
 * file is left as it was.
 */
export function openDatabase({ kind, path, key, migrations, beforeMigration }: OpenInput): Opened {
  const created = !existsSync(path) || statSync(path).size === 0;
  const db = openFile(path, PROFILES[kind].waitMs);
  try {
    unlock(db, key);
    configure(db, PROFILES[kind]);
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    migrate(db, kind, migrations, (found) => {
      if (found > 0) beforeMigration?.(db, found);
    });
    // This build falls back to NORMAL after the first DDL (DESIGN.md 3): set again, then assert.
    db.pragma(`synchronous = ${PROFILES[kind].synchronous}`);
    assertSettings(db, PROFILES[kind]);
    return { db, created };
  } catch (error) {
    db.close();
    throw named(error, kind);
  } finally {
    key.fill(0);
  }
}

/**
 * Opens a working copy of a damaged file, unmigrated and without durability, for `db/rescue` to read
 * what can be read. Throws as `openDatabase` does. The key is zeroed.
 */
export function openWorkingCopy(path: string, key: Buffer): Database {
  const db = openFile(path, PROFILES.outbox.waitMs);
  try {
    unlock(db, key);
    for (const setting of ["temp_store = MEMORY", "locking_mode = exclusive", "synchronous = OFF", "trusted_schema = OFF"]) db.pragma(setting);
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    return db;
  } catch (error) {
    db.close();
    throw named(error, "outbox");
  } finally {
    key.fill(0);
  }
}

function unlock(db: Database, key: Buffer): void {
  if (key.length !== KEY_BYTES) throw new Error(`a database key has ${KEY_BYTES} bytes`);
  for (const [name, value] of Object.entries(CIPHER)) db.pragma(`${name} = '${value}'`);
  const raw = Buffer.concat([RAW_PREFIX, key]);
  try {
    keyFile(db, raw);
  } finally {
    raw.fill(0);
  }
}

function configure(db: Database, profile: Profile): void {
  db.pragma("temp_store = MEMORY");
  db.pragma(`locking_mode = ${profile.lockingMode}`);
  db.pragma("journal_mode = WAL");
  db.pragma(`synchronous = ${profile.synchronous}`);
  db.pragma("foreign_keys = ON");
  db.pragma("trusted_schema = OFF");
  db.pragma("cell_size_check = ON");
  // Never inside a commit: a save must not wait for it. Ours come when idle, or between two pages of a load.
  db.pragma("wal_autocheckpoint = 0");
  db.pragma(`cache_size = -${profile.cacheKib}`);
}

/** Refuses a database whose settings read back differently: a silent default is how durability is lost. */
function assertSettings(db: Database, profile: Profile): void {
  const wanted: Record<string, string | number> = {
    ...CIPHER, temp_store: 2, locking_mode: profile.lockingMode, journal_mode: "wal", synchronous: profile.synchronous,
    foreign_keys: 1, trusted_schema: 0, cell_size_check: 1, secure_delete: 1,
  };
  for (const [name, value] of Object.entries(wanted)) {
    const found = db.pragma(name, { simple: true });
    if (String(found) !== String(value)) throw new Error(`pragma ${name} reads back ${String(found)}, wanted ${value}`);
  }
}

function named(error: unknown, kind: DatabaseKind): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SQLITE_NOTADB") return new WrongKeyError(kind);
  if (code.startsWith("SQLITE_CORRUPT")) return new DamagedDatabaseError(kind, code);
  return error;
}

/**
 * A cache that lives in memory only, for a disk that takes none: nothing is written anywhere, so there
 * is no key. Gone with the process, like everything a cache holds.
 */
export function openInMemory(migrations: readonly Migration[]): Database {
  const db = openFile(":memory:", 0);
  for (const setting of ["temp_store = MEMORY", "foreign_keys = ON", "trusted_schema = OFF"]) db.pragma(setting);
  migrate(db, "cache", migrations);
  return db;
}

/** Bytes of journal after which a long load stops to fold it in, between two of its pages. */
const LONG_JOURNAL = 16 * 1024 * 1024;

/** Folds a journal that has grown long; for the pauses of a long load. */
export function checkpointLong(db: Database): void {
  const journal = `${db.name}-wal`;
  if (!db.memory && existsSync(journal) && statSync(journal).size > LONG_JOURNAL) checkpoint(db);
}

/** Folds the WAL into the main file and empties it; for idle time, never on the user's commit. */
export function checkpoint(db: Database): void {
  db.pragma("wal_checkpoint(TRUNCATE)");
}
