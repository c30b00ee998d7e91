// The e2e tests, by Playwright's own JSON report.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Runner } from "./run.ts";
import type { Outcome } from "./tally.ts";

const CONFIG = "tests/e2e/playwright.config.ts";

const testSchema = z.object({
  status: z.enum(["expected", "unexpected", "flaky", "skipped"]),
  projectName: z.string().optional(),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]),
});
const specSchema = z.object({ title: z.string(), file: z.string(), tests: z.array(testSchema) });
const suiteSchema = z.object({
  title: z.string(),
  specs: z.array(specSchema).default([]),
  get suites() {
    return z.array(suiteSchema).default([]);
  },
});
const reportSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(z.object({ message: z.string().optional() })).default([]) });
type Suite = z.infer<typeof suiteSchema>;

/** Whether there is anything to run. */
export function hasSpecs(root: string): boolean {
  const folder = join(root, "tests/e2e");
  if (!existsSync(join(root, CONFIG))) return false;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) => /\.(spec|test)\.ts$/.test(path));
}

export const playwrightRunner: Runner = {
  part: "e2e",
  bin: "@playwright/test/cli.js",
  args: ["test", "-c", CONFIG, "--reporter=list,json"],
  resultVariable: "PLAYWRIGHT_JSON_OUTPUT_FILE",
  read: readReport,
};

/** Outcomes of a Playwright JSON report. A test that passed only when tried again passed, and says so. */
export function readReport(json: unknown): Outcome[] {
  const report = reportSchema.parse(json);
  const outcomes = report.suites.flatMap((suite) => suiteOutcomes(suite, []));
  const errors = report.errors.map(({ message }): Outcome => ({ part: "e2e", name: "Playwright", state: "failed", note: message?.split("\n")[0] }));
  if (outcomes.length + errors.length === 0) return [{ part: "e2e", name: "no test ran", state: "failed" }];
  return [...outcomes, ...errors];
}

function suiteOutcomes(suite: Suite, above: readonly string[]): Outcome[] {
  const path = [...above, suite.title];
  const own = suite.specs.flatMap((spec) => spec.tests.map((test) => specOutcome([...path, spec.title].join(" > "), test)));
  return [...own, ...suite.suites.flatMap((child) => suiteOutcomes(child, path))];
}

function specOutcome(name: string, test: z.infer<typeof testSchema>): Outcome {
  const reason = test.annotations.find(({ type }) => type === "skip" || type === "fixme")?.description;
  switch (test.status) {
    case "expected":
      return { part: "e2e", name, state: "passed" };
    case "flaky":
      return { part: "e2e", name: `${name} (passed when tried again)`, state: "passed" };
    case "skipped":
      return { part: "e2e", name, state: "skipped", note: reason };
    case "unexpected":
      return { part: "e2e", name, state: "failed" };
  }
}
