/**
 * Documents as they leave the centre: SQL that reads each kind as JSON text, limited to what a
 * stream may carry. The text goes on the wire as it is; nothing is parsed and built again.
 */
import { sql, type SQL } from "drizzle-orm";
import type { DocKind } from "../../shared/model/documents.ts";
import type { Tx } from "../context.ts";
import { array, rows } from "../db/query.ts";

export interface DocRow {
  readonly id: string;
  readonly rev: number;
  /** The document as JSON text. */
  readonly body: string;
}

/** Cases a stream carries, as a condition on `kase k`; false for streams without record data. */
export function inStream(stream: string): SQL {
  const [name, id] = stream.split(":") as [string, string | undefined];
  if (name === "collector") return sql`k.status = 'open' AND k.assignee_id = ${id}::uuid`;
  if (name === "team") return sql`k.status = 'open' AND k.team_id = ${id}::uuid`;
  return sql`false`;
}

/**
 * Whether the stream carries the case of a row `d`. A scalar subquery on purpose: it stays a look-up by
 * key per row. A join here is a gamble on statistics, and right after an import there are none.
 */
const caseOf = (stream: string): SQL => sql`(SELECT true FROM kase k WHERE k.id = d.case_id AND ${inStream(stream)})`;
const stampedIn = (stream: string): SQL => (stream.startsWith("team:") ? sql`d.team_id = ${stream.slice(5)}::uuid` : sql`false`);

interface Source {
  readonly table: SQL;
  /** What leaves, from a row `d`. */
  readonly columns: SQL;
  readonly joins?: SQL;
  /** Whether the stream may carry a row `d`. */
  readonly carried: (stream: string) => SQL;
  /** All ids the stream carries, as `id`; entries are listed by time instead. */
  readonly ids: (stream: string) => SQL;
}

const DOC = sql`d.id, d.rev, d.doc::text AS body`;
/** A timeline entry as JSON text, put together without building a value first. */
const ENTRY = sql`'{"id":"' || d.id || '","type":' || to_json(d.type) || ',"caseId":' || coalesce('"' || d.case_id || '"', 'null') || ',"personId":' || coalesce('"' || d.person_id || '"', 'null')
  || ',"userId":"' || d.user_id || '","userName":' || to_json(d.user_name) || ',"at":' || d.at_server || ',"body":' || d.body::text || '}'`;
const casesIn = (stream: string): SQL => sql`SELECT k.id FROM kase k WHERE ${inStream(stream)}`;

const SOURCES: Record<DocKind, Source> = {
  colleague: {
    table: sql`app_user`, joins: sql`LEFT JOIN team t ON t.id = d.team_id`,
    columns: sql`d.id, d.rev, json_build_object('id', d.id, 'no', d.no, 'name', d.name, 'teamId', d.team_id, 'teamName', coalesce(t.name, ''), 'extension', d.extension,
      'roles', d.roles, 'duty', d.duty)::text AS body`,
    carried: (stream) => (stream === "all" ? sql`d.active` : sql`false`),
    ids: (stream) => (stream === "all" ? sql`SELECT id FROM app_user WHERE active` : sql`SELECT id FROM app_user WHERE false`),
  },
  person: {
    table: sql`person`, columns: DOC,
    carried: (stream) => sql`(SELECT true FROM kase k WHERE k.person_id = d.id AND ${inStream(stream)} LIMIT 1)`,
    ids: (stream) => sql`SELECT DISTINCT k.person_id AS id FROM kase k WHERE ${inStream(stream)}`,
  },
  case: { table: sql`kase`, columns: DOC, carried: (stream) => sql`(SELECT true FROM kase k WHERE k.id = d.id AND ${inStream(stream)})`, ids: casesIn },
  promise: { table: sql`promise`, columns: DOC, carried: caseOf, ids: (stream) => sql`SELECT id FROM promise WHERE case_id IN (${casesIn(stream)})` },
  warning: {
    table: sql`warning`, columns: DOC, carried: (stream) => sql`(${stampedIn(stream)} OR ${caseOf(stream)})`,
    ids: (stream) => sql`SELECT d.id FROM warning d WHERE (${stampedIn(stream)} OR d.case_id IN (${casesIn(stream)}))`,
  },
  entry: {
    table: sql`event`, columns: sql`d.id, 1 AS rev, ${ENTRY} AS body`, carried: caseOf,
    ids: (stream) => sql`SELECT e.id FROM event e WHERE e.case_id IN (${casesIn(stream)})`,
  },
};

/**
 * The documents among `ids` that the stream may carry now. The rows are fetched by id first and
 * judged after, whatever the planner thinks of the collector's share of the table.
 */
export async function documentsById(tx: Tx, kind: DocKind, stream: string, ids: readonly string[]): Promise<Map<string, DocRow>> {
  if (ids.length === 0) return new Map();
  const { columns, joins = sql``, carried } = SOURCES[kind];
  const found = await rows<DocRow>(tx, sql`${byId(kind, ids)} SELECT ${columns} FROM d ${joins} WHERE ${carried(stream)}`);
  return new Map(found.map((row) => [row.id, { ...row, rev: Number(row.rev) }]));
}

const byId = (kind: DocKind, ids: readonly string[]): SQL => sql`WITH d AS MATERIALIZED (SELECT * FROM ${SOURCES[kind].table} WHERE id = ANY(${array([...new Set(ids)], "uuid")}))`;

/** A run of snapshot lines as one text. */
export interface Lines {
  readonly text: string;
  readonly count: number;
}

/** The documents among `ids`, in their order, as finished snapshot lines: one row from the database for the whole page. */
export async function snapshotLines(tx: Tx, kind: DocKind, stream: string, ids: readonly string[]): Promise<Lines> {
  if (ids.length === 0) return { text: "", count: 0 };
  const { columns, joins = sql``, carried } = SOURCES[kind];
  const order = kind === "entry" ? sql`d.at_server DESC, d.id DESC` : sql`d.id`;
  const [row] = await rows<{ text: string | null; count: number }>(
    tx,
    sql`${byId(kind, ids)}, l AS (SELECT ${columns}, row_number() OVER (ORDER BY ${order}) AS n FROM d ${joins} WHERE ${carried(stream)})
        SELECT count(*) AS count, string_agg('[0,"put","' || ${kind}::text || '","' || l.id || '",' || l.rev || ',' || l.body || ']', E'\n' ORDER BY l.n) AS text FROM l`,
  );
  return { text: row?.text ?? "", count: Number(row?.count ?? 0) };
}

/** The next ids of a kind that a stream carries, in id order. */
export async function idsAfter(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, after: string | null, limit: number): Promise<string[]> {
  const beyond = after === null ? sql`true` : sql`x.id > ${after}::uuid`;
  return (await rows<{ id: string }>(tx, sql`SELECT x.id FROM (${SOURCES[kind].ids(stream)}) x WHERE ${beyond} ORDER BY x.id LIMIT ${limit}`)).map((row) => row.id);
}

/** Ids of all timeline entries of a stream, newest first; `before` continues below a known one. One row for all of them. */
export async function entryIds(tx: Tx, stream: string, before: string | null): Promise<string[]> {
  const below = before === null ? sql`true` : sql`(e.at_server, e.id) < (SELECT b.at_server, b.id FROM event b WHERE b.id = ${before}::uuid)`;
  const [row] = await rows<{ ids: string | null }>(
    tx,
    sql`SELECT string_agg(e.id::text, ',' ORDER BY e.at_server DESC, e.id DESC) AS ids FROM event e WHERE e.case_id IN (${casesIn(stream)}) AND ${below}`,
  );
  return row?.ids ? row.ids.split(",") : [];
}
