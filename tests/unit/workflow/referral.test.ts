import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../../shared/model/time.ts";
import { clockOf } from "../../../shared/workflow/clocks.ts";
import { defOf, openSteps, owedSteps, standing, takeStep, type Taken } from "../../../shared/workflow/engine.ts";
import { REFERRAL, REFERRAL_STEPS, type ReferralStep } from "../../../shared/workflow/referral.ts";
import { REFERRAL_BODIES } from "../../support/referral.ts";

const T0 = Date.parse("2026-11-23T02:00:00Z");
const NAMES = REFERRAL_STEPS.map((s) => s.step as ReferralStep);
const bodyOf = (step: ReferralStep) => (step === "file" ? null : REFERRAL_BODIES[step]);
const anyHistory = fc.array(fc.record({ step: fc.constantFrom(...NAMES), at: fc.integer({ min: T0, max: T0 + 500 * MINUTE }), delay: fc.integer({ min: 0, max: 20 * MINUTE }), whole: fc.boolean() }), { maxLength: 40 })
  .map((list) => list.map(({ step, at, delay, whole }, i): Taken => ({ id: `e${String(i).padStart(3, "0")}`, step, at, receivedAt: at + delay, body: step === "check" ? { check: whole ? "complete" : "incomplete", opinion: "缺页" } : bodyOf(step) })));
const at = (taken: readonly Taken[]) => standing(REFERRAL, { start: T0, taken });
const run = (...steps: ReferralStep[]) => at(steps.map((step, i) => ({ id: `e${i}`, step, at: T0 + i * MINUTE, receivedAt: T0 + i * MINUTE, body: bodyOf(step) })));
const WAY: ReferralStep[] = ["file", "register", "signFor", "check", "confirmChannel", "deliver", "confirmStop", "conclude", "archive"];

describe("the legal referral's table", () => {
  it("stands at the same place whatever the order of arrival, loses no step, and moves only along the table", () => {
    fc.assert(
      fc.property(anyHistory.chain((taken) => fc.tuple(fc.constant(taken), fc.shuffledSubarray([...taken, ...taken], { minLength: taken.length * 2, maxLength: taken.length * 2 }))), ([taken, shuffled]) => {
        const { applied, idle } = at(taken);
        expect(at(shuffled)).toEqual(at(taken));
        expect([...applied, ...idle].map((t) => t.id).sort()).toEqual(taken.map((t) => t.id).sort());
        applied.forEach((t, i) => expect(openSteps(REFERRAL, at(applied.slice(0, i))).map((s) => s.step)).toContain(t.step));
      }),
      { numRuns: 300 },
    );
  });

  it("ends from wherever it stands: somebody owes a step until it is archived", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        let steps = [...at(taken).applied];
        for (let i = 0; i < 40 && owedSteps(REFERRAL, at(steps)).length > 0; i += 1) {
          const owed = owedSteps(REFERRAL, at(steps))[0]!.step as ReferralStep;
          const moment = T0 + (600 + i) * MINUTE;
          steps = [...steps, { id: `z${String(i).padStart(2, "0")}`, step: owed, at: moment, receivedAt: moment, body: bodyOf(owed) }];
        }
        expect(at(steps).state).toBe("archived");
      }),
      { numRuns: 200 },
    );
  });

  it("passes its posts in the plan's order, with the plan's minutes", () => {
    const states = WAY.map((_, i) => run(...WAY.slice(0, i + 1)).state);
    expect(states).toEqual(["filed", "registered", "signed", "checked", "channelled", "delivered", "stopped", "concluded", "archived"]);
    expect(WAY.map((step) => defOf(REFERRAL, step)?.owner)).toEqual(["legalSpecialist", "clerk", "legalCollector", "legalCollector", "head", "legalCollector", "supervisor", "legalCollector", "clerk"]);
    const minutes = (step: ReferralStep, upTo: number) => {
      const clock = clockOf(REFERRAL, defOf(REFERRAL, step)!, run(...WAY.slice(0, upTo)).moments);
      return clock && (clock.due - clock.since) / MINUTE;
    };
    expect([minutes("register", 1), minutes("signFor", 2), minutes("check", 3), minutes("confirmChannel", 4), minutes("deliver", 5), minutes("confirmStop", 6)]).toEqual([10, 10, 30, 60, 120, 5]);
    // Handing over and signing share the ten minutes from the first hand-over.
    expect(clockOf(REFERRAL, defOf(REFERRAL, "signFor")!, run("file", "register").moments)?.since).toBe(T0);
  });

  it("lets nobody set a clock back by asking again: each question has its hour from when it was asked", () => {
    const asked = (...more: Taken[]) => at([...WAY.slice(0, 7).map((step, i) => ({ id: `e${i}`, step, at: T0 + i * MINUTE, receivedAt: T0 + i * MINUTE, body: bodyOf(step) })), ...more]);
    const taken = (id: string, step: ReferralStep, minute: number): Taken => ({ id, step, at: T0 + minute * MINUTE, receivedAt: T0 + minute * MINUTE, body: bodyOf(step) });
    const since = (standing: ReturnType<typeof asked>) => (clockOf(REFERRAL, defOf(REFERRAL, "decideSupplement")!, standing.moments)!.since - T0) / MINUTE;
    const [first, second] = [taken("f0", "askSupplement", 20), taken("f1", "askSupplement", 70)];
    expect(since(asked(first))).toBe(20);
    expect(since(asked(first, second))).toBe(20);
    expect(since(asked(first, second, taken("f2", "decideSupplement", 75)))).toBe(70);
    expect(owedSteps(REFERRAL, asked(first, second, taken("f2", "decideSupplement", 75))).map((s) => s.step)).toContain("decideSupplement");
  });

  it("sends incomplete material back to the clerk, ten minutes anew, until it is complete", () => {
    const back = at([...["file", "register", "signFor"].map((step, i) => ({ id: `e${i}`, step, at: T0 + i * MINUTE, receivedAt: T0 + i * MINUTE, body: bodyOf(step as ReferralStep) })), { id: "e3", step: "check", at: T0 + 20 * MINUTE, receivedAt: T0 + 20 * MINUTE, body: { check: "incomplete", opinion: "缺页" } }]);
    expect([back.state, owedSteps(REFERRAL, back).map((s) => s.step)]).toEqual(["incomplete", ["register"]]);
    expect(clockOf(REFERRAL, defOf(REFERRAL, "register")!, back.moments)?.due).toBe(T0 + 30 * MINUTE);
  });

  it("lets a repayment, a supplement or a merge be decided once per request, by somebody who did not ask", () => {
    for (const [ask, decide, owner] of [["askRepayment", "decideRepayment", "head"], ["askSupplement", "decideSupplement", "head"], ["askMerge", "decideMerge", "operationsDirector"]] as const) {
      const reported = WAY.slice(0, 7);
      const asked = run(...reported, ask, ask);
      expect(owedSteps(REFERRAL, asked).map((s) => s.step)).toContain(decide);
      const once = run(...reported, ask, ask, decide);
      expect(owedSteps(REFERRAL, once).map((s) => s.step), "the second request").toContain(decide);
      expect(owedSteps(REFERRAL, run(...reported, ask, decide)).map((s) => s.step)).not.toContain(decide);
      expect([defOf(REFERRAL, ask)?.owner, defOf(REFERRAL, decide)?.owner]).toEqual(["legalCollector", owner]);
      const answer = takeStep(REFERRAL, asked, { step: decide, body: REFERRAL_BODIES[decide], by: { id: "x", roles: ["legalCollector"] }, holders: null, escalated: [], excluded: [] });
      expect(answer).toMatchObject({ ok: false, code: "not_owner" });
    }
  });

  it("has a form for every step that the table accepts, and none that addresses the debtor (T-11)", () => {
    for (const step of REFERRAL_STEPS.filter((s) => s.step !== "file")) expect(step.body.safeParse(REFERRAL_BODIES[step.step as keyof typeof REFERRAL_BODIES]).success, step.step).toBe(true);
    expect(REFERRAL_STEPS.flatMap((s) => s.fields.map((f) => f.name)).filter((name) => /debtor|message|notice|letter/i.test(name))).toEqual([]);
  });
});
