import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STOP_REASONS } from "../../../shared/model/disposition.ts";
import { projectPerson } from "../../../shared/model/projection.ts";
import { HUMAN_WIDE, overdueTicks, stands, stoodAt, STOP_RULES, stopDueAt, unheardOn, unheardStop, untickedBy, withHeard, withLift, withSet, withTick, type StopDoc } from "../../../shared/model/stop.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { call, event, ID, person } from "./fixtures.ts";

const T0 = Date.parse("2026-11-23T02:00:00Z");
const blank = (): StopDoc => unheardStop({ id: ID(1), personId: ID(2), bankCode: "DEMO", ref: "r", reason: "reported" });
const collectors = [1, 2, 3].map((n) => ({ userId: ID(40 + n), name: `C${n}`, since: T0 - 60 * MINUTE }));
const machines = [1, 2, 3].map((n) => ({ deviceId: ID(50 + n), name: `PC-${n}`, userId: ID(40 + n), userName: `C${n}` }));

/** Anything somebody may say of a lock. */
type Said = { kind: "set" | "lift" | "heard" | "tick"; who: number; by: number; at: number; n: number };
const anySaid: fc.Arbitrary<Said> = fc.record({ kind: fc.constantFrom("set", "lift", "heard", "tick"), who: fc.integer({ min: 1, max: 3 }), by: fc.integer({ min: 1, max: 3 }), at: fc.integer({ min: T0, max: T0 + 30 * MINUTE }), n: fc.integer({ min: 1, max: 50 }) });
const word = (s: Said) => ({ id: ID(100 + s.n), by: ID(40 + s.by), byName: "", at: s.at, note: "" });
function say(stop: StopDoc, s: Said): StopDoc {
  switch (s.kind) {
    case "set":
      return withSet(stop, word(s), s.at);
    case "lift":
      return withLift(stop, word(s));
    case "heard":
      return withHeard(stop, { deviceId: ID(50 + s.who), userId: ID(40 + s.who), at: s.at });
    case "tick":
      return withTick(stop, { userId: ID(40 + s.who), by: ID(40 + s.by), at: s.at });
  }
}
const after = (list: readonly Said[]) => list.reduce(say, { ...blank(), collectors, machines });

describe("a lock", () => {
  it("is the same whatever the order in which it is heard of, and however often", () => {
    fc.assert(
      fc.property(fc.array(anySaid, { maxLength: 20 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }))), ([list, shuffled]) => {
        expect(after(shuffled)).toEqual(after(list));
      }),
      { numRuns: 500 },
    );
  });

  it("never stands once it was lifted, whichever came first, and was never lifted when nobody lifted it", () => {
    fc.assert(
      fc.property(fc.array(anySaid, { maxLength: 20 }), (list) => {
        const has = (kind: Said["kind"]) => list.some((s) => s.kind === kind);
        expect(stands(after(list))).toBe(has("set") && !has("lift"));
      }),
    );
  });

  it("counts a machine as not heard and a collector as not ticked until their own word is there", () => {
    fc.assert(
      fc.property(fc.array(anySaid, { maxLength: 20 }), (list) => {
        const stop = after(list);
        const missing = (kind: Said["kind"]) => [1, 2, 3].filter((n) => !list.some((s) => s.kind === kind && s.who === n));
        expect(unheardOn(stop).map((m) => m.name)).toEqual(missing("heard").map((n) => `PC-${n}`));
        expect(untickedBy(stop).map((c) => c.name)).toEqual(missing("tick").map((n) => `C${n}`));
      }),
    );
  });

  it("lets a lifted lock and a new one for the same reason stand apart", () => {
    const first = withLift(withSet(blank(), word({ kind: "set", who: 1, by: 1, at: T0, n: 1 }), T0), word({ kind: "lift", who: 1, by: 1, at: T0 + MINUTE, n: 2 }));
    const again = withSet({ ...blank(), ref: "another" }, word({ kind: "set", who: 1, by: 1, at: T0 + 2 * MINUTE, n: 3 }), T0 + 2 * MINUTE);
    expect([stands(first), stands(again)]).toEqual([false, true]);
    expect([stoodAt(first, T0), stoodAt(first, T0 + MINUTE - 1), stoodAt(first, T0 + MINUTE), stoodAt(again, T0 + MINUTE), stoodAt(again, T0 + 2 * MINUTE)]).toEqual([true, true, false, false, true]);
  });

  it("does not forbid what was before it, nor anything while only an answer to it is known", () => {
    const set = withSet(blank(), word({ kind: "set", who: 1, by: 1, at: T0, n: 1 }), T0 + MINUTE);
    expect([stoodAt(set, T0), stoodAt(set, T0 + MINUTE)]).toEqual([false, true]);
    expect(stands(withHeard(blank(), { deviceId: ID(51), userId: ID(41), at: T0 }))).toBe(false);
  });
});

describe("the five minutes (S-27.5)", () => {
  const set = (over: Partial<StopDoc> = {}): StopDoc => ({ ...withSet(blank(), word({ kind: "set", who: 1, by: 1, at: T0, n: 1 }), T0), collectors: collectors.slice(0, 2), machines, ...over });

  it("run from when the centre took it in; the fifth minute is still in time (R-31)", () => {
    expect(stopDueAt(set())).toBe(T0 + 5 * MINUTE);
    expect(overdueTicks(set(), T0 + 5 * MINUTE)).toEqual([]);
    expect(overdueTicks(set(), T0 + 5 * MINUTE + 1).map((c) => c.name)).toEqual(["C1", "C2"]);
  });

  it("give a collector who gets a case later five minutes of their own", () => {
    const late = set({ collectors: [{ ...collectors[0]!, since: T0 + 60 * MINUTE }] });
    expect(stopDueAt(late)).toBe(T0 + 65 * MINUTE);
  });

  it("tell of nobody twice, and are over with the last tick or the lift; a machine that has not heard is shown beside and breaks nothing", () => {
    const told = set({ alerts: [{ at: T0 + 5 * MINUTE, firedAt: T0 + 5 * MINUTE, to: "head", machines: 3, userIds: [collectors[0]!.userId] }] });
    expect(overdueTicks(told, T0 + 9 * MINUTE).map((c) => c.name)).toEqual(["C2"]);
    const ticked = [0, 1].reduce((stop, i) => withTick(stop, { userId: collectors[i]!.userId, by: collectors[i]!.userId, at: T0 }), set());
    expect([stopDueAt(ticked), unheardOn(ticked).length]).toEqual([null, 3]);
    expect(stopDueAt(withLift(set(), word({ kind: "lift", who: 1, by: 1, at: T0, n: 9 })))).toBeNull();
  });
});

describe("the table of reasons", () => {
  it("has a rule for every reason; what concerns the human stands at every bank", () => {
    expect(Object.keys(STOP_RULES).sort()).toEqual([...STOP_REASONS].sort());
    expect([...HUMAN_WIDE].sort()).toEqual(["askedToStop", "bankruptcy", "complaint", "deceased", "incapacitated", "reported", "safety"]);
  });
});

describe("a person carries their locks", () => {
  const set = (ref: string, reason: "reported" | "deceased") => ({ type: "stop.set" as const, body: { ref, reason, note: "" } });
  const lift = (ref: string, reason: "reported" | "deceased") => ({ type: "stop.lifted" as const, body: { ref, reason, note: "x" } });

  it("one for each setting, and lifting one leaves the others", () => {
    const two = [event(1, set(ID(70), "reported")), event(2, set(ID(71), "reported")), event(3, call({ line: "A1", person: "B1", outcome: "C14" }))].reduce(projectPerson, person());
    expect(two.holds.map((h) => h.reason)).toEqual(["reported", "reported", "deceased"]);
    const left = projectPerson(two, event(4, lift(ID(70), "reported")));
    expect(left.holds.map((h) => h.ref)).toEqual([ID(71), event(3, call({})).id]);
  });

  it("a lift of what does not stand changes nothing", () => {
    const free = person();
    expect(projectPerson(free, event(1, lift(ID(70), "reported")))).toBe(free);
  });
});
