/** The month's payments, day by day, through the real booking: promises are kept, paid in part or broken. */
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { batch } from "../db/schema.ts";
import { carryOut } from "../import/batch-recalls.ts";
import { EMPTY_REPORT } from "../import/batch-report.ts";
import { post } from "../import/batch-repayments.ts";
import { settleOverdue } from "../import/confirm-settle.ts";
import { addDays, atLocal, dayOf } from "../../shared/model/time.ts";
import { BANKS, HISTORY } from "./agency.ts";
import type { Paid } from "./seed-history.ts";

/** The batch that past payments of one bank hang on. */
async function pastBatch(ctx: Ctx, bankCode: string, importedBy: string): Promise<string> {
  const id = uuidv7();
  const no = `${dayOf(ctx.now).replaceAll("-", "")}-H-${bankCode}`;
  const fileName = "历史还款(演示)";
  await ctx.tx.insert(batch).values({ id, no, bankCode, kind: "repayments", fileName, fileHash: "", state: "confirmed", mapping: {}, report: { ...EMPTY_REPORT }, createdAt: ctx.now, confirmedAt: ctx.now, importedBy });
  return id;
}

async function settleCases(ctx: Ctx, ids: readonly string[], ref: string): Promise<void> {
  const found = await rows<{ id: string; personId: string; status: string }>(ctx.tx, sql`SELECT id, person_id AS "personId", status FROM kase WHERE id = ANY(${sql.param([...ids])}::uuid[])`);
  await carryOut(ctx, "settled", found.map((match) => ({ type: "settled" as const, match })), ref);
}

/** Books each day's payments the next morning, at that morning's time. */
export async function bookPayments(ctx: Ctx, paid: readonly Paid[], importedBy: string): Promise<number> {
  const banks = new Map((await rows<{ id: string; bank: string }>(ctx.tx, sql`SELECT id, bank_code AS bank FROM kase`)).map((k) => [k.id, k.bank]));
  const first = addDays(dayOf(ctx.now), -HISTORY.days);
  const start = { ...ctx, now: atLocal(first, "08:50") };
  const batches = new Map<string, string>();
  for (const bank of BANKS) batches.set(bank.code, await pastBatch(start, bank.code, importedBy));
  let n = 0;
  for (let day = first; day < dayOf(ctx.now); day = addDays(day, 1)) {
    const then = { ...ctx, now: atLocal(addDays(day, 1), "08:50") };
    const due = paid.filter((p) => p.paidOn === day);
    for (const [bankCode, list] of Map.groupBy(due, (p) => banks.get(p.caseId) ?? "")) {
      const batchId = batches.get(bankCode)!;
      await post(then, { batchId, bankCode }, list.map((p) => ({ caseId: p.caseId, paidOn: p.paidOn, amountFen: p.amountFen, serialNo: `H${String((n += 1)).padStart(6, "0")}` })));
      await settleCases(then, list.filter((p) => p.settles).map((p) => p.caseId), batchId);
    }
    await settleOverdue(then);
  }
  return n;
}
