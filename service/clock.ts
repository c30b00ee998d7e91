/**
 * Server time (P6). The training clock is labelled and shifted: demo and tests begin on Monday
 * 2026-11-23 at 09:30, because at night the contact gate rightly refuses everything.
 */
import { MINUTE, addDays, atLocal, dayOf, minuteOfDay } from "../shared/model/time.ts";
import type { Clock, Tx } from "./context.ts";
import { readMeta, writeMeta } from "./db/meta.ts";

export const systemClock: Clock = { now: () => Date.now(), training: false };

export const TRAINING_START = atLocal("2026-11-23", "09:30");
const DESK_OPENS = 9 * 60;
const DESK_CLOSES = 17 * 60;

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const isWeekend = (day: string): boolean => weekday(day) === 0 || weekday(day) === 6;

/**
 * Training time at a start. `last` is the latest training time ever shown, `offset` what was added
 * to the machine's clock. Time never goes back; a start outside 09:00-17:00 or at a weekend moves on
 * to the next weekday 09:30.
 */
export function trainingNow(stored: { offset: number; last: number } | null, realNow: number): number {
  if (!stored) return TRAINING_START;
  const now = Math.max(realNow + stored.offset, stored.last);
  const day = dayOf(now);
  const minute = minuteOfDay(now);
  if (!isWeekend(day) && minute >= DESK_OPENS && minute < DESK_CLOSES) return now;
  let next = minute < DESK_OPENS ? day : addDays(day, 1);
  while (isWeekend(next)) next = addDays(next, 1);
  return atLocal(next, "09:30");
}

/** The training clock of a database: resumed from what it kept, kept again by `save`. */
export async function openTrainingClock(db: Tx): Promise<{ clock: Clock; save: () => Promise<void> }> {
  const [offset, last] = await Promise.all([readMeta(db, "training_offset"), readMeta(db, "training_last")]);
  const real = Date.now();
  const shift = trainingNow(offset === null ? null : { offset: Number(offset), last: Number(last ?? 0) }, real) - real;
  const clock: Clock = { now: () => Date.now() + shift, training: true };
  const save = async () => {
    await writeMeta(db, "training_offset", String(shift));
    await writeMeta(db, "training_last", String(clock.now()));
  };
  await save();
  return { clock, save };
}

/** How often the training clock notes the time it has reached, ms. */
export const TRAINING_SAVE_EVERY = MINUTE / 2;
