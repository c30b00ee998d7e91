/** The cache put together: one projector, one writer of mirrored rows, and the readers. */
import { rmSync } from "node:fs";
import { checkpoint, openDatabase, openInMemory } from "../open.ts";
import { DamagedDatabaseError, FutureDatabaseError, writing, WrongKeyError } from "../failures.ts";
import type { Database } from "../guard.ts";
import { CACHE_MIGRATIONS } from "../migrations/cache.ts";
import type { Targets } from "../outbox.ts";
import { createNoteSearch } from "../search/find.ts";
import { createNoteIndex } from "../search/note-index.ts";
import { createApplier } from "./apply.ts";
import { holdsCarried, writeCarried, type Carried } from "./carry.ts";
import { newTouched, type CacheContext, type Touched } from "./context.ts";
import { createProjector } from "./project.ts";
import { createPurger } from "./purge.ts";
import { beginLoad, endLoad, isCutShort, isLoading, LOADING } from "./load.ts";
import { createQueue } from "./queue.ts";
import { putStatements } from "./put.ts";
import { createRecords } from "./records.ts";

export interface OpenedCache {
  readonly db: Database;
  /** There was no file. */
  readonly created: boolean;
  /** There was one, and it was thrown away. */
  readonly rebuilt: boolean;
}

/**
 * Opens the cache file. One that is damaged, foreign, from the future, or whose first load a power cut
 * ended, is thrown away and made anew (P8); `rebuilt` says so. The key is zeroed.
 */
export function openCache(path: string, key: Buffer): OpenedCache {
  const open = () => {
    const opened = proved(openDatabase({ kind: "cache", path, key: Buffer.from(key), migrations: CACHE_MIGRATIONS }));
    if (opened.created || isLoading(path)) beginLoad(opened.db);
    return opened;
  };
  try {
    const cutShort = isCutShort(path);
    if (cutShort) dropCache(path);
    return { ...open(), rebuilt: cutShort };
  } catch (error) {
    if (!(error instanceof WrongKeyError || error instanceof DamagedDatabaseError || error instanceof FutureDatabaseError || isMigrationFailure(error))) throw error;
    dropCache(path);
    return { ...open(), rebuilt: true };
  } finally {
    key.fill(0);
  }
}

/** What the opening itself reads. The search index opens its own tables at the first statement. */
const READ_AT_OPENING = ["SELECT rowid FROM search_term LIMIT 1", "SELECT * FROM meta", "SELECT * FROM cursor"] as const;

/** Damage in what every opening reads must be found while a new file can still be made, or nobody could sign in here again. */
function proved<T extends { readonly db: Database }>(opened: T): T {
  const { db } = opened;
  try {
    for (const statement of READ_AT_OPENING) db.prepare(statement).all();
    return opened;
  } catch (error) {
    db.close();
    throw new DamagedDatabaseError("cache", error instanceof Error && "code" in error ? String(error.code) : "unreadable");
  }
}

/** Deletes the cache file with its journals, and last the note of its load. Only ever the cache. */
export function dropCache(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal", LOADING]) rmSync(`${path}${suffix}`, { force: true });
}

/** A cache in memory, where the disk takes none. */
export const openMemoryCache = (): Database => openInMemory(CACHE_MIGRATIONS);

const isMigrationFailure = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "SQLITE_ERROR";

export interface CacheDeps extends CacheContext {
  /** Told the ids of records that were purged. */
  readonly forgotten: (ids: readonly string[]) => void;
}

export type Cache = ReturnType<typeof createCache>;

/** The cache over its opened file. */
export function createCache(deps: CacheDeps) {
  const { db } = deps;
  const projector = createProjector(deps);
  const index = createNoteIndex(deps);
  const purger = createPurger(deps, index, deps.forgotten);
  const applier = createApplier(deps, { projector, purger, index });
  const personOf = db.prepare<[string], string>("SELECT person_id FROM kase WHERE id = ?").pluck() as { get(id: string): string | undefined };
  const drawnOver = db.prepare<[], string>(`SELECT person_id FROM kase WHERE pending = 1 OR view IS NOT NULL UNION SELECT id FROM person WHERE pending = 1 OR view IS NOT NULL
    UNION SELECT person_id FROM promise WHERE own = 1 OR pending = 1 UNION SELECT person_id FROM warning WHERE pending = 1 OR view IS NOT NULL`).pluck() as unknown as { all(): string[] };
  return {
    ...applier,
    queue: createQueue(deps, projector),
    records: createRecords(deps),
    search: { ...createNoteSearch(deps), step: index.step, percent: index.percent },
    /** Takes over what could be read of the cache before this one. */
    carry: (rows: Carried): Touched => writing(() => writeCarried(deps, putStatements(deps), projector, rows)),
    /** All streams are complete. Resolves when what was loaded is on the disk. */
    endLoad: (): Promise<void> => endLoad(db),
    /** All streams are complete: carried rows that the centre did not send again go. */
    settleCarried: (): Touched =>
      writing(() => {
        const touched = newTouched();
        if (!holdsCarried(db)) return touched;
        purger.releaseStream(0, touched);
        db.prepare("DELETE FROM meta WHERE key = 'carried'").run();
        return touched;
      }),
    /** Everything committed so far outlives a power cut once this returns. */
    toDisk: (): void => checkpoint(db),
    /** Persons over whose documents own events are laid: a process that died may have settled the events and not drawn again. */
    drawnOver: (): Targets => ({ caseIds: [], personIds: drawnOver.all() }),
    /** Draws persons again from the centre's documents and the live events; idempotent. */
    project: (targets: Targets): Touched =>
      writing(() => {
        const touched = newTouched();
        const persons = new Set([...targets.personIds, ...targets.caseIds.flatMap((id) => personOf.get(id) ?? [])]);
        db.transaction(() => projector.persons(persons, touched)).immediate();
        for (const id of targets.caseIds) touched.caseIds.add(id);
        return touched;
      }),
  };
}
