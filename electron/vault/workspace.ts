/** What an unlocked vault works with: one user's databases, clock, session and sync, and the one way to save. */
import type { Me } from "../../shared/protocol/session.ts";
import type { EventDraft, LockdeskEvent } from "../../shared/model/events.ts";
import type { Cache } from "../../db/cache/cache.ts";
import type { QueueKey } from "../../db/cache/queue.ts";
import type { QueueTab } from "../../db/cache/queue-rules.ts";
import type { Outbox, Targets } from "../../db/outbox.ts";
import type { Bridge } from "../bridge/client.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import type { Changes } from "./changes.ts";
import type { Verdict } from "./damage.ts";
import type { ServerClock } from "./clock.ts";
import type { Indexing } from "./indexing.ts";
import { errorFields, log } from "./log.ts";
import type { JournalPost } from "./sync/anchor.ts";
import type { Sync } from "./sync/engine.ts";
import type { Session } from "./sync/session.ts";

export interface Workspace {
  readonly me: Me;
  readonly deviceId: string;
  readonly clock: ServerClock;
  readonly outbox: Outbox;
  /** The cache in place now: damage replaces it, so nobody keeps hold of it over a wait. */
  readonly cache: Cache;
  /** The cache in place stands in for a file that could not be opened: what is purged from it is still in the file. */
  standsIn(): boolean;
  readonly bridge: Bridge;
  readonly session: Session;
  readonly sync: Sync;
  readonly changes: Changes;
  readonly indexing: Indexing;
  /** Judges an error: a damaged cache is replaced at once, a damaged outbox ends the stay. */
  damaged(error: unknown): Verdict;
  /** Words for the user. */
  tell(notice: Refusal): void;
  /** A case is on the screen: a fresh cache must be able to show it. */
  shown(caseId: string, personId: string): void;
  /** Own events the cache could not be drawn with; tried again later. */
  readonly undrawn: { due: boolean };
  /** Calls of windows that main refused, by code, and that the centre has not been told of. */
  readonly refusedCalls: Map<string, number>;
  /** What the machine's journal has for the centre. */
  readonly journal: JournalPost;
  /** Where a case stood in each tab when it was opened, so that "next" goes on from there. */
  readonly openedAt: Map<string, Map<QueueTab, QueueKey>>;
}

export interface Saved {
  readonly events: readonly LockdeskEvent[];
  /** The centre's estimated time at which the events were durable, UTC ms. */
  readonly savedAt: number;
}

/**
 * The one write path: durable in the outbox first (P1), then laid over the cache, then on its way.
 * Throws only when nothing was saved; a cache that cannot follow is repaired later, never a lost save.
 */
export function save(ws: Pick<Workspace, "outbox" | "cache" | "clock" | "sync" | "changes" | "damaged" | "undrawn">, drafts: readonly EventDraft[]): Saved {
  const events = ws.outbox.append(drafts, { at: Date.now(), atServer: ws.clock.now() });
  redraw(ws, { caseIds: distinct(events.map((e) => e.caseId)), personIds: distinct(events.map((e) => e.personId)) });
  ws.sync.pushSoon();
  return { events, savedAt: ws.clock.now() };
}

/** Lays own events over the cache again and says what changed. Never throws: the outbox already has them. */
export function redraw(ws: Pick<Workspace, "cache" | "changes" | "damaged" | "undrawn">, targets: Targets): void {
  try {
    ws.changes.touched(ws.cache.project(targets));
    ws.undrawn.due = false;
  } catch (error) {
    log("error", "cache.projection", errorFields(error));
    // A fresh cache is drawn with all of them; a disk that refused is asked again at the next tick.
    ws.undrawn.due = ws.damaged(error) !== "replaced";
  }
}

const distinct = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];
