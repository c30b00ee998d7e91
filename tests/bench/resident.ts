/** What a process of a bench holds: memory and handles, read from the system (Linux). */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Arguments for Node that make a process collect its garbage when asked. */
export const COLLECTING = ["--import", join(import.meta.dirname, "children/collect-on-signal.mjs")] as const;

/** Written to `clear_refs`: forget the highest resident size so far. */
const FORGET_PEAK = "5";
const COLLECT_MS = 300;

/** Resident now (VmRSS), or at its highest since `forgetPeak` (VmHWM), in MB. */
export function residentMb(pid: number, name: "VmRSS" | "VmHWM"): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1] ?? 0) / 1024;
}
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, FORGET_PEAK);

/** Resident after all garbage is collected, MB; the process was started with `COLLECTING`. */
export async function heldMb(pid: number): Promise<number> {
  process.kill(pid, "SIGUSR2");
  await sleep(COLLECT_MS);
  return residentMb(pid, "VmRSS");
}

/** Open files, sockets and pipes. */
export const handles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
