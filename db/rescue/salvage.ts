/**
 * Reads what can be read of a damaged outbox, page by page, on a working copy; the file itself is not
 * touched. The log is chained anew around its flaw; a first page that does not open is replaced by that
 * of a fresh file of the same schema; then each page in turn is read as if it were the whole table, so
 * that a lost inner page costs nothing and a lost leaf only its own rows. An event counts only when its
 * own hash proves it.
 */
import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { parseEvent, type LockdeskEvent } from "../../shared/model/events.ts";
import { DamagedDatabaseError, WrongKeyError } from "../failures.ts";
import { allowSchemaEdits, type Database } from "../guard.ts";
import { OUTBOX_MIGRATIONS } from "../migrations/outbox.ts";
import { checkpoint, openDatabase, openWorkingCopy } from "../open.ts";
import { hashOf } from "../outbox.ts";
import { EVENT_STATES, RESOLUTIONS } from "../schema/outbox.ts";
import { chainedAnew } from "./journal.ts";

const PAGE = 4096;
/** Longest file whose pages are read one by one: an outbox beyond it is read as a table only. */
const MOST_PAGES = 262_144;
const FILLER_BYTES = 400_000;
/** A draft's time of saving is no small number: what tells a draft from another table's row. */
const AFTER_2001 = 1_000_000_000_000;
const META_KEYS: ReadonlySet<unknown> = new Set(["tail", "stay", "clock", "salvage"]);

/** An event that its own hash proves, with where it stood. */
export interface SavedEvent {
  readonly n: number;
  readonly event: LockdeskEvent;
  readonly json: string;
  readonly prev: Buffer;
  readonly hash: Buffer;
  readonly state: (typeof EVENT_STATES)[number];
  readonly live: number;
  readonly sentAt: number | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly resolvedAt: number | null;
  readonly resolution: (typeof RESOLUTIONS)[number] | null;
  readonly replacedBy: string | null;
}

export interface Salvaged {
  /** In the order of their numbers. */
  readonly events: readonly SavedEvent[];
  readonly drafts: readonly { key: string; ref: string | null; value: string; savedAt: number }[];
  readonly meta: ReadonlyMap<string, string>;
}

const NOTHING: Salvaged = { events: [], drafts: [], meta: new Map() };

/** What can be read of the outbox at `path`. The key is copied; working files are removed. */
export function readDamaged(path: string, key: Buffer): Salvaged {
  const copy = `${path}.salvage`;
  dropFiles(copy);
  try {
    if (!copyFiles(path, copy)) return NOTHING;
    const db = openCopy(copy, key);
    if (!db) return NOTHING;
    try {
      return readPages(db);
    } finally {
      db.close();
    }
  } finally {
    dropFiles(copy);
  }
}

function dropFiles(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal", ".page1", ".page1-wal"]) rmSync(`${path}${suffix}`, { force: true });
}

/** Copies file and log; a log without a file gets one page of nothing under it. False when there is neither. */
function copyFiles(path: string, copy: string): boolean {
  const wal = existsSync(`${path}-wal`) ? chainedAnew(readFileSync(`${path}-wal`)) : null;
  if (existsSync(path)) copyFileSync(path, copy);
  else if (wal) writeFileSync(copy, "");
  else return false;
  if (wal) writeFileSync(`${copy}-wal`, wal);
  const size = statSync(copy).size;
  if (size === 0 && !wal) return false;
  truncateSync(copy, Math.max(PAGE, Math.ceil(size / PAGE) * PAGE));
  return true;
}

function openCopy(copy: string, key: Buffer): Database | null {
  for (const mended of [false, true]) {
    if (mended) replaceFirstPage(copy, key);
    try {
      return openWorkingCopy(copy, Buffer.from(key));
    } catch (error) {
      if (!(error instanceof WrongKeyError || error instanceof DamagedDatabaseError)) throw error;
    }
  }
  return null;
}

/** The first page of a fresh outbox under the same key, grown to at least the same number of pages. */
function replaceFirstPage(copy: string, key: Buffer): void {
  const pages = statSync(copy).size / PAGE;
  const fresh = `${copy}.page1`;
  const { db } = openDatabase({ kind: "outbox", path: fresh, key: Buffer.from(key), migrations: OUTBOX_MIGRATIONS });
  db.exec("CREATE TABLE filler (b BLOB)");
  const grow = db.prepare(`INSERT INTO filler VALUES (zeroblob(${FILLER_BYTES}))`);
  const pageCount = () => db.pragma("page_count", { simple: true }) as number;
  while (pageCount() < pages) grow.run();
  checkpoint(db);
  const grown = pageCount();
  db.close();
  const fd = openSync(copy, "r+");
  try {
    writeSync(fd, readFileSync(fresh).subarray(0, PAGE), 0, PAGE, 0);
  } finally {
    closeSync(fd);
  }
  truncateSync(copy, Math.max(pages, grown) * PAGE);
}

type Cells = Record<string, unknown>;

function readPages(db: Database): Salvaged {
  const events = new Map<number, SavedEvent>();
  const drafts = new Map<string, Salvaged["drafts"][number]>();
  const meta = new Map<string, string>();
  const take = {
    event: (c: Cells) => {
      const saved = provenEvent(c);
      // Of two states of one event the earlier is believed: sending it again is harmless (P2).
      if (saved && !(events.get(saved.n)?.state === "unsent")) events.set(saved.n, saved);
    },
    draft: ({ key, ref, value, saved_at: savedAt }: Cells) => {
      if (typeof key !== "string" || typeof value !== "string" || typeof savedAt !== "number" || savedAt < AFTER_2001 || !(ref === null || typeof ref === "string")) return;
      if ((drafts.get(key)?.savedAt ?? 0) <= savedAt) drafts.set(key, { key, ref, value, savedAt });
    },
    meta: ({ key, value }: Cells) => {
      if (META_KEYS.has(key) && typeof value === "string" && !meta.has(String(key))) meta.set(String(key), value);
    },
  };
  const readAll = () => {
    for (const table of ["event", "draft", "meta"] as const) readTable(db, table, take[table]);
  };
  readAll();
  const pages = db.pragma("page_count", { simple: true }) as number;
  if (pages <= MOST_PAGES) {
    allowSchemaEdits(db);
    for (let page = 2; page <= pages; page++) {
      lookAt(db, page);
      readAll();
    }
  }
  return { events: [...events.values()].sort((a, b) => a.n - b.n), drafts: [...drafts.values()], meta };
}

/** Makes one page of the working copy the root of every table. */
function lookAt(db: Database, page: number): void {
  db.pragma("writable_schema = ON");
  db.prepare("UPDATE sqlite_master SET rootpage = ? WHERE type = 'table' AND name IN ('event', 'draft', 'meta')").run(page);
  db.pragma("writable_schema = RESET");
}

function readTable(db: Database, table: string, take: (cells: Cells) => void): void {
  try {
    for (const row of db.prepare(`SELECT * FROM ${table} NOT INDEXED`).iterate()) take(row as Cells);
  } catch (error) {
    // Here the readable part ends; what stands on other pages is read from there.
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_"))) throw error;
  }
}

function provenEvent(c: Cells): SavedEvent | null {
  const { n, json, prev, hash, state } = c;
  if (typeof n !== "number" || typeof json !== "string" || !Buffer.isBuffer(prev) || !Buffer.isBuffer(hash) || !hashOf(prev, json).equals(hash)) return null;
  const parsed = parseEvent(JSON.parse(json));
  if (!parsed.ok) return null;
  const known = EVENT_STATES.find((s) => s === state) ?? "unsent";
  const text = (v: unknown) => (typeof v === "string" ? v : null);
  const whole = (v: unknown) => (typeof v === "number" ? v : null);
  return {
    n, event: parsed.event, json, prev, hash, state: known, live: known === "unsent" || c["live"] === 1 ? 1 : 0,
    sentAt: whole(c["sent_at"]), code: text(c["code"]), detail: text(c["detail"]),
    resolvedAt: whole(c["resolved_at"]), resolution: RESOLUTIONS.find((r) => r === c["resolution"]) ?? null, replacedBy: text(c["replaced_by"]),
  };
}

/** Makes a file durable under its name. */
export function syncFile(path: string): void {
  const fd = openSync(path, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
