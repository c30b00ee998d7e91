import { describe, expect, it } from "vitest";
import { comboWords, matches, plainChar, type KeyFacts } from "../../../renderer/lib/combo.ts";
import { age, clockTime, duration, relativeDay, shortMoment } from "../../../renderer/lib/format.ts";
import { noScript, plainTextOnly } from "../../../renderer/lib/trusted-types.ts";
import { nextContact, stepContact } from "../../../renderer/desks/collector/logic/contacts.ts";
import { atLocal } from "../../../shared/model/time.ts";
import type { ContactView } from "../../../shared/ipc/contract.ts";

const event = (facts: Partial<KeyFacts>): KeyFacts => ({ code: "", key: "", ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...facts });

describe("keys with an input method on", () => {
  it("a letter the input method swallowed is still that letter", () => {
    expect(plainChar(event({ key: "Process", code: "KeyW" }))).toBe("w");
    expect(plainChar(event({ key: "Process", code: "Digit2" }))).toBe("2");
    expect(plainChar(event({ key: "２", code: "Digit2" }))).toBe("2");
    expect(plainChar(event({ key: "2", code: "Numpad2" }))).toBe("2");
  });

  it("other keys are none", () => {
    for (const e of [{ key: "Enter", code: "Enter" }, { key: "。", code: "Period" }]) expect(plainChar(event(e))).toBeNull();
  });

  it("a combination is exact: no other modifier may be down", () => {
    expect(matches("Ctrl+KeyL", event({ code: "KeyL", key: "Process", ctrlKey: true }))).toBe(true);
    expect(matches("Ctrl+KeyL", event({ code: "KeyL", ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matches("F2", event({ code: "F2" }))).toBe(true);
    expect(matches("F2", event({ code: "F2", altKey: true }))).toBe(false);
  });

  it("are written as on the keyboard", () => {
    expect(comboWords("Ctrl+KeyL")).toBe("Ctrl+L");
    expect(comboWords("Alt+Digit3")).toBe("Alt+3");
  });
});

describe("times on screen", () => {
  const now = atLocal("2026-11-23", "09:30");
  it("are the rule zone's", () => {
    expect(clockTime(now + 82_000)).toBe("09:31:22");
    expect(shortMoment(atLocal("2026-11-23", "14:05"), now)).toBe("14:05");
    expect(shortMoment(atLocal("2026-11-25", "14:05"), now)).toBe("11-25 14:05");
    expect(shortMoment(atLocal("2027-01-03", "08:00"), now)).toBe("2027-01-03 08:00");
  });
  it("durations and ages count whole units and are never negative", () => {
    expect(duration(299_999)).toBe("04:59");
    expect(duration(3_661_000)).toBe("1:01:01");
    expect(duration(-5)).toBe("00:00");
    expect(age(now - 59_000, now)).toEqual({ unit: "justNow", n: 0 });
    expect(age(now - 3_600_000, now)).toEqual({ unit: "hoursAgo", n: 1 });
    expect(age(now + 5_000, now)).toEqual({ unit: "justNow", n: 0 });
  });
  it("near days are named", () => {
    expect(relativeDay("2026-11-24", now)).toBe("tomorrow");
    expect(relativeDay("2026-11-27", now)).toBeNull();
  });
});

describe("the default Trusted Types policy", () => {
  it("lets plain text through and refuses anything that could be markup or script", () => {
    expect(plainTextOnly(".a{color:red}")).toBe(".a{color:red}");
    expect(() => plainTextOnly("<img src=x>")).toThrow(TypeError);
    expect(() => noScript()).toThrow(TypeError);
  });
});

describe("the number that comes up next", () => {
  const contact = (id: string, facts: Partial<ContactView> = {}): ContactView => ({
    id, kind: "mobile", masked: "138****0000", ownerMasked: "王**", relation: "本人", source: "contract", status: "unverified", current: false, unansweredToday: 0, limit: 6, refusal: null, ...facts,
  });
  const refusal = { rule: "R-10", zh: "", en: "", source: "" };
  it("is the current one when it is the debtor's own, else the own one tried least today", () => {
    expect(nextContact([contact("a"), contact("b", { current: true, unansweredToday: 1 })])?.id).toBe("b");
    expect(nextContact([contact("a", { unansweredToday: 2 }), contact("b"), contact("c", { current: true, refusal })])?.id).toBe("b");
    expect(nextContact([contact("a"), contact("b", { current: true, relation: "配偶" })])?.id).toBe("a");
  });
  it("is never one the gate refuses, and never a third party's", () => {
    expect(nextContact([contact("a", { refusal }), contact("b", { relation: "朋友" })])).toBeNull();
    expect(nextContact([])).toBeNull();
  });
  it("steps round the list by arrow key", () => {
    const list = [contact("a"), contact("b")];
    expect(stepContact(list, "b", 1)?.id).toBe("a");
    expect(stepContact(list, "a", -1)?.id).toBe("b");
    expect(stepContact([], null, 1)).toBeNull();
  });
});
