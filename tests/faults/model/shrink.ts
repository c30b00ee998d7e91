/** Makes a failing schedule small: takes operations away while the same invariant still fails. */
import type { Model, Outcome } from "./run.ts";
import type { Operation, Schedule } from "./schedule.ts";
import type { Seams } from "./world.ts";

/** Runs a shrinking may cost. */
const TRIES = 120;

export interface Shrunk {
  readonly schedule: Schedule;
  readonly outcome: Outcome;
}

/** The smallest failing schedule found within the tries. `failed` is the outcome of `schedule` itself. */
export async function shrink(model: Model, schedule: Schedule, failed: Outcome, seams?: () => Seams): Promise<Shrunk> {
  const wanted = new Set(failed.breaches.map((b) => b.n));
  let best: Shrunk = { schedule, outcome: failed };
  let tries = TRIES;
  for (let size = Math.ceil(schedule.operations.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.schedule.operations.length && tries > 0; tries -= 1) {
      const operations: Operation[] = best.schedule.operations.filter((_, i) => i < from || i >= from + size);
      const candidate = { ...schedule, operations };
      const outcome = await model.run(candidate, seams?.());
      if (outcome.breaches.some((b) => wanted.has(b.n))) best = { schedule: candidate, outcome };
      else from += size;
    }
  }
  return best;
}
