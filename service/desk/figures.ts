/** Figures of a day per collector (R-06: money never without conduct: refusals stand beside promises). */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { DAY, dayOf, HOUR, startOfDay } from "../../shared/model/time.ts";
import type { FiguresSchema } from "../../shared/protocol/desk.ts";

export type Figures = z.output<typeof FiguresSchema>;
export const NO_FIGURES: Figures = { attempts: 0, connected: 0, debtor: 0, promises: 0, promisedFen: 0, kept: 0, refused: 0 };

type Counted = { id: string } & Record<keyof Figures, string | number>;
/** What counts as dialled, answered and answered by the debtor (DOMAIN.md 4.4): one reading for every figure of the day. */
const DIALLED = sql`type = 'call.logged' AND body->>'direction' = 'out'`;
const ATTEMPTS = sql`count(*) FILTER (WHERE ${DIALLED} AND body->>'line' <> 'A11') AS attempts`;
const CONNECTED = sql`count(*) FILTER (WHERE ${DIALLED} AND body->>'line' = 'A1') AS connected`;
const DEBTOR = sql`count(*) FILTER (WHERE ${DIALLED} AND body->>'person' = 'B1') AS debtor`;

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
          ${ATTEMPTS}, ${CONNECTED}, ${DEBTOR},
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

export type HourFigures = Pick<Figures, "attempts" | "connected" | "debtor"> & { readonly hour: number };

/** The same day by local hour, for the users together; hours in which nobody dialled are left out. */
export async function hoursOfToday(ctx: Ctx, userIds: readonly string[]): Promise<HourFigures[]> {
  const since = startOfDay(dayOf(ctx.now));
  const counted = await rows<Record<keyof HourFigures, string | number>>(
    ctx.tx,
    sql`SELECT (at_server - ${since}::bigint) / ${HOUR} AS hour, ${ATTEMPTS}, ${CONNECTED}, ${DEBTOR}
        FROM event WHERE user_id = ANY(${array(userIds, "uuid")}) AND at_server >= ${since} AND at_server < ${since + DAY} AND type = 'call.logged' GROUP BY 1 ORDER BY 1`,
  );
  const hours = counted.map((h) => ({ hour: Number(h.hour), attempts: Number(h.attempts), connected: Number(h.connected), debtor: Number(h.debtor) }));
  return hours.filter((h) => h.attempts > 0 || h.debtor > 0);
}

/** Refusals of the gate today by the rule whose words the collector read: the first in the receipt that did not hold. Most first. */
export async function refusalsOfToday(ctx: Ctx, userIds: readonly string[]): Promise<{ rule: string; n: number }[]> {
  const since = startOfDay(dayOf(ctx.now));
  const counted = await rows<{ rule: string; n: string | number }>(
    ctx.tx,
    sql`SELECT coalesce((SELECT r->>'id' FROM jsonb_array_elements(body#>'{gate,rules}') WITH ORDINALITY AS x(r, place) WHERE NOT (r->>'ok')::boolean ORDER BY place LIMIT 1), '') AS rule, count(*) AS n
        FROM event WHERE user_id = ANY(${array(userIds, "uuid")}) AND at_server >= ${since} AND type = 'call.refused' GROUP BY 1 ORDER BY n DESC, rule`,
  );
  return counted.map(({ rule, n }) => ({ rule, n: Number(n) }));
}
