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
import { entryIds, idsAfter, snapshotLines, type Lines } from "./documents.ts";
import type { SnapshotToken } from "./token.ts";

export interface SnapshotPage {
  /** Finished lines, several to a text. */
  readonly texts: readonly string[];
  readonly count: number;
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
  const texts: string[] = [];
  let count = 0;
  const page = (next: SnapshotToken | null): SnapshotPage => ({ texts, count, at: start.at, next });
  let place = start;
  for (const kind of kindsOf(stream)) {
    const index = DOC_KINDS.indexOf(kind);
    if (index < place.k) continue;
    if (index > place.k) place = { e: start.e, s: start.s, at: start.at, k: index, a: null };
    if (count >= limit) return page(place);
    const { lines, next } = kind === "entry" ? await entryPage(tx, stream, place, limit - count) : await plainPage(tx, kind, stream, place, limit - count);
    if (lines.count > 0) texts.push(lines.text);
    count += lines.count;
    if (next) return page(next);
  }
  return page(null);
}

async function plainPage(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, place: SnapshotToken, room: number): Promise<{ lines: Lines; next: SnapshotToken | null }> {
  const ids = await idsAfter(tx, kind, stream, place.a, room);
  const last = ids.length === room ? ids.at(-1) : undefined;
  return { lines: await snapshotLines(tx, kind, stream, ids), next: last === undefined ? null : { ...place, a: last } };
}

/**
 * The order of entries is computed once per snapshot and remembered for its next pages; sorting the
 * whole history again for every page would cost more than reading it. Forgotten (restart, another
 * instance), it is computed again below the last entry sent.
 */
const lists = new Map<string, { ids: readonly string[]; usedAt: number }>();
const MAX_LISTS = 32;
const LIST_LIFE_MS = 600_000;

async function entryPage(tx: Tx, stream: string, place: SnapshotToken, room: number): Promise<{ lines: Lines; next: SnapshotToken | null }> {
  const known = place.l === undefined ? undefined : lists.get(place.l);
  const key = known && place.l !== undefined ? place.l : randomUUID();
  const ids = known?.ids ?? (await entryIds(tx, stream, place.a));
  const from = known ? (place.i ?? 0) : 0;
  const slice = ids.slice(from, from + room);
  const last = slice.at(-1);
  const more = from + slice.length < ids.length && last !== undefined;
  if (more) remember(key, ids);
  else lists.delete(key);
  // An entry whose case has left the stream meanwhile is left out; the pull brings the revoke.
  return { lines: await snapshotLines(tx, "entry", stream, slice), next: more ? { ...place, a: last, l: key, i: from + slice.length } : null };
}

function remember(key: string, ids: readonly string[]): void {
  const now = Date.now();
  lists.delete(key);
  lists.set(key, { ids, usedAt: now });
  for (const [k, list] of lists) if (lists.size > MAX_LISTS || now - list.usedAt > LIST_LIFE_MS) lists.delete(k);
}
