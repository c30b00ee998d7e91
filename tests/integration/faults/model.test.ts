import "../../faults/model/plain.ts";
import { openModel, type Model } from "../../faults/model/run.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REGRESSIONS } from "../../faults/model/regressions.ts";
import { scheduleOf } from "../../faults/model/schedule.ts";
import { seedOf } from "../../faults/seeds.ts";
import { modelSweep } from "../../faults/model/sweep.ts";
import { isClean } from "../../faults/tally.ts";

/** Fixed, so that a failure here is the same failure everywhere. */
const SEED = 20261123;
const RUNS = 60;
const MINUTES = 60_000;

describe("what once failed", () => {
  let model: Model;
  beforeAll(async () => {
    model = await openModel();
  });
  afterAll(() => model.close());
  it.each(REGRESSIONS)("$title", async ({ schedule }) => {
    expect((await model.run(schedule)).breaches).toEqual([]);
  });
});

describe("a seed", () => {
  it("gives the same run again, event ids and all, whatever ran before it", async () => {
    const trail = async (model: Model, seed: number) => {
      const { saved, trail: digest } = await model.run(scheduleOf(seed));
      expect(saved).toBeGreaterThan(0);
      return digest;
    };
    const first = await openModel();
    const alone = await trail(first, SEED);
    await first.close();
    const second = await openModel();
    expect(await trail(second, seedOf(SEED, 1))).not.toBe(alone);
    expect(await trail(second, SEED)).toBe(alone);
    await second.close();
  }, MINUTES);
});

describe("random schedules of faults", () => {
  it(`lose, double, spoil, leave behind and block nothing (${RUNS} runs)`, async () => {
    const said: string[] = [];
    const tally = await modelSweep(RUNS, SEED, (line) => said.push(line));
    expect(tally, said.join("\n")).toMatchObject({ runs: RUNS });
    expect(isClean(tally), said.join("\n")).toBe(true);
  }, 10 * MINUTES);
});
