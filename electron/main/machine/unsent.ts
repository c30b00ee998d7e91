/**
 * How many events of each user wait on this machine, as main knows it without any key: from the vault's own
 * status while it is open, kept on disk for the time it is not. Null = unknown, because the vault may have died
 * after a save it had not told of; a wipe that waits for the last event waits then too.
 */
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "./files.ts";
import { replaceFile } from "../../trust/durable.ts";

const KnownSchema = z.object({ unsent: z.number().int().nonnegative().nullable(), oldestAt: z.number().int().nullable() });
const FileSchema = z.record(z.string(), KnownSchema);
export type Known = z.infer<typeof KnownSchema>;
const UNKNOWN: Known = { unsent: null, oldestAt: null };

export interface Unsent {
  /** Somebody has signed in: until further notice anything may be waiting. */
  opened(userNo: string): void;
  /** The vault said how many wait now. */
  told(status: { pending: number; oldestPendingAt: number | null }): void;
  /** Something that may become an event has gone to the vault since. */
  touched(): void;
  /** Locked: what was told last is kept, or that nobody knows. */
  closed(): void;
  of(userNo: string): Known;
  /** The one signed in, or last signed in. */
  last(): Known | null;
}

export const unsentFile = (profileDir: string): string => join(profileDir, "unsent.json");

export function createUnsent(profileDir: string): Unsent {
  const path = unsentFile(profileDir);
  const kept: Record<string, Known> = readJson(path, FileSchema) ?? {};
  let open: string | null = null;
  let last: string | null = null;
  let now: Known = UNKNOWN;
  const keep = (userNo: string, known: Known) => {
    kept[userNo] = known;
    try {
      replaceFile(path, JSON.stringify(kept));
    } catch {
      // A disk that takes nothing: what is known in memory is told as long as the program runs.
    }
  };
  return {
    opened: (userNo) => {
      [open, last, now] = [userNo, userNo, UNKNOWN];
      keep(userNo, UNKNOWN);
    },
    told: ({ pending, oldestPendingAt }) => {
      if (open !== null) now = { unsent: pending, oldestAt: oldestPendingAt };
    },
    touched: () => {
      now = UNKNOWN;
    },
    closed: () => {
      if (open !== null) keep(open, now);
      open = null;
    },
    of: (userNo) => (userNo === open ? now : (kept[userNo] ?? UNKNOWN)),
    last: () => (last === null ? null : last === open ? now : (kept[last] ?? UNKNOWN)),
  };
}
