/**
 * The server's clock as the window knows it (P6): the offset comes with every sync status; between two of
 * them the monotonic clock runs on, so moving the desktop's clock changes nothing.
 */
import { useEffect, useState } from "react";

let serverAtZero: number | null = null;

/** Takes over the server time of a status that just arrived, UTC ms. */
export function setServerNow(serverNow: number): void {
  serverAtZero = serverNow - performance.now();
}

/** Server-estimated time now, UTC ms. Before the first status the machine's clock stands in. */
export function serverNow(): number {
  return serverAtZero === null ? Date.now() : Math.round(serverAtZero + performance.now());
}

/** Server time that re-renders every `everyMs`. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
