/** A token bucket per key, in memory: slows guessing at the two doors (enrolment, sign-in) of one process. */
import { refuse } from "../../shared/protocol/errors.ts";

interface Bucket {
  tokens: number;
  at: number;
}
export interface RateLimit {
  /** Takes one try; throws `too_many_requests` when there is none left. */
  take(key: string): void;
  /** Gives it back: the try was no guess (forty machines enrolled from one address in a morning). */
  giveBack(key: string): void;
}

const FORGET_MS = 600_000;
const MANY = 10_000;

/** A gate that lets `burst` tries pass at once and `perMinute` after that. */
export function rateLimit(burst: number, perMinute: number, now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>();
  const filled = (key: string): number => {
    const bucket = buckets.get(key);
    return bucket ? Math.min(burst, bucket.tokens + ((now() - bucket.at) / 60_000) * perMinute) : burst;
  };
  return {
    take(key) {
      const time = now();
      if (buckets.size > MANY) for (const [k, b] of buckets) if (time - b.at > FORGET_MS) buckets.delete(k);
      const tokens = filled(key);
      buckets.set(key, { tokens: Math.max(0, tokens - 1), at: time });
      if (tokens < 1) refuse("too_many_requests");
    },
    giveBack(key) {
      buckets.set(key, { tokens: Math.min(burst, filled(key) + 1), at: now() });
    },
  };
}
