/** The days a run lives through: so many working days of the official calendar, and the days off between them. */
import { addDays } from "../../shared/model/time.ts";
import { isWorkday } from "../../service/import/confirm-workdays.ts";

/**
 * The first working day after New Year's first month of 2026: twenty working days from here cross the Spring Festival
 * (nine days off, two Saturdays worked instead) and the turn of a month. The published calendar ends with that year.
 */
export const DEFAULT_FROM = "2026-02-02";

export interface Day {
  readonly day: string;
  readonly work: boolean;
}

/** From `from` on until `count` working days are over. */
export function daysOf(from: string, count: number): Day[] {
  const days: Day[] = [];
  for (let day = from, worked = 0; worked < count; day = addDays(day, 1)) {
    const work = isWorkday(day);
    days.push({ day, work });
    if (work) worked += 1;
  }
  return days;
}
