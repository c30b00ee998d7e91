/**
 * What a damaged cache still shows, taken over into a fresh one so that the desk goes on while the
 * centre's rows come again: everything but the history. Rows go over as they are, their pages having
 * proved themselves. They belong to no stream; when all streams are complete, those the centre did not
 * send again go (P3).
 */
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import type { Database } from "../guard.ts";
import { fromJson, newTouched, reversed, type CacheContext, type Touched } from "./context.ts";
import type { Projector } from "./project.ts";
import type { putStatements } from "./put.ts";

const TABLES = ["person", "kase", "promise", "warning", "stop", "form", "colleague"] as const;
export type CarriedTable = (typeof TABLES)[number];

/** A row with all its columns. */
export type CarriedRow = Readonly<Record<string, string | number | null>> & { readonly id: string };
export type Carried = Readonly<Record<CarriedTable, readonly CarriedRow[]>> & { readonly places: readonly Readonly<Record<string, string | number>>[] };

/** Steps of one over an unreadable page, then doubling over a lost stretch, then the end. */
const SINGLE_STEPS = 64;
const LONGEST_STEP = 1_048_576;

/** Reads the rows of a cache that may fail at any page. Never throws on damage. */
export function readCarried(db: Database): Carried {
  const rows = Object.fromEntries(TABLES.map((table) => [table, readAround(db, table)])) as Record<CarriedTable, CarriedRow[]>;
  return { ...rows, places: readPlaces(db) };
}

const isDatabaseError = (error: unknown): boolean => error instanceof Error && "code" in error;

function readAround(db: Database, table: CarriedTable): CarriedRow[] {
  const rows: CarriedRow[] = [];
  let from = 0;
  for (let step = 1; step <= LONGEST_STEP; step = step < SINGLE_STEPS ? step + 1 : step * 2) {
    const start = from;
    try {
      for (const { at, ...row } of db.prepare<[number], CarriedRow & { at: number }>(`SELECT rowid AS at, * FROM ${table} WHERE rowid > ? AND doc IS NOT NULL ORDER BY rowid`).iterate(from)) {
        rows.push(row as CarriedRow);
        from = at;
      }
      return rows;
    } catch (error) {
      if (!isDatabaseError(error)) throw error;
      if (from > start) step = 0;
      from += Math.max(1, step);
    }
  }
  return rows;
}

/** Places in the worklist as far as they read; the others are found anew. */
function readPlaces(db: Database): Carried["places"][number][] {
  const places: Carried["places"][number][] = [];
  try {
    for (const row of db.prepare<[], Record<string, string | number>>("SELECT * FROM queue_item").iterate()) places.push(row);
  } catch (error) {
    if (!isDatabaseError(error)) throw error;
  }
  return places;
}

/** Writes carried rows in one transaction, with own events on top. Cases without a place get one at the next turn of the clock. */
export function writeCarried({ db, live }: CacheContext, put: ReturnType<typeof putStatements>, projector: Projector, carried: Carried): Touched {
  const touched = newTouched();
  db.transaction(() => {
    for (const table of TABLES) insertRows(db, table, carried[table].map((row) => ("streams" in row ? { ...row, streams: 0 } : row)));
    const cases = new Set(carried.kase.map((row) => row.id));
    insertRows(db, "queue_item", carried.places.filter((place) => cases.has(String(place["case_id"]))));
    for (const row of carried.person) put.numbers(fromJson<PersonDoc>(String(row["doc"])));
    for (const row of carried.kase) put.card(reversed(fromJson<CaseDoc>(String(row["doc"])).cardNo), String(row["person_id"]));
    db.prepare("UPDATE kase SET replace_at = 0 WHERE id NOT IN (SELECT case_id FROM queue_item)").run();
    projector.persons(live.targets().personIds, touched);
    for (const id of cases) touched.caseIds.add(id);
    touched.warnings = carried.warning.length + carried.form.length > 0;
    touched.stops = carried.stop.length > 0;
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('carried', '1')").run();
  }).immediate();
  return touched;
}

function insertRows(db: Database, table: string, rows: readonly Readonly<Record<string, string | number | null>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const insert = db.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(columns.map((column) => row[column]));
}

/** True while carried rows wait to be confirmed by the centre. */
export const holdsCarried = (db: Database): boolean => db.prepare("SELECT 1 FROM meta WHERE key = 'carried'").get() !== undefined;
