import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, atLocal, dayOf, DAY, formatDateTime, MINUTE } from "../../../shared/model/time.ts";
import { monthlyDue, nextCalendarDue, nextMonth, weeklyChain, type WeeklyClock, type WorkCalendar } from "../../../shared/workflow/calendar.ts";
import { afterQuiet, clockOf, inQuietHours } from "../../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { defOf } from "../../../shared/workflow/engine.ts";
import { workCalendar } from "../../../service/import/confirm-workdays.ts";

const days = (from: string, n: number): string[] => Array.from({ length: n }, (_, i) => addDays(from, i));
/** Any set of days off: every day may be one, but never more than nine in a row. */
const anyCalendar = fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }).map((off): WorkCalendar => {
  let run = 0;
  const isOff = off.map((x) => ((run = x && run < 9 ? run + 1 : 0), run > 0));
  const first = Date.parse("2026-01-01T00:00:00Z");
  return { isWorkday: (day) => !isOff[Math.floor((Date.parse(`${day}T00:00:00Z`) - first) / DAY) % 120 < 0 ? 0 : Math.floor((Date.parse(`${day}T00:00:00Z`) - first) / DAY) % 120], covers: () => true };
});
/** 失联法务's weekly chain (S-27.11–15): Friday 15:00, 16:00, 17:00, Monday 9:00, 9:30. */
const LEGAL: readonly WeeklyClock[] = [{ weekday: 5, week: 0, at: "15:00" }, { weekday: 5, week: 0, at: "16:00" }, { weekday: 5, week: 0, at: "17:00" }, { weekday: 1, week: 1, at: "09:00" }, { weekday: 1, week: 1, at: "09:30" }];
const local = (at: number): string => formatDateTime(at);

describe("calendar clocks (reading 12)", () => {
  it("an ordinary week keeps its hours", () => {
    expect(weeklyChain(LEGAL, "2026-11-16", workCalendar).map((d) => local(d.due))).toEqual(["2026-11-20 15:00", "2026-11-20 16:00", "2026-11-20 17:00", "2026-11-23 09:00", "2026-11-23 09:30"]);
  });

  it("a Friday that is a holiday moves its three steps whole to the last working day before", () => {
    // 2026-05-01 is Labour Day, a Friday; the Monday after is a day off too.
    const due = weeklyChain(LEGAL, "2026-04-27", workCalendar);
    expect(due.map((d) => local(d.due)).slice(0, 3)).toEqual(["2026-04-29 15:00", "2026-04-29 16:00", "2026-04-29 17:00"]);
    expect(due.map((d) => local(d.due)).slice(3)).toEqual(["2026-04-30 09:00", "2026-04-30 09:30"]);
  });

  it("a weekly chain always keeps its order, lands on working days and is never later than its week", () => {
    fc.assert(
      fc.property(anyCalendar, fc.integer({ min: 4, max: 12 }), (calendar, week) => {
        const monday = addDays("2026-01-05", 7 * week);
        const due = weeklyChain(LEGAL, monday, calendar).map((d) => d.due);
        for (let i = 1; i < due.length; i += 1) expect(due[i]!).toBeGreaterThan(due[i - 1]!);
        due.forEach((at, i) => {
          expect(calendar.isWorkday(dayOf(at)), local(at)).toBe(true);
          expect(at).toBeLessThanOrEqual(atLocal(addDays(monday, 7 * LEGAL[i]!.week + LEGAL[i]!.weekday - 1), LEGAL[i]!.at));
        });
        expect(dayOf(due[0]!)).toBe(dayOf(due[2]!));
      }),
      { numRuns: 300 },
    );
  });

  it("a monthly report comes on the first working day on or after its date, never before the month's cut-off", () => {
    expect(local(monthlyDue({ dayOfMonth: 1, at: "12:00" }, "2026-10", workCalendar).due)).toBe("2026-10-08 12:00");
    expect(local(monthlyDue({ dayOfMonth: 3, at: "12:00" }, "2026-11", workCalendar).due)).toBe("2026-11-03 12:00");
    fc.assert(
      fc.property(anyCalendar, fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 3 }), (calendar, dayOfMonth, month) => {
        const text = `2026-0${month}`;
        const { due } = monthlyDue({ dayOfMonth, at: "00:00" }, text, calendar);
        expect(due).toBeGreaterThanOrEqual(atLocal(`${text}-01`, "00:00"));
        expect(calendar.isWorkday(dayOf(due))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("reports of one month never change their order", () => {
    fc.assert(
      fc.property(anyCalendar, fc.integer({ min: 1, max: 3 }), (calendar, month) => {
        const due = [1, 2, 3, 5].map((dayOfMonth) => monthlyDue({ dayOfMonth, at: "12:00" }, `2026-0${month}`, calendar).due);
        expect(due).toEqual(due.toSorted((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  it("says when the calendar has no holidays for the year", () => {
    expect(monthlyDue({ dayOfMonth: 1, at: "12:00" }, "2026-12", workCalendar).covered).toBe(true);
    expect(monthlyDue({ dayOfMonth: 1, at: "12:00" }, "2027-01", workCalendar).covered).toBe(false);
    expect(weeklyChain(LEGAL, "2026-12-28", workCalendar).map((d) => d.covered)).toEqual([false, false, false, false, false]);
  });

  it("a single clock's next due is never past", () => {
    for (const day of days("2026-09-25", 20)) {
      const at = atLocal(day, "13:00");
      for (const clock of [{ dayOfMonth: 1, at: "12:00" }, { weekday: 5, week: 0, at: "15:00" }]) {
        const { due } = nextCalendarDue(clock, at, workCalendar);
        expect(due).toBeGreaterThanOrEqual(at);
        expect(due - at).toBeLessThan(45 * DAY);
      }
    }
    expect(nextMonth("2026-12")).toBe("2027-01");
  });
});

describe("the soothing in quiet hours (reading 11)", () => {
  const soothe = defOf(EARLY_WARNING, "soothe")!;
  const due = (hhmm: string) => local(clockOf(EARLY_WARNING, soothe, { file: atLocal("2026-11-23", hhmm) })!.due);

  it("has its three hours by day", () => expect(due("10:00")).toBe("2026-11-23 13:00"));
  it("up to the last minute before quiet hours", () => expect(due("19:00")).toBe("2026-11-23 22:00"));
  it("stands still from 22:00 to 08:00, so that the night is no breach", () => {
    expect(due("21:00")).toBe("2026-11-24 10:00");
    expect(due("23:30")).toBe("2026-11-24 11:00");
    expect(due("03:00")).toBe("2026-11-23 11:00");
  });
  it("never falls due while contact is forbidden, and always gives three hours in which it is allowed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 1440 }), (minute) => {
        const since = atLocal("2026-11-23", "00:00") + minute * MINUTE;
        const clock = clockOf(EARLY_WARNING, soothe, { file: since })!;
        expect(inQuietHours(clock.due - 1)).toBe(false);
        let open = 0;
        for (let at = since; at < clock.due; at += MINUTE) if (!inQuietHours(at)) open += 1;
        expect(open).toBe(180);
        expect(inQuietHours(afterQuiet(since))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
  it("while the other posts' clocks run on", () => {
    const find = defOf(EARLY_WARNING, "find")!;
    expect(local(clockOf(EARLY_WARNING, find, { file: atLocal("2026-11-23", "22:30") })!.due)).toBe("2026-11-23 23:00");
  });
});
