/** Early warnings (投诉预警). They follow their case's audiences and stay with the team that stamped them. */
import { sql } from "drizzle-orm";
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { caseAudiences, teamStream, type HeldCases } from "./audience.ts";

const SHAPE = sql`x(id uuid, case_id uuid, person_id uuid, collector_id uuid, team_id uuid, state text, doc jsonb)`;
const columns = (doc: WarningDoc) => ({
  id: doc.id, case_id: doc.caseId, person_id: doc.personId, collector_id: doc.collectorId, team_id: doc.teamId, state: doc.state, doc,
});

/** Warnings by id; `lock` holds them to the commit. */
export async function loadWarnings(ctx: Ctx, ids: readonly string[], options: { lock: boolean } = { lock: false }): Promise<Map<string, WarningDoc>> {
  if (ids.length === 0) return new Map();
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<{ id: string; doc: WarningDoc }>(ctx.tx, sql`SELECT id, doc FROM warning WHERE id = ANY(${array([...new Set(ids)], "uuid")}) ORDER BY id ${lock}`);
  return new Map(found.map((r) => [r.id, r.doc]));
}

/** Inserts or overwrites warnings: raises `rev` and tells every audience. */
export async function saveWarnings(ctx: Ctx, docs: readonly WarningDoc[], held?: HeldCases): Promise<void> {
  if (docs.length === 0) return;
  await ctx.tx.execute(sql`INSERT INTO warning (id, case_id, person_id, collector_id, team_id, state, doc)
    SELECT * FROM json_to_recordset(${records(docs.map(columns))}) AS ${SHAPE}
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, team_id = excluded.team_id, rev = warning.rev + 1, doc = excluded.doc`);
  const audiences = await caseAudiences(ctx, docs.map((d) => d.caseId), held);
  for (const doc of docs) {
    const streams = new Set([...(audiences.get(doc.caseId) ?? []), ...(doc.teamId ? [teamStream(doc.teamId)] : [])]);
    for (const stream of streams) ctx.changes.add(stream, "put", "warning", doc.id);
  }
}
