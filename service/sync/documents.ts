/**
 * Documents as they leave the centre: SQL that reads each kind as JSON text, limited to what a
 * stream may carry. The text goes on the wire as it is; nothing is parsed and built again.
 */
import { sql, type SQL } from "drizzle-orm";
import { accusedDesk, DESK, ENVELOPE_DESKS, isAccusedDesk } from "../../shared/access/desks.ts";
import { DOC_KINDS, type DocKind } from "../../shared/model/documents.ts";
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
 * Whether the stream carries the case of a row `d`. A scalar subquery on purpose, and a condition no
 * index can take: it stays a look-up by key per row. A join, or the holder's index, is a gamble on
 * statistics, and right after an import there are none.
 */
const carriesCase = (key: SQL, stream: string): SQL => sql`(SELECT true FROM kase k WHERE ${key} AND coalesce(${inStream(stream)}, false) LIMIT 1)`;
const caseOf = (stream: string): SQL => carriesCase(sql`k.id = d.case_id`, stream);
/** Warnings a stream carries whatever becomes of their case: those the team stamped, those addressed to the desk. */
function warningIn(stream: string): SQL {
  if (stream.startsWith("team:")) return sql`d.team_id = ${stream.slice(5)}::uuid`;
  return stream.startsWith(DESK) ? sql`d.desks @> ${array([stream], "text")}` : sql`false`;
}
/** Stops addressed to a desk; all others go with the person. */
const stopIn = (stream: string): SQL => (stream.startsWith(DESK) ? sql`d.desks @> ${array([stream], "text")}` : sql`false`);
/** A relaying desk gets number, bank and the way it took; what is in the package is not its business (S-44). Of a finding it needs which way it led. */
const ENVELOPE = sql`d.id, d.rev, (d.doc || jsonb_build_object('form', NULL, 'finding', NULL, 'plan', NULL, 'parts', '{}'::jsonb, 'registerNo', '',
  'facts', jsonb_build_object('no', d.doc#>>'{facts,no}', 'bank', d.doc#>>'{facts,bank}'),
  'steps', (SELECT coalesce(jsonb_agg(s || jsonb_build_object('body', CASE WHEN s->'body' ? 'finding' THEN jsonb_build_object('finding', s#>'{body,finding}') END) ORDER BY n), '[]'::jsonb) FROM jsonb_array_elements(d.doc->'steps') WITH ORDINALITY AS x(s, n))))::text AS body`;

/** What whoever is accused gets: enough for 当事人陈述, and nothing of the complainant or of what others wrote (R-25). */
const CONCERNING = (stream: string): SQL => sql`d.id, d.rev, (d.doc || jsonb_build_object('opening', NULL, 'accused', jsonb_build_array(${accusedOf(stream)}::text), 'named', '[]'::jsonb, 'evidence', NULL, 'parts', '{}'::jsonb, 'packs', '[]'::jsonb, 'alerts', '[]'::jsonb,
  'owed', '[]'::jsonb, 'copies', '[]'::jsonb, 'desks', jsonb_build_array(${stream}::text),
  'facts', jsonb_build_object('no', d.doc#>>'{facts,no}', 'bank', d.doc#>>'{facts,bank}', 'caseNo', d.doc#>>'{facts,caseNo}', 'points', d.doc#>>'{facts,points}', 'occurredAt', d.doc#>>'{facts,occurredAt}'),
  'steps', (SELECT coalesce(jsonb_agg(CASE WHEN s->>'by' = ${accusedOf(stream)} AND s->>'step' = 'ownStatement' THEN s ELSE s || '{"body":null}'::jsonb END ORDER BY n), '[]'::jsonb)
    FROM jsonb_array_elements(d.doc->'steps') WITH ORDINALITY AS x(s, n) WHERE s->>'step' IN ('file', 'forward') OR (s->>'by' = ${accusedOf(stream)} AND s->>'step' = 'ownStatement'))))::text AS body`;
const accusedOf = (stream: string): string => stream.slice(accusedDesk("").length);

interface Source {
  readonly table: SQL;
  /** What leaves by a stream, from a row `d`. */
  readonly columns: (stream: string) => SQL;
  readonly joins?: SQL;
  /** Whether the stream may carry a row `d`. */
  readonly carried: (stream: string) => SQL;
  /** All ids the stream carries, as `id`; a snapshot lists history by person instead. */
  readonly ids: (stream: string) => SQL;
}

const DOC = () => sql`d.id, d.rev, d.doc::text AS body`;
/** A timeline entry as JSON text, put together without building a value first, in the order the workstation reads fastest (db/cache/entry.ts). */
const ENTRY = sql`'{"id":"' || d.id || '","caseId":' || coalesce('"' || d.case_id || '"', 'null') || ',"personId":' || coalesce('"' || d.person_id || '"', 'null') || ',"at":' || d.at_server
  || ',"type":' || to_json(d.type) || ',"userId":"' || d.user_id || '","userName":' || to_json(d.user_name) || ',"body":' || d.body::text || '}'`;
const casesIn = (stream: string): SQL => sql`SELECT k.id FROM kase k WHERE ${inStream(stream)}`;

const SOURCES: Record<DocKind, Source> = {
  colleague: {
    table: sql`app_user`, joins: sql`LEFT JOIN team t ON t.id = d.team_id`,
    columns: () => sql`d.id, d.rev, json_build_object('id', d.id, 'no', d.no, 'name', d.name, 'teamId', d.team_id, 'teamName', coalesce(t.name, ''), 'extension', d.extension,
      'roles', d.roles, 'duty', d.duty)::text AS body`,
    carried: (stream) => (stream === "all" ? sql`d.active` : sql`false`),
    ids: (stream) => (stream === "all" ? sql`SELECT id FROM app_user WHERE active` : sql`SELECT id FROM app_user WHERE false`),
  },
  person: {
    table: sql`person`, columns: DOC,
    carried: (stream) => carriesCase(sql`k.person_id = d.id`, stream),
    ids: (stream) => sql`SELECT DISTINCT k.person_id AS id FROM kase k WHERE ${inStream(stream)}`,
  },
  case: { table: sql`kase`, columns: DOC, carried: (stream) => carriesCase(sql`k.id = d.id`, stream), ids: casesIn },
  promise: { table: sql`promise`, columns: DOC, carried: caseOf, ids: (stream) => sql`SELECT id FROM promise WHERE case_id IN (${casesIn(stream)})` },
  warning: {
    table: sql`warning`, columns: (stream) => (ENVELOPE_DESKS.includes(stream) ? ENVELOPE : DOC()), carried: (stream) => sql`(${warningIn(stream)} OR ${caseOf(stream)})`,
    ids: (stream) => sql`SELECT d.id FROM warning d WHERE (${warningIn(stream)} OR d.case_id IN (${casesIn(stream)}))`,
  },
  stop: {
    table: sql`stop`, columns: DOC, carried: (stream) => sql`(${stopIn(stream)} OR ${carriesCase(sql`k.person_id = d.person_id`, stream)})`,
    ids: (stream) => sql`SELECT d.id FROM stop d WHERE (${stopIn(stream)} OR d.person_id IN (SELECT k.person_id FROM kase k WHERE ${inStream(stream)}))`,
  },
  form: {
    table: sql`workflow_form`, columns: (stream) => (isAccusedDesk(stream) ? CONCERNING(stream) : DOC()), carried: (stream) => (stream.startsWith(DESK) ? sql`d.desks @> ${array([stream], "text")}` : sql`false`),
    ids: (stream) => sql`SELECT d.id FROM workflow_form d WHERE ${stream.startsWith(DESK) ? sql`d.desks @> ${array([stream], "text")}` : sql`false`}`,
  },
  entry: {
    table: sql`event`, columns: () => sql`d.id, 1 AS rev, ${ENTRY} AS body`, carried: caseOf,
    ids: (stream) => sql`SELECT e.id FROM event e WHERE e.case_id IN (${casesIn(stream)})`,
  },
};

/**
 * The documents among those wanted, by kind and id, that the stream may carry now: one statement for all kinds.
 * The rows are fetched by id first and judged after, whatever the planner thinks of the collector's share
 * of the table.
 */
export async function documentsById(tx: Tx, stream: string, wanted: ReadonlyMap<DocKind, readonly string[]>): Promise<Map<DocKind, Map<string, DocRow>>> {
  const docs = new Map([...wanted.keys()].map((kind) => [kind, new Map<string, DocRow>()]));
  if (wanted.size === 0) return docs;
  // In the order of the kinds, so that the same set of them is the same statement.
  const parts = DOC_KINDS.filter((kind) => wanted.has(kind)).map((kind) => {
    const { columns, joins = sql``, carried } = SOURCES[kind];
    return sql`(${byId(kind, wanted.get(kind) ?? [])} SELECT ${sql.raw(`'${kind}'`)} AS kind, ${columns(stream)} FROM d ${joins} WHERE ${carried(stream)})`;
  });
  for (const { kind, id, rev, body } of await rows<DocRow & { kind: DocKind }>(tx, sql.join(parts, sql` UNION ALL `))) docs.get(kind)?.set(id, { id, rev: Number(rev), body });
  return docs;
}

const byId = (kind: DocKind, ids: readonly string[]): SQL => sql`WITH d AS MATERIALIZED (SELECT * FROM ${SOURCES[kind].table} WHERE id = ANY(${array([...new Set(ids)], "uuid")}))`;

/** Snapshot lines, some to a text. */
export interface Lines {
  readonly texts: readonly string[];
  readonly count: number;
}
/** Lines to a text: few rows to read from the database, and none so long that it is dear to throw away. */
const RUN = sql.raw("32");
const linesOf = (kind: SQL): SQL => sql`string_agg('[0,"put","' || ${kind} || '","' || l.id || '",' || l.rev || ',' || l.body || ']', E'\n' ORDER BY l.n)`;

/** The documents among `ids`, in id order, as finished snapshot lines. */
export async function snapshotLines(tx: Tx, kind: DocKind, stream: string, ids: readonly string[]): Promise<Lines> {
  if (ids.length === 0) return { texts: [], count: 0 };
  const { columns, joins = sql``, carried } = SOURCES[kind];
  const runs = await rows<{ text: string; count: number }>(
    tx,
    sql`${byId(kind, ids)}, l AS (SELECT ${columns(stream)}, row_number() OVER (ORDER BY d.id) AS n FROM d ${joins} WHERE ${carried(stream)})
        SELECT count(*) AS count, ${linesOf(sql`${kind}::text`)} AS text FROM l GROUP BY l.n / ${RUN} ORDER BY l.n / ${RUN}`,
  );
  return { texts: runs.map((run) => run.text), count: runs.reduce((sum, run) => sum + Number(run.count), 0) };
}

/** All ids of a kind that a stream carries, as `id`. */
export const idsOfStream = (kind: DocKind, stream: string): SQL => SOURCES[kind].ids(stream);

/** Id and revision of all rows of a kind that a stream carries; history has no revisions. */
export const revisionsOf = (kind: DocKind, stream: string): SQL =>
  kind === "entry" ? sql`SELECT x.id, 1 AS rev FROM (${SOURCES.entry.ids(stream)}) x` : sql`SELECT d.id, d.rev FROM ${SOURCES[kind].table} d WHERE d.id IN (${SOURCES[kind].ids(stream)})`;

/** The next ids of a kind that a stream carries, in id order. */
export async function idsAfter(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, after: string | null, limit: number): Promise<string[]> {
  const beyond = after === null ? sql`true` : sql`x.id > ${after}::uuid`;
  return (await rows<{ id: string }>(tx, sql`SELECT x.id FROM (${SOURCES[kind].ids(stream)}) x WHERE ${beyond} ORDER BY x.id LIMIT ${limit}`)).map((row) => row.id);
}

/** Where a run of history ends: the entry sent last, in the order person, time, id. */
export interface EntryKey {
  readonly personId: string;
  readonly at: number;
  readonly id: string;
}
const NO_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** A stretch of history. */
export interface History extends Lines {
  /** Where it ends; null when the stream has no more. */
  readonly last: EntryKey | null;
}

/**
 * At most `limit` entries of the next `persons` persons of a stream, person by person and oldest first:
 * the order in which the workstation stores them, so that a page touches few of its pages. The inner
 * limit keeps it one short index scan per person, whatever the planner knows of the table.
 */
export async function historyLines(tx: Tx, stream: string, after: EntryKey | null, limit: number, persons: number): Promise<History> {
  const from = after ?? { personId: NO_ID, at: 0, id: NO_ID };
  const [end, ...runs] = await rows<{ text: string | null; count: number; person: string | null; last: string | null }>(
    tx,
    sql`WITH p AS MATERIALIZED (SELECT k.person_id, array_agg(k.id) AS cases FROM kase k WHERE ${inStream(stream)} AND k.person_id >= ${from.personId}::uuid
            GROUP BY k.person_id ORDER BY k.person_id LIMIT ${persons}),
          d AS MATERIALIZED (SELECT e.*, row_number() OVER (ORDER BY e.person_id, e.at_server, e.id) AS n FROM p CROSS JOIN LATERAL (
            SELECT * FROM event d WHERE d.person_id = p.person_id AND d.case_id = ANY(p.cases)
              AND (p.person_id > ${from.personId}::uuid OR (d.at_server, d.id) > (${from.at}::bigint, ${from.id}::uuid))
            ORDER BY d.at_server, d.id LIMIT ${limit}) e ORDER BY e.person_id, e.at_server, e.id LIMIT ${limit}),
          l AS (SELECT ${SOURCES.entry.columns(stream)}, d.n FROM d)
        SELECT -1 AS run, (SELECT count(*) FROM p) AS count, NULL AS text, (SELECT max(p.person_id::text) FROM p) AS person,
          (SELECT d.person_id || ' ' || d.at_server || ' ' || d.id FROM d ORDER BY d.n DESC LIMIT 1) AS last
        UNION ALL SELECT l.n / ${RUN}, count(*), ${linesOf(sql`'entry'`)}, NULL, NULL FROM l GROUP BY l.n / ${RUN} ORDER BY run`,
  );
  const found: Lines = { texts: runs.map((run) => run.text ?? ""), count: runs.reduce((sum, run) => sum + Number(run.count), 0) };
  if (found.count === limit && end?.last) return { ...found, last: readKey(end.last) };
  const more = Number(end?.count ?? 0) === persons && end?.person;
  return { ...found, last: more ? { personId: end.person ?? "", at: Number.MAX_SAFE_INTEGER, id: LAST_ID } : null };
}

/** A key as a token carries it. */
export const writeKey = (key: EntryKey): string => `${key.personId} ${key.at} ${key.id}`;
export function readKey(text: string): EntryKey {
  const [personId = "", at = "", id = ""] = text.split(" ");
  return { personId, at: Number(at), id };
}
