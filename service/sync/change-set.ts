/**
 * Change rows of one transaction. They are written last: the counter row of each stream is raised in
 * sorted order and its lock held to the commit, so positions are commit-ordered and gap-free and a
 * reader can miss nothing (SYNC.md 1.2; sequence and time cursors lost 9-21 % of rows).
 */
import { sql } from "drizzle-orm";
import type { ChangeSet, Tx } from "../context.ts";
import { array, chunks, rows } from "../db/query.ts";
import type { DocKind } from "../../shared/model/documents.ts";

type Op = "put" | "del" | "grant" | "revoke";
interface Change {
  readonly op: Op;
  readonly kind: DocKind;
  readonly ref: string;
  readonly grantNo: number;
}

interface Placed extends Change {
  readonly stream: string;
}

export interface StreamHead {
  readonly stream: string;
  readonly head: number;
}

export interface Changes extends ChangeSet {
  /** True when nothing was added. */
  empty(): boolean;
  /** A point to return to when a part of the unit of work is undone. */
  mark(): () => void;
  /** Writes everything and returns the new heads. Nothing may be added afterwards. */
  flush(tx: Tx): Promise<StreamHead[]>;
}

const CHUNK = 10_000;

export function newChanges(): Changes {
  let byStream = new Map<string, Change[]>();
  let seen = new Set<string>();
  return {
    add(stream, op, kind, ref, grantNo = 0) {
      const key = `${stream} ${kind} ${ref}`;
      // Twice the same document in one transaction is one change; a grant or revoke starts afresh.
      if (op === "put" && seen.has(key)) return;
      if (op === "put") seen.add(key);
      else seen.delete(key);
      const list = byStream.get(stream);
      if (list) list.push({ op, kind, ref, grantNo });
      else byStream.set(stream, [{ op, kind, ref, grantNo }]);
    },
    empty: () => byStream.size === 0,
    mark() {
      const streams = new Map([...byStream].map(([name, list]) => [name, [...list]]));
      const keys = new Set(seen);
      return () => {
        byStream = streams;
        seen = keys;
      };
    },
    async flush(tx) {
      const all = [...byStream.keys()].sort().flatMap((stream) => (byStream.get(stream) ?? []).map((change) => ({ stream, ...change })));
      const heads = new Map<string, number>();
      for (const part of chunks(all, CHUNK)) for (const { stream, head } of await write(tx, part)) heads.set(stream, head);
      return [...heads].map(([stream, head]) => ({ stream, head }));
    },
  };
}

/**
 * Raises the counters of the streams of these changes, which come sorted by stream, and writes the changes
 * below the new heads. The counters' rows stay locked until the commit.
 */
async function write(tx: Tx, part: readonly Placed[]): Promise<StreamHead[]> {
  const counts = new Map<string, number>();
  for (const { stream } of part) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  const left = new Map(counts);
  // How many changes of its stream come after each: its place below the new head.
  const after = part.map(({ stream }) => {
    const n = (left.get(stream) ?? 0) - 1;
    left.set(stream, n);
    return n;
  });
  const raised = await rows<{ name: string; head: number }>(
    tx,
    sql`WITH s AS (INSERT INTO stream (name, head)
          SELECT x.name, x.n FROM unnest(${array([...counts.keys()], "text")}, ${array([...counts.values()], "bigint")}) WITH ORDINALITY AS x(name, n, i) ORDER BY x.i
          ON CONFLICT (name) DO UPDATE SET head = stream.head + excluded.head
          RETURNING name, head),
        w AS (INSERT INTO change (stream, pos, op, kind, ref, grant_no)
          SELECT c.stream, s.head - c.after, c.op, c.kind, c.ref, c.grant_no FROM unnest(
            ${array(part.map((c) => c.stream), "text")}, ${array(after, "bigint")}, ${array(part.map((c) => c.op), "text")},
            ${array(part.map((c) => c.kind), "text")}, ${array(part.map((c) => c.ref), "uuid")}, ${array(part.map((c) => c.grantNo), "int")})
            AS c(stream, after, op, kind, ref, grant_no) JOIN s ON s.name = c.stream)
        SELECT name, head FROM s`,
  );
  return raised.map((r) => ({ stream: r.name, head: Number(r.head) }));
}
