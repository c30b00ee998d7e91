/**
 * Refused calls are loud: counted by code for the machine's report to the centre, which writes them into its
 * audit trail, and written by channel and code, without values, into the machine's log and its journal. A page
 * that calls without end fills neither disk nor memory: within a while the same refusal is one line, the count
 * of the others is in the next, and while it goes on the lines become rarer.
 */
import type { RefusalCode } from "../../shared/protocol/errors.ts";
import { note } from "./journal.ts";
import { log } from "./log.ts";

/** How long the same refusal is not written again: at first, and at most. */
const QUIET_MS = 10_000;
const LONGEST_MS = 600_000;

type RefusalCounts = Partial<Record<RefusalCode, number>>;

export interface RefusalLog {
  refused(channel: string, code: RefusalCode, why: string): void;
  /** What has been refused since it was last taken. */
  take(): RefusalCounts;
}

export function newRefusalLog(now: () => number = () => performance.now()): RefusalLog {
  let counts: RefusalCounts = {};
  // Channels and codes are those of the contract: a few hundred keys at most.
  const lines = new Map<string, { at: number; unsaid: number; quiet: number }>();
  return {
    refused(channel, code, why) {
      counts[code] = (counts[code] ?? 0) + 1;
      const key = `${channel} ${code}`;
      const line = lines.get(key);
      const since = line ? now() - line.at : Number.POSITIVE_INFINITY;
      if (line && since < line.quiet) return void (line.unsaid += 1);
      const facts = { channel, code, why, ...(line && line.unsaid > 0 ? { unsaid: line.unsaid } : {}) };
      log("warn", "ipc.refused", facts);
      note("ipc.refused", facts);
      lines.set(key, { at: now(), unsaid: 0, quiet: line && since < line.quiet + LONGEST_MS ? Math.min(LONGEST_MS, 2 * line.quiet) : QUIET_MS });
    },
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}
