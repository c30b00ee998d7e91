/** Smallest schedules that once failed, with what was wrong. They stay, so that it stays right. */
import type { Schedule } from "./schedule.ts";

export interface Regression {
  readonly title: string;
  readonly schedule: Schedule;
}

export const REGRESSIONS: readonly Regression[] = [
  {
    // The epoch was remembered by the cache alone, and only a changed epoch made the outbox send again.
    title: "a restored centre gets acknowledged events again although the cache was thrown away in between",
    schedule: {
      seed: 1014,
      operations: [
        { op: "backUp", r: 1044880956, ms: 1_000 }, { op: "write", r: 520525506, ms: 16_000 }, { op: "harm", r: 333889937, ms: 40_000 }, { op: "restore", r: 155746047, ms: 3_000 },
      ],
    },
  },
];
