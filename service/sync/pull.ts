/** The changes of a stream after a position: gap-free, each with the document as it is now. */
import { sql } from "drizzle-orm";
import type { DocKind } from "../../shared/model/documents.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Row } from "../../shared/protocol/sync.ts";
import type { Tx } from "../context.ts";
import { rows } from "../db/query.ts";
import { documentsById, type DocRow } from "./documents.ts";
import { headOf } from "./snapshot.ts";
import { line } from "./wire.ts";

interface ChangeRow {
  pos: number;
  op: Row[1];
  kind: DocKind;
  ref: string;
  grant_no: number;
}
export interface PullPage {
  readonly lines: string[];
  readonly to: number;
  readonly head: number;
}

/**
 * Rows in (from, from + limit]. Refuses `behind` when the caller has already seen more than this
 * database holds. A document that is gone, or no longer the stream's to see, is sent as `del`: its
 * position still counts, so that `count = to - from` always. `known` is the head when the caller has just
 * read it: what it counts is committed and can be seen.
 */
export async function pullPage(tx: Tx, stream: string, from: number, limit: number, known?: number): Promise<PullPage> {
  const head = known ?? (await headOf(tx, stream));
  if (from > head) refuse("behind");
  // From here on each statement keeps one plan: row security makes planning the documents dearer than reading them.
  const changes = await rows<ChangeRow>(tx, sql`WITH once AS MATERIALIZED (SELECT set_config('plan_cache_mode', 'force_generic_plan', true))
    SELECT pos, op, kind, ref, grant_no FROM once CROSS JOIN change WHERE stream = ${stream} AND pos > ${from} AND pos <= ${head} ORDER BY pos LIMIT ${limit}`);
  const docs = await documentsOf(tx, stream, changes);
  const lines = changes.map((change) => lineOf(change, docs.get(change.kind)?.get(change.ref)));
  const to = from + changes.length;
  if (changes.length > 0 && Number(changes.at(-1)?.pos) !== to) throw new Error(`gap in stream ${stream} after ${from}`);
  return { lines, to, head };
}

async function documentsOf(tx: Tx, stream: string, changes: readonly ChangeRow[]): Promise<Map<DocKind, Map<string, DocRow>>> {
  const wanted = new Map<DocKind, string[]>();
  for (const change of changes) {
    if (change.op !== "put") continue;
    const ids = wanted.get(change.kind);
    if (ids) ids.push(change.ref);
    else wanted.set(change.kind, [change.ref]);
  }
  return documentsById(tx, stream, wanted);
}

function lineOf(change: ChangeRow, doc: DocRow | undefined): string {
  const pos = Number(change.pos);
  switch (change.op) {
    case "put":
      return doc ? line(pos, "put", change.kind, doc.id, doc.rev, doc.body) : line(pos, "del", change.kind, change.ref, 0, null);
    case "del":
      return line(pos, "del", change.kind, change.ref, 0, null);
    case "grant":
    case "revoke":
      return line(pos, change.op, change.kind, change.ref, 0, `{"grantNo":${Number(change.grant_no)}}`);
  }
}
