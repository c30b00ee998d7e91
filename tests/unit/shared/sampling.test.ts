import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawSample } from "../../../shared/model/sampling.ts";

const IDS = Array.from({ length: 200 }, (_, i) => `note-${i}`);

describe("a sample", () => {
  it("is the same for the same number, whatever the order of the population, and another for another number", () => {
    expect(drawSample([...IDS].reverse(), 10, 7)).toEqual(drawSample(IDS, 10, 7));
    expect(drawSample(IDS, 10, 8)).not.toEqual(drawSample(IDS, 10, 7));
  });

  it("never repeats, never invents, and is as large as asked or as the population", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string(), { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), fc.nat(999_999), (ids, size, seed) => {
      const drawn = drawSample(ids, size, seed);
      expect(new Set(drawn).size).toBe(Math.min(size, ids.length));
      expect(drawn.every((id) => ids.includes(id))).toBe(true);
    }));
  });

  it("takes every note about equally often", () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 4_000; seed++) for (const id of drawSample(IDS, 10, seed)) times.set(id, (times.get(id) ?? 0) + 1);
    // 4,000 × 10 / 200 = 200 expected, standard deviation below 14: six of them leave room for no luck.
    expect(times.size).toBe(IDS.length);
    for (const n of times.values()) expect(Math.abs(n - 200)).toBeLessThan(84);
  });
});
