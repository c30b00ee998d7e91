import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { timed } from "../../../db/slow.ts";

const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe("a timed repository", () => {
  it("answers as before and reports slow calls by name, never by value", () => {
    const said: unknown[][] = [];
    const secret = "13800138000";
    const repository = timed("outbox", {
      find: (value: string) => {
        busy(60);
        return value;
      },
      quick: (value: number) => value + 1,
      fail: () => {
        busy(60);
        throw new Error(secret);
      },
      inner: { deep: (value: string) => (busy(60), value) },
      size: 7,
    }, (...report) => said.push(report));
    expect(repository.find(secret)).toBe(secret);
    expect([repository.quick(1), repository.size]).toEqual([2, 7]);
    expect(repository.inner.deep("x")).toBe("x");
    expect(() => repository.fail()).toThrow(secret);
    expect(said.map(([name]) => name)).toEqual(["outbox.find", "outbox.inner.deep", "outbox.fail"]);
    expect(said.every(([, ms]) => typeof ms === "number" && ms > 40)).toBe(true);
    expect(JSON.stringify(said)).not.toContain(secret);
  });
});
