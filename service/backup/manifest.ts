/** What a backup says of itself, and whether it is still what it says. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { StartFailure } from "../failure.ts";
import { factOf, severalAtOnce, treeOf, writeDurably, type FileFact } from "./files.ts";

export const MANIFEST = "manifest.json";
const SEAL = "manifest.sha256";
/** Where the copied database stands inside a backup. */
export const CONTENT = "content";

const ManifestSchema = z.object({
  format: z.literal(1),
  engine: z.enum(["pglite", "postgresql"]),
  /** Migrations the database has had; a program that knows fewer cannot open it. */
  schemaVersion: z.number().int(),
  epoch: z.uuid(),
  /** When the copy was begun: everything answered before it is in the backup. UTC ms of this machine. */
  at: z.number().int(),
  /** Stream heads read before the copy was begun. */
  heads: z.record(z.string(), z.number().int()),
  /** PostgreSQL: name of the database and the login that owns it. */
  database: z.object({ name: z.string(), user: z.string() }).nullable(),
  directories: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof ManifestSchema>;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Writes the manifest and the hash that seals it, both forced to the disk. */
export async function writeManifest(dir: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeDurably(join(dir, MANIFEST), text);
  await writeDurably(join(dir, SEAL), `${sha256(text)}  ${MANIFEST}\n`);
}

/** Reads a manifest. Throws a StartFailure that names the file and what to do when it is missing or damaged. */
export async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, MANIFEST), "utf8").catch(() => null);
  const seal = await readFile(join(dir, SEAL), "utf8").catch(() => "");
  if (text === null) throw new StartFailure(`${dir} is no finished backup (no ${MANIFEST}): name the directory that "backup --to" made.`);
  if (seal.split(" ")[0] !== sha256(text)) throw damaged(dir, MANIFEST, "does not match its seal");
  const parsed = ManifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new StartFailure(`${join(dir, MANIFEST)} is of a kind this program does not know: restore with the version that made it.`);
  return parsed.data;
}

/** Reads every file of a backup again. Throws a StartFailure that names the first one that is missing, changed or too many. */
export async function verifyBackup(dir: string): Promise<Manifest> {
  const manifest = await readManifest(dir);
  const present = new Set((await treeOf(join(dir, CONTENT))).files);
  for (const { path } of manifest.files) if (!present.delete(path)) throw damaged(dir, path, "is missing");
  await severalAtOnce(manifest.files, async (file) => compare(dir, file, await factOf(join(dir, CONTENT), file.path)));
  for (const extra of present) throw damaged(dir, extra, "does not belong to it");
  return manifest;
}

/** Throws when a file is not the one the manifest names. */
export function compare(dir: string, expected: FileFact, found: FileFact): void {
  if (expected.bytes !== found.bytes) throw damaged(dir, expected.path, `has ${found.bytes} bytes instead of ${expected.bytes}`);
  if (expected.sha256 !== found.sha256) throw damaged(dir, expected.path, "has other content than was written");
}

const damaged = (dir: string, path: string, how: string): StartFailure =>
  new StartFailure(`The backup ${dir} is damaged: ${path} ${how}. Restore another backup, or a second copy of this one; nothing was changed.`);

/** Finished backups beside this one that are younger; workstations may have forgotten what only those hold. */
export async function youngerBeside(dir: string, manifest: Manifest): Promise<string[]> {
  const beside = (await readdir(dirname(dir), { withFileTypes: true }).catch(() => [])).filter((e) => e.isDirectory() && e.name !== basename(dir));
  const found = await Promise.all(beside.map(async (e) => ({ name: e.name, manifest: await readManifest(join(dirname(dir), e.name)).catch(() => null) })));
  return found.filter((f) => f.manifest !== null && f.manifest.at > manifest.at && sameDatabase(f.manifest, manifest)).map((f) => f.name).sort();
}

const sameDatabase = (a: Manifest, b: Manifest): boolean => a.engine === b.engine && a.epoch === b.epoch;
