/** What one builder says of a build, read from this checkout and the files, so that two who built apart can be compared. */
import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { OUTBOX_FORMAT } from "../../electron/update/data-format.ts";
import type { Platform } from "../../shared/release/documents.ts";
import { electronArchive } from "./sbom.ts";
import { ReleaseFailure } from "./failure.ts";
import { ProvenanceSchema, type Provenance } from "./propose.ts";
import { entryOf } from "./request.ts";

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
    asar: (await entryOf(asar)).hashes.sha256, dataFormat: OUTBOX_FORMAT, file: basename(installer), tools: await tools(platform), unsigned: (await entryOf(installer)).hashes.sha256,
  });
  writeFileSync(join(installer, "..", `provenance-${builder}.json`), `${JSON.stringify(sheet, null, 2)}\n`);
  return sheet;
}

/** The programs whose versions show in the bytes. */
async function tools(platform: Platform): Promise<Record<string, string>> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(ROOT, "node_modules/electron-builder/package.json"), "utf8")));
  const [tool, args] = platform === "linux-x64" ? (["dpkg-deb", ["--version"]] as const) : (["makensis", ["-VERSION"]] as const);
  const said = await run(tool, [...args], { encoding: "utf8" }).then(({ stdout }) => /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0], () => undefined);
  return { node: process.versions.node, "electron-builder": version, ...(said === undefined ? {} : { [tool]: said }) };
}
