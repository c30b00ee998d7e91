// @ts-check
// The bundles in out/, built when they are older than what they are made of.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { failure } from "./failures.mjs";
import { withSetupLock } from "./lock.mjs";
import { capture } from "./processes.mjs";
import { step } from "./progress.mjs";
import { hashOfTree, readStamp, writeStamp } from "./stamps.mjs";

export const BUILD_SCRIPT = "build/commands/build.ts";

/** All that can change a bundle. The service runs from its sources and is not bundled. */
const SOURCES = ["shared", "db", "electron", "renderer", "build", "package-lock.json", "tsconfig.json"];
const NOT_SOURCES = [/^build\/(bootstrap|eslint-rules|launch|electron-host)\//, /^build\/commands\/(?!build\b)/, /\.md$/];

/** @typedef {{ root: string, env: NodeJS.ProcessEnv, node24: string }} Context */

/** @param {string} root */
function sourcesHash(root) {
  return hashOfTree(root, SOURCES, (path) => !NOT_SOURCES.some((pattern) => pattern.test(path)));
}

/** @param {string} root */
function stampFile(root) {
  return join(root, "out", ".lockdesk-sources");
}

/**
 * @param {Context} context
 * @returns {Promise<true | undefined>}
 */
export async function bundlesDone({ root }) {
  return readStamp(stampFile(root))?.hash === sourcesHash(root) ? true : undefined;
}

/**
 * @param {Context} context
 * @returns {Promise<true>}
 */
export async function buildBundles({ root, env, node24 }) {
  if (!existsSync(join(root, BUILD_SCRIPT))) throw failure("script-missing", { path: BUILD_SCRIPT });
  const hash = sourcesHash(root);
  rmSync(stampFile(root), { force: true });
  const outcome = await step("bundling the application", () => capture(node24, [BUILD_SCRIPT], { cwd: root, env }));
  if (outcome.code !== 0) {
    process.stderr.write(outcome.output);
    throw failure("bundle-failed");
  }
  writeStamp(stampFile(root), { hash });
  return true;
}

/**
 * Builds if need be, alone. For commands that bundle on their own account (`npm test`).
 * @param {Context} context
 */
export async function ensureBundles(context) {
  return (await bundlesDone(context)) ?? withSetupLock(context.root, async () => (await bundlesDone(context)) ?? buildBundles(context));
}
