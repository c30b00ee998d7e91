/**
 * Tells whoever listens that a stream has moved: within the process directly, between services over
 * one PostgreSQL by NOTIFY, sent after the commit and gathered, because a NOTIFY inside it would make
 * all commits queue. A lost nudge costs one poll interval, never a row.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type pg from "pg";
import type { Tx } from "../context.ts";
import { chunks } from "../db/query.ts";
import type { StreamHead } from "./change-set.ts";

export interface Nudger {
  publish(heads: readonly StreamHead[]): void;
  /** Calls `listener` for every head; returns how to stop. */
  subscribe(listener: (head: StreamHead) => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = "lockdesk_head";
const GATHER_MS = 20;
const RECONNECT_MS = 2_000;
const PER_MESSAGE = 60;

export function newNudger(db: Tx, dedicated: (() => Promise<pg.Client>) | null): Nudger {
  const listeners = new Set<(head: StreamHead) => void>();
  const tell = (heads: readonly StreamHead[]) => {
    for (const head of heads) for (const listener of listeners) listener(head);
  };
  const relay = dedicated ? newRelay(db, dedicated, tell) : null;
  return {
    publish(heads) {
      tell(heads);
      relay?.send(heads);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => relay?.close(),
  };
}

function newRelay(db: Tx, dedicated: () => Promise<pg.Client>, tell: (heads: readonly StreamHead[]) => void) {
  const self = randomUUID();
  const waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let client: pg.Client | null = null;
  let closed = false;

  const flush = async () => {
    timer = null;
    const heads = [...waiting].map(([stream, head]) => ({ stream, head }));
    waiting.clear();
    for (const part of chunks(heads, PER_MESSAGE)) await db.execute(sql`SELECT pg_notify(${CHANNEL}, ${JSON.stringify({ self, heads: part })})`).catch(() => undefined);
  };
  const heard = (payload: string | undefined) => {
    const message = JSON.parse(payload ?? "{}") as { self?: string; heads?: StreamHead[] };
    if (message.self !== self) tell(message.heads ?? []);
  };
  const listen = async () => {
    try {
      const fresh = await dedicated();
      fresh.on("notification", (n) => heard(n.payload));
      // A connection that is cut tells it twice: with the server's word, and with the end of the socket.
      fresh.on("error", () => undefined);
      fresh.once("end", again);
      client = fresh;
      await fresh.query(`LISTEN ${CHANNEL}`);
      if (closed) await fresh.end();
    } catch {
      again();
    }
  };
  const again = () => {
    client = null;
    if (!closed) setTimeout(() => void listen(), RECONNECT_MS).unref();
  };
  void listen();
  return {
    send(heads: readonly StreamHead[]) {
      for (const { stream, head } of heads) waiting.set(stream, Math.max(head, waiting.get(stream) ?? 0));
      timer ??= setTimeout(() => void flush(), GATHER_MS);
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
