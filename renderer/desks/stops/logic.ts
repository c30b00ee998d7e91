/** 停催 in figures: how many of those who owe a word have given it. Pure. */
import type { StopRow } from "../../../shared/ipc/contract.ts";

export interface Progress {
  readonly heard: number;
  readonly machines: number;
  readonly ticked: number;
  readonly collectors: number;
}

/** Of the machines and collectors that hold a case now. */
export const progressOf = ({ stop, unheard, unticked }: StopRow): Progress => ({
  machines: stop.machines.length, heard: stop.machines.length - unheard.length, collectors: stop.collectors.length, ticked: stop.collectors.length - unticked.length,
});

/** Somebody still owes a word, a machine or a person. */
export const isOpen = (row: StopRow): boolean => row.standing && (row.unheard.length > 0 || row.unticked.length > 0);

/** Those on which somebody still owes a word first, then by when they were set, newest first; lifted ones last. */
export const sortStops = (rows: readonly StopRow[]): StopRow[] =>
  [...rows].sort((a, b) => Number(b.standing) - Number(a.standing) || Number(isOpen(b)) - Number(isOpen(a)) || (b.stop.set?.at ?? 0) - (a.stop.set?.at ?? 0));
