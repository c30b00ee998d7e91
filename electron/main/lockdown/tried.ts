import { log } from "../log.ts";
import { note, type JournalFacts } from "../journal.ts";

/** A page that tries without end must not fill the disk: one entry per kind and minute, with the number of tries. */
const EVERY_MS = 60_000;
const seen = new Map<string, { at: number; times: number }>();

/** Says in log and journal that a closed way out was tried. `facts` are names and counts only. */
export function tried(id: string, facts: JournalFacts = {}, now: number = Date.now()): void {
  log("warn", `lockdown.${id}`, facts);
  const before = seen.get(id);
  const times = (before?.times ?? 0) + 1;
  if (before && now - before.at < EVERY_MS) {
    seen.set(id, { at: before.at, times });
    return;
  }
  seen.set(id, { at: now, times: 0 });
  note(`tried.${id}`, { ...facts, times });
}
