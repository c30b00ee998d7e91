/** What is owed at this desk, for whoever looks elsewhere: the window's title counts it (a number, no name), and one more sounds once. */
import { useEffect } from "react";
import { chime } from "./chime.ts";

const counts = new Map<string, number>();

/** Says how much one source counts; null = not known yet. Several sources count, the title says their sum. */
export function useOwedCount(source: string, n: number | null): void {
  useEffect(() => {
    if (n !== null) sayOwed(source, n);
  }, [source, n]);
}

/** As the hook does it. What a desk finds when it opens is no news. */
export function sayOwed(source: string, n: number): void {
  const before = counts.get(source);
  counts.set(source, n);
  const sum = [...counts.values()].reduce((a, b) => a + b, 0);
  document.title = sum > 0 ? `(${sum}) Lockdesk` : "Lockdesk";
  if (before !== undefined && n > before) chime();
}
