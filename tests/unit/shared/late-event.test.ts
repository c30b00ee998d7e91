import { describe, expect, it } from "vitest";
import { EVENT_BODIES, EVENT_VERSION, type LockdeskEvent } from "../../../shared/model/events.ts";
import { adoptable, LATE_RULES, lateRule } from "../../../shared/model/late-event.ts";
import { atLocal, MINUTE } from "../../../shared/model/time.ts";

const NOW = atLocal("2026-11-23", "09:30");
const event = (type: string, body: unknown) => ({ type, body }) as LockdeskEvent;
const promise = (...days: string[]) => event("promise.made", { callId: null, note: "", items: days.map((dueOn) => ({ dueOn })) });

describe("late events", () => {
  it.each(Object.keys(EVENT_BODIES))("%s has a rule", (type) => {
    expect(["adopt", "read", "done"]).toContain(LATE_RULES[type as keyof typeof LATE_RULES]);
  });

  it("of an unknown kind or a newer version are read by somebody", () => {
    expect(lateRule("visit.recorded", 1)).toBe("read");
    expect(lateRule("duty.changed", EVENT_VERSION)).toBe("done");
    expect(lateRule("duty.changed", EVENT_VERSION + 1)).toBe("read");
  });

  it("are made anew only when they are work, the case is held, and their day is not over", () => {
    expect(adoptable(promise("2026-11-23", "2026-12-01"), true, NOW)).toBe("yes");
    expect(adoptable(promise("2026-11-22", "2026-12-01"), true, NOW)).toBe("past");
    expect(adoptable(promise("2026-12-01"), false, NOW)).toBe("notHeld");
    expect(adoptable(event("note.added", { text: "x" }), true, NOW)).toBe("kind");
    expect(adoptable(null, true, NOW)).toBe("kind");
    expect(adoptable(event("followUp.set", { kind: "callback", at: NOW + MINUTE, note: "" }), true, NOW)).toBe("yes");
    expect(adoptable(event("followUp.set", { kind: "callback", at: NOW - MINUTE, note: "" }), true, NOW)).toBe("past");
    expect(adoptable(event("followUp.set", { kind: "followUp", at: null, note: "" }), true, NOW)).toBe("yes");
  });
});
