// What a check is: a question about the sources that is answered with passed or failed.
import { join } from "node:path";
import { capture } from "../../bootstrap/processes.mjs";

/** The answer of one check; `output` says what is wrong and is empty when it passed. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly ms: number;
  readonly output: string;
}

/** One check. `problems` resolves to what is wrong, empty when nothing is. */
export interface Check {
  readonly name: string;
  /** What it proves, shown while it runs. */
  readonly title: string;
  problems(root: string): Promise<string>;
}

/**
 * Runs the program of an npm package of this project on the running Node, in `root`.
 * @param bin path below node_modules
 */
export function runTool(root: string, bin: string, args: string[]): Promise<{ code: number; output: string }> {
  return capture(process.execPath, [join(root, "node_modules", bin), ...args], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" },
  });
}

/** Output of a tool that failed; a tool that fails silently is named. */
export function complaint({ code, output }: { code: number; output: string }): string {
  if (code === 0) return "";
  return output.trim() || `ended with code ${code} and said nothing`;
}
