/**
 * Digests (SYNC.md 3.1): how many rows of a kind a stream holds, and a sum over them, by range of ids. A
 * workstation makes its own from its own rows and compares; what differs is fetched again, a range at a time.
 */
import { sql } from "drizzle-orm";
import type { DocKind } from "../../shared/model/documents.ts";
import { DIGEST_RANGES } from "../../shared/protocol/sync.ts";
import type { Tx } from "../context.ts";
import { rows } from "../db/query.ts";
import { idsOfStream, revisionsOf, snapshotLines, type Lines } from "./documents.ts";
import { headOf } from "./snapshot.ts";

/** `"<rows> <sum>"` of every range, with the position it holds for. Call inside one transaction. */
export async function rangeDigests(tx: Tx, stream: string, kind: DocKind): Promise<{ at: number; ranges: string[] }> {
  const at = await headOf(tx, stream);
  const found = await rows<{ range: number; n: number; sum: string }>(
    tx,
    sql`SELECT ('x' || right(r.id::text, 2))::bit(8)::int AS range, count(*) AS n, sum(('x' || left(md5(r.id::text || ':' || r.rev), 8))::bit(32)::bigint) AS sum
        FROM (${revisionsOf(kind, stream)}) r GROUP BY 1`,
  );
  const ranges = Array.from({ length: DIGEST_RANGES }, () => "0 0");
  // bit(32)::bigint is unsigned: a bit string has no sign.
  for (const { range, n, sum } of found) ranges[Number(range)] = `${n} ${sum}`;
  return { at, ranges };
}

/** All rows of one range as snapshot lines. */
export async function rangeLines(tx: Tx, stream: string, kind: DocKind, range: number): Promise<{ at: number; lines: Lines }> {
  const at = await headOf(tx, stream);
  const hex = range.toString(16).padStart(2, "0");
  const ids = await rows<{ id: string }>(tx, sql`SELECT x.id FROM (${idsOfStream(kind, stream)}) x WHERE right(x.id::text, 2) = ${hex}`);
  return { at, lines: await snapshotLines(tx, kind, stream, ids.map((r) => r.id)) };
}
