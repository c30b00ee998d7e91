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

const ofTeam = (stream: string): SQL => (stream.startsWith("team:") ? sql`OR w.team_id = ${stream.slice(5)}::uuid` : sql``);

/** SELECT … FROM … WHERE of each kind; the caller adds keys, order and limit. */
const SELECTS: Record<DocKind, (stream: string) => SQL> = {
  colleague: (stream) => sql`SELECT d.id, d.rev, json_build_object('id', d.id, 'no', d.no, 'name', d.name, 'teamId', d.team_id, 'teamName', coalesce(t.name, ''),
      'extension', d.extension, 'roles', d.roles, 'duty', d.duty)::text AS body FROM app_user d LEFT JOIN team t ON t.id = d.team_id WHERE d.active AND ${stream === "all" ? sql`true` : sql`false`}`,
  person: (stream) => sql`SELECT d.id, d.rev, d.doc::text AS body FROM person d WHERE d.id IN (SELECT k.person_id FROM kase k WHERE ${inStream(stream)})`,
  case: (stream) => sql`SELECT k.id, k.rev, k.doc::text AS body FROM kase k WHERE ${inStream(stream)}`,
  promise: (stream) => sql`SELECT d.id, d.rev, d.doc::text AS body FROM promise d WHERE d.case_id IN (SELECT k.id FROM kase k WHERE ${inStream(stream)})`,
  warning: (stream) => sql`SELECT w.id, w.rev, w.doc::text AS body FROM warning w WHERE (w.case_id IN (SELECT k.id FROM kase k WHERE ${inStream(stream)}) ${ofTeam(stream)})`,
  entry: (stream) => sql`SELECT e.id, 1 AS rev, e.type, e.case_id, e.person_id, e.user_id, e.user_name, e.at_server, e.body::text AS body
      FROM event e WHERE e.case_id IN (SELECT k.id FROM kase k WHERE ${inStream(stream)})`,
};
const KEY: Record<DocKind, SQL> = { colleague: sql`d.id`, person: sql`d.id`, case: sql`k.id`, promise: sql`d.id`, warning: sql`w.id`, entry: sql`e.id` };

interface EntryRow extends DocRow {
  type: string;
  case_id: string | null;
  person_id: string | null;
  user_id: string;
  user_name: string;
  at_server: number;
}

const text = (value: string | null): string => (value === null ? "null" : JSON.stringify(value));

/** A timeline entry as JSON text; its body is spliced in unparsed. */
function entryBody(e: EntryRow): string {
  return `{"id":"${e.id}","type":${text(e.type)},"caseId":${text(e.case_id)},"personId":${text(e.person_id)},"userId":${text(e.user_id)},"userName":${text(e.user_name)},"at":${Number(e.at_server)},"body":${e.body}}`;
}

const finished = (kind: DocKind, found: DocRow[]): DocRow[] =>
  kind === "entry" ? found.map((row) => ({ id: row.id, rev: 1, body: entryBody(row as EntryRow) })) : found.map((row) => ({ ...row, rev: Number(row.rev) }));

/** The documents among `ids` that the stream may carry now. */
export async function documentsById(tx: Tx, kind: DocKind, stream: string, ids: readonly string[]): Promise<Map<string, DocRow>> {
  if (ids.length === 0) return new Map();
  const found = await rows<DocRow>(tx, sql`${SELECTS[kind](stream)} AND ${KEY[kind]} = ANY(${array([...new Set(ids)], "uuid")})`);
  return new Map(finished(kind, found).map((row) => [row.id, row]));
}

/** The next documents of a kind in id order. */
export async function documentsAfter(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, after: string | null, limit: number): Promise<DocRow[]> {
  const beyond = after === null ? sql`true` : sql`${KEY[kind]} > ${after}::uuid`;
  return finished(kind, await rows<DocRow>(tx, sql`${SELECTS[kind](stream)} AND ${beyond} ORDER BY ${KEY[kind]} LIMIT ${limit}`));
}

/** Ids of all timeline entries of a stream, newest first; `before` continues below a known one. */
export async function entryIds(tx: Tx, stream: string, before: { at: number; id: string } | null): Promise<{ id: string; at: number }[]> {
  const below = before === null ? sql`true` : sql`(e.at_server, e.id) < (${before.at}::bigint, ${before.id}::uuid)`;
  const found = await rows<{ id: string; at: number }>(
    tx,
    sql`SELECT e.id, e.at_server AS at FROM event e WHERE e.case_id IN (SELECT k.id FROM kase k WHERE ${inStream(stream)}) AND ${below} ORDER BY e.at_server DESC, e.id DESC`,
  );
  return found.map((row) => ({ id: row.id, at: Number(row.at) }));
}
