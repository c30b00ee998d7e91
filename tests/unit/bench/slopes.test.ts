import { describe, expect, it } from "vitest";
import { slopeOf } from "../../bench/measure.ts";
import { riseOf } from "../../bench/soak.ts";

describe("slopes of the benches", () => {
  it("a time that doubles with the data has slope 1, one that stays 0, one that grows with its square 2", () => {
    const sizes = [1, 2, 4, 8];
    expect(slopeOf(sizes, sizes.map((n) => 3 * n))).toBeCloseTo(1, 10);
    expect(slopeOf(sizes, sizes.map(() => 7))).toBeCloseTo(0, 10);
    expect(slopeOf(sizes, sizes.map((n) => n ** 2))).toBeCloseTo(2, 10);
  });

  it("memory that fills at first and then stays is flat; memory that leaks rises by what it leaks", () => {
    const warm = Array.from({ length: 8 }, (_, i) => 100 + 10 * i);
    expect(riseOf([...warm, ...Array.from({ length: 16 }, () => 180)]).rise).toBeCloseTo(0, 10);
    const leaking = riseOf([...warm, ...Array.from({ length: 16 }, (_, i) => 180 + 2 * i)]);
    expect(leaking.rise).toBeCloseTo(30, 10);
    expect(leaking.mean).toBeCloseTo(195, 10);
  });
});
