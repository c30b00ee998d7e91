/** The allocation preview as a table: per head before, added and after; bucket and bank columns say how the load after is made up. */
import { bucketMonths } from "../../../../shared/model/stage.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type AllocationPreview = DeskOutput<"allocation.preview">;
export type Load = AllocationPreview["loads"][number];

export interface LoadRow {
  readonly userId: string;
  readonly no: string;
  readonly name: string;
  readonly teamName: string;
  readonly duty: string;
  readonly casesBefore: number;
  readonly casesAdded: number;
  readonly casesAfter: number;
  readonly fenBefore: number;
  readonly fenAdded: number;
  readonly fenAfter: number;
  readonly byBucket: Readonly<Record<string, number>>;
  readonly byBank: Readonly<Record<string, number>>;
}

export interface LoadTable {
  readonly rows: readonly LoadRow[];
  readonly total: Omit<LoadRow, "userId" | "no" | "name" | "teamName" | "duty">;
  /** Buckets that occur, M1 first; anything that is no bucket comes last. */
  readonly buckets: readonly string[];
  /** Bank codes that occur, in code order. */
  readonly banks: readonly string[];
  /** Spread between the heaviest and the lightest head after the allocation, in cases. */
  readonly spread: number;
}

/** Shapes a preview for the screen; heads ordered by team, then staff number. */
export function loadTable(preview: Pick<AllocationPreview, "loads">): LoadTable {
  const rows = preview.loads.map(loadRow).sort((a, b) => a.teamName.localeCompare(b.teamName, "zh-CN") || a.no.localeCompare(b.no));
  const after = rows.map((r) => r.casesAfter);
  return {
    rows,
    total: totalOf(rows),
    buckets: keysOf(rows, "byBucket").sort(byBucket),
    banks: keysOf(rows, "byBank").sort(),
    spread: after.length ? Math.max(...after) - Math.min(...after) : 0,
  };
}

function loadRow(load: Load): LoadRow {
  const { userId, no, name, teamName, duty, before, after, byBucket, byBank } = load;
  return {
    userId, no, name, teamName, duty, byBucket, byBank,
    casesBefore: before.cases, casesAdded: after.cases - before.cases, casesAfter: after.cases,
    fenBefore: before.fen, fenAdded: after.fen - before.fen, fenAfter: after.fen,
  };
}

function totalOf(rows: readonly LoadRow[]): LoadTable["total"] {
  const sum = (pick: (row: LoadRow) => number) => rows.reduce((n, row) => n + pick(row), 0);
  const sumBy = (field: "byBucket" | "byBank") =>
    Object.fromEntries(keysOf(rows, field).map((key) => [key, sum((row) => row[field][key] ?? 0)]));
  return {
    casesBefore: sum((r) => r.casesBefore), casesAdded: sum((r) => r.casesAdded), casesAfter: sum((r) => r.casesAfter),
    fenBefore: sum((r) => r.fenBefore), fenAdded: sum((r) => r.fenAdded), fenAfter: sum((r) => r.fenAfter),
    byBucket: sumBy("byBucket"), byBank: sumBy("byBank"),
  };
}

function keysOf(rows: readonly LoadRow[], field: "byBucket" | "byBank"): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row[field])))];
}

/** M1 < M2 < … < M7+; an unreadable bucket after all of them. */
export function byBucket(a: string, b: string): number {
  return (bucketMonths(a) ?? 999) - (bucketMonths(b) ?? 999) || a.localeCompare(b);
}
