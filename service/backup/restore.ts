/**
 * Restores a backup into an empty place: verified, copied under a temporary name, opened once to give
 * the database a new epoch, forced to the disk, then renamed. History may have gone back, so every
 * workstation pulls anew and pushes again what the restored centre lacks (SYNC.md 3.1).
 */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { openTrainingClock, systemClock } from "../clock.ts";
import { SYSTEM } from "../context.ts";
import { readMeta, writeMeta } from "../db/meta.ts";
import { SCHEMA_VERSION } from "../db/migrate.ts";
import { openEmbedded, type Database } from "../db/open.ts";
import { StartFailure } from "../failure.ts";
import { runUnit } from "../unit-of-work.ts";
import { demandEmpty, severalAtOnce, syncDirectories, syncOne, treeOf } from "./files.ts";
import { verifyBackup, youngerBeside, type Manifest } from "./manifest.ts";
import { restoreServer } from "./restore-postgres.ts";
import { noteBackup } from "./safe-seq.ts";
import { unpack } from "./take.ts";

export interface RestoreOptions {
  readonly from: string;
  /** The data directory to make: a service's with PGlite, a server's (PGDATA) with PostgreSQL. */
  readonly to: string;
  /** PostgreSQL: the WAL archive to go on from the backup with, to its newest end. */
  readonly wal?: string;
  /** Restore although a younger backup stands beside it. */
  readonly older?: boolean;
}

export interface RestoreReport {
  readonly to: string;
  readonly engine: Manifest["engine"];
  readonly epoch: string;
  /** When the backup was begun, UTC ms. */
  readonly backupAt: number;
  /** PostgreSQL: commit time of the last transaction that came back, UTC ms; null when nothing was replayed. */
  readonly restoredUpTo: number | null;
}

/** Restores. Throws a StartFailure in one sentence, and leaves nothing behind, when the backup is damaged or the target taken. */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const [from, target] = [resolve(options.from), resolve(options.to)];
  await demandEmpty(target, "a restore");
  const manifest = await verifyBackup(from);
  if (manifest.schemaVersion > SCHEMA_VERSION) throw new StartFailure(`${from} was made by a newer version of the service: restore it with that version.`);
  if (options.wal && manifest.engine === "pglite") throw new StartFailure("The embedded engine has no WAL archive: leave out --wal.");
  const younger = options.older ? [] : await youngerBeside(from, manifest);
  if (younger.length > 0) throw new StartFailure(`A younger backup stands beside it (${younger.at(-1)}), and workstations may have forgotten what only that one holds: restore the youngest, or say --older.`);
  const partial = `${target}.restoring-${randomUUID().slice(0, 8)}`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await unpack(from, manifest, partial);
    const epoch = randomUUID();
    const restoredUpTo = manifest.engine === "pglite" ? await renewEmbedded(partial, manifest, epoch) : await restoreServer(partial, manifest, options.wal, (database) => beginEpoch(database, manifest, epoch));
    await rename(partial, target);
    await syncDirectories(target);
    return { to: target, engine: manifest.engine, epoch, backupAt: manifest.at, restoredUpTo };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function renewEmbedded(dir: string, manifest: Manifest, epoch: string): Promise<null> {
  const database = await openEmbedded(dir);
  await beginEpoch(database, manifest, epoch).finally(() => database.close());
  const tree = await treeOf(dir);
  await severalAtOnce(tree.files, (path) => syncOne(join(dir, path), "r+"));
  await syncDirectories(dir, tree.directories);
  return null;
}

/** Gives a restored database its new epoch, and the audit trail the fact (P7), in one transaction. */
async function beginEpoch({ db }: Database, manifest: Manifest, epoch: string): Promise<void> {
  const clock = (await readMeta(db, "training_offset")) === null ? systemClock : (await openTrainingClock(db)).clock;
  await runUnit(db, clock, SYSTEM, "system", async (ctx) => {
    await writeMeta(ctx.tx, "epoch", epoch);
    await noteBackup(ctx.tx, { at: manifest.at, archived: false });
    await ctx.audit({ action: "backup.restored", detail: { backupAt: manifest.at, formerEpoch: manifest.epoch, epoch } });
  }, () => undefined);
}
