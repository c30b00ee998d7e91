/**
 * A stream's present documents, page by page: what the worklist needs first, history last, person by
 * person. The head is read before the first page; pulling from there makes up for whatever changed
 * meanwhile, and `rev` makes the overlap harmless.
 */
import { sql } from "drizzle-orm";
import { DESK } from "../../shared/access/desks.ts";
import { DOC_KINDS, type DocKind } from "../../shared/model/documents.ts";
import type { Tx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { historyLines, idsAfter, readKey, snapshotLines, writeKey, type Lines } from "./documents.ts";
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
  if (stream.startsWith(DESK)) return ["warning", "stop", "form"];
  return stream.startsWith("device:") ? NO_KINDS : ["person", "case", "promise", "warning", "stop", "entry"];
};

/** The head of a stream now. */
export async function headOf(tx: Pick<Tx, "execute">, stream: string): Promise<number> {
  const [row] = await rows<{ head: number }>(tx, sql`SELECT head FROM stream WHERE name = ${stream}`);
  return Number(row?.head ?? 0);
}

/** The heads of some streams now; one that never had a change stands at 0. */
export async function headsOf(tx: Pick<Tx, "execute">, streams: readonly string[]): Promise<Record<string, number>> {
  const found = await rows<{ name: string; head: number }>(tx, sql`SELECT name, head FROM stream WHERE name = ANY(${array(streams, "text")})`);
  return { ...Object.fromEntries(streams.map((name) => [name, 0])), ...Object.fromEntries(found.map((row) => [row.name, Number(row.head)])) };
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
    const parts = kind === "entry" ? entryPages(tx, stream, place, limit - count) : plainPages(tx, kind, stream, place, limit - count);
    let after: SnapshotToken | null = null;
    for await (const { lines, next } of parts) {
      texts.push(...lines.texts);
      count += lines.count;
      after = next;
    }
    if (after) return page(after);
  }
  return page(null);
}

type Part = { lines: Lines; next: SnapshotToken | null };

async function* plainPages(tx: Tx, kind: Exclude<DocKind, "entry">, stream: string, place: SnapshotToken, room: number): AsyncGenerator<Part> {
  const ids = await idsAfter(tx, kind, stream, place.a, room);
  const last = ids.length === room ? ids.at(-1) : undefined;
  yield { lines: await snapshotLines(tx, kind, stream, ids), next: last === undefined ? null : { ...place, a: last } };
}

/** Persons asked for at once: some two pages' worth where few calls were made, little too much where many were. */
const FIRST_PERSONS = 50;
const MOST_PERSONS = 1_000;

/** An entry whose case has left the stream meanwhile is left out; the pull brings the revoke. */
async function* entryPages(tx: Tx, stream: string, place: SnapshotToken, room: number): AsyncGenerator<Part> {
  let key = place.a === null ? null : readKey(place.a);
  let persons = Math.min(MOST_PERSONS, place.p ?? FIRST_PERSONS);
  let held = 0;
  for (let left = room; left > 0; ) {
    const { last, ...lines } = await historyLines(tx, stream, key, left, persons);
    held += persons;
    yield { lines, next: last && { ...place, a: writeKey(last), p: held } };
    if (!last) return;
    // As many more as fill the page at the density just seen.
    left -= lines.count;
    persons = Math.min(MOST_PERSONS, Math.max(FIRST_PERSONS, Math.ceil((persons * left) / Math.max(1, lines.count))));
    key = last;
  }
}
