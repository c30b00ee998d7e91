/**
 * Takes a backup: under a temporary name beside its target, with a sealed list of hashes, read back,
 * forced to the disk, and only then given its name. What is unfinished never looks finished, and
 * what is there is never overwritten. Afterwards `safe_seq` passes what had been answered before.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sql } from "drizzle-orm";
import { SYSTEM, type Tx } from "../context.ts";
import type { Service } from "../app.ts";
import type { Place } from "../db/open.ts";
import { SCHEMA_VERSION } from "../db/migrate.ts";
import { rows } from "../db/query.ts";
import { StartFailure } from "../failure.ts";
import { copyTree, demandEmpty, factOf, severalAtOnce, syncDirectories, treeOf, type FileFact, type Tree } from "./files.ts";
import { compare, CONTENT, verifyBackup, writeManifest, type Manifest } from "./manifest.ts";
import { baseBackup } from "./postgres-copy.ts";
import { archiveSlotExists, markAnswered, noteBackup, raiseSafeSeq } from "./safe-seq.ts";

export interface BackupReport {
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
  readonly at: number;
  readonly epoch: string;
  /** Whether the running WAL archive carries this backup on. */
  readonly archived: boolean;
}

/** What belongs to an embedded service's data directory; lock, socket and process id do not. */
const EMBEDDED = ["db", "pki"] as const;

/**
 * Backs the service's database up into `to`, which must not exist or be empty. PostgreSQL needs
 * `replicationUrl` when the service's own login may not replicate. Throws a StartFailure in one sentence.
 */
export async function backUp(service: Service, to: string, replicationUrl?: string): Promise<BackupReport> {
  const target = resolve(to);
  await demandEmpty(target, "a backup");
  const partial = `${target}.partial-${randomUUID().slice(0, 8)}`;
  await mkdir(dirname(target), { recursive: true });
  await mkdir(partial, { mode: 0o700 });
  try {
    return await take(service, target, partial, replicationUrl);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw new StartFailure(`There is no room for the backup in ${dirname(target)}: free some, or give another --to; nothing was left there.`, { cause: error });
    throw error;
  }
}

async function take(service: Service, target: string, partial: string, replicationUrl: string | undefined): Promise<BackupReport> {
  const { db, engine, place, epoch } = service;
  // In this order: the copy begins after both were read, so it holds what they name.
  const archived = engine === "postgresql" && (await archiveSlotExists(db));
  const mark = await markAnswered(db, engine);
  const facts = await factsOf(db);
  const at = Date.now();
  const { tree, files } = await copyInto(join(partial, CONTENT), place, replicationUrl);
  const manifest: Manifest = { format: 1, engine, schemaVersion: SCHEMA_VERSION, epoch, at, ...facts, database: engine === "postgresql" ? facts.database : null, directories: [...tree.directories], files };
  await writeManifest(partial, manifest);
  await verifyBackup(partial);
  await syncDirectories(partial);
  await rename(partial, target);
  await syncDirectories(target);
  await service.run(SYSTEM, async (ctx) => {
    await raiseSafeSeq(ctx.tx, mark);
    await noteBackup(ctx.tx, { at, archived });
    await ctx.audit({ action: "backup.made", detail: { at, files: files.length, archived } });
  });
  return { to: target, files: files.length, bytes: files.reduce((sum, f) => sum + f.bytes, 0), at, epoch, archived };
}

async function factsOf(db: Tx): Promise<{ heads: Record<string, number>; database: { name: string; user: string } }> {
  const heads = await rows<{ name: string; head: number }>(db, sql`SELECT name, head FROM stream`);
  const [database] = await rows<{ name: string; user: string }>(db, sql`SELECT current_database()::text AS name, session_user::text AS user`);
  return { heads: Object.fromEntries(heads.map((h) => [h.name, Number(h.head)])), database: database ?? { name: "", user: "" } };
}

async function copyInto(content: string, place: Place, replicationUrl: string | undefined): Promise<{ tree: Tree; files: FileFact[] }> {
  if (place.engine === "postgresql") {
    await baseBackup(replicationUrl ?? place.url, content);
    const tree = await treeOf(content);
    return { tree, files: await severalAtOnce(tree.files, (path) => factOf(content, path)) };
  }
  return place.still(async () => {
    const trees = await Promise.all(EMBEDDED.filter((part) => existsSync(join(place.data, part))).map(async (part) => ({ part, tree: await treeOf(join(place.data, part)) })));
    const under = (part: string, paths: readonly string[]) => paths.map((path) => `${part}/${path}`);
    const tree = { files: trees.flatMap((t) => under(t.part, t.tree.files)), directories: trees.flatMap((t) => [t.part, ...under(t.part, t.tree.directories)]) };
    return { tree, files: await copyTree(place.data, content, tree) };
  });
}

/** Copies a verified backup's content into an empty directory and checks again what was read on the way. */
export async function unpack(from: string, manifest: Manifest, to: string): Promise<void> {
  const found = await copyTree(join(from, CONTENT), to, { files: manifest.files.map((f) => f.path), directories: manifest.directories });
  found.forEach((fact, i) => compare(from, manifest.files[i]!, fact));
}
