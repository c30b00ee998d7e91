import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../../shared/model/time.ts";
import { clockOf, minutesAfter, timersOf } from "../../../shared/workflow/clocks.ts";
import { EARLY_WARNING, WARNING_STEPS } from "../../../shared/workflow/early-warning.ts";
import { defOf, openSteps, owedSteps, standing, type Taken } from "../../../shared/workflow/engine.ts";
import { bodyOf, isForbidden, isRequired } from "../../../shared/workflow/fields.ts";
import { START } from "../../../shared/workflow/table.ts";
import { STEP_BODIES, STEP_NAMES } from "../../support/warning.ts";

const T0 = Date.parse("2026-11-23T01:30:00Z");

/** Any step at any time, its body any of those the table distinguishes. */
const anyTaken = fc.record({
  step: fc.constantFrom(...STEP_NAMES), at: fc.integer({ min: T0, max: T0 + 600 * MINUTE }), delay: fc.option(fc.integer({ min: 0, max: 60 * MINUTE })), upheld: fc.boolean(),
});
const takenOf = (drawn: { step: (typeof STEP_NAMES)[number]; at: number; delay: number | null; upheld: boolean }, i: number): Taken => ({
  id: `e${String(i).padStart(3, "0")}`, step: drawn.step, at: drawn.at, receivedAt: drawn.delay === null ? null : drawn.at + drawn.delay,
  body: drawn.step === "find" ? { finding: drawn.upheld ? "upheld" : "notUpheld", reason: "x", ourFault: "none" } : STEP_BODIES[drawn.step],
});
const anyHistory = fc.array(anyTaken, { maxLength: 40 }).map((list) => list.map(takenOf));
/** A history of which every step has come in. */
const heldHistory = fc.array(anyTaken, { maxLength: 40 }).map((list) => list.map((d, i) => takenOf({ ...d, delay: d.delay ?? 0 }, i)));
const at = (taken: readonly Taken[]) => standing(EARLY_WARNING, { start: T0, taken });

describe("the engine on the early warning's table", () => {
  it("stands at the same place whatever the order in which the same steps arrive, and however often", () => {
    fc.assert(
      fc.property(anyHistory.chain((taken) => fc.tuple(fc.constant(taken), fc.shuffledSubarray([...taken, ...taken], { minLength: taken.length * 2, maxLength: taken.length * 2 }))), ([taken, shuffled]) => {
        expect(at(shuffled)).toEqual(at(taken));
      }),
      { numRuns: 500 },
    );
  });

  it("loses no step and counts none twice", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        const { applied, idle } = at(taken);
        expect([...applied, ...idle].map((t) => t.id).sort()).toEqual(taken.map((t) => t.id).sort());
        for (const def of WARNING_STEPS.filter((s) => !s.again)) expect(applied.filter((t) => t.step === def.step).length, def.step).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it("moves only along the table: every step that counts could be taken where the one before left it", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        const { applied } = at(taken);
        applied.forEach((t, i) => expect(openSteps(EARLY_WARNING, at(applied.slice(0, i))).map((s) => s.step)).toContain(t.step));
      }),
      { numRuns: 200 },
    );
  });

  it("never lets a clock run backwards: each hand-over is at or after the one before, and what is due is after what it counts from", () => {
    fc.assert(
      fc.property(heldHistory, (taken) => {
        const { applied, moments } = at(taken);
        const seen = new Set<string>();
        let last = T0;
        for (const t of applied) {
          if (seen.has(t.step) || defOf(EARLY_WARNING, t.step)?.next === null) continue;
          seen.add(t.step);
          expect(moments[t.step]).toBeGreaterThanOrEqual(last);
          last = moments[t.step] ?? last;
        }
        for (const def of WARNING_STEPS) {
          const clock = clockOf(EARLY_WARNING, def, moments);
          if (clock) expect(clock.due).toBeGreaterThanOrEqual(clock.since);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never moves a moment that has been: one more step changes no clock that ran before it", () => {
    fc.assert(
      fc.property(heldHistory, fc.integer({ min: 0, max: STEP_NAMES.length - 1 }), (taken, which) => {
        const later = at([...taken, takenOf({ step: STEP_NAMES[which]!, at: T0 + 700 * MINUTE, delay: 0, upheld: true }, 999)]);
        for (const [name, moment] of Object.entries(at(taken).moments)) expect(later.moments[name]).toBe(moment);
      }),
      { numRuns: 300 },
    );
  });

  it("every path ends: from wherever it stands, taking what is owed comes to an end", () => {
    fc.assert(
      fc.property(anyHistory, fc.infiniteStream(fc.nat()), (taken, picks) => {
        let history = [...taken];
        for (let i = 0; i <= WARNING_STEPS.length; i += 1) {
          const owed = owedSteps(EARLY_WARNING, at(history));
          if (owed.length === 0) return;
          const next = owed[(picks.next().value as number) % owed.length]!;
          const mine = takenOf({ step: next.step as (typeof STEP_NAMES)[number], at: T0 + (700 + i) * MINUTE, delay: 0, upheld: i % 2 === 0 }, 1000 + i);
          // Earlier ones that have been waiting for this step may count now; it still ends.
          history = [...history, mine];
        }
        expect(owedSteps(EARLY_WARNING, at(history))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("sets timers for what is owed alone: half, four fifths, breach, in this order", () => {
    fc.assert(
      fc.property(heldHistory, (taken) => {
        const standsAt = at(taken);
        const owed = new Set([...owedSteps(EARLY_WARNING, standsAt).map((s) => s.step), "whole"]);
        const timers = timersOf(EARLY_WARNING, standsAt);
        for (const timer of timers) expect(owed).toContain(timer.step);
        expect(timers.map((t) => t.at)).toEqual(timers.map((t) => t.at).toSorted((a, b) => a - b));
        for (const step of new Set(timers.map((t) => t.step))) expect(timers.filter((t) => t.step === step).map((t) => t.kind)).toEqual(["half", "fourFifths", "breach"]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the early warning's table", () => {
  it("names only states and moments that exist", () => {
    const states = new Set<string>([EARLY_WARNING.initial, ...WARNING_STEPS.flatMap((s) => (s.next === null ? [] : typeof s.next === "string" ? [s.next] : Object.values(s.next.to)))]);
    const moments = new Set<string>([START, ...STEP_NAMES]);
    for (const s of WARNING_STEPS) {
      for (const from of s.from) expect(states, `${s.step} from ${from}`).toContain(from);
      const since = s.clock && "since" in s.clock ? [s.clock.since].flat() : [];
      for (const name of since) expect(moments, `${s.step} since ${name}`).toContain(name);
    }
  });

  it("leaves the manager 70 of the 300 minutes when everybody before uses all of theirs (reading 9)", () => {
    const times: [string, number][] = [["file", 5], ["find", 35], ["plan", 35], ["soothe", 185], ["forward", 195], ["recheck", 225]];
    const { moments } = at(times.map(([step, minute], i) => takenOf({ step: step as "file", at: T0 + minute * MINUTE, delay: 0, upheld: true }, i)));
    const clock = clockOf(EARLY_WARNING, defOf(EARLY_WARNING, "approve")!, moments)!;
    expect([(clock.since - T0) / MINUTE, (clock.due - clock.since) / MINUTE]).toEqual([225, 70]);
    expect(minutesAfter(EARLY_WARNING, "approve")).toBe(5);
  });

  it("a plan written anew moves no clock", () => {
    const one = [takenOf({ step: "file", at: T0, delay: 0, upheld: true }, 0), takenOf({ step: "find", at: T0 + 1, delay: 0, upheld: true }, 1), takenOf({ step: "plan", at: T0 + 2, delay: 0, upheld: true }, 2)];
    const again = [...one, takenOf({ step: "plan", at: T0 + 50 * MINUTE, delay: 0, upheld: true }, 3)];
    expect(timersOf(EARLY_WARNING, at(again))).toEqual(timersOf(EARLY_WARNING, at(one)));
  });

  it("has no step that dismisses a warning", () => expect(STEP_NAMES.some((s) => /dismiss|withdraw|cancel/.test(s))).toBe(false));

  it("takes each step's form when it is filled in, and refuses what its fields demand or do not allow", () => {
    for (const def of WARNING_STEPS.filter((s) => s.fields.length > 0)) {
      const full = STEP_BODIES[def.step as (typeof STEP_NAMES)[number]] as Record<string, string>;
      expect(def.body.safeParse(full).success, def.step).toBe(true);
      for (const field of def.fields.filter((f) => isRequired(f, full))) expect(def.body.safeParse({ ...full, [field.name]: " " }).success, `${def.step} ${field.name}`).toBe(false);
    }
    const soothe = defOf(EARLY_WARNING, "soothe")!;
    const quiet = { result: "quietHours", recordingNo: "", promised: "", disposal: "" };
    expect(soothe.body.safeParse(quiet).success).toBe(true);
    expect(soothe.body.safeParse({ ...quiet, recordingNo: "LY-1" }).success).toBe(false);
    expect(soothe.fields.filter((f) => isForbidden(f, quiet)).map((f) => f.name)).toEqual(["recordingNo", "disposal"]);
    expect(bodyOf([]).safeParse({ more: "x" }).success).toBe(false);
  });
});
