/**
 * Keeps an eye on the way to the centre: looks several times a second and before whatever is sent. The way
 * closes at the first look that finds it changed; it opens again when the next one finds the same. What is
 * open meanwhile is cut, with a reset, so that the system sends nothing of it again by another way.
 */
import { refusal } from "../../shared/protocol/errors.ts";
import type { Link } from "./vpn.ts";

/**
 * A quarter of what the system waits before it sends a lone lost segment again (200 ms), and far below the
 * 2 s in which a loss must be noticed. A look costs 0.07 ms.
 */
const LOOK_EVERY_MS = 50;
/** A change is believed when it is still found after this. */
const SETTLE_MS = 150;

export interface WatchDeps {
  /** Judges the way now. */
  readonly look: () => Promise<Link>;
  /** The way has closed or leads elsewhere: cut what is open. */
  readonly cut: (reason: Link) => void;
}

export interface Watch {
  /** The way as it may be used now: what a look finds, or closed while a change is not yet confirmed. Keeps looking from then on. */
  now(): Promise<Link>;
  /** Calls with how the way is, and with each change. */
  follow(listener: (link: Link) => void): void;
  stop(): void;
}

const DOUBT: Link = { up: false, refusal: refusal("network_changed") };

const same = (a: Link, b: Link): boolean => (a.up && b.up ? a.address === b.address && a.by === b.by : !a.up && !b.up && a.refusal.code === b.refusal.code);

export function createWatch({ look, cut }: WatchDeps): Watch {
  let found: Link | null = null;
  let confirmed = true;
  let changedAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const listeners: ((link: Link) => void)[] = [];

  const said = (): Link | null => (found?.up && !confirmed ? DOUBT : found);
  const tell = () => {
    const link = said();
    if (link) for (const listener of listeners) listener(link);
  };

  /** Takes one finding over. The first is believed; a change is believed when it is found again a moment later. */
  function take(link: Link): Link {
    const before = found;
    found = link;
    if (before === null) tell();
    else if (!same(before, link)) {
      confirmed = !link.up;
      changedAt = performance.now();
      if (before.up) cut(said() ?? link);
      tell();
    } else if (!confirmed && performance.now() - changedAt >= SETTLE_MS) {
      confirmed = true;
      tell();
    }
    return said() ?? link;
  }

  const lookNow = async (): Promise<Link> => take(await look().catch((): Link => ({ up: false, refusal: refusal("vpn_down") })));

  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => void lookNow().finally(again), LOOK_EVERY_MS);
    timer.unref();
  }
  const keepLooking = () => {
    if (timer === null) again();
  };

  return {
    now: () => {
      keepLooking();
      return lookNow();
    },
    follow: (listener) => {
      listeners.push(listener);
      const link = said();
      if (link) listener(link);
      keepLooking();
      void lookNow();
    },
    stop: () => {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
