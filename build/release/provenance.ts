/** What one builder says of a build, read from this checkout and the files, so that two who built apart can be compared; and whether the bundles come out the same twice. */
import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { OUTBOX_FORMAT } from "../../electron/update/data-format.ts";
import type { Platform } from "../../shared/release/documents.ts";
import { electronArchive } from "./sbom.ts";
import { ReleaseFailure } from "./failure.ts";
import { ProvenanceSchema, type Provenance } from "./propose.ts";
import { entryOf, filesBelow } from "./request.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

export interface Built {
  readonly builder: string;
  readonly version: string;
  readonly platform: Platform;
  /** The installer before any signature. */
  readonly installer: string;
  readonly asar: string;
}

/** Writes `provenance-<builder>.json` beside the installer. Refuses a checkout with changes: nobody could build it again. */
export async function writeProvenance({ builder, version, platform, installer, asar }: Built): Promise<Provenance> {
  const git = async (...args: string[]) => (await run("git", args, { cwd: ROOT, encoding: "utf8" })).stdout.trim();
  if ((await git("status", "--porcelain")) !== "") throw new ReleaseFailure("artifacts", ["the checkout has changes that are in no commit"]);
  const electron = electronArchive(platform);
  const sheet = ProvenanceSchema.parse({
    v: 1, builder, version, platform, commit: await git("rev-parse", "HEAD"), lockfile: hash("sha256", readFileSync(join(ROOT, "package-lock.json"))), electron: electron.version, electronZip: electron.sha256,
    asar: (await entryOf(asar)).hashes.sha256, dataFormat: OUTBOX_FORMAT, file: basename(installer), unsigned: (await entryOf(installer)).hashes.sha256,
  });
  writeFileSync(join(installer, "..", `provenance-${builder}.json`), `${JSON.stringify(sheet, null, 2)}\n`);
  return sheet;
}

/** Bundles twice and compares file by file. Answers one hash over all; throws `artifacts` with the files that differ. */
export async function bundleTwice(say: (what: string) => void): Promise<string> {
  const trees: Map<string, string>[] = [];
  for (const turn of [1, 2]) {
    say(`${turn}/2`);
    await run(process.execPath, ["build/commands/build.ts"], { cwd: ROOT });
    trees.push(await treeOf(join(ROOT, "out")));
  }
  const [once, again] = trees as [Map<string, string>, Map<string, string>];
  const differ = [...new Set([...once.keys(), ...again.keys()])].filter((path) => once.get(path) !== again.get(path));
  if (differ.length > 0) throw new ReleaseFailure("artifacts", differ.map((path) => `${path} is not the same twice`));
  return hash("sha256", [...once].map(([path, sha256]) => `${sha256}  ${path}\n`).join(""));
}

async function treeOf(folder: string): Promise<Map<string, string>> {
  const paths = filesBelow(folder).filter((path) => !path.startsWith("."));
  return new Map(await Promise.all(paths.map(async (path) => [path, (await entryOf(join(folder, path))).hashes.sha256] as const)));
}
