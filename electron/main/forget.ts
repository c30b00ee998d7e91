/**
 * After a lock main forgets what passed through it: answers for the window go from vault to page by way of main,
 * and a collected string stays in memory until its place is used again. The engine is told to clear what it frees,
 * and to collect at once. What it cannot promise is in SECURITY.md.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const ROUNDS = 3;

let collect: (() => void) | null = null;

/** To be called once, early: freed memory is cleared from then on. */
export function clearFreedMemory(): void {
  setFlagsFromString("--clear-free-memory");
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
}

/** Collects until nothing of before can still be waiting; a moment apart, so that what the lock has ended is let go of. */
export async function forgetNow(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect?.();
  }
}
