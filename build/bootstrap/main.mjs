// @ts-check
// The order of the set-up. Each step is skipped when it is done; what is not done runs alone.
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundles, bundlesDone } from "./bundles.mjs";
import { resolveCommand } from "./commands.mjs";
import { dependenciesDone, installDependencies } from "./dependencies.mjs";
import { failure, fromFileError } from "./failures.mjs";
import { commandEnvironment, endLike, launch } from "./launch.mjs";
import { withSetupLock } from "./lock.mjs";
import { stopChildren } from "./processes.mjs";
import { prepareWindow, windowDone } from "./window.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * Sets up what the command needs and runs it. Throws a SetupFailure whose message says what to do.
 * @param {string[]} argv command and arguments
 */
export async function main(argv) {
  const command = resolveCommand(argv);
  requireScript(command.script);
  const stopWatching = endOnSignals();
  const { node24, env } = await setUp(command.needs).catch((error) => {
    throw fromFileError(error, ROOT) ?? error;
  });
  stopWatching();
  endLike(await launch({ root: ROOT, script: command.script, args: command.args, env, node24 }));
}

/** @param {import("./commands.mjs").Need[]} needs */
async function setUp(needs) {
  const base = { root: ROOT, env: process.env };
  const { node24 } = await ensure(() => dependenciesDone(base), () => installDependencies(base));
  const context = { ...base, node24 };
  const window = needs.includes("window") ? await ensure(() => windowDone(context), () => prepareWindow(context)) : undefined;
  const env = commandEnvironment(process.env, node24, window);
  if (needs.includes("bundles")) await ensure(() => bundlesDone(context), () => buildBundles({ ...context, env }));
  return { node24, env };
}

/**
 * Does a step unless it is done; looks again once alone, for somebody else may just have done it.
 * @template T
 * @param {() => Promise<T | undefined>} done
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
async function ensure(done, make) {
  return (await done()) ?? withSetupLock(ROOT, async () => (await done()) ?? make());
}

/** @param {string} script */
function requireScript(script) {
  const file = resolve(ROOT, script);
  if (existsSync(file)) return;
  const path = relative(ROOT, file);
  throw failure("script-missing", { path });
}

/** An interrupted set-up ends its children first; the lock goes with the process. */
function endOnSignals() {
  /** @type {[NodeJS.Signals, number][]} */
  const signals = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]];
  const handlers = signals.map(([signal, code]) => {
    const handler = () => void stopChildren().finally(() => process.exit(code));
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((off) => off());
}
