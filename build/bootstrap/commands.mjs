// @ts-check
// The commands of the house as one table: which script runs, and what must be there before it does.
import { failure } from "./failures.mjs";

/**
 * @typedef {"dependencies" | "window" | "bundles"} Need
 *   dependencies: node_modules of the lockfile · window: Electron or a browser, and Chinese fonts ·
 *   bundles: out/ built from the present sources
 * @typedef {{ script: string, needs: (args: string[]) => Need[] }} Command
 */

/** Benches that measure below the window. */
const BENCHES_WITHOUT_WINDOW = new Set(["import", "first-load", "push", "fleet", "growth", "soak", "million"]);
/** Parts of `npm test` that open no window. */
const TESTS_WITHOUT_WINDOW = new Set(["check", "unit"]);

/** @type {Record<string, Command>} */
export const COMMANDS = {
  start: { script: "build/commands/start.ts", needs: () => ["dependencies", "window", "bundles"] },
  // `test` bundles by itself, so that a bundle that cannot be built is counted as a failed test.
  test: { script: "build/commands/test.ts", needs: (args) => unlessOnly(args, TESTS_WITHOUT_WINDOW, ["window"]) },
  service: { script: "service/main.ts", needs: () => ["dependencies"] },
  admin: { script: "service/admin/cli.ts", needs: () => ["dependencies"] },
  bench: { script: "tests/bench/run.ts", needs: (args) => unlessOnly(args, BENCHES_WITHOUT_WINDOW, ["window", "bundles"]) },
  faults: { script: "tests/faults/run.ts", needs: () => ["dependencies"] },
  simulate: { script: "tests/simulate/run.ts", needs: () => ["dependencies"] },
  redteam: { script: "tests/redteam/run.ts", needs: () => ["dependencies", "window", "bundles"] },
  build: { script: "build/commands/build.ts", needs: () => ["dependencies"] },
  package: { script: "build/commands/package.ts", needs: () => ["dependencies"] },
  release: { script: "build/commands/release.ts", needs: () => ["dependencies"] },
  check: { script: "build/commands/check.ts", needs: () => ["dependencies"] },
};

/**
 * Looks a command up. `run SCRIPT [args]` runs any script of the project.
 * @param {string[]} argv
 * @returns {{ name: string, script: string, args: string[], needs: Need[] }}
 */
export function resolveCommand(argv) {
  const [name = "", ...rest] = argv;
  if (name === "run" && rest[0] !== undefined) {
    return { name, script: rest[0], args: rest.slice(1), needs: ["dependencies"] };
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    throw failure("command-unknown", { command: name, known: [...Object.keys(COMMANDS), "run SCRIPT"].join(", ") });
  }
  return { name, script: command.script, args: rest, needs: command.needs(rest) };
}

/**
 * The full needs, save when every name asked for is in the lighter set.
 * @param {string[]} args
 * @param {Set<string>} lighter
 * @param {Need[]} heavy
 * @returns {Need[]}
 */
function unlessOnly(args, lighter, heavy) {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const light = names.length > 0 && names.every((name) => lighter.has(name));
  return light ? ["dependencies"] : ["dependencies", ...heavy];
}
