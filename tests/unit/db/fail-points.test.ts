import { describe, expect, it } from "vitest";
import { armedBy } from "../../../db/fail-points.ts";

describe("a fail point", () => {
  it("is inert without a setting, and armed for the n-th passing by one", () => {
    expect(armedBy(undefined, false)).toBeNull();
    expect(armedBy("", true)).toBeNull();
    expect(armedBy("push.sent", false)).toEqual({ name: "push.sent", at: 1 });
    expect(armedBy("apply.midPage:12", false)).toEqual({ name: "apply.midPage", at: 12 });
  });
  it("is refused in production, under an unknown name, and with a count that is none", () => {
    for (const [setting, production] of [["push.sent:1", true], ["toString", false], ["push.sent:0", false], ["push.sent:x", false]] as const) expect(() => armedBy(setting, production), setting).toThrow();
  });
});
