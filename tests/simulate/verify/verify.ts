/** Everything that is asked after a run. */
import { breaches, clocks, COUNTS, events, recusal, states, totals, type Count, type Fault } from "./checks.ts";
import type { Facts } from "./facts.ts";
import { replayAll, type Replayed } from "./replay.ts";
import { reports } from "./reports.ts";
import { stops } from "./stops.ts";

export interface Verdict {
  readonly faults: readonly Fault[];
  readonly counts: Readonly<Record<Count, number>>;
  readonly all: readonly Replayed[];
  readonly forms: number;
  readonly steps: number;
  readonly breaches: number;
}

export function verify(facts: Facts): Verdict {
  const all = replayAll(facts);
  const faults = [...states(facts, all), ...events(facts), ...clocks(facts, all), ...breaches(facts, all), ...recusal(facts, all), ...stops(facts), ...reports(facts, all)];
  const counts = Object.fromEntries(COUNTS.map((c) => [c, faults.filter((f) => f.count === c).length])) as Record<Count, number>;
  return { faults, counts, all, ...totals(facts, all) };
}
