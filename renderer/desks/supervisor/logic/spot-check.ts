/** The sample on screen: which note comes next, how far the check is. */
import type { ChannelOutput, SampledNote } from "../../../../shared/ipc/contract.ts";

export type Draw = ChannelOutput<"spotCheck.draw">;
export type Note = SampledNote;

/** The next note without a verdict after `afterId`, round to the start; null when all have one. */
export function nextUnjudged(notes: readonly Note[], afterId: string | null): string | null {
  const at = notes.findIndex((n) => n.entry.id === afterId) + 1;
  return [...notes.slice(at), ...notes.slice(0, at)].find((n) => n.check === null)?.entry.id ?? null;
}

/** The note before or after one; the ends hold. */
export function neighbourOf(notes: readonly Note[], id: string | null, by: 1 | -1): string | null {
  const at = notes.findIndex((n) => n.entry.id === id);
  return notes[Math.min(notes.length - 1, Math.max(0, at + by))]?.entry.id ?? null;
}

/** How many passed, failed and are open. */
export function tally(notes: readonly Note[]): { pass: number; fail: number; open: number } {
  const of = (verdict: "pass" | "fail") => notes.filter((n) => n.check?.verdict === verdict).length;
  return { pass: of("pass"), fail: of("fail"), open: notes.filter((n) => n.check === null).length };
}

const STATUSES = ["unverified", "valid", "invalid", "suspended", "refused"] as const;
/** A status this version does not know reads as unverified. */
export const contactStatus = (status: string): (typeof STATUSES)[number] => STATUSES.find((s) => s === status) ?? "unverified";
