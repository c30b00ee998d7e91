/** A refused row repaired on screen: read again with the corrected cells and taken into the same batch. */
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Ctx } from "../context.ts";
import { appUser, bank, batch, refusedRow } from "../db/schema.ts";
import type { RefusedRowSchema } from "../../shared/protocol/desk.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { dayOf } from "../../shared/model/time.ts";
import { holdsCaseNo, noCounts, type CaseBatch } from "./batch-cases.ts";
import { takeRecords } from "./batch-read.ts";
import { batchById, refusalView, StoredReportSchema, type BatchRow } from "./batch-report.ts";
import type { FileKind } from "./mapping/fields.ts";
import { fieldOfHeading } from "./mapping/heading.ts";
import { ROW_REFUSALS } from "./normalise/codes.ts";
import { readSource, type HeadingByField } from "./normalise/repair.ts";
import type { CaseRecord } from "./normalise/schemas.ts";

type Row = typeof refusedRow.$inferSelect;
type Repaired = { accepted: boolean; row: z.output<typeof RefusedRowSchema> };

async function rowById(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.tx.select().from(refusedRow).where(eq(refusedRow.id, id)).for("update");
  if (!row) return refuse("not_found", ["rowId"]);
  if (row.repairedAt !== null) refuse("conflict", ["rowId: 已修复 / repaired already"]);
  return row;
}

/** Columns the file does not have can be filled in too, under the field's own label. */
function withNewHeadings(kind: FileKind, known: HeadingByField, values: Record<string, string>): HeadingByField {
  const taken = new Set(Object.values(known));
  const added = Object.keys(values).filter((heading) => !taken.has(heading)).flatMap((heading) => {
    const field = fieldOfHeading(heading, kind);
    return field && known[field] === undefined ? [[field, heading] as const] : [];
  });
  return { ...known, ...Object.fromEntries(added) };
}

/**
 * Repairs a refused row. Answers `accepted: false` with the next reason when it is still not right; the
 * corrections are kept. Accepted, it is imported like any row of its batch and the raw row is forgotten.
 */
export async function repairRow(ctx: Ctx, rowId: string, values: Record<string, string>): Promise<Repaired> {
  const row = await rowById(ctx, rowId);
  const of = await batchById(ctx, row.batchId, { lock: true });
  if (of.state !== "confirmed") refuse("conflict", [`state: ${of.state}`]);
  const kind = of.kind as FileKind;
  const report = StoredReportSchema.parse(of.report);
  const raw = { ...row.raw, ...values };
  const read = readSource(kind, raw, { sheet: row.sheet, row: row.row, headings: withNewHeadings(kind, report.headings, values) });
  if ("refusal" in read) return refusedAgain(ctx, row, raw, { column: read.refusal.column, code: read.refusal.code, value: read.refusal.valueMasked, zh: read.refusal.zh, en: read.refusal.en });
  if (kind === "cases" && (await holdsCaseNo(ctx, { batchId: of.id, bankCode: of.bankCode }, (read.record as CaseRecord).caseNo))) {
    const words = ROW_REFUSALS["duplicate-case"];
    const fill = (text: string) => text.replace("{first}", "?");
    return refusedAgain(ctx, row, raw, { column: report.headings["caseNo"] ?? row.column, code: "duplicate-case", value: (read.record as CaseRecord).caseNo, zh: fill(words.zh), en: fill(words.en) });
  }
  const counts = noCounts();
  await takeRecords(ctx, await factsOf(ctx, of), kind, [{ row: row.row, record: read.record }], "apply", counts);
  const { imported, updated, unchanged, unmatched } = counts;
  const next = { ...report, refused: report.refused - 1, imported: report.imported + imported, updated: report.updated + updated, unchanged: report.unchanged + unchanged, unmatched: report.unmatched + unmatched };
  await ctx.tx.update(batch).set({ report: next }).where(eq(batch.id, of.id));
  await ctx.tx.update(refusedRow).set({ repairedAt: ctx.now, raw: {} }).where(eq(refusedRow.id, row.id));
  await ctx.audit({ action: "import.repaired", ref: of.id, detail: { sheet: row.sheet, row: row.row, columns: Object.keys(values) } });
  return { accepted: true, row: await view(ctx, row.id) };
}

async function refusedAgain(ctx: Ctx, row: Row, raw: Record<string, string>, why: Pick<Row, "column" | "code" | "value" | "zh" | "en">): Promise<Repaired> {
  await ctx.tx.update(refusedRow).set({ ...why, raw }).where(eq(refusedRow.id, row.id));
  return { accepted: false, row: await view(ctx, row.id) };
}

async function view(ctx: Ctx, id: string): Promise<Repaired["row"]> {
  const [found] = await ctx.tx.select({ row: refusedRow, owner: appUser.name }).from(refusedRow).leftJoin(appUser, eq(appUser.id, refusedRow.ownerId)).where(sql`${refusedRow.id} = ${id}`);
  return refusalView(found!.row, found!.owner ?? "");
}

async function factsOf(ctx: Ctx, of: BatchRow): Promise<CaseBatch> {
  const [owner] = await ctx.tx.select().from(bank).where(eq(bank.code, of.bankCode));
  return { batchId: of.id, batchNo: of.no, bankCode: of.bankCode, bankName: owner?.name ?? of.bankCode, today: dayOf(ctx.now) };
}
