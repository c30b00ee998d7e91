/**
 * The worklist as data: in which tabs a case stands, why, and in what order (PRODUCT.md 1.4). Pure;
 * every rule reads the facts below and nothing else. Amounts in fen, times in UTC ms, days in the
 * rule zone.
 */
import type { QUEUE_REASONS, QUEUE_TABS } from "../../shared/ipc/contract.ts";
import { DUE_BACK_DAYS, STALE_DAYS } from "../../shared/model/worklist.ts";
import { DAY, addDays, dayOf, daysBetween, startOfDay } from "../../shared/model/time.ts";

export type QueueTab = (typeof QUEUE_TABS)[number];
export type QueueReason = (typeof QUEUE_REASONS)[number];

export interface PromiseFacts {
  readonly state: string;
  readonly dueOn: string;
  readonly madeAt: number;
}

export interface CaseFacts {
  readonly now: number;
  /** Placed with us and assigned to somebody whose list this is. */
  readonly listed: boolean;
  readonly currentFen: number;
  readonly assignedAt: number | null;
  readonly lastTouchedAt: number | null;
  readonly followUpAt: number | null;
  readonly callbackAt: number | null;
  readonly dueBackOn: string;
  /** The person may not be called now; why. */
  readonly held: string | null;
  readonly promises: readonly PromiseFacts[];
}

/** Sort key of a row, ascending. */
type Order = readonly [number, number];
interface Rule<Name> {
  readonly name: Name;
  readonly holds: (f: CaseFacts) => boolean;
  readonly order: (f: CaseFacts) => Order;
}

const FAR = Number.MAX_SAFE_INTEGER;
const endOfToday = (f: CaseFacts) => startOfDay(addDays(dayOf(f.now), 1));
const daysLeft = (f: CaseFacts) => daysBetween(dayOf(f.now), f.dueBackOn);
const largestFirst = (f: CaseFacts) => -f.currentFen;
const pendingDue = (f: CaseFacts) => f.promises.filter((p) => p.state === "pending").map((p) => p.dueOn).sort()[0] ?? null;
const promiseDueNow = (f: CaseFacts) => (pendingDue(f) ?? "9999") <= dayOf(f.now);
const touchedSinceAssigned = (f: CaseFacts) => f.lastTouchedAt !== null && f.lastTouchedAt >= (f.assignedAt ?? 0);
const lastMovedAt = (f: CaseFacts) => Math.max(f.lastTouchedAt ?? 0, f.assignedAt ?? 0);
const staleAt = (f: CaseFacts) => lastMovedAt(f) + STALE_DAYS * DAY;

const followUpDue = (f: CaseFacts) => f.followUpAt !== null && f.followUpAt < endOfToday(f) && (f.lastTouchedAt ?? -1) < f.followUpAt;

/** The newest promise was broken or only partly kept, and no newer one stands. */
function brokenPromise(f: CaseFacts): boolean {
  const newest = f.promises.reduce<PromiseFacts | null>((best, p) => (p.state !== "cancelled" && (best === null || p.madeAt >= best.madeAt) ? p : best), null);
  return newest !== null && (newest.state === "broken" || newest.state === "partial");
}

/** Tabs. A case may stand in several. */
export const TAB_RULES: readonly Rule<QueueTab>[] = [
  // 今日新案: nobody has touched it since it was assigned. Largest debt first.
  { name: "new", holds: (f) => !touchedSinceAssigned(f), order: (f) => [largestFirst(f), 0] },
  // 今日待跟进: a follow-up set for today or earlier, and nobody has touched the case since its time. In order of its time.
  { name: "followUp", holds: followUpDue, order: (f) => [f.followUpAt ?? FAR, largestFirst(f)] },
  // 约定回电: any agreed call-back that stands. In order of its minute.
  { name: "callback", holds: (f) => f.callbackAt !== null, order: (f) => [f.callbackAt ?? FAR, largestFirst(f)] },
  // 承诺到期: a promise falls due today, or fell due and the repayment file has not decided it. Oldest first.
  { name: "promiseDue", holds: promiseDueNow, order: (f) => [startOfDay(pendingDue(f) ?? "9999-12-31"), largestFirst(f)] },
  // 承诺未履约: the newest promise is broken or only partly kept. Largest debt first.
  { name: "promiseBroken", holds: brokenPromise, order: (f) => [largestFirst(f), 0] },
  // 超 N 天未跟进: neither touched nor newly assigned for N days. Longest untouched first.
  { name: "stale", holds: (f) => f.now >= staleAt(f), order: (f) => [lastMovedAt(f), largestFirst(f)] },
  // 即将退案: the placement ends within N days (or has ended). Nearest end first.
  { name: "dueBack", holds: (f) => daysLeft(f) <= DUE_BACK_DAYS, order: (f) => [daysLeft(f), largestFirst(f)] },
];

/** Why a case is next: the first rule that holds names the row and ranks it in `all`. */
export const REASON_RULES: readonly Rule<QueueReason>[] = [
  { name: "paused", holds: (f) => f.held !== null, order: (f) => [largestFirst(f), 0] },
  { name: "callbackDue", holds: (f) => f.callbackAt !== null && f.callbackAt <= f.now, order: (f) => [f.callbackAt ?? FAR, 0] },
  { name: "promiseBroken", holds: brokenPromise, order: (f) => [largestFirst(f), 0] },
  { name: "promiseDue", holds: promiseDueNow, order: (f) => [startOfDay(pendingDue(f) ?? "9999-12-31"), largestFirst(f)] },
  { name: "followUpDue", holds: followUpDue, order: (f) => [f.followUpAt ?? FAR, largestFirst(f)] },
  { name: "dueBack", holds: (f) => daysLeft(f) <= DUE_BACK_DAYS, order: (f) => [daysLeft(f), largestFirst(f)] },
  { name: "new", holds: (f) => !touchedSinceAssigned(f), order: (f) => [largestFirst(f), 0] },
  { name: "stale", holds: (f) => f.now >= staleAt(f), order: (f) => [lastMovedAt(f), largestFirst(f)] },
  { name: "amount", holds: () => true, order: (f) => [largestFirst(f), 0] },
];

export interface Place {
  readonly tab: QueueTab;
  /** 1 = cannot be called now: after all others. */
  readonly paused: 0 | 1;
  readonly k1: number;
  readonly k2: number;
}

export interface Placement {
  readonly reason: QueueReason | null;
  readonly places: readonly Place[];
  /** The next thing agreed or due for this case, UTC ms. */
  readonly nextAt: number | null;
  /** When the clock alone may change all this; null when the case is on no list. */
  readonly replaceAt: number | null;
}

const NOWHERE: Placement = { reason: null, places: [], nextAt: null, replaceAt: null };
/** Ranks are kept apart by more than any amount or time can reach. */
const RANK_STEP = 1e14;

/** Where a case stands at `f.now`. */
export function placeCase(f: CaseFacts): Placement {
  if (!f.listed) return NOWHERE;
  const paused = f.held === null ? 0 : 1;
  const rank = REASON_RULES.findIndex((r) => r.holds(f));
  const reason = REASON_RULES[rank]!;
  const [k1, k2] = reason.order(f);
  const tabs = TAB_RULES.filter((r) => r.holds(f)).map((r) => ({ tab: r.name, order: r.order(f) }));
  return {
    reason: reason.name,
    places: [
      ...tabs.map(({ tab, order }) => ({ tab, paused, k1: order[0], k2: order[1] }) as const),
      { tab: "all", paused, k1: rank * RANK_STEP + k1, k2 },
    ],
    nextAt: f.callbackAt ?? f.followUpAt ?? (pendingDue(f) === null ? null : startOfDay(pendingDue(f)!)),
    replaceAt: nextChange(f),
  };
}

/** The earliest moment after now at which one of the rules reads differently. */
function nextChange(f: CaseFacts): number {
  const moments = [f.callbackAt, staleAt(f), endOfToday(f)].filter((t) => t !== null && t > f.now) as number[];
  return Math.min(...moments);
}
