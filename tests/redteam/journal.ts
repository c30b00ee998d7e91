/** The machine's journal and log as a red team finds them on disk. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { journalFile, readJournal } from "../../electron/main/journal.ts";
import type { JournalLine } from "../../shared/protocol/chain.ts";

/** The entries below a profile folder; none when there is no journal. */
export function readEntries(profileDir: string): readonly JournalLine[] {
  const file = journalFile(profileDir);
  return existsSync(file) ? readJournal(readFileSync(file, "utf8")).entries : [];
}

/** Everything main has written in words: log files and journal. */
export function readWritten(profileDir: string): string {
  const logs = join(profileDir, "logs");
  const files = [journalFile(profileDir), ...(existsSync(logs) ? readdirSync(logs).map((name) => join(logs, name)) : [])];
  return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8")).join("\n");
}
