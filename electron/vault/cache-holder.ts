/**
 * Holds the cache of a stay and replaces it while the work goes on (P8): damage in mid-work costs the
 * history until the centre has sent it again, never the stay and never a save. Where the disk takes no
 * cache at all, it lives in memory.
 */
import { existsSync } from "node:fs";
import { createCache, dropCache, openCache, openMemoryCache, type Cache, type CacheDeps, type OpenedCache } from "../../db/cache/cache.ts";
import { readCarried, type Carried, type CarriedRow } from "../../db/cache/carry.ts";
import type { Touched } from "../../db/cache/context.ts";
import type { ShownCase } from "../../db/cache/records.ts";
import { diskRefusal } from "../../db/failures.ts";
import type { Database } from "../../db/guard.ts";
import { timed, type SlowReport } from "../../db/slow.ts";
import { errorFields, log } from "./log.ts";

/** Replacements in one stay before it ends: a disk that spoils every fresh cache is no place to work on. */
const MOST_REPLACED = 3;

export interface CacheHolderDeps {
  readonly path: string;
  /** Kept for the stay, because a fresh cache may be needed at any time; the caller zeroes it at the end. */
  readonly key: Buffer;
  /** Whose cache it is, and how far it may see. A file of another reader is made anew. */
  readonly reader: string;
  readonly context: Omit<CacheDeps, "db">;
  readonly slow: SlowReport;
}

export interface CacheHolder {
  cache(): Cache;
  file(): Database;
  /** The cache lives in memory beside a file that could not be opened and keeps what it held. */
  standsIn(): boolean;
  /** How the cache came to be at opening: `whole`, `created` (there was none), `rebuilt`, or `memory`. */
  readonly began: "whole" | "created" | "rebuilt" | "memory";
  /** Sets a damaged cache aside for a fresh one; null when it has been done too often. */
  replace(): { touched: Touched; inMemory: boolean } | null;
  /** Remembers the documents of a case on the screen, so that a fresh cache can show it whatever was lost. */
  shown(caseId: string, personId: string): void;
  close(): void;
}

interface Held {
  readonly db: Database;
  readonly began: CacheHolder["began"];
}

/** Opens the cache. Throws only for faults that are neither damage nor the disk's. */
export function createCacheHolder(deps: CacheHolderDeps): CacheHolder {
  let shown: ShownCase | null = null;
  let replaced = 0;
  const opened = openFile(deps);
  let { db } = opened;
  const over = (file: Database): Cache => timed("cache", createCache({ ...deps.context, db: file }), deps.slow);
  let cache = over(db);

  function swap(carried: Carried): Touched {
    closeQuietly(db);
    ({ db } = replaced < MOST_REPLACED ? openFresh(deps) : offDisk(deps));
    cache = over(db);
    return cache.carry(carried);
  }

  return {
    cache: () => cache,
    file: () => db,
    standsIn: () => db.memory && existsSync(deps.path),
    began: opened.began,
    replace: () => {
      if (++replaced > MOST_REPLACED || db.memory) return null;
      const carried = withShown(readCarried(db), shown);
      const touched = swap(carried);
      log("warn", "cache.replaced", { cases: carried.kase.length, memory: db.memory });
      return { touched, inMemory: db.memory };
    },
    shown: (caseId, personId) => {
      shown = cache.records.bareCase(caseId, personId) ?? shown;
    },
    close: () => closeQuietly(db),
  };
}

/** No file any more on a disk that spoils each: the spoiled one goes, with whatever it would keep past its revoke. */
function offDisk({ path }: CacheHolderDeps): { db: Database } {
  try {
    dropCache(path);
  } catch (error) {
    log("warn", "cache.drop", errorFields(error));
  }
  return { db: openMemoryCache() };
}

function withShown(carried: Carried, shown: ShownCase | null): Carried {
  if (!shown) return carried;
  const withRow = (rows: readonly CarriedRow[], row: CarriedRow) => (rows.some((r) => r.id === row.id) ? rows : [...rows, row]);
  return { ...carried, person: withRow(carried.person, shown.person), kase: withRow(carried.kase, shown.kase) };
}

function closeQuietly(db: Database): void {
  try {
    db.close();
  } catch (error) {
    log("warn", "cache.close", errorFields(error));
  }
}

/**
 * Says that the file's own bytes are spoiled. A disk that is full, locked or closed says otherwise: there
 * the file is kept and the stay goes on in memory.
 */
const SPOILED = /^SQLITE_(CORRUPT|NOTADB|IOERR_(READ|SHORT_READ))/;
const isSpoiled = (error: unknown): boolean => error instanceof Error && "code" in error && SPOILED.test(String(error.code));

/**
 * The cache as it is; made anew when it belongs to another reading of the user's rights, and when damage
 * shows in the first pages read or written: left in place, it would be met at every opening, with the
 * rows of cases that have long been revoked.
 */
function openFile(deps: CacheHolderDeps): Held {
  return onDisk(() => {
    try {
      return noted(deps, ownFile(deps));
    } catch (error) {
      if (!isSpoiled(error)) throw error;
      return noted(deps, { ...freshFile(deps), rebuilt: true });
    }
  }, deps);
}

const openFresh = (deps: CacheHolderDeps): Held => onDisk(() => noted(deps, freshFile(deps)), deps);

function ownFile(deps: CacheHolderDeps): OpenedCache {
  const opened = openCache(deps.path, Buffer.from(deps.key));
  const known = orClosed(opened.db, () => opened.db.prepare<[], string>("SELECT value FROM meta WHERE key = 'reader'").pluck().get());
  if (known === undefined || known === deps.reader) return opened;
  opened.db.close();
  return { ...freshFile(deps), rebuilt: false };
}

function freshFile(deps: CacheHolderDeps): OpenedCache {
  dropCache(deps.path);
  return openCache(deps.path, Buffer.from(deps.key));
}

/** Writes whose file it is, and says how it came to be. */
function noted({ reader }: CacheHolderDeps, { db, created, rebuilt }: OpenedCache): Held {
  orClosed(db, () => noteReader(db, reader));
  if (rebuilt) log("warn", "cache.rebuilt");
  return { db, began: rebuilt ? "rebuilt" : created ? "created" : "whole" };
}

function orClosed<T>(db: Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    closeQuietly(db);
    throw error;
  }
}

function onDisk(open: () => Held, { reader }: CacheHolderDeps): Held {
  try {
    return open();
  } catch (error) {
    if (!diskRefusal(error)) throw error;
    log("error", "cache.memory", errorFields(error));
    const db = openMemoryCache();
    noteReader(db, reader);
    return { db, began: "memory" };
  }
}

function noteReader(db: Database, reader: string): void {
  db.prepare("INSERT INTO meta (key, value) VALUES ('reader', ?) ON CONFLICT (key) DO NOTHING").run(reader);
}
