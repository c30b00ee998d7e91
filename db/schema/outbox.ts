/**
 * The outbox: what exists nowhere else (P8). One row per event of this user on this device, the
 * typed text not yet sent (drafts), and the little the workstation must remember to unlock offline.
 */
import { sql } from "drizzle-orm";
import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const EVENT_STATES = ["unsent", "sent", "rejected"] as const;
export const RESOLUTIONS = ["replaced", "settled"] as const;

export const event = sqliteTable("event", {
  /** Gapless within this file; the hash chain runs along it. */
  n: integer().primaryKey(),
  /** Gapless within the device, over all its users (db/device-seq.ts). */
  seq: integer().notNull().unique(),
  id: text().notNull().unique(),
  type: text().notNull(),
  caseId: text("case_id"),
  personId: text("person_id"),
  /** The call or warning the body is about. */
  ref: text(),
  atServer: integer("at_server").notNull(),
  /** The whole event as canonical JSON: the bytes that are hashed and sent. */
  json: text().notNull(),
  bytes: integer().notNull(),
  prev: blob({ mode: "buffer" }).notNull(),
  hash: blob({ mode: "buffer" }).notNull(),
  state: text({ enum: EVENT_STATES }).notNull().default("unsent"),
  /** 1 while it is laid over the mirrored rows: not yet answered, or answered but not yet echoed by a pull. */
  live: integer().notNull().default(1),
  sentAt: integer("sent_at"),
  /** Why the centre refused it; such a row stays for a person to see (SYNC.md 3.1, poison). */
  code: text(),
  detail: text(),
  /** When a person dealt with the refusal, and how; null while somebody still must. */
  resolvedAt: integer("resolved_at"),
  resolution: text({ enum: RESOLUTIONS }),
  /** The event that was sent in its place. */
  replacedBy: text("replaced_by"),
}, (t) => [
  index("event_unsent").on(t.seq).where(sql`state = 'unsent'`),
  index("event_rejected").on(t.seq).where(sql`state = 'rejected'`),
  index("event_live_case").on(t.caseId).where(sql`live = 1`),
  index("event_live_person").on(t.personId).where(sql`live = 1`),
  index("event_ref").on(t.ref).where(sql`ref IS NOT NULL`), index("event_at").on(t.atServer),
]);

/** Text being typed. `ref` is the case, person or warning named in the key, so that a revoke finds it. */
export const draft = sqliteTable("draft", {
  key: text().primaryKey(), ref: text(), value: text().notNull(), savedAt: integer("saved_at").notNull(),
}, (t) => [index("draft_ref").on(t.ref)]);

export const meta = sqliteTable("meta", { key: text().primaryKey(), value: text().notNull() });
