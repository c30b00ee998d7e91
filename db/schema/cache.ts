/**
 * The cache: a projection of the centre's rows plus own events, thrown away and rebuilt at will
 * (P8). `doc` is the centre's document, `view` the same with own live events on top (null when
 * equal); the columns beside them are what lists and searches need, taken from the view.
 * `streams` is a bit set of the sync streams that hold the row; 0 bits left means it goes.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const person = sqliteTable("person", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), pending: integer().notNull().default(0),
  name: text().notNull(), held: text(), doc: text().notNull(), view: text(),
}, (t) => [index("person_name").on(t.name, t.id), index("person_held").on(t.id).where(sql`held IS NOT NULL`), index("person_drawn").on(t.id).where(sql`pending = 1 OR view IS NOT NULL`)]);

/** Numbers a person or a card can be found by, written backwards so that "ends with" is a prefix. */
export const tail = sqliteTable("tail", {
  reversed: text().notNull(), kind: text({ enum: ["phone", "id", "card"] }).notNull(), personId: text("person_id").notNull(),
}, (t) => [primaryKey({ columns: [t.reversed, t.kind, t.personId] }), index("tail_person").on(t.personId)]);

export const kase = sqliteTable("kase", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), pending: integer().notNull().default(0),
  caseNo: text("case_no").notNull(), bankCode: text("bank_code").notNull(), bankName: text("bank_name").notNull(),
  personId: text("person_id").notNull(), assigneeId: text("assignee_id"), grantNo: integer("grant_no").notNull(), status: text().notNull(),
  cardLast4: text("card_last4").notNull(), bucket: text().notNull(), currentFen: integer("current_fen").notNull(), asOf: text("as_of").notNull(),
  dueBackOn: text("due_back_on").notNull(), lastTouchedAt: integer("last_touched_at"), lastLine: text("last_line"), lastOutcome: text("last_outcome"),
  attempts: integer().notNull(), assignedAt: integer("assigned_at"), followUpAt: integer("follow_up_at"), callbackAt: integer("callback_at"), nextAt: integer("next_at"), reason: text(),
  /** When its place in the worklist may next change by the clock alone; null when it has none. */
  replaceAt: integer("replace_at"),
  doc: text().notNull(), view: text(),
}, (t) => [
  index("kase_person").on(t.personId, t.id), index("kase_drawn").on(t.personId).where(sql`pending = 1 OR view IS NOT NULL`), index("kase_no").on(t.caseNo, t.id), index("kase_replace").on(t.replaceAt).where(sql`replace_at IS NOT NULL`),
  index("kase_callback").on(t.callbackAt).where(sql`callback_at IS NOT NULL`),
]);

/** One row per case and worklist tab it stands in, in reading order. */
export const queueItem = sqliteTable("queue_item", {
  tab: text().notNull(), paused: integer().notNull(), k1: integer().notNull(), k2: integer().notNull(), caseId: text("case_id").notNull(),
  bucket: text().notNull(), bankCode: text("bank_code").notNull(),
}, (t) => [primaryKey({ columns: [t.tab, t.paused, t.k1, t.k2, t.caseId] }), index("queue_item_case").on(t.caseId, t.tab)]);
/** Kept by triggers on `queue_item`. */
export const queueCount = sqliteTable("queue_count", { tab: text().primaryKey(), n: integer().notNull() });

export const promise = sqliteTable("promise", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), pending: integer().notNull().default(0),
  caseId: text("case_id").notNull(), personId: text("person_id").notNull(), state: text().notNull(), dueOn: text("due_on").notNull(),
  /** 1 = only own events know it. */
  own: integer().notNull().default(0), doc: text().notNull(),
}, (t) => [index("promise_case").on(t.caseId), index("promise_person").on(t.personId)]);

export const warning = sqliteTable("warning", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), pending: integer().notNull().default(0),
  caseId: text("case_id").notNull(), personId: text("person_id").notNull(), state: text().notNull(), t0: integer().notNull(),
  /** Null while only own events know it. */
  doc: text(), view: text(),
}, (t) => [index("warning_person").on(t.personId, t.t0), index("warning_case").on(t.caseId), index("warning_t0").on(t.t0)]);

/** 停催: a lock on a person, and who has heard of it. Always the centre's; own words wait in the outbox. */
export const stop = sqliteTable("stop", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), personId: text("person_id").notNull(), standing: integer().notNull(), since: integer().notNull(), doc: text().notNull(),
}, (t) => [index("stop_person").on(t.personId), index("stop_since").on(t.standing, t.since)]);

/** Forms of workflows, as the centre sent them; own events are laid over them where they are read. */
export const form = sqliteTable("form", {
  id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), workflow: text().notNull(), t0: integer().notNull(), doc: text().notNull(),
}, (t) => [index("form_t0").on(t.workflow, t.t0)]);

/**
 * History, stored person by person in time order: a first load appends, a case's timeline is one range.
 * Entries never change, so they have no revision. `personId` is empty for one that names nobody.
 */
export const entry = sqliteTable("entry", {
  personId: text("person_id").notNull(), at: integer().notNull(), id: text().notNull(), caseId: text("case_id"),
  /** 1 = an act of this user that today's figures count. */
  own: integer().notNull(),
  /** The document without the fields that have columns here (`db/cache/entry.ts`). */
  doc: text().notNull(),
}, (t) => [primaryKey({ columns: [t.personId, t.at, t.id] }), index("entry_own").on(t.at).where(sql`own = 1`)]);

export const colleague = sqliteTable("colleague", { id: text().primaryKey(), rev: integer().notNull(), streams: integer().notNull(), name: text().notNull(), doc: text().notNull() });

/** Where each stream stands. Written in the same transaction as the rows it covers. */
export const cursor = sqliteTable("cursor", {
  stream: text().primaryKey(), bit: integer().notNull(), epoch: text().notNull(), pos: integer().notNull(),
  /** Resume point of an unfinished snapshot; null when there is none. */
  token: text(), complete: integer().notNull().default(0),
});

/** Revokes seen: a put or grant of the same stream that is not newer is ignored. */
export const revoked = sqliteTable("revoked", { stream: text().notNull(), caseId: text("case_id").notNull(), grantNo: integer("grant_no").notNull() }, (t) => [primaryKey({ columns: [t.stream, t.caseId] })]);

/** Rows this version cannot read, kept so that a later one can; they never stop the cursor. */
export const unread = sqliteTable("unread", {
  stream: text().notNull(), kind: text().notNull(), id: text().notNull(), rev: integer().notNull(), body: text().notNull(),
}, (t) => [primaryKey({ columns: [t.stream, t.kind, t.id] })]);

/** Persons as the search numbers them: how their name is typed, and from when on their history is still to be indexed. */
export const searchPerson = sqliteTable("search_person", {
  no: integer().primaryKey(), personId: text("person_id").notNull(), spelled: text(), behindFrom: integer("behind_from"),
}, (t) => [
  uniqueIndex("search_person_id").on(t.personId), index("search_person_behind").on(t.no).where(sql`behind_from IS NOT NULL`),
  index("search_person_unspelled").on(t.no).where(sql`spelled IS NULL`),
]);

/**
 * What the index numbers: one moment of a person, `texts` of whose entries are in it. The terms themselves
 * are the FTS5 table `search_term` (contentless: terms and numbers, no text), which drizzle cannot draw.
 */
export const searchNote = sqliteTable("search_note", {
  n: integer().primaryKey(), person: integer().notNull(), at: integer().notNull(), texts: integer().notNull(),
}, (t) => [uniqueIndex("search_note_moment").on(t.person, t.at)]);

export const meta = sqliteTable("meta", { key: text().primaryKey(), value: text().notNull() });
