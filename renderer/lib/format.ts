/** Amounts, days and times as this trade writes them. Pure; words come from the caller. */
import { DAY, HOUR, MINUTE, addDays, dayOf, formatDateTime, formatTime } from "../../shared/model/time.ts";

/** `09:31:22` in the rule zone. */
export function clockTime(at: number): string {
  return new Date(at + 8 * HOUR).toISOString().slice(11, 19);
}

/** `mm:ss`, or `h:mm:ss` from an hour on; never negative. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

export type RelativeDay = "today" | "tomorrow" | "yesterday" | null;

/** How `day` relates to the day of `now`. */
export function relativeDay(day: string, now: number): RelativeDay {
  const today = dayOf(now);
  if (day === today) return "today";
  if (day === addDays(today, 1)) return "tomorrow";
  return day === addDays(today, -1) ? "yesterday" : null;
}

/** `11-25`, or `2027-01-03` when the year is another than now's. */
export function shortDay(day: string, now: number): string {
  return day.slice(0, 4) === dayOf(now).slice(0, 4) ? day.slice(5) : day;
}

/** `09:30` for today, `11-25 09:30` for another day of this year, else the whole date. */
export function shortMoment(at: number, now: number): string {
  const day = dayOf(at);
  return day === dayOf(now) ? formatTime(at) : `${shortDay(day, now)} ${formatTime(at)}`;
}

export interface Age {
  readonly unit: "justNow" | "minutesAgo" | "hoursAgo" | "daysAgo";
  readonly n: number;
}

/** How long ago, in the largest whole unit. */
export function age(at: number, now: number): Age {
  const ms = Math.max(0, now - at);
  if (ms < MINUTE) return { unit: "justNow", n: 0 };
  if (ms < HOUR) return { unit: "minutesAgo", n: Math.floor(ms / MINUTE) };
  if (ms < DAY) return { unit: "hoursAgo", n: Math.floor(ms / HOUR) };
  return { unit: "daysAgo", n: Math.floor(ms / DAY) };
}

/** Whole date and time for titles and records. */
export const fullMoment = formatDateTime;

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Day of the week, as the key of `common.weekday`. */
export function weekdayOf(day: string): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "sun";
}
