import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Role } from "../../../shared/access/roles.ts";
import { holdersOf, nextHandOver, owedTo, type House, type Shift } from "../../../shared/workflow/posts.ts";
import { excludedFrom, judgeWarningStep } from "../../../shared/workflow/warning.ts";
import { STEP_BODIES, took, warningWith } from "../../support/warning.ts";

const NINE = Date.parse("2026-11-28T01:00:00Z");
const HOUR = 3_600_000;
const who = (id: string, role: Role, teamId: string | null, regionCode = "N") => ({ id, roles: [role], teamId, regionCode });
const shift = (over: Partial<Shift>): Shift => ({ post: "supervisor", teamId: "A", from: NINE, until: NINE + 9 * HOUR, userId: "he", deputyId: "song", ...over });
const house = (shifts: readonly Shift[] = []): House => ({
  staff: [who("he", "supervisor", "A"), who("he2", "supervisor", "A"), who("song", "supervisor", "B"), who("guo", "head", null), who("tan", "head", null, "S"), who("feng", "clerk", null)],
  shifts, reachOf: (role) => (role === "supervisor" ? "team" : role === "head" ? "region" : role === "clerk" ? "all" : null),
});
const place = { assigneeId: "lin", teamId: "A", regionCode: "N" };
const owing = (over: Partial<Parameters<typeof holdersOf>[1]> = {}) => ({ post: "supervisor" as const, place, at: NINE + HOUR, excluded: [], ...over });

describe("whose a step is", () => {
  it("whoever is on duty, and the deputy, also from another team", () => expect(holdersOf(house([shift({})]), owing())).toEqual(["he", "song"]));
  it("everybody of the post when the roster says nothing of this hour", () => {
    expect(holdersOf(house([shift({ until: NINE + HOUR })]), owing())).toEqual(["he", "he2"]);
    expect(holdersOf(house([shift({ teamId: "B" })]), owing())).toEqual(["he", "he2"]);
  });
  it("a roster of the whole house counts for those who reach the place", () => {
    expect(holdersOf(house([shift({ post: "head", teamId: null, userId: "tan", deputyId: "guo" })]), owing({ post: "head" }))).toEqual(["guo"]);
  });
  it("the deputy when the one on duty is recused, the others of the post when both are, the next level when nobody is left", () => {
    const rostered = house([shift({})]);
    expect(holdersOf(rostered, owing({ excluded: ["he"] }))).toEqual(["song"]);
    expect(holdersOf(rostered, owing({ excluded: ["he", "song"] }))).toEqual(["he2"]);
    expect(owedTo(rostered, owing({ excluded: ["he", "he2", "song"] }), "head", [])).toEqual({ users: ["guo"], post: "head" });
  });
  it("the next level too once it has gone there", () => expect(owedTo(house([shift({})]), owing(), "head", ["head"])).toEqual({ users: ["he", "song", "guo"], post: "supervisor" }));
  it("never somebody excluded, whatever roster, deputies and next levels say (R-25)", () => {
    const ids = ["he", "he2", "song", "guo", "tan", "feng"];
    const anyShift = fc.record({ post: fc.constantFrom<Role>("supervisor", "head"), teamId: fc.constantFrom("A", "B", null), userId: fc.constantFrom(...ids), deputyId: fc.constantFrom(...ids, null) }).map((s) => shift(s));
    fc.assert(
      fc.property(fc.array(anyShift, { maxLength: 6 }), fc.subarray(ids), fc.subarray<Role>(["head", "clerk"]), (shifts, excluded, escalated) => {
        const { users } = owedTo(house(shifts), owing({ excluded }), "head", escalated);
        for (const id of users) expect(excluded).not.toContain(id);
      }),
      { numRuns: 500 },
    );
  });
  it("changes hands at the edges of the roster", () => {
    expect(nextHandOver([shift({}), shift({ from: NINE + 9 * HOUR, until: NINE + 12 * HOUR })], ["supervisor"], NINE + HOUR)).toBe(NINE + 9 * HOUR);
    expect(nextHandOver([shift({})], ["head"], NINE)).toBeNull();
  });
});

describe("recusal in a warning", () => {
  const T0 = NINE;
  const form = { reached: "本人", types: ["conduct" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "", summary: "投诉主管", explained: "", urgency: "urgent" as const, named: ["he"] };
  const filed = warningWith(T0, [took("file", T0 + 60_000)], { form });
  const find = (id: string, over: Parameters<typeof judgeWarningStep>[1]["holders"] = null) => judgeWarningStep(filed, { step: "find", body: STEP_BODIES.find, at: T0 + 120_000, by: { id, roles: ["supervisor"] }, holders: over });

  it("excludes the accused and a supervisor the debtor names from every step but the form itself", () => {
    expect(excludedFrom(filed, "find")).toEqual(["collector", "he"]);
    expect(excludedFrom(filed, "file")).toEqual([]);
    expect(find("he")).toMatchObject({ ok: false, code: "recused" });
    expect(find("he", ["he"])).toMatchObject({ ok: false, code: "recused" });
    expect(find("collector")).toMatchObject({ ok: false, code: "recused" });
    expect(find("song", ["song"])).toMatchObject({ ok: true, to: "found" });
  });
  it("leaves a step with whoever is on duty", () => expect(find("song", ["he2"])).toMatchObject({ ok: false, code: "off_duty" }));
  it("lets the next level take what has gone there", () => {
    const breached = { ...filed, alerts: [{ step: "find", kind: "breach" as const, at: T0, firedAt: T0, to: "head" }] };
    const head = { step: "find", body: STEP_BODIES.find, at: T0 + 120_000, by: { id: "guo", roles: ["head" as const] }, holders: null };
    expect(judgeWarningStep(breached, head)).toMatchObject({ ok: true });
    expect(judgeWarningStep(filed, head)).toMatchObject({ ok: false, code: "not_owner" });
  });
});
