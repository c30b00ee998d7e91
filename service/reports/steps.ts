/** Taking the step that is owed of a report; the last one archives it and shows it to those it is copied to. */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { reportDef, type ReportName } from "../../shared/reports/table.ts";
import { ReportStepTakenSchema, type ReportStepTaken } from "../../shared/reports/taken.ts";
import type { Ctx } from "../context.ts";
import { array } from "../db/query.ts";
import { reportDesk } from "./jobs.ts";

/** What of a report's row its steps need. */
export interface Steppable {
  readonly id: string;
  readonly name: ReportName;
  readonly regionCode: string;
  readonly from: string | number;
  readonly to: string | number;
  readonly body: unknown;
  readonly dues: readonly number[];
  readonly steps: unknown;
}

/** Takes it as whoever `who` is, at `ctx.now`. The caller has judged that it is owed and theirs. */
export async function takeStep(ctx: Ctx, row: Steppable, who: { readonly id: string; readonly name: string }, words: string): Promise<void> {
  const def = reportDef(row.name);
  const before = ReportStepTakenSchema.array().parse(row.steps);
  const place = before.length;
  const { act } = def.steps[place]!;
  const steps: ReportStepTaken[] = [...before, { act, by: who.id, byName: who.name, at: ctx.now, late: ctx.now > (row.dues[place] ?? ctx.now), words: words.trim() }];
  const done = steps.length === def.steps.length;
  // Archived: the figures and who signed for them, as one hash that the audit trail holds too.
  const sha256 = done ? createHash("sha256").update(JSON.stringify({ name: row.name, regionCode: row.regionCode, from: Number(row.from), to: Number(row.to), body: row.body, steps })).digest("hex") : null;
  const copies = def.copies.map((role) => reportDesk(role, row.regionCode));
  await ctx.tx.execute(sql`UPDATE report SET steps = ${JSON.stringify(steps)}::jsonb, due_at = ${done ? null : (row.dues[place + 1] ?? null)}, archived_at = ${done ? ctx.now : null}, sha256 = ${sha256},
    desks = ${done ? sql`(SELECT array_agg(DISTINCT d) FROM unnest(desks || ${array(copies, "text")}) d)` : sql`desks`} WHERE id = ${row.id}`);
  await ctx.audit({ action: done ? "report.archived" : "report.step", ref: row.id, detail: { name: row.name, step: act, ...(sha256 ? { hash: sha256 } : {}) } });
}
