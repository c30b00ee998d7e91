/** For the balancer: live = the process answers; ready = it would take a request in now, and the database would keep it. */
import type { FastifyInstance } from "fastify";
import { sql } from "drizzle-orm";
import type { Service } from "../app.ts";
import { rows } from "../db/query.ts";
import type { House } from "./house.ts";

/** A database slower than this is no use to a workstation either. */
const DATABASE_MS = 5_000;

const open = { config: { entrance: "public", uncounted: true }, schema: { hide: true } } as const;

export function health(app: FastifyInstance, { service, gate }: House): void {
  app.get("/health/live", open, () => ({ ok: true }));
  app.get("/health/ready", open, async (_request, reply) => {
    const reason = gate.draining ? "draining" : await unready(service);
    return reply.status(reason === null ? 200 : 503).send(reason === null ? { ok: true } : { ok: false, reason });
  });
}

/** Why a request could not be taken in now; null when it could. */
async function unready({ db, epoch }: Service): Promise<string | null> {
  const looked = rows<{ epoch: string | null; standby: boolean }>(db, sql`SELECT (SELECT value FROM meta WHERE key = 'epoch') AS epoch, pg_is_in_recovery() AS standby`).then((r) => r[0] ?? null, () => null);
  const row = await Promise.race([looked, new Promise<null>((done) => setTimeout(done, DATABASE_MS, null).unref())]);
  if (!row) return "database";
  if (row.standby) return "standby";
  return row.epoch === epoch ? null : "epoch";
}
