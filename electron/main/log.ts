/** One JSON line per event on stderr and in the profile's log file; never a personal value, never a payload. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

type Level = "info" | "warn" | "error";
const MAX_BYTES = 2 * 1024 * 1024;
let file: string | null = null;

/** Chooses the log folder; before that lines go to stderr only. */
export function openLog(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  file = join(folder, "main.log");
}

/** Writes a line. `facts` are names, codes and counts only. */
export function log(level: Level, what: string, facts: Record<string, string | number | boolean> = {}): void {
  const line = JSON.stringify({ at: new Date().toISOString(), level, what, ...facts });
  if (level !== "info" || process.env.LOCKDESK_LOG === "1") process.stderr.write(`${line}\n`);
  if (!file) return;
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  appendFileSync(file, `${line}\n`, { mode: 0o600 });
}
