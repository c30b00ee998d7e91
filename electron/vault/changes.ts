/** Tells the window what it may be showing has changed: gathered, at most ten times a second. */
import type { PushBody, PushName } from "../../shared/ipc/contract.ts";
import type { Touched } from "../../db/cache/context.ts";

export type Push = <P extends PushName>(push: P, body: PushBody<P>) => void;

const INTERVAL_MS = 100;
const MAX_IDS = 2_000;

export interface Changes {
  touched(what: Touched): void;
  /** Worklist places moved by the clock. */
  queueMoved(): void;
  close(): void;
}

export function createChanges(push: Push): Changes {
  let cases = new Set<string>();
  let queue = false;
  let warnings = false;
  let stops = false;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    timer = null;
    push("data.changed", { caseIds: [...cases].slice(0, MAX_IDS), queue, warnings, stops });
    cases = new Set();
    queue = warnings = stops = false;
  };
  const soon = () => {
    timer ??= setTimeout(flush, INTERVAL_MS);
  };
  return {
    touched: (what) => {
      if (what.caseIds.size === 0 && !what.warnings && !what.stops) return;
      for (const id of what.caseIds) cases.add(id);
      queue ||= what.caseIds.size > 0;
      warnings ||= what.warnings;
      stops ||= what.stops;
      soon();
    },
    queueMoved: () => {
      queue = true;
      soon();
    },
    close: () => {
      if (timer) clearTimeout(timer);
    },
  };
}
