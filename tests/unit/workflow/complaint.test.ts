import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComplaintFormSchema } from "../../../shared/model/complaint-form.ts";
import type { FormDoc } from "../../../shared/model/form-doc.ts";
import { atLocal, DAY, MINUTE } from "../../../shared/model/time.ts";
import { clockOf, timersOf, wholeOf } from "../../../shared/workflow/clocks.ts";
import { COMPLAINT, COMPLAINT_STEPS, type ComplaintStep } from "../../../shared/workflow/complaint.ts";
import { defOf, openSteps, owedSteps, standing, takeStep, type Taken } from "../../../shared/workflow/engine.ts";
import { isRequired } from "../../../shared/workflow/fields.ts";
import { barredFrom, judgeFormStep, stepsBeside } from "../../../shared/workflow/form.ts";
import { START } from "../../../shared/workflow/table.ts";
import { zhCN } from "../../../renderer/i18n/zh-CN/index.ts";
import { COMPLAINT_BODIES, COMPLAINT_NAMES, complaintForm } from "../../support/complaint.ts";

const T0 = Date.parse("2026-11-23T01:30:00Z");

/** Values a step's way depends on: every one the table distinguishes. */
const WAYS = { decision: ["approved", "returned"], answer: ["satisfied", "supplement", "returned"], penalty: ["none", "written", "deduction"] } as const;
type Ways = { [K in keyof typeof WAYS]: (typeof WAYS)[K][number] };
const bodyOf = (step: ComplaintStep, ways: Ways): Record<string, string> => {
  if (step === "file") return {};
  const body = COMPLAINT_BODIES[step];
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, key in WAYS ? ways[key as keyof Ways] : value]));
};
const anyWays = fc.record({ decision: fc.constantFrom(...WAYS.decision), answer: fc.constantFrom(...WAYS.answer), penalty: fc.constantFrom(...WAYS.penalty) });
const anyTaken = fc.record({ step: fc.constantFrom(...COMPLAINT_NAMES), at: fc.integer({ min: T0, max: T0 + 900 * MINUTE }), delay: fc.option(fc.integer({ min: 0, max: 60 * MINUTE })), ways: anyWays });
type Drawn = { step: ComplaintStep; at: number; delay: number | null; ways: Ways };
const takenOf = ({ step, at, delay, ways }: Drawn, i: number): Taken => ({ id: `e${String(i).padStart(4, "0")}`, step, at, receivedAt: delay === null ? null : at + delay, body: bodyOf(step, ways) });
/** Steps in the table's order with noise among them, so that histories get far. */
const anyHistory = fc.tuple(fc.array(anyTaken, { maxLength: 60 }), fc.boolean(), anyWays).map(([noise, orderly, ways]) => {
  const way: Drawn[] = orderly ? COMPLAINT_NAMES.map((step, i) => ({ step, at: T0 + i * 7 * MINUTE, delay: 0, ways })) : [];
  return [...way, ...noise].map(takenOf);
});
const heldHistory = anyHistory.map((list) => list.map((t) => ({ ...t, receivedAt: t.receivedAt ?? t.at })));
const at = (taken: readonly Taken[]) => standing(COMPLAINT, { start: T0, taken });
const BEST: Ways = { decision: "approved", answer: "satisfied", penalty: "written" };
/** Steps with minutes after T0 at which each is taken. */
const walk = (steps: readonly (readonly [ComplaintStep, number, Partial<Ways>?])[]) => at(steps.map(([step, minute, ways], i) => takenOf({ step, at: T0 + minute * MINUTE, delay: 0, ways: { ...BEST, ...ways } }, i)));

describe("the engine on the complaint's table", () => {
  it("stands at the same place whatever the order in which the same steps arrive, and however often", () => {
    fc.assert(
      fc.property(anyHistory.chain((taken) => fc.tuple(fc.constant(taken), fc.shuffledSubarray([...taken, ...taken], { minLength: taken.length * 2, maxLength: taken.length * 2 }))), ([taken, shuffled]) => {
        expect(at(shuffled)).toEqual(at(taken));
      }),
      { numRuns: 300 },
    );
  });

  it("loses no step and counts none twice", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        const { applied, idle } = at(taken);
        expect([...applied, ...idle].map((t) => t.id).sort()).toEqual(taken.map((t) => t.id).sort());
        for (const def of COMPLAINT_STEPS.filter((s) => !s.again && !s.answers)) expect(applied.filter((t) => t.step === def.step).length, def.step).toBeLessThanOrEqual(1);
        const reports = applied.filter((t) => t.step === "firstReport" || t.step === "progressReport").length;
        expect(applied.filter((t) => t.step === "sendReport").length).toBeLessThanOrEqual(reports);
      }),
      { numRuns: 300 },
    );
  });

  it("moves only along the table: every step that counts could be taken where the one before left it", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        const { applied } = at(taken);
        applied.forEach((t, i) => expect(openSteps(COMPLAINT, at(applied.slice(0, i))).map((s) => s.step)).toContain(t.step));
      }),
      { numRuns: 100 },
    );
  });

  it("never reviews before statement, soothing and the data post's own pull are there, whatever came when", () => {
    fc.assert(
      fc.property(anyHistory, (taken) => {
        const order = at(taken).applied.map((t) => t.step);
        const review = order.indexOf("review");
        if (review < 0) return;
        for (const branch of ["statement", "soothe", "pull"]) expect(order.indexOf(branch), branch).toBeGreaterThanOrEqual(0);
        for (const branch of ["statement", "soothe", "pull"]) expect(order.indexOf(branch), branch).toBeLessThan(review);
      }),
      { numRuns: 300 },
    );
  });

  it("never lets a clock run backwards: what is due is after what it counts from, and each hand-over that moved it on is at or after the one before", () => {
    fc.assert(
      fc.property(heldHistory, (taken) => {
        const { applied } = at(taken);
        let last = T0;
        applied.forEach((t, i) => {
          const { moments } = at(applied.slice(0, i + 1));
          if (defOf(COMPLAINT, t.step)?.next === null) return;
          expect(moments[t.step]).toBeGreaterThanOrEqual(last);
          last = moments[t.step] ?? last;
        });
        const { moments } = at(taken);
        for (const def of COMPLAINT_STEPS) {
          const clock = clockOf(COMPLAINT, def, moments);
          if (clock) expect(clock.due).toBeGreaterThanOrEqual(clock.since);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("every path ends: from wherever it stands, taking what is owed comes to an end once bank and director have what they want", () => {
    fc.assert(
      fc.property(anyHistory, fc.infiniteStream(fc.nat()), (taken, picks) => {
        let history = [...taken];
        for (let i = 0; i <= 2 * COMPLAINT_STEPS.length; i += 1) {
          const owed = owedSteps(COMPLAINT, at(history));
          if (owed.length === 0) break;
          const next = owed[picks.next().value! % owed.length]!;
          history = [...history, takenOf({ step: next.step as ComplaintStep, at: T0 + (1000 + i) * MINUTE, delay: 0, ways: BEST }, 5000 + i)];
        }
        expect(at(history).state).toBe("closed");
        expect(owedSteps(COMPLAINT, at(history))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("sets timers for what is owed alone, and none of them twice for one round of a step", () => {
    fc.assert(
      fc.property(heldHistory, (taken) => {
        const standsAt = at(taken);
        const owed = new Set([...owedSteps(COMPLAINT, standsAt).map((s) => s.step), "whole"]);
        const timers = timersOf(COMPLAINT, standsAt);
        for (const timer of timers) expect(owed).toContain(timer.step);
        const keys = timers.map((t) => `${t.step} ${t.kind} ${t.round}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(timers.map((t) => t.at)).toEqual(timers.map((t) => t.at).toSorted((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the complaint's clocks", () => {
  const minutesOf = (step: ComplaintStep, moments: ReturnType<typeof at>["moments"]) => {
    const clock = clockOf(COMPLAINT, defOf(COMPLAINT, step)!, moments);
    return clock && [(clock.since - T0) / MINUTE, (clock.due - T0) / MINUTE];
  };
  it("runs risk control and the data post beside each other from the hand-over, and gives the next the 30 minutes from the last of them (S-16.2–4)", () => {
    const { moments, state } = walk([["file", 10], ["forward", 20], ["pull", 40], ["statement", 60], ["soothe", 130]]);
    expect(state).toBe("collecting");
    for (const branch of ["statement", "soothe", "pull"] as const) expect(minutesOf(branch, moments), branch).toEqual([20, 140]);
    for (const step of ["review", "decide", "handOver"] as const) expect(minutesOf(step, moments), step).toEqual([130, 160]);
  });

  it("leaves customer service 60 minutes for approval and sending, and is 230 minutes in all when everybody uses theirs (S-16.5)", () => {
    const at230 = walk([["file", 10], ["forward", 20], ["pull", 140], ["statement", 140], ["soothe", 140], ["review", 150], ["decide", 160], ["handOver", 170], ["pass", 200], ["report", 230]]);
    expect(minutesOf("report", at230.moments)).toEqual([170, 230]);
    expect(wholeOf(COMPLAINT, at230)).toMatchObject({ due: T0 + 230 * MINUTE, endedAt: T0 + 230 * MINUTE });
  });

  it("counts anew when the director sends it back, and when the bank wants more", () => {
    const back = walk([["file", 1], ["forward", 2], ["pull", 3], ["statement", 4], ["soothe", 5], ["review", 10], ["decide", 20, { decision: "returned" }]]);
    expect(minutesOf("reviewAgain", back.moments)).toEqual([20, 50]);
    const more = walk([["file", 1], ["forward", 2], ["pull", 3], ["statement", 4], ["soothe", 5], ["review", 6], ["decide", 7], ["handOver", 8], ["pass", 9], ["report", 10], ["answer", 500, { answer: "supplement" }], ["supplement", 520]]);
    expect(more.state).toBe("handedOver");
    expect(minutesOf("pass", more.moments)).toEqual([520, 580]);
    expect(timersOf(COMPLAINT, more).filter((t) => t.step === "pass").map((t) => t.round)).toEqual([1, 1, 1]);
  });

  it("carries a penalty out within the hour of its approval and reports it the same day (S-16.10, reading 17)", () => {
    const way = [["file", 1], ["forward", 2], ["pull", 3], ["statement", 4], ["soothe", 5], ["review", 6], ["decide", 7], ["handOver", 8], ["pass", 9], ["report", 10], ["answer", 60]] as const;
    expect(minutesOf("propose", walk(way).moments)).toEqual([60, 180]);
    const { moments } = walk([...way, ["propose", 120], ["approvePenalty", 200]]);
    expect(minutesOf("execute", moments)).toEqual([200, 260]);
    expect(clockOf(COMPLAINT, defOf(COMPLAINT, "penaltyReport")!, moments)?.due).toBe(atLocal("2026-11-24", "00:00"));
  });

  it("sends each report once: a report written again is owed again", () => {
    const once = walk([["file", 1], ["forward", 2], ["firstReport", 5], ["sendReport", 8]]);
    expect(owedSteps(COMPLAINT, once).map((s) => s.step)).toEqual(["statement", "soothe", "pull"]);
    const twice = walk([["file", 1], ["forward", 2], ["firstReport", 5], ["sendReport", 8], ["progressReport", 60]]);
    expect(owedSteps(COMPLAINT, twice).map((s) => s.step)).toContain("sendReport");
    expect(minutesOf("sendReport", twice.moments)).toEqual([60, 70]);
  });
});

describe("recusal by construction (R-25)", () => {
  const ACCUSED = "a0000000-0000-4000-8000-000000000001";
  const NAMED = "a0000000-0000-4000-8000-000000000002";
  const doc = { workflow: "complaint", accused: [ACCUSED], named: [NAMED] } as unknown as FormDoc;

  it("bars accused and named from every step but the accused's own statement", () => {
    for (const { step, only } of COMPLAINT_STEPS) {
      expect(barredFrom(doc, step), step).toEqual(only ? [] : [ACCUSED, NAMED]);
    }
  });

  it("refuses them whatever post they hold and whoever else would have it, at every point (property)", () => {
    fc.assert(
      fc.property(anyHistory, fc.constantFrom(...COMPLAINT_STEPS), fc.constantFrom(ACCUSED, NAMED), (taken, def, id) => {
        const answer = takeStep(COMPLAINT, at(taken), { step: def.step, body: bodyOf(def.step as ComplaintStep, BEST), by: { id, roles: [def.owner, def.breach] }, holders: [id], escalated: [def.breach], excluded: barredFrom(doc, def.step), accused: doc.accused });
        if (answer.ok) expect([def.step, id]).toEqual(["ownStatement", ACCUSED]);
      }),
      { numRuns: 500 },
    );
  });

  it("gives 当事人陈述 to the accused alone, and to nobody else of their post", () => {
    const steps = [["file", 1], ["forward", 2]] as const;
    const here = { ...doc, t0: T0, steps: steps.map(([step, minute], i) => ({ ...takenOf({ step, at: T0 + minute * MINUTE, delay: 0, ways: BEST }, i), by: "x", byName: "x", late: false, counts: true })), alerts: [], owed: [] } as unknown as FormDoc;
    const by = (id: string) => ({ id, roles: ["collector"] as const });
    const take = (id: string) => judgeFormStep(here, { step: "ownStatement", body: { statement: "经过" }, at: T0 + 5 * MINUTE, by: by(id) });
    expect(take(ACCUSED).ok).toBe(true);
    expect(take("b0000000-0000-4000-8000-000000000009")).toMatchObject({ ok: false, code: "not_owner" });
    expect(stepsBeside(here, by(ACCUSED)).map((s) => s.step)).toEqual(["ownStatement"]);
  });
});

describe("the complaint's table and forms", () => {
  it("names only states, moments and steps that exist", () => {
    const states = new Set<string>([COMPLAINT.initial, ...COMPLAINT_STEPS.flatMap((s) => (s.next === null ? [] : typeof s.next === "string" ? [s.next] : Object.values(s.next.to)))]);
    const known = new Set<string>([START, ...COMPLAINT_NAMES]);
    for (const s of COMPLAINT_STEPS) {
      for (const from of s.from) expect(states, `${s.step} from ${from}`).toContain(from);
      const since = s.clock && "since" in s.clock ? [s.clock.since].flat() : [];
      for (const name of [...since, ...(s.after ?? []), ...(s.answers ?? [])]) expect(known, `${s.step} names ${name}`).toContain(name);
    }
  });

  it("has every way a form may choose in its table", () => {
    for (const { step, next, fields } of COMPLAINT_STEPS) {
      if (next === null || typeof next === "string") continue;
      expect(Object.keys(next.to).sort(), step).toEqual([...(fields.find((f) => f.name === next.by)?.options ?? [])].sort());
    }
  });

  it("takes each step's form when it is filled in, and refuses what its fields demand", () => {
    for (const def of COMPLAINT_STEPS.filter((s) => s.fields.length > 0)) {
      const full = COMPLAINT_BODIES[def.step as keyof typeof COMPLAINT_BODIES];
      expect(def.body.safeParse(full).success, def.step).toBe(true);
      for (const field of def.fields.filter((f) => isRequired(f, full))) expect(def.body.safeParse({ ...full, [field.name]: " " }).success, `${def.step} ${field.name}`).toBe(false);
    }
    const soothe = defOf(COMPLAINT, "soothe")!;
    expect(soothe.body.safeParse({ result: "notReached", contactedAt: "", attempts: "3", recordingNo: "", promised: "" }).success).toBe(true);
    expect(soothe.body.safeParse({ ...COMPLAINT_BODIES.soothe, recordingNo: "" }).success).toBe(false);
    expect(soothe.body.safeParse({ ...COMPLAINT_BODIES.soothe, contactedAt: "昨天" }).success).toBe(false);
    const propose = defOf(COMPLAINT, "propose")!;
    expect(propose.body.safeParse({ penalty: "none", clause: "", people: "", amount: "", opinion: "不属实" }).success).toBe(true);
    expect(propose.body.safeParse({ ...COMPLAINT_BODIES.propose, penalty: "deduction" }).success).toBe(false);
  });

  it("asks a complaint that was handed on for its number and due time, and a direct one for neither", () => {
    expect(ComplaintFormSchema.safeParse(complaintForm(T0)).success).toBe(true);
    const refused = (over: Parameters<typeof complaintForm>[1]) => ComplaintFormSchema.safeParse(complaintForm(T0, over)).error?.issues.map((i) => i.path.join("."));
    expect(refused({ orderNo: "", dueAt: null })).toEqual(["orderNo", "dueAt"]);
    expect(refused({ dueAt: T0 - DAY })).toEqual(["dueAt"]);
    expect(refused({ source: "call" })).toEqual(["dueAt"]);
    expect(refused({ source: "call", orderNo: "", dueAt: null })).toBeUndefined();
    expect(refused({ source: "warning", orderNo: "", dueAt: null })).toEqual(["warningNo"]);
    expect(refused({ points: [] })).toEqual(["points"]);
  });

  it("has no field, step or word that takes a complaint back (T-14)", () => {
    const names = [...COMPLAINT_NAMES, ...COMPLAINT_STEPS.flatMap((s) => s.fields.flatMap((f) => [f.name, ...f.options.filter((o) => f.name !== "penalty" || o === "none")]))];
    expect(names.filter((n) => /withdraw|cancel|dismiss|drop|revoke/i.test(n))).toEqual([]);
    expect(JSON.stringify(zhCN).match(/撤诉|撤回投诉|撤销投诉|取消投诉/g)).toBeNull();
  });
});
