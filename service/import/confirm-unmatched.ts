/** The clerk settles an unmatched row: names the case it belongs to, or says what became of it. */
import { eq } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { unmatchedRow } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { candidates, type Match } from "./batch-match.ts";
import { carryOut } from "./batch-recalls.ts";
import { post, serialOf } from "./batch-repayments.ts";
import { batchById } from "./batch-report.ts";
import { RecallRecordSchema, RepaymentRecordSchema } from "./normalise/schemas.ts";

type Row = typeof unmatchedRow.$inferSelect;

async function openRow(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.tx.select().from(unmatchedRow).where(eq(unmatchedRow.id, id)).for("update");
  if (!row) return refuse("not_found", ["rowId"]);
  if (row.resolvedAt !== null) refuse("conflict", ["rowId: 已处理 / settled already"]);
  return row;
}

/** Does to the named case what the row says. */
async function applyTo(ctx: Ctx, row: Row, of: { id: string; bankCode: string }, match: Match): Promise<void> {
  if (row.record.kind === "recalls") {
    const { type } = RecallRecordSchema.parse(row.record);
    await carryOut(ctx, type, [{ type, match }], of.id);
    return;
  }
  const record = RepaymentRecordSchema.parse(row.record);
  await post(ctx, { batchId: of.id, bankCode: of.bankCode }, [{ caseId: match.id, paidOn: record.paidOn, amountFen: record.amountFen, serialNo: serialOf(record) }]);
}

/** Settles a row. With `caseNo` the payment or recall is carried out on that case of the same bank; refuses `not_found` when there is none. */
export async function resolveUnmatched(ctx: Ctx, rowId: string, resolution: string, caseNo: string | undefined): Promise<void> {
  const row = await openRow(ctx, rowId);
  const of = await batchById(ctx, row.batchId);
  if (caseNo) {
    const match = (await candidates(ctx, of.bankCode, [{ caseNo }])).find((m) => m.caseNo === caseNo);
    if (!match) refuse("not_found", ["caseNo"]);
    await applyTo(ctx, row, of, match);
  }
  await ctx.tx.update(unmatchedRow).set({ resolution, resolvedAt: ctx.now, resolvedBy: ctx.actor.kind === "user" ? ctx.actor.me.id : null }).where(eq(unmatchedRow.id, rowId));
  await ctx.audit({ action: "unmatched.resolved", ref: rowId, detail: { caseNo: caseNo ?? "", resolution } });
}
