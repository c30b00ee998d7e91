/** A token bucket as a value: the one way to say how often something may be done. Times are ms of any steady clock. */

export interface RateLimit {
  /** At once, after a rest. */
  readonly burst: number;
  readonly perMinute: number;
}
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** What a bucket holds now; one never used is full. */
export const tokensIn = (bucket: Bucket | undefined, { burst, perMinute }: RateLimit, now: number): number =>
  bucket ? Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute) : burst;

/** Takes one token; `passed` is false when there was none. */
export function takeToken(bucket: Bucket | undefined, limit: RateLimit, now: number): { bucket: Bucket; passed: boolean } {
  const tokens = tokensIn(bucket, limit, now);
  return { bucket: { tokens: Math.max(0, tokens - 1), at: now }, passed: tokens >= 1 };
}
