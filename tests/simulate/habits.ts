/** When people do what they owe: mostly in time, some late, some never; the next level picks up what has come to it. */
import { DAY, HOUR, MINUTE } from "../../shared/model/time.ts";
import type { Random } from "../faults/random.ts";

interface Owing {
  readonly random: Random;
  readonly step: string;
  readonly now: number;
  /** When it is due, as the desk shows it; null when it has no clock. */
  readonly due: number | null;
  /** Somebody of the step's own post; else the next level. */
  readonly own: boolean;
  /** The first of those it is with. */
  readonly first: boolean;
}

/** Steps without a clock that wait for somebody outside the house, from and to, ms. */
const PATIENT: Readonly<Record<string, readonly [number, number]>> = {
  answer: [30 * MINUTE, 20 * HOUR], visit: [2 * HOUR, 2 * DAY], closing: [20 * MINUTE, DAY], conclude: [4 * HOUR, 4 * DAY], archive: [30 * MINUTE, DAY], sign: [10 * MINUTE, 6 * HOUR],
};
const WAYS = { quick: 20, inTime: 60, late: 15, never: 5 } as const;

/** The moment at which they mean to do it, before their hours are asked; null = never. */
export function meansToActAt({ random, step, now, due, own, first }: Owing): number | null {
  const soon = now + random.between(30, 25 * 60) * 1000;
  if (!own) return random.chance(0.85) ? now + random.between(3, 90) * MINUTE : null;
  if (!first && !random.chance(0.3)) return null;
  const [from, to] = PATIENT[step] ?? [MINUTE, 2 * HOUR];
  const way = random.weighted(WAYS);
  if (way === "never") return null;
  if (due === null) return now + random.between(from, to);
  if (way === "late") return Math.max(now, due) + random.between(1, 150) * MINUTE;
  if (way === "quick" || due <= now) return Math.min(soon, now + Math.max(20_000, Math.floor(0.4 * (due - now))));
  return now + Math.floor((0.15 + 0.8 * random.next()) * (due - now));
}

/** How somebody treats a report that is theirs to sign. */
export const REPORT_WAYS = { soon: 80, late: 14, never: 6 } as const;
/** After how long a machine has heard of a lock, and its collector ticks it; null = nobody does. */
export const ticksAfter = (random: Random): number | null => (random.chance(0.05) ? null : random.chance(0.85) ? random.between(15, 280) * 1000 : random.between(6, 90) * MINUTE);

/** What is done beside the path, once per instance: how often. */
export const BESIDE: Readonly<Record<string, number>> = { read: 0.4, ownStatement: 0.6, progressReport: 0.25, sootheAgain: 0.15, apology: 0.15, arrest: 0.4, assist: 0.2, askRepayment: 0.5, askSupplement: 0.3, askMerge: 0.3 };
