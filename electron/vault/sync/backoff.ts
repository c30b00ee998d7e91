/** Full-jitter backoff (SYNC.md 3.1): `rand(0, min(300 s, 1 s · 2ⁿ))`, a server's own wish obeyed, never an endless fast loop. */
const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

export interface Backoff {
  /** How long to wait after one more failure, ms. */
  failed(retryAfterMs: number | null): number;
  succeeded(): void;
  failures(): number;
}

export function createBackoff(random: () => number = Math.random, longestMs = LONGEST_MS): Backoff {
  let n = 0;
  return {
    failed: (retryAfterMs) => {
      const ceiling = Math.min(longestMs, FIRST_MS * 2 ** Math.min(n, 20));
      n++;
      // Asked to wait: that long, and a little more so that not everybody returns at once.
      return retryAfterMs === null ? random() * ceiling : retryAfterMs + random() * FIRST_MS;
    },
    succeeded: () => {
      n = 0;
    },
    failures: () => n,
  };
}

/** Time to the next poll: `base` ± 20 %. */
export const jittered = (base: number, random: () => number = Math.random): number => base * (0.8 + 0.4 * random());
