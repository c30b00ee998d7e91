import { describe, expect, it } from "vitest";
import { runCanary } from "../../faults/canary/canary.ts";
import { seedOf } from "../../faults/seeds.ts";
import { truthRun } from "../../faults/truth/run.ts";

const SEED = 5;
const RUNS = 2;
const MINUTES = 60_000;

describe("real processes on PostgreSQL", () => {
  it.for(Array.from({ length: RUNS }, (_, i) => seedOf(SEED, i)))("lose nothing that was told saved, whatever is killed and cut (seed %i)", { timeout: 5 * MINUTES }, async (seed, context) => {
    const acts: string[] = [];
    const found = await truthRun(seed, (line) => acts.push(line));
    if ("reason" in found) return context.skip(found.reason);
    expect(found, acts.join("\n")).toEqual([]);
  });
});

describe("concurrent writers on PostgreSQL", () => {
  it("are lost by a cursor on a sequence, and not by ours", async (context) => {
    const found = await runCanary(SEED);
    if ("reason" in found) return context.skip(found.reason);
    expect(found.lostBySequence, "the canary must lose rows, or the schedule proves nothing").toBeGreaterThan(0);
    expect(found).toMatchObject({ lostByStream: 0, doubledByStream: 0 });
  }, 2 * MINUTES);
});
