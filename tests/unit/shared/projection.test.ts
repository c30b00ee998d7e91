import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_RESULTS, OUTCOMES, PERSONS_REACHED, projectCase, projectPerson, type LineCode, type LockdeskEvent, type OutcomeCode, type PersonCode } from "../../../shared/model/index.ts";
import { call, caseDoc, contact, event, ID, person } from "./fixtures.ts";

describe("a case folds its events", () => {
  it("counts an attempt, remembers the result and the note", () => {
    const after = projectCase(caseDoc(), event(1, call({ line: "A1", person: "B1", outcome: "C7", note: "拒绝" })));
    expect(after.work).toMatchObject({ attempts: 1, connected: 1, lastLine: "A1", lastPerson: "B1", lastOutcome: "C7", lastNote: "拒绝" });
  });

  it("does not count a fault of our own line as an attempt (A11)", () => {
    expect(projectCase(caseDoc(), event(1, call({ line: "A11" }))).work.attempts).toBe(0);
  });

  it("does the same however often an event is folded", () => {
    const once = projectCase(caseDoc(), event(1, call()));
    expect(projectCase(once, event(1, call()))).toBe(once);
  });

  it("ignores events of another case", () => {
    const doc = caseDoc({ id: ID(77) });
    expect(projectCase(doc, event(1, call()))).toBe(doc);
  });
});

describe("a person's counters", () => {
  it("an unanswered call counts on its number, an effective one on the person, an inbound one nowhere", () => {
    const unanswered = projectPerson(person(), event(1, call()));
    expect(unanswered.tally).toMatchObject({ effective: 0, unanswered: { "13800000001": 1 } });
    expect(projectPerson(person(), event(1, call({ line: "A1", person: "B1" }))).tally.effective).toBe(1);
    expect(projectPerson(person(), event(1, call({ line: "A1", person: "B1", direction: "in" }))).tally.effective).toBe(0);
  });

  it("a call to an unrelated third party uses up neither counter", () => {
    expect(projectPerson(person(), event(1, call({ line: "A1", person: "B5" }))).tally).toMatchObject({ effective: 0, unanswered: {} });
  });

  it("start again on another day", () => {
    const before = person({ tally: { day: "2026-11-22", effective: 3, unanswered: { "13800000001": 6 } } });
    expect(projectPerson(before, event(1, call())).tally).toEqual({ day: "2026-11-23", effective: 0, unanswered: { "13800000001": 1 } });
  });
});

describe("what a result says about the number and the person", () => {
  it.each([
    [{ line: "A7" }, "invalid"], [{ line: "A6" }, "suspended"], [{ line: "A1", person: "B6" }, "invalid"], [{ line: "A1", person: "B5", outcome: "C19" }, "refused"], [{ line: "A1", person: "B1" }, "valid"], [{ line: "A2" }, "unverified"],
  ])("%j leaves the number %s", (over, status) => {
    expect(projectPerson(person(), event(1, call(over))).contacts[0]?.status).toBe(status);
  });

  it("a stopping outcome or tag puts a stop on the person, each call one of its own", () => {
    const first = projectPerson(person(), event(1, call({ line: "A1", person: "B1", outcome: "C14" })));
    const second = projectPerson(first, event(2, call({ line: "A1", person: "B1", outcome: "C7", tags: ["C14", "C10"] })));
    expect(second.holds.map((h) => h.reason)).toEqual(["deceased", "deceased", "dispute"]);
  });

  it("a new contact point is added once and is not the current one", () => {
    const added = event(1, { type: "contact.added", body: { contactPointId: ID(12), kind: "mobile", value: "13900000002", relation: "配偶", ownerName: "", source: "reserved" } });
    const after = projectPerson(person(), added);
    expect(after.contacts).toHaveLength(2);
    expect(after.contacts[1]).toMatchObject({ current: false, status: "unverified" });
  });
});

const codes = <T extends string>(table: Record<T, unknown>) => fc.constantFrom(...(Object.keys(table) as T[]));
const anyCall = fc.record({
  line: codes<LineCode>(LINE_RESULTS), person: fc.option(codes<PersonCode>(PERSONS_REACHED)), outcome: fc.option(codes<OutcomeCode>(OUTCOMES)), direction: fc.constantFrom("out", "in"),
});

describe("the workstation's overlay equals the centre's fold", () => {
  it("for any history, any split between what the centre has and what is still unsent, and any repetition", () => {
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 30 }), fc.nat(30), fc.nat(30), (calls, cut, again) => {
        const events: LockdeskEvent[] = calls.map((c, i) => event(i + 1, call(c)));
        const fold = (p: ReturnType<typeof person>, list: LockdeskEvent[]) => list.reduce((doc, e) => projectPerson(doc, e), p);
        const start = person({ contacts: [contact()] });
        const whole = fold(start, events);
        const atCentre = fold(start, events.slice(0, cut));
        // The workstation lays on everything it still holds, including some the centre already has.
        expect(fold(atCentre, events.slice(Math.max(0, Math.min(cut, again))))).toEqual(whole);
      }),
    );
  });
});
