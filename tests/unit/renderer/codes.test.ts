import { describe, expect, it } from "vitest";
import { LINE_OPTIONS, PERSON_OPTIONS, candidates, outcomeOptions, resolve } from "../../../renderer/desks/collector/logic/codes.ts";
import { PERSONS_REACHED, outcome, personReached, type PersonCode } from "../../../shared/model/disposition.ts";

const PERSONS = Object.keys(PERSONS_REACHED) as PersonCode[];

describe("codes of the three layers", () => {
  it.each([["A", LINE_OPTIONS], ["B", PERSON_OPTIONS]] as const)("layer %s: every code has its own single key", (_, options) => {
    expect(new Set(options.map((o) => o.digits)).size).toBe(options.length);
    expect(options.every((o) => o.digits.length === 1)).toBe(true);
  });

  it.each(PERSONS)("layer C with %s: no two outcomes share digits or pinyin", (person) => {
    const options = outcomeOptions(person);
    expect(new Set(options.map((o) => o.digits)).size).toBe(options.length);
    expect(new Set(options.map((o) => o.pinyin)).size).toBe(options.length);
  });

  it("debtor outcomes keep the number of their code", () => {
    for (const o of outcomeOptions("B1")) expect(o.digits).toBe(o.code.slice(1));
  });

  it("no third party is asked for the debtor's outcomes, and no debtor for a third party's", () => {
    for (const person of PERSONS) {
      const kind = personReached(person).outcomes;
      const allowed = kind === "debtor" ? ["debtor", "any"] : kind === "third" ? ["third", "any"] : kind === "none" ? [] : ["any"];
      for (const o of outcomeOptions(person)) expect(allowed).toContain(outcome(o.code).with);
    }
  });

  it("whole pinyin codes of one layer never begin another", () => {
    for (const options of [LINE_OPTIONS, PERSON_OPTIONS]) {
      for (const a of options) expect(options.filter((b) => b !== a && b.pinyin.startsWith(a.pinyin))).toEqual([]);
    }
  });
});

describe("what was typed", () => {
  it("an exact code comes before those it only begins", () => {
    expect(candidates(outcomeOptions("B1"), "1")[0]?.code).toBe("C1");
    expect(resolve(outcomeOptions("B1"), "1")).toBe("C1");
    expect(resolve(outcomeOptions("B1"), "12")).toBe("C12");
  });

  it("is open while several are possible", () => {
    expect(resolve(LINE_OPTIONS, "w")).toBeNull();
    expect(resolve(LINE_OPTIONS, "wr")).toBe("A2");
    expect(resolve(LINE_OPTIONS, "zz")).toBeNull();
  });
});
