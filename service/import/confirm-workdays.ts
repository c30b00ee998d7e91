/**
 * Working days of the State Council's calendar. The data end with 2026 (PRODUCT.md 2, reading 12):
 * later years fall back on weekdays, and `calendarCovers` lets the caller say so.
 */
import chineseDays from "chinese-days";
import type { WorkCalendar } from "../../shared/workflow/calendar.ts";

/** Last year with official holidays and make-up days in the calendar data. */
export const CALENDAR_UNTIL = 2026;

export const isWorkday = (day: string): boolean => chineseDays.isWorkday(day);

/** Whether the calendar has the holidays of that day's year. */
export const calendarCovers = (day: string): boolean => Number(day.slice(0, 4)) <= CALENDAR_UNTIL;

/** The official calendar as workflow clocks ask for it. */
export const workCalendar: WorkCalendar = { isWorkday, covers: calendarCovers };
