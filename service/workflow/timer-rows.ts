/** The timers of a warning as rows, written with it: `timers.ts` lets them go off. */
import { sql } from "drizzle-orm";
import { timersOf } from "../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../shared/workflow/early-warning.ts";
import { warningStanding } from "../../shared/workflow/warning.ts";
import type { Ctx } from "../context.ts";
import { array, records } from "../db/query.ts";
import { workCalendar } from "../import/confirm-workdays.ts";
import { asSystem } from "../unit-of-work.ts";
import type { Addressed } from "./address.ts";

/** Duty changes hands: nothing is said, whom it is with is computed anew. */
export const HAND_OVER = "handOver";

/** Makes a warning's rows what its clocks say: new ones are added, those of steps taken go, those that have gone off stay. */
export async function writeTimers(ctx: Ctx, addressed: readonly Addressed[]): Promise<void> {
  if (addressed.length === 0) return;
  const wanted = addressed.flatMap(({ doc, handOverAt }) => [
    ...timersOf(EARLY_WARNING, warningStanding(doc), workCalendar).map((t) => ({ instance: doc.id, step: t.step, kind: t.kind as string, at: t.at, to: t.to as string })),
    ...(handOverAt === null ? [] : [{ instance: doc.id, step: "", kind: HAND_OVER, at: handOverAt, to: "" }]),
  ]);
  const given = sql`json_to_recordset(${records(wanted)}) AS x(instance uuid, step text, kind text, at bigint, "to" text)`;
  await ctx.tx.execute(sql`DELETE FROM workflow_timer t WHERE t.fired_at IS NULL AND t.instance_id = ANY(${array(addressed.map((a) => a.doc.id), "uuid")})
    AND NOT EXISTS (SELECT 1 FROM ${given} WHERE x.instance = t.instance_id AND x.step = t.step AND x.kind = t.kind)`);
  await ctx.tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, at, to_role) SELECT x.instance, x.step, x.kind, x.at, x."to" FROM ${given}
    ON CONFLICT (instance_id, step, kind) DO UPDATE SET at = excluded.at, to_role = excluded.to_role WHERE workflow_timer.fired_at IS NULL`);
}

/** Duty has been changed by hand: whom the running warnings of a team (null: of all) are with is computed anew at the next look. */
export async function dutyChanged(ctx: Ctx, teamId: string | null): Promise<void> {
  await asSystem(ctx, () => ctx.tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, at, to_role)
    SELECT w.id, '', ${HAND_OVER}, ${ctx.now}::bigint, '' FROM warning w WHERE jsonb_typeof(w.doc->'owed') = 'array' AND w.doc->'owed' <> '[]'::jsonb AND (${teamId}::uuid IS NULL OR w.team_id = ${teamId}::uuid)
    ON CONFLICT (instance_id, step, kind) DO UPDATE SET at = excluded.at`));
}
