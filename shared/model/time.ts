/**
 * Time as the rules see it. All instants are UTC milliseconds; rules of the trade count in
 * Asia/Shanghai, which has had no daylight saving since 1991, so a fixed offset is exact.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

/** Calendar day of an instant in the rule zone, as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return new Date(at + OFFSET).toISOString().slice(0, 10);
}

/** Minutes since local midnight (0..1439) of an instant in the rule zone. */
export function minuteOfDay(at: number): number {
  return Math.floor((at + OFFSET) / MINUTE) % 1440;
}

/** Instant (UTC ms) of local midnight that begins `day` (`YYYY-MM-DD`) in the rule zone. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET;
}

/** Instant (UTC ms) of `day` at `HH:MM` in the rule zone. */
export function atLocal(day: string, hhmm: string): number {
  return Date.parse(`${day}T${hhmm}:00Z`) - OFFSET;
}

/** `day` moved by whole days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to` (negative when `to` is earlier). */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** `2026-11-23 09:30` in the rule zone: the way times are written on every screen. */
export function formatDateTime(at: number): string {
  return new Date(at + OFFSET).toISOString().slice(0, 16).replace("T", " ");
}

/** `09:30` in the rule zone. */
export function formatTime(at: number): string {
  return new Date(at + OFFSET).toISOString().slice(11, 16);
}
