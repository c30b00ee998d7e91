/** A token bucket per key, in memory: slows guessing at the two doors (enrolment, sign-in) of one process. */
import { refuse } from "../../shared/protocol/errors.ts";

interface Bucket {
  tokens: number;
  at: number;
}

/** A gate that lets `burst` pass at once and `perMinute` after that; throws `too_many_requests`. */
export function rateLimit(burst: number, perMinute: number, now: () => number = Date.now): (key: string) => void {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const time = now();
    if (buckets.size > 10_000) for (const [k, b] of buckets) if (time - b.at > 600_000) buckets.delete(k);
    const bucket = buckets.get(key) ?? { tokens: burst, at: time };
    const tokens = Math.min(burst, bucket.tokens + ((time - bucket.at) / 60_000) * perMinute);
    buckets.set(key, { tokens: Math.max(0, tokens - 1), at: time });
    if (tokens < 1) refuse("too_many_requests");
  };
}
