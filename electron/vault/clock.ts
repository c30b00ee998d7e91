/**
 * The centre's time as this machine estimates it (P6). Anchored to answers of the centre and carried
 * on by the monotonic clock; between runs by the wall clock, but never behind the latest time seen.
 */
export interface ServerClock {
  /** UTC ms at the centre, estimated. Never goes back within a run by a change of the wall clock. */
  now(): number;
  /** Takes the time of an answer; `sentAt` and `receivedAt` are `performance.now()` of the exchange. */
  observe(serverTime: number, sentAt: number, receivedAt: number): void;
  /** Centre minus this machine's wall clock, ms. */
  skew(): number;
  /** Whether the centre itself has been heard in this run. */
  heard(): boolean;
  /** What to keep for the next start. */
  memory(): ClockMemory;
}

export interface ClockMemory {
  readonly offset: number;
  readonly latest: number;
}

export interface Timers {
  /** Wall clock, UTC ms. */
  readonly wall: () => number;
  /** Monotonic, ms. */
  readonly mono: () => number;
}

export const REAL_TIMERS: Timers = { wall: Date.now, mono: () => performance.now() };

/** Starts from what the last run remembered; without memory from the wall clock. */
export function createServerClock(memory: ClockMemory | null, timers: Timers = REAL_TIMERS): ServerClock {
  const start = Math.max(timers.wall() + (memory?.offset ?? 0), memory?.latest ?? 0);
  let heard = false;
  let anchor = { server: start, mono: timers.mono() };
  const now = () => Math.round(anchor.server + (timers.mono() - anchor.mono));
  return {
    now,
    observe: (serverTime, sentAt, receivedAt) => {
      // The answer was written somewhere between sending and receiving: take the middle.
      heard = true;
      anchor = { server: serverTime + (receivedAt - sentAt) / 2, mono: receivedAt };
    },
    skew: () => Math.round(now() - timers.wall()),
    heard: () => heard,
    memory: () => ({ offset: now() - timers.wall(), latest: now() }),
  };
}
