/** A loop that does one round at a time, waits its backoff after a failure, and can be called at any time. */
import type { Refusal } from "../../../shared/protocol/errors.ts";
import { createBackoff, type Backoff } from "./backoff.ts";

/** How a round ended: again at once, wait for the next poll or call, or failed. */
export type Round = { done: "more" } | { done: "idle" } | { done: "failed"; refusal: Refusal; retryAfterMs: number | null };

export interface Loop {
  /** Does a round as soon as the one in hand is over; a waiting backoff is cut short only by `now`. */
  soon(): void;
  /** As `soon`, and forgets the backoff (network came back, user asked). */
  now(): void;
  stop(): Promise<void>;
  failures(): number;
}

export interface LoopDeps {
  readonly round: () => Promise<Round>;
  /** Time to the next round when nothing calls, ms; null = only when called. */
  readonly idleMs: () => number | null;
  readonly ended: (round: Round) => void;
  readonly backoff?: Backoff;
}

export function createLoop({ round, idleMs, ended, backoff = createBackoff() }: LoopDeps): Loop {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let waitingBackoff = false;

  const schedule = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(run, ms);
  };

  const run = () => {
    timer = null;
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    waitingBackoff = false;
    running = once().finally(() => {
      running = null;
    });
  };

  async function once(): Promise<void> {
    const result = await round();
    if (stopped) return;
    ended(result);
    if (result.done === "failed") {
      waitingBackoff = true;
      again = false;
      return schedule(backoff.failed(result.retryAfterMs));
    }
    backoff.succeeded();
    const wait = result.done === "more" || again ? 0 : idleMs();
    again = false;
    if (wait !== null) schedule(wait);
  }

  return {
    soon: () => {
      if (running) again = true;
      else if (!waitingBackoff) schedule(0);
    },
    now: () => {
      backoff.succeeded();
      if (running) again = true;
      else schedule(0);
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
    failures: backoff.failures,
  };
}
