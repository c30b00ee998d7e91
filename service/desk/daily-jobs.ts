/**
 * What the clock owes: promises whose last day is over are broken, covers begin and end. Run at start,
 * every hour and by the operator; done again it changes nothing, and with N instances it is done once.
 */
import { sql } from "drizzle-orm";
import { SYSTEM, type Service } from "../app.ts";
import { settleOverdue } from "../import/confirm-settle.ts";
import { calendarCovers } from "../import/confirm-workdays.ts";
import { dayOf } from "../../shared/model/time.ts";
import { runCovers } from "./cover.ts";

export interface DailyResult {
  readonly kept: number;
  readonly broken: number;
  readonly partial: number;
  readonly coversStarted: number;
  readonly coversEnded: number;
  /** False when the work calendar has no holidays for this year: working days are then weekdays (PRODUCT.md 2.12). */
  readonly calendarCovers: boolean;
}

export async function runDailyJobs(service: Pick<Service, "run">): Promise<DailyResult> {
  return service.run(SYSTEM, async (ctx) => {
    await ctx.tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('daily-jobs'))`);
    const promises = await settleOverdue(ctx);
    const covers = await runCovers(ctx);
    if (promises.broken + promises.partial + promises.kept + covers.started + covers.ended > 0) await ctx.audit({ action: "jobs.daily", detail: { ...promises, ...covers } });
    return { ...promises, coversStarted: covers.started, coversEnded: covers.ended, calendarCovers: calendarCovers(dayOf(ctx.now)) };
  });
}
