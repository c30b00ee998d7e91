/** What a run has seen with its own eyes, in order: what desks were told, and when the services looked. The centre's tables are held against it. */
import type { Told } from "./seat.ts";

export type Entry =
  | ({ readonly kind: "told" } & Told)
  /** Every instance that was up has looked for timers, and one at least was. */
  | { readonly kind: "look"; readonly at: number }
  /** The same for reports. */
  | { readonly kind: "reports"; readonly at: number }
  | { readonly kind: "instance"; readonly at: number; readonly which: number; readonly what: "drained" | "killed" | "killedInLook" | "killedInPush" | "started" };

export interface Journal {
  readonly entries: readonly Entry[];
  /** Events that were written and have had no answer. */
  readonly waiting: number;
  /** Tries of people to act in what concerns them, by event id. */
  readonly barredTries: readonly string[];
  readonly endedAt: number;
}
