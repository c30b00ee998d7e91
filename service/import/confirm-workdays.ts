/**
 * Working days of the State Council's calendar. The data end with 2026 (PRODUCT.md 2, reading 12):
 * later years fall back on weekdays, and `calendarCovers` lets the caller say so.
 */
import chineseDays from "chinese-days";

/** Last year with official holidays and make-up days in the calendar data. */
export const CALENDAR_UNTIL = 2026;

export const isWorkday = (day: string): boolean => chineseDays.isWorkday(day);

export const calendarCovers = (day: string): boolean => Number(day.slice(0, 4)) <= CALENDAR_UNTIL;
