/** The timers of an instance as rows, written with it: `timers.ts` lets them go off. */
import { sql } from "drizzle-orm";
import type { Timer } from "../../shared/workflow/clocks.ts";
import type { Ctx } from "../context.ts";
import { array, records } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";

/** Duty changes hands: nothing is said, whom it is with is computed anew. */
export const HAND_OVER = "handOver";

/** An instance with what its clocks say. */
export interface Timed {
  readonly instance: string;
  readonly timers: readonly Timer[];
  /** When duty changes next for a post that owes something, UTC ms. */
  readonly handOverAt: number | null;
}

/** Makes an instance's rows what its clocks say: new ones are added, those of steps taken go, those that have gone off stay. */
export async function writeTimers(ctx: Ctx, timed: readonly Timed[]): Promise<void> {
  if (timed.length === 0) return;
  const wanted = timed.flatMap(({ instance, timers, handOverAt }) => [
    ...timers.map((t) => ({ instance, step: t.step, kind: t.kind as string, round: t.round, at: t.at, to: t.to as string })),
    ...(handOverAt === null ? [] : [{ instance, step: "", kind: HAND_OVER, round: 0, at: handOverAt, to: "" }]),
  ]);
  const given = sql`json_to_recordset(${records(wanted)}) AS x(instance uuid, step text, kind text, round int, at bigint, "to" text)`;
  await ctx.tx.execute(sql`DELETE FROM workflow_timer t WHERE t.fired_at IS NULL AND t.instance_id = ANY(${array(timed.map((a) => a.instance), "uuid")})
    AND NOT EXISTS (SELECT 1 FROM ${given} WHERE x.instance = t.instance_id AND x.step = t.step AND x.kind = t.kind AND x.round = t.round)`);
  await ctx.tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, round, at, to_role) SELECT x.instance, x.step, x.kind, x.round, x.at, x."to" FROM ${given}
    ON CONFLICT (instance_id, step, kind, round) DO UPDATE SET at = excluded.at, to_role = excluded.to_role WHERE workflow_timer.fired_at IS NULL`);
}

/** Duty has been changed by hand: whom the running instances of a team (null: of all) are with is computed anew at the next look. */
export async function dutyChanged(ctx: Ctx, teamId: string | null): Promise<void> {
  await asSystem(ctx, () => ctx.tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, at, to_role)
    SELECT w.id, '', ${HAND_OVER}, ${ctx.now}::bigint, '' FROM (SELECT id, team_id, doc FROM warning UNION ALL SELECT id, team_id, doc FROM workflow_form) w
    WHERE jsonb_typeof(w.doc->'owed') = 'array' AND w.doc->'owed' <> '[]'::jsonb AND (${teamId}::uuid IS NULL OR w.team_id = ${teamId}::uuid OR w.team_id IS NULL)
    ON CONFLICT (instance_id, step, kind, round) DO UPDATE SET at = excluded.at`));
}
