/**
 * Form documents (complaints). They go to the desks they are addressed to and to no case's audience; their timers are
 * written with them.
 */
import { sql } from "drizzle-orm";
import { FormDocSchema, type FormDoc } from "../../shared/model/form-doc.ts";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";
import { addressForms } from "../workflow/address-forms.ts";
import { writeTimers } from "../workflow/timer-rows.ts";

const SHAPE = sql`x(id uuid, workflow text, case_id uuid, person_id uuid, team_id uuid, state text, desks text[], doc jsonb)`;
const columns = (doc: FormDoc) => ({
  id: doc.id, workflow: doc.workflow, case_id: doc.caseId, person_id: doc.personId, team_id: doc.teamId, state: doc.state, desks: `{${doc.desks.map((d) => JSON.stringify(d)).join(",")}}`, doc,
});

/** Forms by id; `lock` holds them to the commit. */
export async function loadForms(ctx: Ctx, ids: readonly string[], options: { lock: boolean } = { lock: false }): Promise<Map<string, FormDoc>> {
  if (ids.length === 0) return new Map();
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<{ id: string; doc: unknown }>(ctx.tx, sql`SELECT id, doc FROM workflow_form WHERE id = ANY(${array([...new Set(ids)], "uuid")}) ORDER BY id ${lock}`);
  return new Map(found.map((r) => [r.id, FormDocSchema.parse(r.doc)]));
}

/** Inserts or overwrites forms: computes whom they are with, raises `rev`, writes their timers and tells every desk. */
export async function saveForms(ctx: Ctx, docs: readonly FormDoc[]): Promise<void> {
  if (docs.length === 0) return;
  const before = new Map(docs.map((d) => [d.id, d.desks]));
  const addressed = await asSystem(ctx, () => addressForms(ctx, docs));
  await ctx.tx.execute(sql`INSERT INTO workflow_form (id, workflow, case_id, person_id, team_id, state, desks, doc)
    SELECT * FROM json_to_recordset(${records(addressed.map((a) => columns(a.doc)))}) AS ${SHAPE}
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, case_id = excluded.case_id, person_id = excluded.person_id, team_id = excluded.team_id, desks = excluded.desks, rev = workflow_form.rev + 1, doc = excluded.doc`);
  await asSystem(ctx, () => writeTimers(ctx, addressed));
  // A desk it leaves hears of it too: the row is not the desk's to see any more, and is sent as gone.
  for (const { doc } of addressed) for (const stream of new Set([...doc.desks, ...(before.get(doc.id) ?? [])])) ctx.changes.add(stream, "put", "form", doc.id);
}
