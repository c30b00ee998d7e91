/** Promises against the bank's payments: written where the verdict changed (PRODUCT.md 1.1). */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { promisesOfCases, savePromises } from "../records/promises.ts";
import { dayOf } from "../../shared/model/time.ts";
import type { PromiseDoc } from "../../shared/model/documents.ts";
import { judgePromises, type Payment } from "./confirm-promises.ts";

async function paymentsOf(ctx: Ctx, caseIds: readonly string[]): Promise<Map<string, Payment[]>> {
  const found = await rows<{ caseId: string; paidOn: string; amountFen: number | string }>(
    ctx.tx,
    sql`SELECT case_id AS "caseId", paid_on AS "paidOn", amount_fen AS "amountFen" FROM repayment WHERE case_id = ANY(${array(caseIds, "uuid")})`,
  );
  const all = new Map<string, Payment[]>();
  for (const f of found) all.set(f.caseId, [...(all.get(f.caseId) ?? []), { paidOn: f.paidOn, amountFen: Number(f.amountFen) }]);
  return all;
}

/**
 * Judges the promises of these cases by today and writes those whose state or paid sum changed.
 * Returns how many came out kept, broken or partial now.
 */
export async function settlePromises(ctx: Ctx, caseIds: readonly string[]): Promise<{ kept: number; broken: number; partial: number }> {
  const result = { kept: 0, broken: 0, partial: 0 };
  const promises = await promisesOfCases(ctx, caseIds, { lock: true });
  if (promises.length === 0) return result;
  const payments = await paymentsOf(ctx, caseIds);
  const changed: PromiseDoc[] = [];
  for (const [caseId, own] of Map.groupBy(promises, (p) => p.caseId)) {
    for (const verdict of judgePromises(own, payments.get(caseId) ?? [], dayOf(ctx.now))) {
      const doc = own.find((p) => p.id === verdict.promiseId)!;
      if (doc.state === verdict.state && doc.paidFen === verdict.paidFen) continue;
      if (verdict.state !== "pending" && doc.state !== verdict.state && verdict.state !== "cancelled") result[verdict.state] += 1;
      changed.push({ ...doc, state: verdict.state, paidFen: verdict.paidFen, decidedAt: verdict.state === "pending" ? null : doc.state === verdict.state ? doc.decidedAt : ctx.now });
    }
  }
  await savePromises(ctx, changed);
  return result;
}

const PAGE = 500;

/** Breaks (or finds kept) every promise whose day is over; done again it changes nothing. */
export async function settleOverdue(ctx: Ctx): Promise<{ kept: number; broken: number; partial: number }> {
  const total = { kept: 0, broken: 0, partial: 0 };
  const due = await rows<{ id: string }>(ctx.tx, sql`SELECT DISTINCT case_id AS id FROM promise WHERE state = 'pending' AND due_on < ${dayOf(ctx.now)} ORDER BY 1`);
  for (let i = 0; i < due.length; i += PAGE) {
    const part = await settlePromises(ctx, due.slice(i, i + PAGE).map((d) => d.id));
    for (const key of ["kept", "broken", "partial"] as const) total[key] += part[key];
  }
  return total;
}
