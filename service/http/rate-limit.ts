/** A token bucket per key, in memory: slows guessing at the two doors (enrolment, sign-in) of one process. */
import { takeToken, tokensIn, type Bucket } from "../../shared/access/bucket.ts";
import { refuse } from "../../shared/protocol/errors.ts";

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
  const limit = { burst, perMinute };
  const buckets = new Map<string, Bucket>();
  return {
    take(key) {
      const time = now();
      if (buckets.size > MANY) for (const [k, b] of buckets) if (time - b.at > FORGET_MS) buckets.delete(k);
      const { bucket, passed } = takeToken(buckets.get(key), limit, time);
      buckets.set(key, bucket);
      if (!passed) refuse("too_many_requests");
    },
    giveBack(key) {
      const time = now();
      buckets.set(key, { tokens: Math.min(burst, tokensIn(buckets.get(key), limit, time) + 1), at: time });
    },
  };
}
