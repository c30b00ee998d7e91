/** The 18 invariants of SYNC.md 3.2 as one table. */
import { clocksChangeNoOrder, everyAcknowledgedEventStays, everySavedEventArrives, eventsArriveAsSaved, noEventTwice, poisonDelaysNoOther } from "./delivery.ts";
import { highestGrantWins, mirrorEqualsCentre, nothingLeftBehind } from "./mirror.ts";
import { cursorsStandAtHead, repeatingChangesNothing, streamsHaveNoGaps } from "./protocol.ts";
import type { Invariant } from "./types.ts";

export const INVARIANTS: readonly Invariant[] = [
  { n: 1, title: "every saved event arrives exactly once or is in quarantine", harm: "lost", check: everySavedEventArrives },
  { n: 2, title: "every acknowledged event survives crash, restore and re-push", harm: "lost", check: everyAcknowledgedEventStays },
  { n: 3, title: "no two rows per id or per device and number", harm: "duplicated", check: noEventTwice },
  { n: 4, title: "at rest the workstation holds what its user may see, and nothing else", harm: "corrupt", check: mirrorEqualsCentre },
  { n: 5, title: "the cursor never moves without its rows", harm: "corrupt", watched: "model/watch.ts: whenever a cursor is at the head, rows and centre are compared; it moves only by what was delivered" },
  { n: 6, title: "the cursor is monotonic within an epoch", harm: "corrupt", check: cursorsStandAtHead, watched: "model/watch.ts: after every step" },
  { n: 7, title: "no row of a revoked case remains", harm: "leftBehind", check: nothingLeftBehind },
  { n: 8, title: "no row outside the receiver's grants ever goes out", harm: "leftBehind", watched: "model/world.ts: every answer when it is made" },
  { n: 9, title: "the highest grant number wins", harm: "corrupt", check: highestGrantWins },
  { n: 10, title: "repeating and reordering requests changes nothing", harm: "duplicated", check: repeatingChangesNothing },
  { n: 11, title: "a push does not depend on batch boundaries", harm: "corrupt", watched: "model/batches.ts: experiments on what waits, undone" },
  { n: 12, title: "a poison event delays no other", harm: "stuck", check: poisonDelaysNoOther },
  { n: 13, title: "healed, everything is out and in within the longest backoff", harm: "stuck", watched: "model/run.ts: the healing" },
  { n: 14, title: "an event is held as it was saved", harm: "corrupt", check: eventsArriveAsSaved },
  { n: 15, title: "clock jumps change no order and lose nothing", harm: "corrupt", check: clocksChangeNoOrder },
  { n: 16, title: "snapshot and pull give what a snapshot at the end gives", harm: "corrupt", watched: "model/run.ts: one seat's cache is thrown away at the end and loaded anew" },
  { n: 17, title: "nothing is sent twice at once", harm: "duplicated", watched: "model/world.ts: event ids on their way per machine; truth runs: a second process on one profile" },
  { n: 18, title: "a reader of positions sees every committed row", harm: "lost", check: streamsHaveNoGaps },
];

export const invariant = (n: number): Invariant => INVARIANTS.find((i) => i.n === n)!;
