/** Random schedules: what people, machines, lines and the centre do, and how long they wait after it. Plain data, so that it can be shrunk and printed. */
import { seeded } from "../random.ts";

/** How often each operation comes. */
const WEIGHTS = {
  write: 30, writeOdd: 3, writeElsewhere: 3, fate: 18, cut: 4, mend: 3, vpn: 2, slowLine: 1, clock: 4, kill: 4, killAtCommit: 7, killWriting: 3, harm: 3,
  lock: 2, unlock: 8, reassign: 9, backAndForth: 3, recall: 2, remove: 1, poison: 3, idTaken: 1, batches: 3, backUp: 2, restore: 1,
} as const;
export type OperationName = keyof typeof WEIGHTS;

export interface Operation {
  readonly op: OperationName;
  /** Seeds whatever the operation chooses, so that removing its neighbours changes nothing in it. */
  readonly r: number;
  /** Time that passes after it, ms. */
  readonly ms: number;
}
export interface Schedule {
  /** Seeds the agency, the line's delays and the centre's page sizes. */
  readonly seed: number;
  readonly operations: readonly Operation[];
}

/** Waits of a busy minute, now and then of a coffee break. */
const WAITS = [0, 0, 0, 5, 40, 40, 200, 200, 1_000, 1_000, 3_000, 3_000, 16_000, 16_000, 40_000, 400_000] as const;
const FEWEST = 6;
const MOST = 45;

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const random = seeded(seed ^ 0x5eed);
  const count = random.between(FEWEST, MOST);
  return { seed, operations: Array.from({ length: count }, () => ({ op: random.weighted(WEIGHTS), r: random.below(2 ** 31), ms: random.pick(WAITS) })) };
}

/** One line per operation, for a report. */
export const printed = ({ seed, operations }: Schedule): string => [`seed ${seed}, ${operations.length} operations`, ...operations.map((o, i) => `  ${i + 1}. ${o.op} r=${o.r} then ${o.ms} ms`)].join("\n");
