// Starting a test runner: its output goes straight to the terminal, its numbers come back in a file.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "./tally.ts";

/** A runner that takes longer hangs: CI would wait for it to no end. */
const LIMIT_MS = 40 * 60_000;

export interface Runner {
  readonly part: string;
  /** Path of the program below node_modules. */
  readonly bin: string;
  readonly args: readonly string[];
  /** The variable by which the runner learns the name of its result file. */
  readonly resultVariable: string;
  /** Turns the result file's JSON into outcomes. */
  read(json: unknown): Outcome[];
}

/** Runs a test runner to its end. A runner that fails without a failed test is itself a failed outcome. */
export async function runRunner(root: string, runner: Runner): Promise<Outcome[]> {
  mkdirSync(join(root, ".lockdesk"), { recursive: true });
  const file = join(root, ".lockdesk", `tests-${process.pid}.json`);
  const code = await start(root, runner, { ...process.env, [runner.resultVariable]: file });
  const outcomes = readOutcomes(file, runner);
  rmSync(file, { force: true });
  const explained = outcomes.some(({ state }) => state === "failed");
  if (code === 0 || explained) return outcomes;
  return [...outcomes, { part: runner.part, name: "the test runner", state: "failed", note: `it ended with code ${code}, see above` }];
}

function readOutcomes(file: string, runner: Runner): Outcome[] {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [{ part: runner.part, name: "the test runner", state: "failed", note: "it left no result, see above" }];
  }
  return runner.read(JSON.parse(text));
}

function start(root: string, { bin, args }: Runner, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", bin), ...args], {
      cwd: root, env, stdio: ["ignore", "inherit", "inherit"], timeout: LIMIT_MS, killSignal: "SIGKILL",
    });
    child.on("error", () => resolve(-1));
    child.on("exit", (code) => resolve(code ?? -1));
  });
}
