/**
 * Calendar clocks (day of month, weekday and hour) on the official work calendar, by PRODUCT.md 2, reading 12:
 * a weekly chain shifts whole, keeping its order, to the last working day before; a monthly report comes
 * after the month's cut-off, on the first working day on or after its date. The calendar is the caller's.
 */
import { addDays, atLocal, dayOf } from "../model/time.ts";

/** Due on a day of the month at an hour; the figures of the month before are complete by then. */
export interface MonthlyClock {
  readonly dayOfMonth: number;
  readonly at: string;
}
/** Due on a weekday at an hour. `week` counts the weeks a chain reaches into: 1 = the week after it began. */
export interface WeeklyClock {
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  readonly week: number;
  readonly at: string;
}
export type CalendarClock = MonthlyClock | WeeklyClock;

/** Working days of the official calendar; `covers` is false for a year whose holidays are not known. */
export interface WorkCalendar {
  isWorkday(day: string): boolean;
  covers(day: string): boolean;
}

export interface CalendarDue {
  /** UTC ms. */
  readonly due: number;
  /** False when the calendar has no holidays for the year: weekdays were taken for working days, and somebody must be told. */
  readonly covered: boolean;
}

/** Longer than any run of days off. */
const MOST_DAYS = 31;

function workdayFrom(day: string, by: 1 | -1, calendar: WorkCalendar): string {
  let at = day;
  for (let i = 0; i < MOST_DAYS && !calendar.isWorkday(at); i += 1) at = addDays(at, by);
  return at;
}

const due = (day: string, nominal: string, at: string, calendar: WorkCalendar): CalendarDue => ({ due: atLocal(day, at), covered: calendar.covers(day) && calendar.covers(nominal) });

/** When a monthly report of `month` (`YYYY-MM`) is due: in that month, after the month before has ended. */
export function monthlyDue(clock: MonthlyClock, month: string, calendar: WorkCalendar): CalendarDue {
  const last = Number(addDays(`${nextMonth(month)}-01`, -1).slice(8));
  const nominal = `${month}-${String(Math.min(clock.dayOfMonth, last)).padStart(2, "0")}`;
  return due(workdayFrom(nominal, 1, calendar), nominal, clock.at, calendar);
}

/** The month after, `YYYY-MM`. */
export const nextMonth = (month: string): string => addDays(`${month}-28`, 4).slice(0, 7);

/** Monday of the week `day` lies in. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/**
 * When the steps of a weekly chain are due, for the week that begins on `monday`; in the chain's own order. Steps
 * of one day stay together. A day that is no working day moves to the last one before it, and what comes
 * earlier in the chain moves before that, so that nothing is due ahead of what it is made from.
 */
export function weeklyChain(chain: readonly WeeklyClock[], monday: string, calendar: WorkCalendar): CalendarDue[] {
  const nominal = chain.map((clock) => addDays(monday, 7 * clock.week + clock.weekday - 1));
  const moved = new Map<string, string>();
  let before: string | null = null;
  for (const day of [...new Set(nominal)].sort().reverse()) {
    const latest: string = before !== null && day >= before ? addDays(before, -1) : day;
    before = workdayFrom(latest, -1, calendar);
    moved.set(day, before);
  }
  return chain.map((clock, i) => due(moved.get(nominal[i] ?? "") ?? monday, nominal[i] ?? monday, clock.at, calendar));
}

/** When a single calendar clock is next due at or after an instant. */
export function nextCalendarDue(clock: CalendarClock, at: number, calendar: WorkCalendar): CalendarDue {
  const day = dayOf(at);
  for (let i = 0; ; i += 1) {
    const found = "dayOfMonth" in clock ? monthlyDue(clock, monthAfter(day, i), calendar) : weeklyChain([clock], addDays(mondayOf(day), 7 * (i - clock.week)), calendar)[0];
    if (found && found.due >= at) return found;
  }
}

function monthAfter(day: string, months: number): string {
  let month = day.slice(0, 7);
  for (let i = 0; i < months; i += 1) month = nextMonth(month);
  return month;
}
