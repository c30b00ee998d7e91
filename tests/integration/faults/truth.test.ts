import { describe, expect, it, vi } from "vitest";
import { runCanary } from "../../faults/canary/canary.ts";
import { seedOf } from "../../faults/seeds.ts";
import { setStage } from "../../faults/truth/stage.ts";
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

describe("a service whose database ends all its connections", () => {
  it("lives on, its ear for nudges included", async (context) => {
    const stage = await setStage();
    if ("reason" in stage) return context.skip(stage.reason);
    const listening = () => stage.ask<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'lockdesk-listen'");
    try {
      await vi.waitUntil(async () => (await listening()).length === 1, { timeout: MINUTES / 2 });
      const [first] = await listening();
      await stage.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'lockdesk%'");
      await vi.waitUntil(async () => (await listening()).some((l) => l.pid !== first?.pid), { timeout: MINUTES / 2 });
      expect(() => process.kill(stage.centre.pid, 0)).not.toThrow();
    } finally {
      await stage.close();
    }
  }, 2 * MINUTES);
});

describe("concurrent writers on PostgreSQL", () => {
  it("are lost by a cursor on a sequence, and not by ours", async (context) => {
    const found = await runCanary(SEED);
    if ("reason" in found) return context.skip(found.reason);
    expect(found.lostBySequence, "the canary must lose rows, or the schedule proves nothing").toBeGreaterThan(0);
    expect(found).toMatchObject({ lostByStream: 0, doubledByStream: 0 });
  }, 2 * MINUTES);
});
