import { describe, expect, it } from "vitest";
import { emptyDraft, readDraft, sendingOf, type Draft } from "../../../renderer/desks/supervisor/logic/decision.ts";
import { inQuietHours, morningAfter, nextAt, SOOTHE_LIMIT_MS, sootheOptions } from "../../../renderer/desks/supervisor/logic/soothe.ts";

const at = (local: string) => Date.parse(`${local}:00+08:00`);
const HOUR = 3_600_000;
const start: Draft = emptyDraft({ finding: null, plan: null }, "何静仪", null);

describe("the supervisor's decision", () => {
  it("starts with the supervisor as soother and the whole person paused", () => {
    expect(start).toMatchObject({ finding: null, soother: "何静仪", pauseScope: "person", ourFault: "none" });
  });

  it("sends nothing before a finding is chosen", () => {
    expect(sendingOf("filed", start)).toMatchObject({ steps: [], faults: ["finding"], kind: "finding" });
  });

  it("refuses 不成立 without its reason and sends it with one, as a finding like any other", () => {
    const dismissed: Draft = { ...start, finding: "notUpheld" };
    expect(sendingOf("filed", dismissed).faults).toEqual(["reason"]);
    expect(sendingOf("filed", { ...dismissed, reason: "  " }).steps).toEqual([]);
    expect(sendingOf("filed", { ...dismissed, reason: "录音核查无此事" }).steps).toEqual([{ step: "find", body: { finding: "notUpheld", reason: "录音核查无此事", ourFault: "none" } }]);
  });

  it("sends finding and plan together, the finding first", () => {
    const sending = sendingOf("filed", { ...start, finding: "upheld", plan: "主管回电", sootheBy: 5 });
    expect(sending.kind).toBe("both");
    expect(sending.steps.map((s) => s.step)).toEqual(["find", "plan"]);
    expect(sending.steps[1]?.body).toEqual({ plan: "主管回电", soother: "何静仪", pauseScope: "person", sootheBy: 5 });
  });

  it("never takes a finding back: once found only the plan can be sent", () => {
    const sending = sendingOf("found", { ...start, finding: "notUpheld", reason: "", plan: "回访一次" });
    expect(sending.steps.map((s) => s.step)).toEqual(["plan"]);
    expect(sendingOf("planned", { ...start, plan: "改为面谈" }).kind).toBe("newPlan");
  });

  it("sends nothing while the collector has not filed", () => {
    expect(sendingOf("stamped", { ...start, finding: "upheld", plan: "x" })).toEqual({ steps: [], faults: [], kind: "none" });
  });

  it("survives a draft it cannot read", () => {
    expect(readDraft("{")).toEqual({});
    expect(readDraft(null)).toEqual({});
    expect(readDraft('{"plan":"x"}')).toEqual({ plan: "x" });
  });
});

describe("the soothing time", () => {
  it("is due 3 h after receipt by default", () => {
    const received = at("2026-11-23T09:33");
    expect(sootheOptions(received, at("2026-11-23T09:40"))[0]).toEqual({ key: "limit", at: received + SOOTHE_LIMIT_MS });
  });

  it("waits for 08:00 when the limit falls into quiet hours", () => {
    const options = sootheOptions(at("2026-11-23T20:30"), at("2026-11-23T20:35"));
    expect(options.map((o) => o.key)).toEqual(["h1", "morning"]);
    expect(options.at(-1)?.at).toBe(at("2026-11-24T08:00"));
  });

  it("offers only the morning once the limit is over at night", () => {
    expect(sootheOptions(at("2026-11-23T18:00"), at("2026-11-23T22:30"))).toEqual([{ key: "morning", at: at("2026-11-24T08:00") }]);
  });

  it("knows the quiet hours and the morning after", () => {
    expect([inQuietHours(at("2026-11-23T21:59")), inQuietHours(at("2026-11-23T22:00")), inQuietHours(at("2026-11-24T07:59")), inQuietHours(at("2026-11-24T08:00"))]).toEqual([false, true, true, false]);
    expect(morningAfter(at("2026-11-24T01:00"))).toBe(at("2026-11-24T08:00"));
  });

  it("reads a typed time as the next such moment and refuses what is none", () => {
    const now = at("2026-11-23T14:00");
    expect(nextAt("14:30", now)).toBe(at("2026-11-23T14:30"));
    expect(nextAt("1430", now)).toBe(at("2026-11-23T14:30"));
    expect(nextAt("9:05", now)).toBe(at("2026-11-24T09:05"));
    expect(nextAt("25:00", now)).toBeNull();
    expect(nextAt("下午", now)).toBeNull();
    expect(nextAt("14:30", now)! - now).toBe(HOUR / 2);
  });
});
