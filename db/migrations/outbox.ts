/** Migrations of the outbox. Its rows are sacred: a migration here only ever adds. */
import type { Migration } from "../migrate.ts";

export const OUTBOX_MIGRATIONS: readonly Migration[] = [
  {
    version: 10,
    name: "events, drafts, meta",
    sql: `
      CREATE TABLE event (
        n INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
        case_id TEXT, person_id TEXT, ref TEXT, at_server INTEGER NOT NULL, json TEXT NOT NULL, bytes INTEGER NOT NULL,
        prev BLOB NOT NULL, hash BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'unsent', live INTEGER NOT NULL DEFAULT 1,
        sent_at INTEGER, code TEXT, detail TEXT
      );
      CREATE INDEX event_unsent ON event (seq) WHERE state = 'unsent';
      CREATE INDEX event_rejected ON event (seq) WHERE state = 'rejected';
      CREATE INDEX event_live_case ON event (case_id) WHERE live = 1;
      CREATE INDEX event_live_person ON event (person_id) WHERE live = 1;
      CREATE INDEX event_ref ON event (ref) WHERE ref IS NOT NULL;
      CREATE INDEX event_at ON event (at_server);
      CREATE TABLE draft (key TEXT PRIMARY KEY NOT NULL, ref TEXT, value TEXT NOT NULL, saved_at INTEGER NOT NULL);
      CREATE INDEX draft_ref ON draft (ref);
      CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
    `,
  },
  {
    version: 20,
    name: "what became of a refused event",
    sql: `
      ALTER TABLE event ADD COLUMN resolved_at INTEGER;
      ALTER TABLE event ADD COLUMN resolution TEXT;
      ALTER TABLE event ADD COLUMN replaced_by TEXT;
    `,
  },
];
