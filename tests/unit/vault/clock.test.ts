import { describe, expect, it } from "vitest";
import { createBackoff, jittered } from "../../../electron/vault/sync/backoff.ts";
import { createServerClock } from "../../../electron/vault/clock.ts";

describe("the centre's time on a workstation", () => {
  it("moves with monotonic time only: setting the desktop's clock gains nothing (P6)", () => {
    let wall = 1_000_000;
    let mono = 0;
    const clock = createServerClock(null, { wall: () => wall, mono: () => mono });
    clock.observe(5_000_000, 0, 0);
    mono += 10_000;
    for (const jump of [3_600_000, -7_200_000, 31_536_000_000]) {
      wall += jump;
      expect(clock.now()).toBe(5_010_000);
    }
  });
  it("takes the middle of the exchange", () => {
    const mono = 400;
    const clock = createServerClock(null, { wall: () => 0, mono: () => mono });
    clock.observe(1_000, 0, 400);
    expect(clock.now()).toBe(1_200);
  });
  it("starts from what the last run knew, and never before the latest time it saw", () => {
    const start = (wall: number) => createServerClock({ offset: 500, latest: 90_000 }, { wall: () => wall, mono: () => 0 }).now();
    expect(start(100_000)).toBe(100_500);
    expect(start(10_000)).toBe(90_000);
  });
});

describe("backoff", () => {
  it("grows to five minutes, jittered from zero, and starts again after success", () => {
    const backoff = createBackoff(() => 1);
    expect(Array.from({ length: 12 }, () => backoff.failed(null))).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((s) => s * 1_000));
    backoff.succeeded();
    expect(backoff.failed(null)).toBe(1_000);
    expect(createBackoff(() => 0).failed(null)).toBe(0);
  });
  it("obeys what the centre asked for", () => {
    expect(createBackoff(() => 0.5).failed(60_000)).toBe(60_500);
  });
  it("polls at 15 s ± 20 %", () => {
    expect([jittered(15_000, () => 0), jittered(15_000, () => 1)].map(Math.round)).toEqual([12_000, 18_000]);
  });
});
