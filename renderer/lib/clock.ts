/**
 * The server's clock as the window knows it (P6): the offset comes with every sync status; between two of
 * them the monotonic clock runs on, so moving the desktop's clock changes nothing.
 */
import { useEffect, useState } from "react";

let serverAtZero: number | null = null;
const watchers = new Set<() => void>();
/** A correction smaller than this is not worth drawing at once. */
const JUMP_MS = 500;

/** Takes over the server time of a status that just arrived, UTC ms. */
export function setServerNow(now: number): void {
  const jump = Math.abs(now - serverNow());
  serverAtZero = now - performance.now();
  if (jump > JUMP_MS) for (const watcher of watchers) watcher();
}

/** Server-estimated time now, UTC ms. Before the first status the machine's clock stands in. */
export function serverNow(): number {
  return serverAtZero === null ? Date.now() : Math.round(serverAtZero + performance.now());
}

/** Server time that re-renders every `everyMs`, and at once when the clock is corrected. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const draw = () => setNow(serverNow());
    const timer = setInterval(draw, everyMs);
    watchers.add(draw);
    return () => {
      clearInterval(timer);
      watchers.delete(draw);
    };
  }, [everyMs]);
  return now;
}
