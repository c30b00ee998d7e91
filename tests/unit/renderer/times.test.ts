import { describe, expect, it } from "vitest";
import { TIME_SLOTS, dayByKey, monthEnd, outOfQuiet, proposedFollowUp, timeByCode } from "../../../renderer/desks/collector/logic/times.ts";
import { atLocal } from "../../../shared/model/time.ts";

const MORNING = atLocal("2026-11-23", "09:30");
const EVENING = atLocal("2026-11-23", "21:10");

describe("days by key", () => {
  it("t is today, 1–7 days ahead, m the month's last day", () => {
    expect(dayByKey("t", MORNING)).toBe("2026-11-23");
    expect(dayByKey("1", MORNING)).toBe("2026-11-24");
    expect(dayByKey("7", MORNING)).toBe("2026-11-30");
    expect(dayByKey("m", MORNING)).toBe("2026-11-30");
    expect(dayByKey("8", MORNING)).toBeNull();
    expect(dayByKey("x", MORNING)).toBeNull();
  });

  it("knows February and December", () => {
    expect(monthEnd("2028-02-03")).toBe("2028-02-29");
    expect(monthEnd("2026-02-28")).toBe("2026-02-28");
    expect(monthEnd("2026-12-31")).toBe("2026-12-31");
  });

  it("the day is the rule zone's: 00:30 in Shanghai is already the next day", () => {
    expect(dayByKey("t", atLocal("2026-11-24", "00:30"))).toBe("2026-11-24");
  });
});

describe("times by key", () => {
  it("clock times mean today, or tomorrow once they are over", () => {
    expect(timeByCode("1430", MORNING)).toBe(atLocal("2026-11-23", "14:30"));
    expect(timeByCode("930", MORNING)).toBe(atLocal("2026-11-24", "09:30"));
    expect(timeByCode("m1005", MORNING)).toBe(atLocal("2026-11-24", "10:05"));
  });

  it("what is no time is refused", () => {
    for (const code of ["", "14", "2560", "1299", "m", "9", "143"]) expect(timeByCode(code, MORNING)).toBeNull();
  });

  it("no proposed time falls into quiet hours, whenever the key is pressed", () => {
    for (const now of [MORNING, EVENING, atLocal("2026-11-23", "02:00")]) {
      for (const slot of TIME_SLOTS) {
        const at = timeByCode(slot.key, now)!;
        expect(at).toBeGreaterThan(now);
        expect(outOfQuiet(at)).toBe(at);
      }
    }
  });

  it("a time typed for the night is refused", () => {
    expect(timeByCode("2230", MORNING)).toBeNull();
    expect(timeByCode("0600", MORNING)).toBeNull();
  });
});

describe("proposed next follow-up", () => {
  it("no answer: two hours later, never in the night", () => {
    expect(proposedFollowUp({ line: "A2", outcomes: [], dueOn: null }, MORNING)).toBe(atLocal("2026-11-23", "11:30"));
    expect(proposedFollowUp({ line: "A2", outcomes: [], dueOn: null }, EVENING)).toBe(atLocal("2026-11-24", "08:00"));
  });

  it("an empty number and a stop ask for none", () => {
    expect(proposedFollowUp({ line: "A7", outcomes: [], dueOn: null }, MORNING)).toBeNull();
    expect(proposedFollowUp({ line: "A1", outcomes: ["C14"], dueOn: null }, MORNING)).toBeNull();
    expect(proposedFollowUp({ line: "A1", outcomes: ["C8"], dueOn: null }, MORNING)).toBeNull();
  });

  it("a promise is looked at on the morning it is due", () => {
    expect(proposedFollowUp({ line: "A1", outcomes: ["C2"], dueOn: "2026-11-26" }, MORNING)).toBe(atLocal("2026-11-26", "09:30"));
  });
});
