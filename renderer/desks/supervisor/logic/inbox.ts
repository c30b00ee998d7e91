/** The order and the shape of the early-warning inbox and of the register (投诉预警案件登记表). */
import type { ChannelOutput } from "../../../../shared/ipc/contract.ts";
import { isSoothingOpen } from "../../warning/logic/desk.ts";
import { owedClock, type Clock } from "./clocks.ts";

export type WarningRow = ChannelOutput<"warnings.list">["warnings"][number];

export interface InboxRow {
  readonly row: WarningRow;
  /** Null when nothing more is owed by collector or supervisor. */
  readonly clock: Clock | null;
}

/** States in which the supervisor owes finding or plan, and the form that is still to come. */
const TO_DECIDE: readonly string[] = ["stamped", "filed", "found", "unfounded"];
export const isToDecide = ({ warning }: WarningRow): boolean => TO_DECIDE.includes(warning.state);

/** By time left, the most overdue first; warnings with no clock of ours come last, newest first. */
export function sortInbox(rows: readonly WarningRow[], now: number): InboxRow[] {
  return rows.map((row) => ({ row, clock: owedClock(row.warning, now) })).sort(byTimeLeft);
}

function byTimeLeft(a: InboxRow, b: InboxRow): number {
  if (a.clock && b.clock) return (a.clock.dueAt ?? Infinity) - (b.clock.dueAt ?? Infinity) || a.row.warning.t0 - b.row.warning.t0;
  if (a.clock) return -1;
  if (b.clock) return 1;
  return b.row.warning.t0 - a.row.warning.t0;
}

/** Warnings whose plan is sent and whose soothing is due (安抚中), the nearest due time first. */
export function sortSoothing(rows: readonly WarningRow[]): InboxRow[] {
  const due = (row: WarningRow) => row.warning.plan?.sootheBy ?? Infinity;
  return rows
    .filter((row) => listOf(row) === "soothing")
    .sort((a, b) => due(a) - due(b) || b.warning.t0 - a.warning.t0)
    .map((row) => ({ row, clock: null }));
}

/** The lists of the inbox: what is to be decided, what is being soothed, and what is at the desks that come after. */
export const INBOX_LISTS = ["open", "soothing", "later"] as const;
export type InboxListName = (typeof INBOX_LISTS)[number];

/** The list a warning stands in. */
export function listOf(row: WarningRow): InboxListName {
  if (isToDecide(row)) return "open";
  return row.warning.state === "planned" || isSoothingOpen(row.warning) ? "soothing" : "later";
}

/** Warnings at the desks after the supervisor's, on which somebody still owes a step, by time left. */
export const sortLater = (rows: readonly WarningRow[], now: number): InboxRow[] => sortInbox(rows.filter((row) => listOf(row) === "later"), now);

/** Ids that were not there before: the ones to announce. Nothing is new on the first look. */
export function newlyArrived(before: ReadonlySet<string> | null, rows: readonly WarningRow[]): string[] {
  if (before === null) return [];
  return rows.map((r) => r.warning.id).filter((id) => !before.has(id));
}

/** Register: newest first; warnings the centre has not numbered yet stand at the top. */
export function sortRegister(rows: readonly WarningRow[]): WarningRow[] {
  return [...rows].sort((a, b) => {
    if (a.warning.registerNo && b.warning.registerNo) return b.warning.registerNo.localeCompare(a.warning.registerNo, "zh-CN", { numeric: true });
    if (a.warning.registerNo) return 1;
    if (b.warning.registerNo) return -1;
    return b.warning.t0 - a.warning.t0;
  });
}
