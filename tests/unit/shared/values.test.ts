import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { ACCESS, ACTIONS, may, ROLES, scopeOf } from "../../../shared/access/index.ts";
import {
  addDays, atLocal, bucketMonths, dayOf, daysBetween, EVENT_BODIES, formatFen, maskAddress, maskCardNo, maskIdNo, maskName, maskPhone, minuteOfDay, OutcomeCodeSchema, outcome, parseEvent, parseYuan, stageOf, startOfDay,
} from "../../../shared/model/index.ts";
import { dueAt } from "../../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { judgeWarningStep, warningStanding } from "../../../shared/workflow/warning.ts";
import { took, warningWith } from "../../support/warning.ts";
import { call, event } from "./fixtures.ts";

describe("money", () => {
  it.each([["1234.5", 123450], ["1,234.56", 123456], ["１２３４．５６", 123456], ["¥ 10", 1000], ["0.01", 1]])("reads %s as %i fen", (text, fen) => expect(parseYuan(text)).toBe(fen));
  it.each(["", "-1", "1.234", "1e5", "12元", "999999999999", "1.2.3"])("does not read %j as an amount", (text) => expect(parseYuan(text)).toBeNull());
  it("survives writing and reading", () => fc.assert(fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (fen) => parseYuan(formatFen(fen)) === fen)));
});

describe("time is counted in Asia/Shanghai", () => {
  it("knows the day and minute on both sides of midnight", () => {
    const midnight = startOfDay("2026-11-23");
    expect([dayOf(midnight - 1), dayOf(midnight), minuteOfDay(midnight), minuteOfDay(midnight - 1)]).toEqual(["2026-11-22", "2026-11-23", 0, 1439]);
    expect(atLocal("2026-11-23", "09:30")).toBe(Date.parse("2026-11-23T01:30:00Z"));
  });
  it("adds and counts days over a leap day", () => {
    expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
  });
});

describe("stage (reading 19)", () => {
  it.each([["M1", "normal"], ["M3", "normal"], ["M4", "suspicious"], ["M6", "suspicious"], ["M7", "malicious"], ["M7+", "malicious"], ["m12", "malicious"], ["?", "normal"]])("%s is %s", (bucket, stage) => expect(stageOf(bucket)).toBe(stage));
  it("does not read a bucket out of other text", () => expect(bucketMonths("AM3")).toBeNull());
});

describe("masking hides what it must", () => {
  it.each([
    [maskName, "欧阳测试", "欧***"], [maskName, "王", "王*"], [maskPhone, "13800001234", "138****1234"], [maskPhone, "029-40243855", "029-****55"], [maskIdNo, "110101199001010002", "110***********0002"], [maskCardNo, "6222000000004302", "**** 4302"], [maskAddress, "重庆市渝中区示例路307号6栋", "重庆市渝中区****"],
  ])("%o of %s is %s", (mask, value, masked) => expect((mask as (v: string) => string)(value)).toBe(masked));
  it("never shows more than seven digits of a number", () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{8,20}$/), (n) => [maskPhone, maskIdNo, maskCardNo].every((m) => m(n).replace(/\D/g, "").length <= 7)));
  });
});

describe("events at the boundary", () => {
  it("accepts a call and keeps its defaults", () => expect(parseEvent(event(1, call())).ok).toBe(true));
  it("says which field is wrong", () => {
    const answer = parseEvent(event(1, call({ line: "A99" })));
    expect(answer).toMatchObject({ ok: false, code: "malformed" });
    expect(!answer.ok && answer.issues.join()).toContain("body.line");
  });
  it("tells an unknown kind from a malformed one, so that it can be kept", () => expect(parseEvent({ ...event(1, call()), type: "future.kind" })).toMatchObject({ ok: false, code: "unknown_type" }));
  it("raises an old version step by step to what a new workstation would have written, and keeps a newer one raw", () => {
    const steps = { "note.added": { 1: (b: unknown) => ({ words: (b as { note: string }).note }), 2: (b: unknown) => ({ text: (b as { words: string }).words }) } };
    const note = (v: number, body: unknown) => ({ ...event(1, call()), type: "note.added", v, body });
    const written = parseEvent(note(3, { text: "一" }), steps, 3);
    for (const old of [note(1, { note: "一" }), note(2, { words: "一" })]) expect(parseEvent(old, steps, 3)).toMatchObject({ ok: true, event: { body: written.ok && written.event.body } });
    expect(parseEvent(note(4, { text: "一" }), steps, 3)).toMatchObject({ ok: false, code: "unknown_type" });
    expect(parseEvent(note(1, { text: "一" }), {}, 3), "a type that never changed needs no step").toMatchObject({ ok: true });
  });
  it.each([null, 1, "x", [], {}])("refuses %j", (input) => expect(parseEvent(input)).toMatchObject({ ok: false, code: "malformed" }));
  it("has a schema for every outcome and type", () => {
    for (const code of OutcomeCodeSchema.options) expect(outcome(code).pinyin.length).toBeGreaterThan(1);
    expect(Object.keys(EVENT_BODIES).length).toBeGreaterThan(10);
  });
});

describe("access", () => {
  it("has a row for every role and only known actions", () => {
    expect(Object.keys(ACCESS).sort()).toEqual([...ROLES].sort());
    for (const grants of Object.values(ACCESS)) for (const action of Object.keys(grants)) expect(ACTIONS).toContain(action);
  });
  it("refuses what is not written", () => {
    expect(may(["collector"], "import.run")).toBe(false);
    expect(may([], "case.read")).toBe(false);
    expect(may(["it"], "case.read")).toBe(false);
    expect(may(["clerk"], "import.run")).toBe(false);
  });
  it("gives somebody with two roles the wider scope", () => expect(scopeOf(["collector", "supervisor"], "case.read")).toBe("team"));
});

describe("the early warning's first steps (S-26)", () => {
  const filed = warningWith(0, [took("file", 60_000, { receivedAt: 120_000 })]);
  const due = 120_000 + 30 * 60_000;
  const step = (over: Partial<Parameters<typeof judgeWarningStep>[1]>, doc = filed) =>
    judgeWarningStep(doc, { step: "find", by: { id: "he", roles: ["supervisor"] }, body: { finding: "upheld", ourFault: "none" }, at: 180_000, holders: null, ...over });

  it("the finding is due 30 minutes after receipt, the form 5 after T0", () => {
    const [file, find] = EARLY_WARNING.steps;
    const { moments } = warningStanding(filed);
    expect([dueAt(EARLY_WARNING, file, moments), dueAt(EARLY_WARNING, find, moments)]).toEqual([5 * 60_000, due]);
  });
  it("counts the exact minute as in time (R-31)", () => {
    expect([step({ at: due }), step({ at: due + 1 })].map((a) => a.ok && a.late)).toEqual([false, true]);
  });
  it("refuses 不成立 without a reason, and registers it with one (reading 8)", () => {
    expect(step({ body: { finding: "notUpheld", ourFault: "none", reason: " " } })).toMatchObject({ ok: false, code: "bad_body" });
    expect(step({ body: { finding: "notUpheld", ourFault: "none", reason: "通话正常" } })).toMatchObject({ ok: true, to: "unfounded" });
  });
  it("refuses the wrong role, the wrong state and an unknown step", () => {
    expect(step({ by: { id: "zhou", roles: ["collector"] } })).toMatchObject({ ok: false, code: "not_owner" });
    expect(step({}, warningWith(0, []))).toMatchObject({ ok: false, code: "wrong_state" });
    expect(step({ step: "dismiss" })).toMatchObject({ ok: false, code: "unknown_step" });
  });
  it("does not clock what has not begun", () => expect(dueAt(EARLY_WARNING, EARLY_WARNING.steps[1], { start: 0 })).toBeNull());
  it("takes the step that was earlier, though it comes later, and refuses one that was not", () => {
    const found = warningWith(0, [took("file", 60_000), took("find", 300_000)]);
    expect(step({ at: 240_000 }, found)).toMatchObject({ ok: true });
    expect(step({ at: 360_000 }, found)).toMatchObject({ ok: false, code: "wrong_state" });
  });
});
