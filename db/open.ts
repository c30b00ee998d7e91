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
  /** WAL pages before SQLite checkpoints by itself inside a commit; our own checkpoints come at idle. */
  readonly autoCheckpoint: number;
  readonly cacheKib: number;
}

/** What differs between the two files (docs/decisions/010). */
const PROFILES: Record<DatabaseKind, Profile> = {
  outbox: { synchronous: 2, lockingMode: "exclusive", autoCheckpoint: 1000, cacheKib: 4_096 },
  cache: { synchronous: 1, lockingMode: "normal", autoCheckpoint: 4_000, cacheKib: 16_384 },
};

const KEY_BYTES = 32;
const RAW_PREFIX = Buffer.from("raw:");

export interface OpenInput {
  readonly kind: DatabaseKind;
  readonly path: string;
  /** 32 raw bytes; zeroed before this function returns or throws. */
  readonly key: Buffer;
  readonly migrations: readonly Migration[];
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
export function openDatabase({ kind, path, key, migrations }: OpenInput): Opened {
  const created = !existsSync(path) || statSync(path).size === 0;
  const db = openFile(path, 3000);
  try {
    unlock(db, key);
    configure(db, PROFILES[kind]);
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    migrate(db, kind, migrations);
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
  db.pragma(`wal_autocheckpoint = ${profile.autoCheckpoint}`);
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

/** Folds the WAL into the main file and empties it; for idle time, never on the user's commit. */
export function checkpoint(db: Database): void {
  db.pragma("wal_checkpoint(TRUNCATE)");
}
