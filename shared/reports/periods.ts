/** Which time a report covers, when its figures are cut, and when each of its steps is due. Pure; times UTC ms. */
import { addDays, atLocal, dayOf } from "../model/time.ts";
import { monthlyDue, mondayOf, nextMonth, weeklyChain, type CalendarDue, type WeeklyClock, type WorkCalendar } from "../workflow/calendar.ts";
import { REPORTS, WEEK_CUT, type ReportDef } from "./table.ts";

/** [from, to): `to` is the cut-off, from which on the draft may be made. */
export interface Period {
  readonly from: number;
  readonly to: number;
}
export interface Due {
  readonly at: number;
  /** False when the calendar does not know that year's holidays. */
  readonly covered: boolean;
}

const monthStart = (month: string): number => atLocal(`${month}-01`, "00:00");
/** The whole chain, cut first: it moves as one, so that every report of a week has the same cut. */
const CHAIN: readonly WeeklyClock[] = [WEEK_CUT, ...REPORTS.flatMap((r) => (r.period === "week" ? r.steps.map((s) => s.clock) : []))];
const sameClock = (a: WeeklyClock) => (b: WeeklyClock) => a.weekday === b.weekday && a.week === b.week && a.at === b.at;
const chainOf = (monday: string, calendar: WorkCalendar): ((clock: WeeklyClock) => CalendarDue) => {
  const dues = weeklyChain(CHAIN, monday, calendar);
  return (clock) => dues[CHAIN.findIndex(sameClock(clock))]!;
};
const cutOf = (monday: string, calendar: WorkCalendar): number => chainOf(monday, calendar)(WEEK_CUT).due;
const monthBefore = (month: string): string => addDays(`${month}-01`, -1).slice(0, 7);

/** The periods of a report that were cut in (`after`, `now`], earliest first. */
export function periodsCut(def: ReportDef, after: number, now: number, calendar: WorkCalendar): Period[] {
  const found: Period[] = [];
  if (def.period === "month") {
    for (let month = dayOf(after).slice(0, 7); monthStart(month) <= now; month = nextMonth(month)) {
      if (monthStart(month) > after) found.push({ from: monthStart(monthBefore(month)), to: monthStart(month) });
    }
    return found;
  }
  for (let monday = addDays(mondayOf(dayOf(after)), -7); atLocal(monday, "00:00") <= now; monday = addDays(monday, 7)) {
    const [from, to] = [cutOf(addDays(monday, -7), calendar), cutOf(monday, calendar)];
    // A week whose every day is off is cut with the one before it: there is nothing of it to report.
    if (to > after && to <= now && from < to) found.push({ from, to });
  }
  return found;
}

/** When each step of a report is due, for the period that was cut at `period.to`. */
export function duesOf(def: ReportDef, period: Period, calendar: WorkCalendar): Due[] {
  if (def.period === "month") return def.steps.map(({ clock }) => monthlyDue(clock, dayOf(period.to).slice(0, 7), calendar)).map(({ due, covered }) => ({ at: due, covered }));
  // A cut that was brought forward by a holiday still belongs to the week it was meant for.
  let monday = mondayOf(dayOf(period.to));
  while (cutOf(monday, calendar) < period.to) monday = addDays(monday, 7);
  const of = chainOf(monday, calendar);
  return def.steps.map(({ clock }) => of(clock)).map(({ due, covered }) => ({ at: due, covered }));
}
