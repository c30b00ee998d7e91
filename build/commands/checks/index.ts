// The checks of the sources, as a table, and their run: two at a time, because the machine has two cores.
import { step } from "../../bootstrap/progress.mjs";
import { boundaries } from "./boundaries.ts";
import type { Check, CheckResult } from "./check.ts";
import { deadCode } from "./dead-code.ts";
import { lint } from "./lint.ts";
import { types } from "./types.ts";

export const CHECKS: readonly Check[] = [types, lint, boundaries, deadCode];
const AT_ONCE = 2;

/** Runs the checks and hands each result over as it comes. */
export async function runChecks(root: string, checks: readonly Check[], onResult: (result: CheckResult) => void): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runCheck(root, check);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function runCheck(root: string, check: Check): Promise<CheckResult> {
  const started = performance.now();
  const output = await step(check.title, () => check.problems(root));
  return { name: check.name, passed: output === "", ms: performance.now() - started, output };
}

/** One line per result, what is wrong below it. */
export function describeResult({ name, passed, ms, output }: CheckResult): string {
  const line = `${passed ? "✓" : "✗"} ${name} ${passed ? "passed" : "failed"} (${(ms / 1000).toFixed(1)} s)`;
  return passed ? line : `${line}\n${output.replaceAll(/^/gm, "    ")}`;
}
