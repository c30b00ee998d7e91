/** Migrations of the cache. One that cannot be migrated is thrown away and pulled again (P8). */
import type { Migration } from "../migrate.ts";

export const CACHE_MIGRATIONS: readonly Migration[] = [
  {
    version: 10,
    name: "documents, worklist, cursors",
    sql: `
      CREATE TABLE person (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, pending INTEGER NOT NULL DEFAULT 0,
        name TEXT NOT NULL, held TEXT, doc TEXT NOT NULL, view TEXT);
      CREATE INDEX person_name ON person (name, id);
      CREATE TABLE tail (reversed TEXT NOT NULL, kind TEXT NOT NULL, person_id TEXT NOT NULL, PRIMARY KEY (reversed, kind, person_id)) WITHOUT ROWID;
      CREATE INDEX tail_person ON tail (person_id);
      CREATE TABLE kase (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, pending INTEGER NOT NULL DEFAULT 0,
        case_no TEXT NOT NULL, bank_code TEXT NOT NULL, bank_name TEXT NOT NULL, person_id TEXT NOT NULL, assignee_id TEXT, grant_no INTEGER NOT NULL,
        status TEXT NOT NULL, card_last4 TEXT NOT NULL, bucket TEXT NOT NULL, current_fen INTEGER NOT NULL, as_of TEXT NOT NULL, due_back_on TEXT NOT NULL,
        last_touched_at INTEGER, last_line TEXT, last_outcome TEXT, attempts INTEGER NOT NULL, assigned_at INTEGER, follow_up_at INTEGER, callback_at INTEGER, next_at INTEGER, reason TEXT,
        replace_at INTEGER, doc TEXT NOT NULL, view TEXT);
      CREATE INDEX kase_person ON kase (person_id, id);
      CREATE INDEX kase_no ON kase (case_no, id);
      CREATE INDEX kase_replace ON kase (replace_at) WHERE replace_at IS NOT NULL;
      CREATE INDEX kase_callback ON kase (callback_at) WHERE callback_at IS NOT NULL;
      CREATE TABLE queue_item (tab TEXT NOT NULL, paused INTEGER NOT NULL, k1 INTEGER NOT NULL, k2 INTEGER NOT NULL, case_id TEXT NOT NULL,
        bucket TEXT NOT NULL, bank_code TEXT NOT NULL, PRIMARY KEY (tab, paused, k1, k2, case_id)) WITHOUT ROWID;
      CREATE INDEX queue_item_case ON queue_item (case_id, tab);
      CREATE TABLE queue_count (tab TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TRIGGER queue_item_in AFTER INSERT ON queue_item BEGIN
        INSERT INTO queue_count (tab, n) VALUES (new.tab, 1) ON CONFLICT (tab) DO UPDATE SET n = n + 1;
      END;
      CREATE TRIGGER queue_item_out AFTER DELETE ON queue_item BEGIN
        UPDATE queue_count SET n = n - 1 WHERE tab = old.tab;
      END;
      CREATE TABLE promise (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, pending INTEGER NOT NULL DEFAULT 0,
        case_id TEXT NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL, own INTEGER NOT NULL DEFAULT 0, doc TEXT NOT NULL);
      CREATE INDEX promise_case ON promise (case_id);
      CREATE INDEX promise_person ON promise (person_id);
      CREATE TABLE warning (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, pending INTEGER NOT NULL DEFAULT 0,
        case_id TEXT NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL, t0 INTEGER NOT NULL, doc TEXT, view TEXT);
      CREATE INDEX warning_person ON warning (person_id, t0);
      CREATE INDEX warning_case ON warning (case_id);
      CREATE INDEX warning_t0 ON warning (t0);
      CREATE TABLE entry (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, case_id TEXT, person_id TEXT, at INTEGER NOT NULL, own INTEGER NOT NULL, doc TEXT NOT NULL);
      CREATE INDEX entry_person ON entry (person_id, at);
      CREATE INDEX entry_case_only ON entry (case_id) WHERE person_id IS NULL;
      CREATE INDEX entry_own ON entry (at) WHERE own = 1;
      CREATE TABLE colleague (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, name TEXT NOT NULL, doc TEXT NOT NULL);
      CREATE TABLE cursor (stream TEXT PRIMARY KEY NOT NULL, bit INTEGER NOT NULL, epoch TEXT NOT NULL, pos INTEGER NOT NULL, token TEXT, complete INTEGER NOT NULL DEFAULT 0);
      CREATE TABLE revoked (stream TEXT NOT NULL, case_id TEXT NOT NULL, grant_no INTEGER NOT NULL, PRIMARY KEY (stream, case_id));
      CREATE TABLE unread (stream TEXT NOT NULL, pos INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, line TEXT NOT NULL);
      CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
    `,
  },
  {
    version: 20,
    name: "history by person",
    // The mirrored rows are pulled again: they are the centre's (P8).
    sql: `
      DROP TABLE entry;
      CREATE TABLE entry (person_id TEXT NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, case_id TEXT, own INTEGER NOT NULL, doc TEXT NOT NULL,
        PRIMARY KEY (person_id, at, id)) WITHOUT ROWID;
      CREATE INDEX entry_own ON entry (at) WHERE own = 1;
      DELETE FROM queue_item; DELETE FROM kase; DELETE FROM tail; DELETE FROM person; DELETE FROM promise; DELETE FROM warning; DELETE FROM colleague;
      DELETE FROM revoked; DELETE FROM unread; DELETE FROM cursor;
    `,
  },
  {
    version: 30,
    name: "unread rows by id",
    sql: `
      DROP TABLE unread;
      CREATE TABLE unread (stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (stream, kind, id)) WITHOUT ROWID;
    `,
  },
  {
    version: 40,
    name: "search",
    // Small steps of our own merge the segments; FTS5's own merging would stop a step for long.
    sql: `
      CREATE VIRTUAL TABLE search_term USING fts5 (terms, content='', contentless_delete=1, detail=none, prefix='1', tokenize='ascii');
      INSERT INTO search_term (search_term, rank) VALUES ('automerge', 0);
      INSERT INTO search_term (search_term, rank) VALUES ('usermerge', 8);
      INSERT INTO search_term (search_term, rank) VALUES ('crisismerge', 128);
      CREATE TABLE search_person (no INTEGER PRIMARY KEY NOT NULL, person_id TEXT NOT NULL, spelled TEXT, behind_from INTEGER);
      CREATE UNIQUE INDEX search_person_id ON search_person (person_id);
      CREATE INDEX search_person_behind ON search_person (no) WHERE behind_from IS NOT NULL;
      CREATE INDEX search_person_unspelled ON search_person (no) WHERE spelled IS NULL;
      CREATE TABLE search_note (n INTEGER PRIMARY KEY NOT NULL, person INTEGER NOT NULL, at INTEGER NOT NULL, texts INTEGER NOT NULL);
      CREATE UNIQUE INDEX search_note_moment ON search_note (person, at);
      INSERT INTO search_person (person_id, behind_from) SELECT id, 0 FROM person UNION SELECT person_id, 0 FROM entry;
    `,
  },
  {
    version: 50,
    name: "entries without what has columns",
    sql: "UPDATE entry SET doc = json_remove(doc, '$.id', '$.caseId', '$.personId', '$.at');",
  },
  {
    version: 60,
    name: "rows drawn over",
    sql: `
      CREATE INDEX kase_drawn ON kase (person_id) WHERE pending = 1 OR view IS NOT NULL;
      CREATE INDEX person_drawn ON person (id) WHERE pending = 1 OR view IS NOT NULL;
    `,
  },
  {
    version: 70,
    name: "forms",
    sql: `
      CREATE TABLE form (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, workflow TEXT NOT NULL, t0 INTEGER NOT NULL, doc TEXT NOT NULL);
      CREATE INDEX form_t0 ON form (workflow, t0);
    `,
  },
  {
    version: 80,
    name: "stops",
    // Those the centre has sent before are fetched at the next comparison of rows.
    sql: `
      CREATE TABLE stop (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, streams INTEGER NOT NULL, person_id TEXT NOT NULL, standing INTEGER NOT NULL, since INTEGER NOT NULL, doc TEXT NOT NULL);
      CREATE INDEX person_held ON person (id) WHERE held IS NOT NULL;
      CREATE INDEX stop_person ON stop (person_id);
      CREATE INDEX stop_since ON stop (standing, since);
    `,
  },
];
