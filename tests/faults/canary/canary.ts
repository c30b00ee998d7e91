/**
 * The canary (SYNC.md 1.2): concurrent writers on a real PostgreSQL, read at the same time by a cursor
 * on a sequence and by our stream positions. The sequence must lose rows, or the schedule proves
 * nothing; our positions must lose none.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pg from "pg";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { pullPage } from "../../../service/sync/pull.ts";
import { startPostgres } from "../../support/postgres.ts";
import { startService } from "../../support/service.ts";
import { childSeed, seeded } from "../random.ts";

const WRITERS = 8;
const EACH = 100;
/** Longest wait between a writer's insert and its commit, ms. */
const DELAY_MS = 12;
const ROLLBACKS = 0.1;
const STREAM = "all";

export interface Canary {
  readonly committed: number;
  /** Committed rows the cursor on a sequence never delivered. */
  readonly lostBySequence: number;
  /** Committed rows our stream never delivered. */
  readonly lostByStream: number;
  readonly doubledByStream: number;
}

class Rollback extends Error {}

/** Runs the canary; a reason where there is no PostgreSQL. */
export async function runCanary(seed: number): Promise<Canary | { reason: string }> {
  const postgres = await startPostgres();
  if ("reason" in postgres) return postgres;
  try {
    const databaseUrl = await postgres.createDatabase();
    const { service, stop } = await startService({ databaseUrl });
    const reader = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    try {
      await reader.connect();
      await reader.query("CREATE TABLE naive (n bigserial PRIMARY KEY, ref uuid NOT NULL); GRANT ALL ON naive, naive_n_seq TO lockdesk_app");
      return await race(service, reader, seed);
    } finally {
      await reader.end();
      await stop();
    }
  } finally {
    await postgres.stop();
  }
}

async function race(service: Service, reader: pg.Client, seed: number): Promise<Canary> {
  const committed = new Set<string>();
  const bySequence = new Set<string>();
  const byStream: string[] = [];
  let writing = true;
  let last = 0;
  let position = 0;
  const readSequence = async () => {
    const { rows } = await reader.query<{ n: number; ref: string }>("SELECT n, ref FROM naive WHERE n > $1 ORDER BY n LIMIT 500", [last]);
    for (const { n, ref } of rows) {
      last = Number(n);
      bySequence.add(ref);
    }
  };
  const readStream = async () => {
    const { lines, to } = await service.run(SYSTEM, (ctx) => pullPage(ctx.tx, STREAM, position, 500));
    byStream.push(...lines.map((line) => (JSON.parse(line) as [number, string, string, string])[3]));
    position = to;
  };
  const poll = async (read: () => Promise<void>) => {
    while (writing) {
      await read();
      await sleep(1);
    }
    for (let i = 0; i < 5; i += 1) await read();
  };
  const polling = [poll(readSequence), poll(readStream)];
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(service, childSeed(seed, writer), committed)));
  writing = false;
  await Promise.all(polling);
  return {
    committed: committed.size, lostBySequence: [...committed].filter((ref) => !bySequence.has(ref)).length,
    lostByStream: [...committed].filter((ref) => !byStream.includes(ref)).length, doubledByStream: byStream.length - new Set(byStream).size,
  };
}

/** One writer: the same rows go into the naive table and into the stream, in one transaction each. */
async function write(service: Service, seed: number, committed: Set<string>): Promise<void> {
  const random = seeded(seed);
  for (let i = 0; i < EACH; i += 1) {
    const ref = randomUUID();
    const [delay, back] = [random.below(DELAY_MS), random.chance(ROLLBACKS)];
    const done = await service
      .run(SYSTEM, async (ctx) => {
        await ctx.tx.execute(sql`INSERT INTO naive (ref) VALUES (${ref}::uuid)`);
        await sleep(delay);
        ctx.changes.add(STREAM, "put", "colleague", ref);
        if (back) throw new Rollback();
      })
      .then(() => true, (error: unknown) => {
        if (error instanceof Rollback) return false;
        throw error;
      });
    if (done) committed.add(ref);
  }
}
