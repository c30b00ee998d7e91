/**
 * What a damaged cache still shows, taken over into a fresh one so that the desk goes on while the
 * centre's rows come again: everything but the history. Carried rows belong to no stream; when all
 * streams are complete, those the centre did not send again go (P3).
 */
import { DOCUMENTS } from "../../shared/model/documents.ts";
import type { Database } from "../guard.ts";
import { heldBy, type Projector } from "./project.ts";
import type { putStatements } from "./put.ts";
import type { CacheContext, Touched } from "./context.ts";
import { newTouched } from "./context.ts";

const TABLES = { person: "person", case: "kase", promise: "promise", warning: "warning", colleague: "colleague" } as const;
export type CarriedKind = keyof typeof TABLES;
const KINDS = Object.keys(TABLES) as CarriedKind[];

export interface CarriedRow {
  readonly id: string;
  readonly rev: number;
  /** The centre's document, without own events on top. */
  readonly doc: string;
}
export type Carried = Readonly<Record<CarriedKind, readonly CarriedRow[]>>;

/** Steps of one over an unreadable page, then doubling over a lost stretch, then the end. */
const SINGLE_STEPS = 64;
const LONGEST_STEP = 1_048_576;

/** Reads the documents of a cache that may fail at any page. Never throws on damage. */
export function readCarried(db: Database): Carried {
  return Object.fromEntries(KINDS.map((kind) => [kind, readAround(db, TABLES[kind])])) as Record<CarriedKind, CarriedRow[]>;
}

function readAround(db: Database, table: string): CarriedRow[] {
  const rows: CarriedRow[] = [];
  let from = 0;
  for (let step = 1; step <= LONGEST_STEP; step = step < SINGLE_STEPS ? step + 1 : step * 2) {
    const start = from;
    try {
      for (const row of db.prepare<[number], CarriedRow & { at: number }>(`SELECT rowid AS at, id, rev, doc FROM ${table} WHERE rowid > ? AND doc IS NOT NULL ORDER BY rowid`).iterate(from)) {
        rows.push({ id: row.id, rev: row.rev, doc: row.doc });
        from = row.at;
      }
      return rows;
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      if (from > start) step = 0;
      from += Math.max(1, step);
    }
  }
  return rows;
}

/** Writes carried rows in one transaction, with own events on top and places in the worklist. */
export function writeCarried(ctx: CacheContext, put: ReturnType<typeof putStatements>, projector: Projector, carried: Carried): Touched {
  const touched = newTouched();
  ctx.db.transaction(() => {
    const cases = new Set<string>();
    for (const kind of KINDS) for (const row of carried[kind]) if (putCarried(put, kind, row) && kind === "case") cases.add(row.id);
    projector.persons(ctx.live.targets().personIds, touched);
    projector.places(cases);
    for (const id of cases) touched.caseIds.add(id);
    touched.warnings = carried.warning.length > 0;
    ctx.db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('carried', '1')").run();
  }).immediate();
  return touched;
}

/** One row under its own revision and no stream; false when it is not what it should be. */
function putCarried(put: ReturnType<typeof putStatements>, kind: CarriedKind, { id, rev, doc: text }: CarriedRow): boolean {
  const json: unknown = JSON.parse(text);
  switch (kind) {
    case "person": {
      const doc = DOCUMENTS.person.safeParse(json).data;
      if (doc) put.person.run(id, rev, 0, doc.name, heldBy(doc), text);
      if (doc) put.numbers(doc);
      return doc !== undefined;
    }
    case "case": {
      const doc = DOCUMENTS.case.safeParse(json).data;
      if (doc) put.caseRow(rev, 0, doc, text);
      return doc !== undefined;
    }
    case "promise": {
      const doc = DOCUMENTS.promise.safeParse(json).data;
      if (doc) put.promise.run(id, rev, 0, doc.caseId, doc.personId, doc.state, doc.dueOn, text);
      return doc !== undefined;
    }
    case "warning": {
      const doc = DOCUMENTS.warning.safeParse(json).data;
      if (doc) put.warning.run(id, rev, 0, doc.caseId, doc.personId, doc.state, doc.t0, text);
      return doc !== undefined;
    }
    case "colleague": {
      const doc = DOCUMENTS.colleague.safeParse(json).data;
      if (doc) put.colleague.run(id, rev, 0, doc.name, text);
      return doc !== undefined;
    }
  }
}

/** True while carried rows wait to be confirmed by the centre. */
export const holdsCarried = (db: Database): boolean => db.prepare("SELECT 1 FROM meta WHERE key = 'carried'").get() !== undefined;
