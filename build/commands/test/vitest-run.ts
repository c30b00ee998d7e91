// Unit and integration tests.
import { z } from "zod";
import type { Runner } from "./run.ts";
import type { Outcome } from "./tally.ts";

const outcomesSchema = z.array(
  z.object({
    part: z.string(),
    name: z.string(),
    state: z.enum(["passed", "failed", "skipped"]),
    note: z.string().optional(),
  }),
) satisfies z.ZodType<Outcome[]>;

/** Vitest over the projects of vitest.config.ts that are named. */
export function vitestRunner(projects: readonly string[]): Runner {
  return {
    part: "vitest",
    bin: "vitest/vitest.mjs",
    args: [
      "run",
      "--reporter=default",
      "--reporter=./build/commands/test/vitest-reporter.ts",
      ...projects.flatMap((project) => ["--project", project]),
    ],
    resultVariable: "LOCKDESK_TALLY",
    read: (json) => withEmptyProjects(outcomesSchema.parse(json), projects),
  };
}

/** A project in which nothing ran proves nothing. */
export function withEmptyProjects(outcomes: Outcome[], projects: readonly string[]): Outcome[] {
  const empty = projects.filter((project) => !outcomes.some(({ part }) => part === project));
  return [...outcomes, ...empty.map((part): Outcome => ({ part, name: "no test ran", state: "failed" }))];
}
