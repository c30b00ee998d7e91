/**
 * Refused events on this workstation (异常待处理). They stay where they are for ever: dealing with one
 * marks its row and appends the event that tells the centre, in the same durable transaction.
 */
import { and, asc, count, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { uuidv7 } from "uuidv7";
import type { EventDraft, LockdeskEvent } from "../shared/model/events.ts";
import { refuse } from "../shared/protocol/errors.ts";
import type { Database } from "./guard.ts";
import { event, type RESOLUTIONS } from "./schema/outbox.ts";

type Resolution = (typeof RESOLUTIONS)[number];

/** A refused event as it was written, with why it was refused and what became of it. Times UTC ms. */
export interface RefusedEvent {
  readonly event: LockdeskEvent;
  readonly code: string;
  readonly detail: string;
  readonly resolvedAt: number | null;
  readonly resolution: Resolution | null;
  /** The event that says the same anew. */
  readonly replacedBy: string | null;
}

/** Moments of an event: the device's clock and its estimate of the centre's, UTC ms. */
export interface Times {
  readonly at: number;
  readonly atServer: number;
}
/** What is to be appended; `id` when it must be known beforehand, `happened` when it did not happen now. */
export type Draft = EventDraft & { readonly id?: string; readonly happened?: Times };
/** As `append` of the outbox; `within` runs inside its transaction. */
type Append = (drafts: readonly Draft[], times: Times, within?: () => void) => LockdeskEvent[];

const told = ({ event: old, code }: RefusedEvent, reason: string, replacedBy: string | null): EventDraft =>
  ({ type: "quarantine.settled", caseId: null, personId: null, body: { eventId: old.id, code: code.slice(0, 40), reason, replacedBy } });

const OPEN = and(eq(event.state, "rejected"), isNull(event.resolvedAt));

/** The refused events of an outbox. */
export function createQuarantine(db: Database, append: Append) {
  const orm = drizzle(db);
  const columns = { json: event.json, code: event.code, detail: event.detail, resolvedAt: event.resolvedAt, resolution: event.resolution, replacedBy: event.replacedBy };
  type Row = { [K in keyof typeof columns]: (typeof event.$inferSelect)[K] };
  const read = ({ json, code, detail, ...rest }: Row): RefusedEvent => ({ ...rest, event: JSON.parse(json) as LockdeskEvent, code: code ?? "", detail: detail ?? "" });

  /** Throws `conflict` when somebody has dealt with it already, so that nothing is appended. */
  function resolve(id: string, change: { resolvedAt: number; resolution: Resolution; replacedBy: string | null }): void {
    if (orm.update(event).set(change).where(and(OPEN, eq(event.id, id))).run().changes !== 1) refuse("conflict", ["eventId"]);
  }

  return {
    /** Those still to be dealt with, oldest first. */
    open: (limit: number): RefusedEvent[] => orm.select(columns).from(event).where(OPEN).orderBy(asc(event.seq)).limit(limit).all().map(read),
    /** Those dealt with, latest first. */
    resolved: (limit: number): RefusedEvent[] => orm.select(columns).from(event).where(and(eq(event.state, "rejected"), isNotNull(event.resolvedAt))).orderBy(desc(event.resolvedAt)).limit(limit).all().map(read),
    countOpen: (): number => orm.select({ n: count() }).from(event).where(OPEN).get()?.n ?? 0,
    /** One still to be dealt with, or null. */
    find: (id: string): RefusedEvent | null => {
      const row = orm.select(columns).from(event).where(and(OPEN, eq(event.id, id))).get();
      return row ? read(row) : null;
    },
    /**
     * Says `draft` in the refused one's place, at the moment at which that happened, and tells the centre:
     * both events saved and the row marked, or nothing (`conflict` when it is no longer open). Returns the new event.
     */
    replace: (old: RefusedEvent, draft: EventDraft, times: Times): LockdeskEvent => {
      const id = uuidv7();
      const anew: Draft = { ...draft, id, happened: { at: old.event.at, atServer: old.event.atServer } };
      return append([anew, told(old, "", id)], times, () => resolve(old.event.id, { resolvedAt: times.atServer, resolution: "replaced", replacedBy: id }))[0]!;
    },
    /** Handled by hand for a reason, which the centre is told. Throws `conflict` when it is no longer open. */
    settle: (old: RefusedEvent, reason: string, times: Times): void => {
      append([told(old, reason, null)], times, () => resolve(old.event.id, { resolvedAt: times.atServer, resolution: "settled", replacedBy: null }));
    },
  };
}
