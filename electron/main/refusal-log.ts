/**
 * Refused calls are loud: counted by code for the machine's report to the centre, which writes them into its
 * audit trail, and logged by channel and code, without values. A page that calls without end fills neither
 * disk nor memory: within a while the same refusal is one line, and the count of the others the next.
 */
import type { RefusalCode } from "../../shared/protocol/errors.ts";
import { log } from "./log.ts";

const QUIET_MS = 10_000;

type RefusalCounts = Partial<Record<RefusalCode, number>>;

export interface RefusalLog {
  refused(channel: string, code: RefusalCode, why: string): void;
  /** What has been refused since it was last taken. */
  take(): RefusalCounts;
}

export function newRefusalLog(now: () => number = () => performance.now()): RefusalLog {
  let counts: RefusalCounts = {};
  // Channels and codes are those of the contract: a few hundred keys at most.
  const lines = new Map<string, { at: number; unsaid: number }>();
  return {
    refused(channel, code, why) {
      counts[code] = (counts[code] ?? 0) + 1;
      const key = `${channel} ${code}`;
      const line = lines.get(key);
      if (line && now() - line.at < QUIET_MS) return void (line.unsaid += 1);
      log("warn", "ipc.refused", { channel, code, why, ...(line && line.unsaid > 0 ? { unsaid: line.unsaid } : {}) });
      lines.set(key, { at: now(), unsaid: 0 });
    },
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}
