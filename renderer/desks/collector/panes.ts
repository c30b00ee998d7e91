/**
 * On a window too narrow for three panes (200 % zoom) they stand beside each other as pages of a strip,
 * one on screen. What has the focus brings its page along by itself; what happens does it here.
 */
import { useEffect, useSyncExternalStore, type RefObject } from "react";
import { useOpenCall } from "./state/call.ts";
import { useCase } from "./state/case.ts";
import { useQueue } from "./state/queue.ts";

export const PANES = ["queue", "case", "action"] as const;
export type Pane = (typeof PANES)[number];

/** The same width stands in collector.css. */
const NARROW = "(max-width: 900px)";

function onWidth(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** True while one pane at a time is shown. */
export const useNarrow = (): boolean => useSyncExternalStore(onWidth, () => window.matchMedia(NARROW).matches);

/** Turns the strip to a pane. */
export function turnTo(strip: HTMLElement | null, pane: Pane): void {
  if (strip) strip.scrollLeft = PANES.indexOf(pane) * strip.clientWidth;
}

/** The pane the strip stands at. */
export const paneAt = (strip: HTMLElement): Pane => PANES[Math.round(strip.scrollLeft / Math.max(1, strip.clientWidth))] ?? "queue";

/** A walk in the list shows the list, an opened case its pane, a call or the gate's refusal the pane that acts. */
export function useTurning(strip: RefObject<HTMLElement | null>, narrow: boolean): void {
  const caseId = useCase((s) => s.caseId);
  const cursor = useQueue((s) => (s.cursor === caseId ? null : s.cursor));
  const acting = useOpenCall((s) => s.call?.callId ?? s.gate?.rule ?? null);
  useEffect(() => {
    if (narrow && cursor !== null) turnTo(strip.current, "queue");
  }, [narrow, cursor, strip]);
  useEffect(() => {
    if (narrow && caseId !== null) turnTo(strip.current, "case");
  }, [narrow, caseId, strip]);
  useEffect(() => {
    if (narrow && acting !== null) turnTo(strip.current, "action");
  }, [narrow, acting, strip]);
}
