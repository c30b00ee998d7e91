/** Whether two builds of this checkout come out the same, byte for byte: bundles, tree with its archive, and the unsigned installer. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Platform } from "../../shared/release/documents.ts";
import { hashesBelow } from "../../electron/trust/installed.ts";
import { demandNone } from "../release/failure.ts";
import { entryOf } from "../release/request.ts";
import { commitTime, pack } from "./pack.ts";
import { makeInstaller } from "./installers.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

/** One build's hashes by what they are of. */
export type BuildHashes = ReadonlyMap<string, string>;

/** Bundles and packs twice, each time in another folder. Answers the hashes of archive and installers; throws `artifacts` with what differs. */
export async function verifyReproducible(platforms: readonly Platform[], version: string, env: NodeJS.ProcessEnv, say: (what: string) => void): Promise<BuildHashes> {
  const once = await buildOnce(platforms, version, env, say);
  const again = await buildOnce(platforms, version, env, say);
  demandNone("artifacts", differences(once, again));
  return new Map([...once].filter(([name]) => /app\.asar$|\.deb$|\.exe$/.test(name)));
}

/** What is not the same in two builds. */
export const differences = (once: BuildHashes, again: BuildHashes): string[] =>
  [...new Set([...once.keys(), ...again.keys()])].filter((name) => once.get(name) !== again.get(name)).map((name) => `${name} is not the same twice`);

async function buildOnce(platforms: readonly Platform[], version: string, env: NodeJS.ProcessEnv, say: (what: string) => void): Promise<BuildHashes> {
  const output = mkdtempSync(join(tmpdir(), "lockdesk-build-"));
  try {
    await run(process.execPath, ["build/commands/build.ts"], { cwd: ROOT });
    const hashes = new Map<string, string>();
    for (const platform of platforms) {
      const { tree } = await pack({ platform, version, root: null, sign: "unsigned", output, env, say });
      for (const [path, sha256] of await hashesBelow(tree)) hashes.set(`${platform}/${path}`, sha256);
      const installer = await makeInstaller({ platform, tree, version, builtAt: await commitTime(), output });
      hashes.set(`${platform}/${basename(installer)}`, (await entryOf(installer)).hashes.sha256);
    }
    return hashes;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
