/**
 * Early warnings (投诉预警). They follow their case's audiences, stay with the team that stamped them, and go to the
 * desks they are addressed to; their timers are written with them.
 */
import { sql } from "drizzle-orm";
import { WarningDocSchema, type WarningDoc } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";
import { addressWarnings } from "../workflow/address.ts";
import { writeTimers } from "../workflow/timer-rows.ts";
import { caseAudiences, teamStream, type HeldCases } from "./audience.ts";

const SHAPE = sql`x(id uuid, case_id uuid, person_id uuid, collector_id uuid, team_id uuid, state text, desks text[], doc jsonb)`;
const columns = (doc: WarningDoc) => ({
  id: doc.id, case_id: doc.caseId, person_id: doc.personId, collector_id: doc.collectorId, team_id: doc.teamId, state: doc.state, desks: `{${doc.desks.map((d) => JSON.stringify(d)).join(",")}}`, doc,
});

/** Warnings by id; `lock` holds them to the commit. */
export async function loadWarnings(ctx: Ctx, ids: readonly string[], options: { lock: boolean } = { lock: false }): Promise<Map<string, WarningDoc>> {
  if (ids.length === 0) return new Map();
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<{ id: string; doc: unknown }>(ctx.tx, sql`SELECT id, doc FROM warning WHERE id = ANY(${array([...new Set(ids)], "uuid")}) ORDER BY id ${lock}`);
  // Parsed, so that what an older version wrote has today's fields.
  return new Map(found.map((r) => [r.id, WarningDocSchema.parse(r.doc)]));
}

/** Inserts or overwrites warnings: computes whom they are with, raises `rev`, writes their timers and tells every audience. */
export async function saveWarnings(ctx: Ctx, docs: readonly WarningDoc[], held?: HeldCases): Promise<void> {
  if (docs.length === 0) return;
  const before = new Map(docs.map((d) => [d.id, d.desks]));
  const addressed = await asSystem(ctx, () => addressWarnings(ctx, docs));
  const now = addressed.map((a) => a.doc);
  await ctx.tx.execute(sql`INSERT INTO warning (id, case_id, person_id, collector_id, team_id, state, desks, doc)
    SELECT * FROM json_to_recordset(${records(now.map(columns))}) AS ${SHAPE}
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, team_id = excluded.team_id, desks = excluded.desks, rev = warning.rev + 1, doc = excluded.doc`);
  await asSystem(ctx, () => writeTimers(ctx, addressed));
  const audiences = await caseAudiences(ctx, now.map((d) => d.caseId), held);
  for (const doc of now) {
    // A desk it leaves hears of it too: the row is not the desk's to see any more, and is sent as gone.
    const streams = new Set([...(audiences.get(doc.caseId) ?? []), ...(doc.teamId ? [teamStream(doc.teamId)] : []), ...doc.desks, ...(before.get(doc.id) ?? [])]);
    for (const stream of streams) ctx.changes.add(stream, "put", "warning", doc.id);
  }
}
