/**
 * Dates and times by key. Days: `t` today, `1`–`7` days ahead, `m` the month's last day. Times: one digit
 * for the usual slots, `1430` for a clock time today (or tomorrow when it is over), `m0930` for tomorrow.
 * No time falls into quiet hours: slots move to the morning, a typed one is refused. Pure; `now` is the server's.
 */
import { BASIC_PACK } from "../../../../shared/conduct/pack.ts";
import { lineResult, outcome, type LineCode, type OutcomeCode } from "../../../../shared/model/disposition.ts";
import { DAY, HOUR, MINUTE, addDays, atLocal, dayOf, minuteOfDay, startOfDay } from "../../../../shared/model/time.ts";

/** Last day of the month of `day`. */
export function monthEnd(day: string): string {
  const [y, m] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10);
}

/** The day a key means, or null. */
export function dayByKey(key: string, now: number): string | null {
  const today = dayOf(now);
  if (key === "t") return today;
  if (key === "m") return monthEnd(today);
  return /^[1-7]$/.test(key) ? addDays(today, Number(key)) : null;
}

/** Moves a moment out of quiet hours, to the morning they end. */
export function outOfQuiet(at: number): number {
  const minute = minuteOfDay(at);
  const morning = startOfDay(dayOf(at)) + BASIC_PACK.quiet.toMinute * MINUTE;
  if (minute < BASIC_PACK.quiet.toMinute) return morning;
  return minute >= BASIC_PACK.quiet.fromMinute ? morning + DAY : at;
}

const toMinute = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** Usual times. A near one is named by how soon it is, the others by the day and time they come to. */
export const TIME_SLOTS = [
  { key: "1", id: "in30m", near: true, at: (now: number) => toMinute(now + 30 * MINUTE) },
  { key: "2", id: "in1h", near: true, at: (now: number) => toMinute(now + HOUR) },
  { key: "3", id: "in2h", near: true, at: (now: number) => toMinute(now + 2 * HOUR) },
  { key: "4", id: "today14", near: false, at: (now: number) => atLocal(dayOf(now), "14:00") },
  { key: "5", id: "today17", near: false, at: (now: number) => atLocal(dayOf(now), "17:00") },
  { key: "6", id: "tomorrow9", near: false, at: (now: number) => atLocal(addDays(dayOf(now), 1), "09:30") },
  { key: "7", id: "tomorrow15", near: false, at: (now: number) => atLocal(addDays(dayOf(now), 1), "15:00") },
  { key: "8", id: "in3days", near: false, at: (now: number) => atLocal(addDays(dayOf(now), 3), "09:30") },
] as const;

function clockCode(digits: string): string | null {
  const padded = digits.padStart(4, "0");
  const [h, m] = [Number(padded.slice(0, 2)), Number(padded.slice(2))];
  return h < 24 && m < 60 ? `${padded.slice(0, 2)}:${padded.slice(2)}` : null;
}

/** The moment a typed code means, or null while it means none. Never in the past. */
export function timeByCode(code: string, now: number): number | null {
  const slot = TIME_SLOTS.find((s) => s.key === code);
  if (slot) {
    const at = slot.at(now);
    return outOfQuiet(at > now ? at : at + DAY);
  }
  const match = /^(m?)(\d{3,4})$/.exec(code);
  const clock = match ? clockCode(match[2] ?? "") : null;
  if (!match || !clock) return null;
  const today = atLocal(match[1] ? addDays(dayOf(now), 1) : dayOf(now), clock);
  const at = today > now ? today : today + DAY;
  return outOfQuiet(at) === at ? at : null;
}

/** 次日 09:30. */
const nextMorning = (now: number): number => atLocal(addDays(dayOf(now), 1), "09:30");

/**
 * Proposed 下次跟进时间 of a result; null when nothing is to follow (a stop, a call-back with its own time).
 * A promise is followed up on the morning it is due.
 */
export function proposedFollowUp(result: { line: LineCode; outcomes: readonly OutcomeCode[]; dueOn: string | null }, now: number): number | null {
  if (result.line !== "A1") {
    const hours = lineResult(result.line).retryHours;
    return hours === undefined ? null : outOfQuiet(toMinute(now + hours * HOUR));
  }
  if (result.outcomes.some((c) => outcome(c).stops || outcome(c).callback)) return null;
  if (result.dueOn) return Math.max(atLocal(result.dueOn, "09:30"), toMinute(now + HOUR));
  return nextMorning(now);
}
