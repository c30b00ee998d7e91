/** Which of a user's event numbers a damaged outbox no longer shows. */
import { z } from "zod";
import type { OwnerNote } from "../device-seq.ts";

/** Numbers `from` to `to`, both included. */
export const RangeSchema = z.object({ from: z.number().int().positive(), to: z.number().int().positive() });
export type Range = z.infer<typeof RangeSchema>;

/** Sorted, without overlap. */
export function merged(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && range.from <= last.to + 1) out[out.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else if (range.to >= range.from) out.push(range);
  }
  return out;
}

/** What of the ranges lies above a number. */
export const above = (ranges: readonly Range[], seq: number): Range[] => ranges.filter((r) => r.to > seq).map((r) => ({ from: Math.max(r.from, seq + 1), to: r.to }));

/** How a range is written: `7` or `7–9`. */
export const wordsOf = ({ from, to }: Range): string => (from === to ? String(from) : `${from}–${to}`);

/**
 * Numbers that may be missing: where the count of the chain jumps, between the last event read and the
 * last one confirmed outside, and those whose commit was in doubt. Other users' numbers, and events the
 * centre has had long since, may be among them: the centre knows which (docs/decisions/018).
 */
export function lostNumbers(found: readonly { n: number; seq: number }[], note: OwnerNote | null): Range[] {
  const gaps: Range[] = [];
  let before = { n: 0, seq: 0 };
  for (const row of [...found].sort((a, b) => a.n - b.n)) {
    if (row.n > before.n + 1) gaps.push({ from: before.seq + 1, to: row.seq - 1 });
    before = row;
  }
  const held = new Set(found.map((row) => row.seq));
  return merged([
    ...gaps,
    { from: before.seq + 1, to: note?.confirmed.seq ?? 0 },
    ...(note?.doubts ?? []).filter((seq) => !held.has(seq)).map((seq) => ({ from: seq, to: seq })),
  ].filter((r) => r.to >= r.from));
}
