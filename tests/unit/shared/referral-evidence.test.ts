import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEvidence, monthsLater, type Contact } from "../../../shared/model/referral-evidence.ts";
import { addDays, atLocal, DAY } from "../../../shared/model/time.ts";

const FIRST = "2026-05-01";
const on = (day: string, over: Partial<Contact> = {}): Contact => ({ kind: "call", at: atLocal(day, "10:00"), reached: true, proof: `LY-${day}`, ...over });
const PRINCIPAL = 6_000_000;
const build = (contacts: readonly Contact[], now = "2026-11-23", principalFen = PRINCIPAL) => buildEvidence({ contacts, principalFen, now: atLocal(now, "12:00") });
const gaps = (...args: Parameters<typeof build>) => build(...args).missing.map((m) => [m.gap, m.n, m.from]);

/** What is there, and what is missing: R-30 case by case. */
const CASES: [string, Parameters<typeof build>, [string, number, string][]][] = [
  ["nothing at all", [[]], [["noContact", 2, ""]]],
  ["only contacts that reached somebody else", [[on(FIRST, { reached: false }), on("2026-07-01", { reached: false })]], [["noContact", 2, ""]]],
  ["reached twice, but nothing proves it", [[on(FIRST, { proof: "" }), on("2026-07-01", { proof: " " })]], [["noProof", 2, ""]]],
  ["one proved contact", [[on(FIRST)]], [["onlyOne", 1, "2026-05-31"]]],
  ["one proved, one not", [[on(FIRST), on("2026-07-01", { proof: "" })]], [["onlyOne", 1, "2026-05-31"], ["noProof", 1, ""]]],
  ["two proved 29 days apart", [[on(FIRST), on("2026-05-30")]], [["tooClose", 1, "2026-05-31"]]],
  ["two proved 30 days apart, three months over: enough (R-31: at least includes the figure)", [[on(FIRST), on("2026-05-31")]], []],
  ["three close together", [[on(FIRST), on("2026-05-05"), on("2026-05-10")]], [["tooClose", 21, "2026-05-31"]]],
  ["exactly three months since the second: not more than three", [[on("2026-07-01"), on("2026-08-23")], "2026-11-23"], [["waiting", 1, "2026-11-24"]]],
  ["a day more than three months", [[on("2026-07-01"), on("2026-08-22")], "2026-11-23"], []],
  ["the three months count from the first contact that is 30 days after, not from the last", [[on("2026-05-01"), on("2026-06-10"), on("2026-11-20")]], []],
  ["one fen below 50,000 yuan", [[on(FIRST), on("2026-06-30")], "2026-11-23", 4_999_999], [["amount", 1, ""]]],
  ["50,000 yuan to the fen", [[on(FIRST), on("2026-06-30")], "2026-11-23", 5_000_000], []],
  ["a letter signed for and a visit count as a call does", [[on(FIRST, { kind: "letter" }), on("2026-06-30", { kind: "visit" })]], []],
];

describe("the evidence of R-30", () => {
  it.each(CASES)("%s", (_what, args, missing) => {
    expect(gaps(...args)).toEqual(missing);
    expect(build(...args).enough).toBe(missing.length === 0);
  });

  it("says the same whatever the order of the contacts, and more proof never makes it worse", () => {
    const anyContact = fc.record({ day: fc.integer({ min: 0, max: 250 }), reached: fc.boolean(), proved: fc.boolean() }).map(({ day, reached, proved }) => on(addDays(FIRST, day), { reached, proof: proved ? "LY-1" : "" }));
    fc.assert(
      fc.property(fc.array(anyContact, { maxLength: 8 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }))), ([list, shuffled]) => {
        expect(build(shuffled).missing).toEqual(build(list).missing);
        const proved = list.map((c) => ({ ...c, proof: "LY-1" }));
        if (build(list).enough) expect(build(proved).missing.every((m) => m.gap === "waiting")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("knows how months end", () => {
    expect([monthsLater("2026-11-30", 3), monthsLater("2027-11-30", 3), monthsLater("2026-08-31", 3), monthsLater("2026-12-15", 3)]).toEqual(["2027-02-28", "2028-02-29", "2026-11-30", "2027-03-15"]);
    expect(build([on(FIRST)]).contacts[0]!.at % DAY).toBe(2 * 3_600_000);
  });
});
