/** Two days of a small agency on two instances, the Friday and the Saturday worked instead, up to the month's reports; `npm run simulate` lives through twenty. */
import { beforeAll, describe, expect, it } from "vitest";
import { MUTATIONS } from "../../simulate/mutations.ts";
import { runAgency } from "../../simulate/run-agency.ts";
import type { Facts } from "../../simulate/verify/facts.ts";
import { verify } from "../../simulate/verify/verify.ts";

const RUN = { days: 2, teams: 2, seed: 7, from: "2026-02-27" } as const;
const MINUTES = 60_000;

let facts: Facts | { reason: string };
const lines: string[] = [];
beforeAll(async () => {
  facts = await runAgency({ ...RUN, say: (line) => lines.push(line) });
}, 10 * MINUTES);

describe("a simulated agency", () => {
  it("ends with every form at a legal place, every clock gone off once, every breach escalated, nothing lost, every report right", (context) => {
    if ("reason" in facts) return context.skip(facts.reason);
    const { faults, forms, steps, breaches } = verify(facts);
    expect(faults.map((f) => `${f.count}: ${f.words}`), lines.join("\n")).toEqual([]);
    // It has lived: or nothing of this says anything.
    expect(Math.min(forms, steps / 5, breaches)).toBeGreaterThan(5);
    expect(new Set(facts.forms.map((f) => f.workflow)).size).toBe(3);
    expect(facts.reports.length).toBeGreaterThan(8);
  });

  it.for(MUTATIONS)("would be told that $title", ({ count, make }, context) => {
    if ("reason" in facts) return context.skip(facts.reason);
    expect(verify(make(facts)).faults.filter((f) => f.count === count)).not.toEqual([]);
  });
});
