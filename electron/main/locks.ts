/** What locks by itself: no input for the policy's minutes, suspend, the system's own lock (S-30). */
import { powerMonitor } from "electron";
import { log } from "./log.ts";

const CHECK_EVERY_MS = 2_000;

export interface IdleLock {
  stop(): void;
}

/** Watches and calls `lock` once per occasion; `idleMinutes` counts system-wide input. */
export function watchForLock(idleMinutes: number, unlocked: () => boolean, lock: () => void): IdleLock {
  const now = (why: string) => () => {
    if (!unlocked()) return;
    log("info", "lock.auto", { why });
    lock();
  };
  powerMonitor.on("suspend", now("suspend"));
  powerMonitor.on("lock-screen", now("lock-screen"));
  const timer = setInterval(() => {
    if (unlocked() && powerMonitor.getSystemIdleTime() >= idleMinutes * 60) now("idle")();
  }, CHECK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
