/**
 * A file's way in: check (dry run, nothing kept but the report) → 确认入库 with the control totals of
 * the bank's letter → undo while nobody has been contacted. One batch is one transaction; imports of
 * one bank wait for each other.
 */
import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { nextNumber } from "../db/meta.ts";
import { bank, batch } from "../db/schema.ts";
import { removeCases } from "../records/assign.ts";
import { formatFen } from "../../shared/model/money.ts";
import { dayOf } from "../../shared/model/time.ts";
import { RefusalError, refuse } from "../../shared/protocol/errors.ts";
import type { ImportReport } from "../../shared/protocol/desk.ts";
import type { CaseBatch } from "./batch-cases.ts";
import { look, saveMapping, type Look } from "./batch-mapping.ts";
import { runPass } from "./batch-read.ts";
import { batchById, dropRefused, EMPTY_REPORT, keepRefused, readReport, storedReport, type BatchRow, type StoredReport } from "./batch-report.ts";
import { asRefusal, dropUpload, sourceAt, withUpload, type Source } from "./batch-source.ts";
import type { FileKind } from "./mapping/fields.ts";
import type { FieldMapping } from "./mapping/suggest.ts";

export interface ControlTotals {
  readonly count: number;
  readonly fen: number;
}

export interface CheckInput {
  readonly bankCode: string;
  readonly kind?: FileKind | undefined;
  readonly mapping?: FieldMapping | undefined;
}

const importer = (ctx: Ctx): string | null => (ctx.actor.kind === "user" ? ctx.actor.me.id : null);

async function bankOf(ctx: Ctx, code: string): Promise<typeof bank.$inferSelect> {
  const [row] = await ctx.tx.select().from(bank).where(eq(bank.code, code));
  if (!row) return refuse("bad_input", [`bankCode: 没有委托方 ${code} / no client bank ${code}`]);
  return row;
}

/** Imports of one bank one after the other; released at the end of the transaction. */
const oneAtATime = (ctx: Ctx, bankCode: string): Promise<unknown> => ctx.tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`import:${bankCode}`}))`);

async function factsOf(ctx: Ctx, row: Pick<BatchRow, "id" | "no" | "bankCode">, shiftDays = 0): Promise<CaseBatch> {
  return { batchId: row.id, batchNo: row.no, bankCode: row.bankCode, bankName: (await bankOf(ctx, row.bankCode)).name, today: dayOf(ctx.now), shiftDays };
}

/** Batch numbers rise by day: 20261123-001. */
async function newBatchNo(ctx: Ctx): Promise<string> {
  const day = dayOf(ctx.now);
  return `${day.replaceAll("-", "")}-${String(await nextNumber(ctx.tx, `batch:${day}`)).padStart(3, "0")}`;
}

export interface Checked {
  readonly look: Look;
  readonly report: StoredReport;
}

/** Reads the whole file and says what importing it would do. Writes nothing. */
async function dryRun(ctx: Ctx, source: Source, bankCode: string, seen: Look, onRefused: Parameters<typeof runPass>[2]["onRefused"]): Promise<StoredReport> {
  const facts = await factsOf(ctx, { id: uuidv7(), no: "", bankCode });
  const { summary, counts } = await runPass(ctx, facts, { source, kind: seen.kind, mapping: seen.fields, mode: "check", onRefused });
  return storedReport(summary, counts);
}

/** True when this very file has been confirmed before; worth a word, no refusal. */
async function confirmedBefore(ctx: Ctx, bankCode: string, fileHash: string): Promise<boolean> {
  return (await rows(ctx.tx, sql`SELECT 1 FROM batch WHERE bank_code = ${bankCode} AND file_hash = ${fileHash} AND state = 'confirmed' LIMIT 1`)).length > 0;
}

/**
 * Checks an upload and keeps the result as a batch in state `checked`; checking the same upload again
 * (with a corrected mapping) replaces it. A file whose required columns are not mapped stays `uploaded`.
 */
export async function checkUpload(ctx: Ctx, uploadId: string, input: CheckInput): Promise<{ mapping: Look["mapping"]; sample: string[][]; report: ImportReport }> {
  await bankOf(ctx, input.bankCode);
  return withUpload(ctx, uploadId, (source) =>
    asRefusal(async () => {
      const seen = await look(ctx, source, input.bankCode, input);
      const id = await openBatch(ctx, source, input.bankCode, seen);
      await dropRefused(ctx, id);
      const readable = seen.mapping.missing.filter((label) => !(seen.kind === "recalls" && label === "类型")).length === 0;
      const report = readable ? await dryRun(ctx, source, input.bankCode, seen, (items) => keepRefused(ctx, id, importer(ctx), items)) : structuredClone(EMPTY_REPORT);
      if (await confirmedBefore(ctx, input.bankCode, source.fileHash)) report.warnings["file-imported-before"] = 1;
      await ctx.tx.update(batch).set({ state: readable ? "checked" : "uploaded", report: { ...report } }).where(eq(batch.id, id));
      await ctx.audit({ action: "import.checked", ref: id, detail: { bankCode: input.bankCode, kind: seen.kind, rows: report.rows, refused: report.refused } });
      return { mapping: seen.mapping, sample: seen.sample, report: await readReport(ctx, id) };
    }),
  );
}

async function openBatch(ctx: Ctx, source: Source, bankCode: string, seen: Look): Promise<string> {
  const same = source.uploadId
    ? await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM batch WHERE upload_id = ${source.uploadId} AND state IN ('uploaded', 'checked') FOR UPDATE`)
    : [];
  const values = { bankCode, kind: seen.kind, fileName: source.fileName, fileHash: source.fileHash, uploadId: source.uploadId, mapping: { ...seen.mapping.fields }, importedBy: importer(ctx) };
  if (same[0]) {
    await ctx.tx.update(batch).set(values).where(eq(batch.id, same[0].id));
    return same[0].id;
  }
  const id = uuidv7();
  await ctx.tx.insert(batch).values({ id, no: await newBatchNo(ctx), state: "uploaded", report: { ...EMPTY_REPORT }, createdAt: ctx.now, ...values });
  return id;
}

function demandTotals(report: StoredReport, control: ControlTotals | null): void {
  if (!control || (control.count === report.controlCount && control.fen === report.controlFen)) return;
  const file = `${report.controlCount} / ${formatFen(report.controlFen)}`;
  const letter = `${control.count} / ${formatFen(control.fen)}`;
  throw new RefusalError({
    code: "control_totals_differ",
    zh: `控制总数不符,未入库:文件 ${report.controlCount} 笔 ${formatFen(report.controlFen)},来函 ${control.count} 笔 ${formatFen(control.fen)}。请核对来函或向委托方询问`,
    en: `Control totals differ, nothing was imported: the file has ${file}, the letter says ${letter}. Check the letter or ask the client bank`,
    issues: [`file: ${file}`, `letter: ${letter}`],
  });
}

/** Applies a file to a batch row: rows, report, mapping, audit. The caller has locked the batch. */
async function apply(ctx: Ctx, row: BatchRow, source: Source, how: { mapping: FieldMapping | undefined; control: ControlTotals | null; shiftDays: number }): Promise<void> {
  await oneAtATime(ctx, row.bankCode);
  await dropRefused(ctx, row.id);
  const facts = await factsOf(ctx, row, how.shiftDays);
  const kind = row.kind as FileKind;
  const { summary, counts } = await runPass(ctx, facts, { source, kind, mapping: how.mapping, mode: "apply", onRefused: (items) => keepRefused(ctx, row.id, importer(ctx), items) });
  const report = storedReport(summary, counts);
  demandTotals(report, how.control);
  if (summary.mapping) await saveMapping(ctx, row.bankCode, kind, summary.mapping);
  await ctx.tx.update(batch).set({ state: "confirmed", confirmedAt: ctx.now, importedBy: importer(ctx), report: { ...report } }).where(eq(batch.id, row.id));
  const { imported, updated, unchanged, refused, unmatched } = report;
  await ctx.audit({ action: "import.confirmed", ref: row.id, detail: { no: row.no, bankCode: row.bankCode, kind, imported, updated, unchanged, refused, unmatched, control: how.control } });
}

/**
 * 确认入库: imports a checked batch when count and amount typed from the bank's letter agree with the
 * file's; refused with both figures otherwise. Confirming twice is confirming once.
 */
export async function confirmUpload(ctx: Ctx, batchId: string, control: ControlTotals): Promise<ImportReport> {
  const row = await batchById(ctx, batchId, { lock: true });
  if (row.state === "confirmed") return readReport(ctx, batchId);
  if (row.state !== "checked" || !row.uploadId) refuse("conflict", [`state: ${row.state}`]);
  const uploadId = row.uploadId;
  await withUpload(ctx, uploadId, (source) => asRefusal(() => apply(ctx, row, source, { mapping: row.mapping, control, shiftDays: 0 })));
  await dropUpload(ctx, uploadId);
  return readReport(ctx, batchId);
}

export interface FileImport extends CheckInput {
  readonly path: string;
  /** Control totals of the bank's letter; null when the operator vouches for the file (`--yes`). */
  readonly control: ControlTotals | null;
  /** See `BatchFacts.shiftDays`. */
  readonly shiftDays?: number;
}

/** The operator's import of a file on the service's own machine: check and confirmation in one. */
export async function importFile(ctx: Ctx, input: FileImport): Promise<{ report: ImportReport; stored: StoredReport }> {
  await bankOf(ctx, input.bankCode);
  return asRefusal(async () => {
    const source = await sourceAt(input.path);
    const seen = await look(ctx, source, input.bankCode, input);
    const id = await openBatch(ctx, source, input.bankCode, seen);
    await apply(ctx, await batchById(ctx, id, { lock: true }), source, { mapping: seen.fields, control: input.control, shiftDays: input.shiftDays ?? 0 });
    return { report: await readReport(ctx, id), stored: (await batchById(ctx, id)).report as StoredReport };
  });
}

/** What `importFile` would do, with the refused rows; nothing is kept. */
export async function checkFile(ctx: Ctx, input: CheckInput & { readonly path: string }): Promise<{ kind: FileKind; stored: StoredReport; refusals: { sheet: string; row: number; column: string; code: string; value: string; zh: string; en: string }[] }> {
  await bankOf(ctx, input.bankCode);
  return asRefusal(async () => {
    const source = await sourceAt(input.path);
    const seen = await look(ctx, source, input.bankCode, input);
    const refusals: { sheet: string; row: number; column: string; code: string; value: string; zh: string; en: string }[] = [];
    const stored = await dryRun(ctx, source, input.bankCode, seen, async (items) => {
      refusals.push(...items.map(({ refusal: { valueMasked, ...r } }) => ({ ...r, value: valueMasked })));
    });
    return { kind: seen.kind, stored, refusals };
  });
}

/** Events after which a batch can no longer be taken back. */
const CONTACT = ["call.started", "call.logged", "promise.made", "warning.stamped", "warning.filed"];

function cannotUndo(zh: string, en: string): never {
  throw new RefusalError({ code: "cannot_undo", zh, en, issues: [] });
}

/**
 * Takes a batch of cases back: its cases leave every workstation and the database. Refused after the
 * first contact, and for a batch that changed earlier cases (importing the earlier file again does that).
 */
export async function undoBatch(ctx: Ctx, batchId: string, reason: string): Promise<ImportReport> {
  const row = await batchById(ctx, batchId, { lock: true });
  const report = row.report as StoredReport;
  if (row.state !== "confirmed") refuse("conflict", [`state: ${row.state}`]);
  if (row.kind !== "cases") cannotUndo("只有委案批次可以撤销", "Only a batch of cases can be undone");
  if (report.updated > 0) cannotUndo(`该批次更新了 ${report.updated} 件已有案件,不能撤销;请重新导入上一份文件`, `The batch changed ${report.updated} earlier cases and cannot be undone; import the earlier file again`);
  const ids = (await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM kase WHERE batch_id = ${batchId}`)).map((r) => r.id);
  const [touched] = await rows<{ n: number | string }>(
    ctx.tx,
    sql`SELECT (SELECT count(*) FROM event WHERE case_id = ANY(${array(ids, "uuid")}) AND type = ANY(${array(CONTACT, "text")}))
          + (SELECT count(*) FROM repayment WHERE case_id = ANY(${array(ids, "uuid")})) AS n`,
  );
  if (Number(touched?.n ?? 0) > 0) cannotUndo("该批次已有联系或还款记录,不能撤销", "Cases of the batch have been contacted or paid; it cannot be undone");
  const removed = await removeCases(ctx, ids);
  await dropRefused(ctx, batchId);
  await ctx.tx.update(batch).set({ state: "undone" }).where(eq(batch.id, batchId));
  await ctx.audit({ action: "import.undone", ref: batchId, detail: { no: row.no, reason, cases: removed } });
  return readReport(ctx, batchId);
}

