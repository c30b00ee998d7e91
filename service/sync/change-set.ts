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
      const names = [...byStream.keys()].sort();
      if (names.length === 0) return [];
      const counts = names.map((name) => byStream.get(name)?.length ?? 0);
      const heads = await raise(tx, names, counts);
      await write(tx, byStream, heads);
      return names.map((stream) => ({ stream, head: heads.get(stream) ?? 0 }));
    },
  };
}

/** Raises the counters and keeps their rows locked until the commit. */
async function raise(tx: Tx, names: string[], counts: number[]): Promise<Map<string, number>> {
  const raised = await rows<{ name: string; head: number }>(
    tx,
    sql`INSERT INTO stream (name, head)
        SELECT x.name, x.n FROM unnest(${array(names, "text")}, ${array(counts, "bigint")}) WITH ORDINALITY AS x(name, n, i) ORDER BY x.i
        ON CONFLICT (name) DO UPDATE SET head = stream.head + excluded.head
        RETURNING name, head`,
  );
  return new Map(raised.map((r) => [r.name, Number(r.head)]));
}

async function write(tx: Tx, byStream: Map<string, Change[]>, heads: Map<string, number>): Promise<void> {
  const all: { stream: string; pos: number; change: Change }[] = [];
  for (const [stream, list] of byStream) {
    const base = (heads.get(stream) ?? 0) - list.length;
    list.forEach((change, i) => all.push({ stream, pos: base + i + 1, change }));
  }
  for (const part of chunks(all, CHUNK)) {
    await tx.execute(sql`INSERT INTO change (stream, pos, op, kind, ref, grant_no) SELECT * FROM unnest(
      ${array(part.map((r) => r.stream), "text")}, ${array(part.map((r) => r.pos), "bigint")}, ${array(part.map((r) => r.change.op), "text")},
      ${array(part.map((r) => r.change.kind), "text")}, ${array(part.map((r) => r.change.ref), "uuid")}, ${array(part.map((r) => r.change.grantNo), "int")})`);
  }
}
