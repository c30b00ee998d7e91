/** What a run of the harness found, in the words of its last line. */
import type { Breach } from "./model/world.ts";
import { INVARIANTS } from "./model/invariants/index.ts";
import type { Harm } from "./model/invariants/types.ts";

export type Tally = { runs: number } & Record<Harm, number>;

export const newTally = (): Tally => ({ runs: 0, lost: 0, duplicated: 0, corrupt: 0, leftBehind: 0, stuck: 0 });

/** The harm of an invariant's breach; an error nobody foresaw counts as corrupt. */
export const harmOf = (n: number): Harm => INVARIANTS.find((i) => i.n === n)?.harm ?? "corrupt";

export function count(tally: Tally, breaches: readonly Breach[]): void {
  tally.runs += 1;
  for (const harm of new Set(breaches.map((b) => harmOf(b.n)))) tally[harm] += 1;
}

export const isClean = ({ runs: _runs, ...harms }: Tally): boolean => Object.values(harms).every((n) => n === 0);
