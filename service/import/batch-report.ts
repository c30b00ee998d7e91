/** What a batch reports: counts kept with the batch, refused rows beside it. */
import { asc, desc, eq, and, lt, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { appUser, batch, refusedRow } from "../db/schema.ts";
import { records } from "../db/query.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { BATCH_STATES, FILE_KINDS, type ImportReport } from "../../shared/protocol/desk.ts";
import type { Counts } from "./batch-cases.ts";
import type { RefusedItem } from "./batch-read.ts";
import type { ImportSummary } from "./normalise/import-types.ts";
import { headingsOf } from "./normalise/repair.ts";

/** A report shows so many refused rows; the count beside them is always the whole. */
export const REFUSALS_SHOWN = 2000;

const counts = z.record(z.string(), z.number().int());
export const StoredReportSchema = z.object({
  format: z.string(), encoding: z.string(),
  rows: z.number().int(), imported: z.number().int(), updated: z.number().int(), unchanged: z.number().int(), refused: z.number().int(), unmatched: z.number().int(),
  controlCount: z.number().int(), controlFen: z.number().int(),
  normalised: counts, warnings: counts,
  /** Field -> cases in which it changed. */
  changed: counts,
  notices: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
  /** Canonical field -> heading, so that a refused row can be read again. */
  headings: z.record(z.string(), z.string()),
});
export type StoredReport = z.infer<typeof StoredReportSchema>;
export const EMPTY_REPORT: StoredReport = {
  format: "", encoding: "", rows: 0, imported: 0, updated: 0, unchanged: 0, refused: 0, unmatched: 0, controlCount: 0, controlFen: 0,
  normalised: {}, warnings: {}, changed: {}, notices: [], headings: {},
};

/** The control totals of a file: all its data rows, and the sum of every amount that could be read. */
export function storedReport(summary: ImportSummary, counted: Counts): StoredReport {
  return {
    format: summary.format, encoding: summary.encoding ?? "", rows: summary.rows, imported: counted.imported, updated: counted.updated, unchanged: counted.unchanged,
    refused: summary.refused, unmatched: counted.unmatched, controlCount: summary.rows, controlFen: summary.controlRead.fen,
    normalised: { ...summary.normalised }, warnings: { ...summary.warnings }, changed: counted.changed,
    notices: summary.notices.map(({ code, zh, en }) => ({ code, zh, en })), headings: summary.mapping ? { ...headingsOf(summary.mapping) } : {},
  };
}

export type BatchRow = typeof batch.$inferSelect;
type RefusedRecord = typeof refusedRow.$inferSelect;

export async function batchById(ctx: Ctx, id: string, options: { lock: boolean } = { lock: false }): Promise<BatchRow> {
  const query = ctx.tx.select().from(batch).where(eq(batch.id, id));
  const [row] = await (options.lock ? query.for("update") : query);
  if (!row) return refuse("not_found", ["batchId"]);
  return row;
}

export const refusalView = (row: RefusedRecord, owner: string): ImportReport["refusals"][number] => ({
  id: row.id, sheet: row.sheet, row: row.row, column: row.column, code: row.code, value: row.value, zh: row.zh, en: row.en, repaired: row.repairedAt !== null, owner,
});

/** A report without its refused rows. */
export function headOf(row: BatchRow, importedBy: string): Omit<ImportReport, "refusals"> {
  const { changed: _c, notices: _n, headings: _h, ...stored } = StoredReportSchema.parse({ ...EMPTY_REPORT, ...row.report });
  return {
    batchId: row.id, batchNo: row.no, fileName: row.fileName, bankCode: row.bankCode, kind: z.enum(FILE_KINDS).parse(row.kind), state: z.enum(BATCH_STATES).parse(row.state),
    importedAt: row.confirmedAt, importedBy, ...stored,
  };
}

async function nameOf(ctx: Ctx, userId: string | null): Promise<string> {
  if (userId === null) return "";
  const [user] = await ctx.tx.select({ name: appUser.name }).from(appUser).where(eq(appUser.id, userId));
  return user?.name ?? "";
}

/** The whole report of a batch, refused rows in file order. */
export async function readReport(ctx: Ctx, id: string): Promise<ImportReport> {
  const row = await batchById(ctx, id);
  const refused = await ctx.tx
    .select({ row: refusedRow, owner: appUser.name }).from(refusedRow).leftJoin(appUser, eq(appUser.id, refusedRow.ownerId))
    .where(eq(refusedRow.batchId, id)).orderBy(asc(refusedRow.sheet), asc(refusedRow.row)).limit(REFUSALS_SHOWN);
  return { ...headOf(row, await nameOf(ctx, row.importedBy)), refusals: refused.map((r) => refusalView(r.row, r.owner ?? "")) };
}

/** Batches, newest first; `after` is the number of the last one seen. */
export async function listReports(ctx: Ctx, limit: number, after: string | null): Promise<Omit<ImportReport, "refusals">[]> {
  const list = await ctx.tx
    .select({ row: batch, name: appUser.name }).from(batch).leftJoin(appUser, eq(appUser.id, batch.importedBy))
    .where(and(after === null ? undefined : lt(batch.no, after))).orderBy(desc(batch.no)).limit(limit);
  return list.map(({ row, name }) => headOf(row, name ?? ""));
}

/** Keeps refused rows with the batch; the importer owns them until they are repaired. */
export async function keepRefused(ctx: Ctx, batchId: string, ownerId: string | null, items: readonly RefusedItem[]): Promise<void> {
  const list = items.map(({ sheet, row, refusal, source }) => ({
    id: uuidv7(), sheet, row, column: refusal.column, code: refusal.code, value: refusal.valueMasked, zh: refusal.zh, en: refusal.en, raw: source,
  }));
  await ctx.tx.execute(sql`INSERT INTO refused_row (id, batch_id, sheet, "row", column_name, code, value, zh, en, raw, owner_id)
    SELECT x.id, ${batchId}::uuid, x.sheet, x."row", x."column", x.code, x.value, x.zh, x.en, x.raw, ${ownerId}::uuid
    FROM json_to_recordset(${records(list)}) AS x(id uuid, sheet text, "row" int, "column" text, code text, value text, zh text, en text, raw jsonb)`);
}

export async function dropRefused(ctx: Ctx, batchId: string): Promise<void> {
  await ctx.tx.delete(refusedRow).where(eq(refusedRow.batchId, batchId));
}
