// The parts of `npm test`, in their order: the quick answer first.
import { ensureBundles } from "../../bootstrap/bundles.mjs";
import { CHECKS, describeResult, runChecks } from "../checks/index.ts";
import { hasSpecs, playwrightRunner } from "./playwright-run.ts";
import { runRunner } from "./run.ts";
import type { Outcome } from "./tally.ts";
import { vitestRunner } from "./vitest-run.ts";

export const PARTS = ["check", "unit", "integration", "e2e"] as const;
export type Part = (typeof PARTS)[number];

const wantsBundles = (parts: readonly Part[]) => parts.includes("integration") || parts.includes("e2e");
const vitestProjects = (parts: readonly Part[]) => parts.filter((part) => part === "unit" || part === "integration");

/** Each step of a test run: when it is due, and what it does. Vitest runs both its projects in one go. */
const STEPS: readonly { due(parts: readonly Part[]): boolean; run(root: string, parts: readonly Part[]): Promise<Outcome[]> }[] = [
  { due: (parts) => parts.includes("check"), run: checkOutcomes },
  { due: wantsBundles, run: bundleOutcome },
  { due: (parts) => vitestProjects(parts).length > 0, run: (root, parts) => runRunner(root, vitestRunner(vitestProjects(parts))) },
  { due: (parts) => parts.includes("e2e"), run: e2eOutcomes },
];

/** Runs the parts and returns everything that was tried. */
export async function runParts(root: string, parts: readonly Part[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of STEPS) if (step.due(parts)) outcomes.push(...(await step.run(root, parts)));
  return outcomes;
}

async function checkOutcomes(root: string): Promise<Outcome[]> {
  const results = await runChecks(root, CHECKS, (result) => console.log(describeResult(result)));
  return results.map(({ name, passed }): Outcome => ({ part: "check", name, state: passed ? "passed" : "failed" }));
}

/** The bundles are a test of their own: a shell that cannot be built is a failure, not the end of the run. */
async function bundleOutcome(root: string): Promise<Outcome[]> {
  const name = "the application can be bundled";
  try {
    await ensureBundles({ root, env: process.env, node24: process.execPath });
    console.log("✓ bundles built");
    return [{ part: "build", name, state: "passed" }];
  } catch (error) {
    return [{ part: "build", name, state: "failed", note: error instanceof Error ? error.message : String(error) }];
  }
}

async function e2eOutcomes(root: string): Promise<Outcome[]> {
  if (!hasSpecs(root)) return [{ part: "e2e", name: "tests/e2e", state: "failed", note: "there is no spec or no playwright.config.ts" }];
  return runRunner(root, playwrightRunner);
}
