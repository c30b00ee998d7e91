/** The administrator's import screen and the clerk's worklist of unmatched rows. */
import { and, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import type { DeskHandlers } from "../context.ts";
import { appUser, batch, unmatchedRow } from "../db/schema.ts";
import { checkUpload, confirmUpload, undoBatch } from "../import/confirm.ts";
import { listReports, readReport } from "../import/batch-report.ts";
import { repairRow } from "../import/confirm-repair.ts";
import { resolveUnmatched } from "../import/confirm-unmatched.ts";
import { lastFour } from "../../shared/model/masking.ts";
import { FILE_KINDS } from "../../shared/protocol/desk.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Open rows first by age; `after` is the id of the last one seen (ids rise with time). */
const unmatched: DeskHandlers["unmatched.list"] = async (ctx, { limit, after }) => {
  const cursor = after !== null && z.uuid().safeParse(after).success ? lt(unmatchedRow.id, after) : undefined;
  const list = await ctx.tx
    .select({ row: unmatchedRow, batchNo: batch.no, bankCode: batch.bankCode, kind: batch.kind, resolvedBy: appUser.name })
    .from(unmatchedRow).innerJoin(batch, eq(batch.id, unmatchedRow.batchId)).leftJoin(appUser, eq(appUser.id, unmatchedRow.resolvedBy))
    .where(and(cursor)).orderBy(sql`${unmatchedRow.resolvedAt} IS NOT NULL`, desc(unmatchedRow.id)).limit(limit);
  return {
    rows: list.map(({ row, batchNo, bankCode, kind, resolvedBy }) => ({
      id: row.id, batchNo, bankCode, kind: z.enum(FILE_KINDS).parse(kind), row: row.row, caseNo: text(row.record.caseNo), cardLast4: lastFour(text(row.record.cardNo)),
      amountFen: typeof row.record.amountFen === "number" ? row.record.amountFen : null, on: text(row.record.paidOn) || text(row.record.effectiveOn),
      reason: row.reason, resolution: row.resolution, resolvedBy: resolvedBy ?? "",
    })),
  };
};

export const importHandlers = {
  "import.preview": (ctx, { uploadId, bankCode, kind, mapping }) => checkUpload(ctx, uploadId, { bankCode, kind, mapping }),
  "import.confirm": (ctx, { batchId, controlCount, controlFen }) => confirmUpload(ctx, batchId, { count: controlCount, fen: controlFen }),
  "import.undo": (ctx, { batchId, reason }) => undoBatch(ctx, batchId, reason),
  "import.list": async (ctx, { limit, after }) => ({ batches: await listReports(ctx, limit, after) }),
  "import.report": (ctx, { batchId }) => readReport(ctx, batchId),
  "import.repair": (ctx, { rowId, values }) => repairRow(ctx, rowId, values),
  "unmatched.list": unmatched,
  "unmatched.resolve": async (ctx, { rowId, resolution, caseNo }) => {
    await resolveUnmatched(ctx, rowId, resolution, caseNo);
    return {};
  },
} satisfies Partial<DeskHandlers>;
