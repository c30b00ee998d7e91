/** An invariant of SYNC.md 3.2 as something that can be checked when everything has come to rest. */
import type { Documents } from "../look.ts";
import type { Seat } from "../seat.ts";
import type { World } from "../world.ts";

/** What a breach means for the people who rely on the program. */
export type Harm = "lost" | "duplicated" | "corrupt" | "leftBehind" | "stuck";

/** One seat as it was when it had caught up after the healing. */
export interface Rest {
  readonly seat: Seat;
  readonly here: Documents;
  readonly there: Documents;
  /** Events in quarantine, by id. */
  readonly quarantined: ReadonlySet<string>;
  readonly unsent: number;
  /** Rows that hang on cases, per table, that no visible case explains. */
  readonly strays: readonly string[];
  /** Rows still marked as waiting, and own overlays without an event behind them. */
  readonly overlays: readonly string[];
  readonly cursors: readonly { stream: string; epoch: string; pos: number; complete: boolean }[];
  readonly heads: ReadonlyMap<string, number>;
  /** Ids of cases that must not be found in the file, freed pages included, and were. */
  readonly traces: readonly string[];
}

export interface AtRest {
  readonly world: World;
  readonly rests: readonly Rest[];
}

export interface Invariant {
  /** Its number in SYNC.md 3.2. */
  readonly n: number;
  readonly title: string;
  readonly harm: Harm;
  /** Breaches found at rest, in words. Absent where the breach can only be seen while it happens (`watched` says by whom). */
  readonly check?: (at: AtRest) => Promise<string[]> | string[];
  readonly watched?: string;
}
