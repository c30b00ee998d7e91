/**
 * A stream's present documents, page by page: what the worklist needs first, history last and newest
 * first. The head is read before the first page; pulling from there makes up for whatever changed
 * meanwhile, and `rev` makes the overlap harmless.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { DOC_KINDS, type DocKind } from "../../shared/model/documents.ts";
import type { Tx } from "../context.ts";
import { rows } from "../db/query.ts";
import { documentsAfter, documentsById, entryIds, type DocRow } from "./documents.ts";
import type { SnapshotToken } from "./token.ts";
import { line } from "./wire.ts";

export interface SnapshotPage {
  readonly lines: string[];
  readonly at: number;
  readonly next: SnapshotToken | null;
}

const NO_KINDS: readonly DocKind[] = [];
const kindsOf = (stream: string): readonly DocKind[] => {
  if (stream === "all") return ["colleague"];
  return stream.startsWith("device:") ? NO_KINDS : ["person", "case", "promise", "warning", "entry"];
};

/** The head of a stream now. */
export async function headOf(tx: Pick<Tx, "execute">, stream: string): Promise<number> {
  const [row] = await rows<{ head: number }>(tx, sql`SELECT head FROM stream WHERE name = ${stream}`);
  return Number(row?.head ?? 0);
}

/** One page of at most `limit` documents, beginning where `token` says (null: at the start). */
export async function snapshotPage(tx: Tx, stream: string, epoch: string, token: SnapshotToken | null, limit: number): Promise<SnapshotPage> {
  const start: SnapshotToken = token ?? { e: epoch, s: stream, at: await headOf(tx, stream), k: 0, a: null };
  const lines: string[] = [];
  let place = start;
  for (const kind of kindsOf(stream)) {
    const index = DOC_KINDS.indexOf(kind);
    if (index < place.k) continue;
    if (index > place.k) place = { e: start.e, s: start.s, at: start.at, k: index, a: null };
    const room = limit - lines.length;
    if (room <= 0) return { lines, at: start.at, next: place };
    const page = kind === "entry" ? await entryPage(tx, stream, place, room) : await plainPage(tx, kind, stream, place, room);
    for (const row of page.rows) lines.push(line(0, "put", kind, row.id, row.rev, row.body));
    if (page.next) return { lines, at: start.at, next: page.next };
  }
  return { lines, at: start.at, next: null };
}

async function plainPage(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, place: SnapshotToken, room: number): Promise<{ rows: DocRow[]; next: SnapshotToken | null }> {
  const found = await documentsAfter(tx, kind, stream, place.a, room);
  const last = found.at(-1);
  return { rows: found, next: last && found.length === room ? { ...place, a: last.id } : null };
}

/**
 * The order of entries is computed once per snapshot and remembered for its next pages; sorting the
 * whole history again for every page would cost more than reading it. Forgotten (restart, another
 * instance), it is computed again below the last entry sent.
 */
const lists = new Map<string, { ids: { id: string; at: number }[]; usedAt: number }>();
const MAX_LISTS = 32;
const LIST_LIFE_MS = 600_000;

async function entryPage(tx: Tx, stream: string, place: SnapshotToken, room: number): Promise<{ rows: DocRow[]; next: SnapshotToken | null }> {
  const known = place.l === undefined ? undefined : lists.get(place.l);
  const key = known && place.l !== undefined ? place.l : randomUUID();
  const ids = known?.ids ?? (await entryIds(tx, stream, place.a === null ? null : { at: place.t ?? 0, id: place.a }));
  const from = known ? (place.i ?? 0) : 0;
  const slice = ids.slice(from, from + room);
  const found = await documentsById(tx, "entry", stream, slice.map((e) => e.id));
  const last = slice.at(-1);
  const more = from + slice.length < ids.length && last !== undefined;
  if (more) remember(key, ids);
  else lists.delete(key);
  // An entry whose case has left the stream meanwhile is left out; the pull brings the revoke.
  return { rows: slice.flatMap((e) => found.get(e.id) ?? []), next: more ? { ...place, a: last.id, t: last.at, l: key, i: from + slice.length } : null };
}

function remember(key: string, ids: { id: string; at: number }[]): void {
  const now = Date.now();
  lists.delete(key);
  lists.set(key, { ids, usedAt: now });
  for (const [k, list] of lists) if (lists.size > MAX_LISTS || now - list.usedAt > LIST_LIFE_MS) lists.delete(k);
}
