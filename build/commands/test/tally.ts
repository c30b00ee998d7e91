// What `npm test` counts: every check, every vitest test, every e2e test, in one list.

/** One thing that was tried. `note`: why it was skipped, or what failed when the runner has not shown it. */
export interface Outcome {
  readonly part: string;
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly note?: string | undefined;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A skip must say why, or nobody learns what was not proved: without a reason it counts as failed. */
export function settle(outcome: Outcome): Outcome {
  if (outcome.state !== "skipped" || outcome.note?.trim()) return outcome;
  return { ...outcome, state: "failed", note: "skipped without a reason: use ctx.skip(\"why\") or test.skip(condition, \"why\")" };
}

/** Numbers over all outcomes. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const count = (state: Outcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** The last line of `npm test`. Machines read it: it does not change. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Every skip with its reason and every failure by name, before the last line. */
export function account(outcomes: readonly Outcome[]): string[] {
  const line = ({ part, name, note }: Outcome) => `  ${part}: ${name}${note ? ` (${note})` : ""}`;
  const skips = outcomes.filter(({ state }) => state === "skipped");
  const failures = outcomes.filter(({ state }) => state === "failed");
  return [
    ...(skips.length > 0 ? ["", "Skipped:", ...skips.map(line)] : []),
    ...(failures.length > 0 ? ["", "Failed:", ...failures.map(line)] : []),
    "",
  ];
}

/** 0 only when something ran and nothing failed. */
export function exitCode({ passed, failed }: Tally): 0 | 1 {
  return failed > 0 || passed === 0 ? 1 : 0;
}
