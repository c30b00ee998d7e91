/** Figures of a day per collector (R-06: money never without conduct: refusals stand beside promises). */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { dayOf, startOfDay } from "../../shared/model/time.ts";
import type { FiguresSchema } from "../../shared/protocol/desk.ts";

export type Figures = z.output<typeof FiguresSchema>;
export const NO_FIGURES: Figures = { attempts: 0, connected: 0, debtor: 0, promises: 0, promisedFen: 0, kept: 0, refused: 0 };

type Counted = { id: string } & Record<keyof Figures, string | number>;
const numbers = ({ id: _, ...counts }: Partial<Counted>): Partial<Figures> => Object.fromEntries(Object.entries(counts).map(([k, v]) => [k, Number(v)]));

/**
 * Counts what each user did since local midnight of the context's day. Attempts are outbound calls
 * that reached the line (A11, a fault of ours, does not count); inbound calls count nowhere.
 */
export async function figuresOfToday(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, Figures>> {
  const since = startOfDay(dayOf(ctx.now));
  const ids = array(userIds, "uuid");
  const calls = await rows<Counted>(
    ctx.tx,
    sql`SELECT user_id AS id,
          count(*) FILTER (WHERE type = 'call.logged' AND body->>'direction' = 'out' AND body->>'line' <> 'A11') AS attempts,
          count(*) FILTER (WHERE type = 'call.logged' AND body->>'direction' = 'out' AND body->>'line' = 'A1') AS connected,
          count(*) FILTER (WHERE type = 'call.logged' AND body->>'direction' = 'out' AND body->>'person' = 'B1') AS debtor,
          count(*) FILTER (WHERE type = 'call.refused') AS refused
        FROM event WHERE user_id = ANY(${ids}) AND at_server >= ${since} AND type IN ('call.logged', 'call.refused') GROUP BY user_id`,
  );
  const promises = await rows<Counted>(
    ctx.tx,
    sql`SELECT (doc->>'madeBy')::uuid AS id,
          count(*) FILTER (WHERE (doc->>'madeAt')::bigint >= ${since}) AS promises,
          coalesce(sum((doc->>'amountFen')::bigint) FILTER (WHERE (doc->>'madeAt')::bigint >= ${since}), 0) AS "promisedFen",
          count(*) FILTER (WHERE state = 'kept' AND (doc->>'decidedAt')::bigint >= ${since}) AS kept
        FROM promise WHERE (doc->>'madeBy')::uuid = ANY(${ids}) GROUP BY 1`,
  );
  const all = new Map<string, Figures>(userIds.map((id) => [id, { ...NO_FIGURES }]));
  for (const row of [...calls, ...promises]) all.set(row.id, { ...(all.get(row.id) ?? NO_FIGURES), ...numbers(row) });
  return all;
}
