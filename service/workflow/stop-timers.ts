/**
 * The five minutes of 停催 (S-27.5): whoever finds one over holds its person, looks again, and tells the next level
 * who has not ticked and on how many machines it was not heard. Once per collector, with any number of services.
 */
import { sql } from "drizzle-orm";
import { overdueTicks, StopDocSchema, stopDueAt, unheardOn } from "../../shared/model/stop.ts";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { addressStops, saveStops } from "../records/stops.ts";

const AT_ONCE = 20;

/** Lets some go off; returns how many were looked at. */
export async function fireStops(ctx: Ctx): Promise<number> {
  const held = await rows<{ id: string }>(ctx.tx, sql`SELECT p.id FROM person p WHERE p.id IN (SELECT person_id FROM stop WHERE due_at < ${ctx.now}::bigint ORDER BY due_at LIMIT ${AT_ONCE}) ORDER BY p.id FOR UPDATE SKIP LOCKED`);
  if (held.length === 0) return 0;
  const found = await rows<{ doc: unknown }>(ctx.tx, sql`SELECT doc FROM stop WHERE due_at < ${ctx.now}::bigint AND person_id = ANY(${array(held.map((h) => h.id), "uuid")}) ORDER BY id`);
  // Whom it concerns now: a case may have gone to somebody else meanwhile.
  const now = (await addressStops(ctx, found.map((f) => StopDocSchema.parse(f.doc)))).map((a) => a.doc);
  for (const doc of now) {
    const late = overdueTicks(doc, ctx.now);
    if (late.length === 0) continue;
    const alert = { at: stopDueAt(doc) ?? ctx.now, firedAt: ctx.now, to: "head", machines: unheardOn(doc).length, userIds: late.map((c) => c.userId) };
    doc.alerts = [...doc.alerts, alert];
    await ctx.audit({ action: "stop.breached", ref: doc.personId, detail: { reason: doc.reason, ref: doc.ref, at: alert.at, to: alert.to, count: alert.machines, collectorIds: alert.userIds } });
  }
  await saveStops(ctx, now);
  return now.length;
}
