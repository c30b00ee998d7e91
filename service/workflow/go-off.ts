/** What it means that a clock goes off: the instance remembers it, and the trail holds each breach with the moment it happened at. */
import { sql } from "drizzle-orm";
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import { timersOf, type Timer } from "../../shared/workflow/clocks.ts";
import type { Standing } from "../../shared/workflow/engine.ts";
import type { WorkflowDef } from "../../shared/workflow/table.ts";
import type { Ctx } from "../context.ts";
import { records, rows } from "../db/query.ts";
import { workCalendar } from "../import/confirm-workdays.ts";

export type Clocked = WarningDoc | FormDoc;

const actionOf = (doc: Clocked): string => (!("workflow" in doc) ? "warning.breached" : doc.workflow === "legalReferral" ? "referral.breached" : "complaint.breached");

/** The instance after these went off, in the order given; a breach is recorded also when nobody was there to see it. */
export async function goneOff<D extends Clocked>(ctx: Ctx, doc: D, timers: readonly Omit<Timer, "round">[]): Promise<D> {
  for (const { step, kind, at, to } of timers) if (kind === "breach") await ctx.audit({ action: actionOf(doc), ref: doc.id, detail: { no: doc.no, step, at, to } });
  return timers.length === 0 ? doc : { ...doc, alerts: [...doc.alerts, ...timers.map(({ step, kind, at, to }) => ({ step, kind, at, firedAt: ctx.now, to }))] };
}

/**
 * What had run out at `until` (UTC ms), the moment a step was taken, and has not gone off: no service ran meanwhile, or the desk was
 * off line. It goes off with that step, so that the step's taking does not make it forgotten. `before` is where the instance
 * stood, `doc` what the step makes of it.
 */
export async function letRunOut<D extends Clocked>(ctx: Ctx, def: WorkflowDef, before: Standing, doc: D, until: number): Promise<D> {
  const over = timersOf(def, before, workCalendar).filter((t) => t.at <= until);
  if (over.length === 0) return doc;
  const given = over.map((t) => ({ instance: doc.id, step: t.step, kind: t.kind, round: t.round, at: t.at, to: t.to }));
  const now = await rows<{ step: string; kind: string; round: number }>(ctx.tx, sql`INSERT INTO workflow_timer (instance_id, step, kind, round, at, to_role, fired_at)
    SELECT x.instance, x.step, x.kind, x.round, x.at, x."to", ${ctx.now}::bigint FROM json_to_recordset(${records(given)}) AS x(instance uuid, step text, kind text, round int, at bigint, "to" text)
    ON CONFLICT (instance_id, step, kind, round) DO UPDATE SET at = excluded.at, to_role = excluded.to_role, fired_at = excluded.fired_at WHERE workflow_timer.fired_at IS NULL RETURNING step, kind, round`);
  return goneOff(ctx, doc, over.filter((t) => now.some((n) => n.step === t.step && n.kind === t.kind && Number(n.round) === t.round)));
}
