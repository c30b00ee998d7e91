/**
 * Keeps the search index up with the history, in idle time: small steps with rests between them, none
 * while the first load runs or right after somebody asked for something.
 */
import type { Cache } from "../../db/cache/cache.ts";
import { loadSpelling, type Spell } from "../../db/search/spelling.ts";
import { errorFields, log } from "./log.ts";

/** What one step may take; a call that comes meanwhile waits no longer than this. */
const STEP_MS = 6;
const REST_MS = 12;
/** After a call, and while history is still loading. */
const QUIET_MS = 150;
const LOADING_MS = 1_000;
const STEPS_PER_CHECKPOINT = 64;

export interface Indexing {
  /** There may be something to do. */
  soon(): void;
  /** Somebody is working: rest for a moment. */
  hush(): void;
  stop(): void;
}

export interface IndexingDeps {
  /** The cache in place now. */
  readonly cache: () => Pick<Cache, "search" | "streams">;
  /** Folds the journal into the file, so that it does not grow with the index. */
  readonly checkpoint: () => void;
  readonly failed: (error: unknown) => void;
}

/** Starts at rest; nothing happens before `soon`. A step that fails (a full disk) is tried again at the next `soon`. */
export function createIndexing({ cache, checkpoint, failed }: IndexingDeps): Indexing {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let quietUntil = 0;
  let steps = 0;
  let spell: Spell | null = null;

  const loaded = (): boolean => cache().streams().every((s) => s.complete);

  /** Why to wait, ms; 0 = go. */
  const wait = (): number => (loaded() ? Math.max(0, quietUntil - performance.now()) : LOADING_MS);

  async function round(): Promise<void> {
    const rest = wait();
    if (rest > 0) return schedule(rest);
    spell ??= await loadSpelling();
    if (stopped) return;
    const more = cache().search.step(STEP_MS, spell);
    if (++steps % STEPS_PER_CHECKPOINT === 0) checkpoint();
    if (more) schedule(REST_MS);
  }

  function schedule(ms: number): void {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      round().catch((error: unknown) => {
        log("error", "indexing", errorFields(error));
        failed(error);
      });
    }, ms);
  }

  return {
    soon: () => schedule(REST_MS),
    hush: () => {
      quietUntil = performance.now() + QUIET_MS;
    },
    stop: () => {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
