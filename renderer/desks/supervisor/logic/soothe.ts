/** When the soothing is due (安抚时间): the choices on screen and what the rules say of a chosen moment. */
import { BASIC_PACK } from "../../../../shared/conduct/pack.ts";
import { addDays, atLocal, dayOf, HOUR, minuteOfDay } from "../../../../shared/model/time.ts";

/** Soothing and its result are due 3 h after receipt by the supervisor (S-26.3, PRODUCT.md 2.9). */
export const SOOTHE_LIMIT_MS = 3 * HOUR;

export type SootheKey = "limit" | "h1" | "h2" | "morning";

export interface SootheOption {
  readonly key: SootheKey;
  /** UTC ms. */
  readonly at: number;
}

const QUIET_END = `${String(Math.floor(BASIC_PACK.quiet.toMinute / 60)).padStart(2, "0")}:00`;

/** True when contact is forbidden at this moment: the soothing will wait for the morning. */
export function inQuietHours(at: number): boolean {
  const minute = minuteOfDay(at);
  return minute >= BASIC_PACK.quiet.fromMinute || minute < BASIC_PACK.quiet.toMinute;
}

/** The first moment at or after `at` at which contact is allowed again. */
export function morningAfter(at: number): number {
  const today = atLocal(dayOf(at), QUIET_END);
  return at <= today ? today : atLocal(addDays(dayOf(at), 1), QUIET_END);
}

/** Choices that still lie ahead, the default first: the 3 h limit, or the morning when that is quiet or over. */
export function sootheOptions(receivedAt: number | null, now: number): SootheOption[] {
  const limit = (receivedAt ?? now) + SOOTHE_LIMIT_MS;
  const morning: SootheOption = { key: "morning", at: morningAfter(now) };
  const soon: SootheOption[] = [{ key: "h1", at: now + HOUR }, { key: "h2", at: now + 2 * HOUR }];
  const open = soon.filter((o) => o.at < limit && !inQuietHours(o.at));
  const withLimit: SootheOption[] = limit > now && !inQuietHours(limit) ? [{ key: "limit", at: limit }] : [];
  return [...withLimit, ...open, morning].sort((a, b) => rank(a, withLimit.length > 0) - rank(b, withLimit.length > 0));
}

function rank(option: SootheOption, hasLimit: boolean): number {
  const order: SootheKey[] = hasLimit ? ["limit", "h1", "h2", "morning"] : ["h1", "h2", "morning", "limit"];
  return order.indexOf(option.key);
}

/** `14:30` or `1430` as the next such moment from `now` on; null when it is no time. */
export function nextAt(text: string, now: number): number | null {
  const match = /^(\d{1,2})[:：]?(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  if (hour > 23 || minute > 59) return null;
  const hhmm = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  const today = atLocal(dayOf(now), hhmm);
  return today >= now ? today : atLocal(addDays(dayOf(now), 1), hhmm);
}
