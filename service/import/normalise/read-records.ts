import { basename } from "node:path";
import type { FileKind } from "../mapping/fields.ts";
import { HEADER_SEARCH_ROWS } from "../mapping/find-header.ts";
import { FileRefusal } from "../reading/file-refusal.ts";
import { openTable } from "../reading/open-table.ts";
import type { RawRow, Table } from "../reading/types.ts";
import { bump } from "./collect.ts";
import { enterSheet, wantedColumns } from "./enter-sheet.ts";
import type { ControlTotal, ReadOptions, RecordItem, RecordReading, SheetSummary } from "./import-types.ts";
import { judgeRow, type JudgeContext } from "./judge.ts";
import { newPass, notice, type Pass } from "./pass.ts";
import { isBlank, isFooter, repeatsHeader } from "./row-filter.ts";
import { readRow, sourceOf } from "./row.ts";

const AMOUNT_FIELD: Record<FileKind, string | undefined> = { cases: "placedAmount", repayments: "amount", recalls: undefined };

function addTotal(total: ControlTotal, fen: number): void {
  total.count += 1;
  total.fen += fen;
  if (!Number.isSafeInteger(total.fen)) throw new FileRefusal("total-too-large");
}

/** Reads and judges one data row. */
function recordItem(row: RawRow, context: JudgeContext, pass: Pass, sheet: SheetSummary): RecordItem {
  const { plan } = context;
  const { kind } = plan;
  const { summary } = pass;
  const read = readRow(plan, row, pass.table.date1904, pass.tally);
  const fen = read.values.fen[AMOUNT_FIELD[kind] ?? ""];
  const record = judgeRow(kind, read, row, context);
  sheet.rows += 1;
  summary.rows += 1;
  if (fen !== undefined || kind === "recalls") addTotal(summary.controlRead, fen ?? 0);
  if (record !== undefined) {
    summary.accepted += 1;
    addTotal(summary.controlAccepted, fen ?? 0);
    return { kind, sheet: row.sheet, row: row.row, record } as RecordItem;
  }
  const [refusal, ...others] = read.refusals;
  if (!refusal) throw new Error("a row was refused without a reason");
  summary.refused += 1;
  bump(summary.refusedByCode, refusal.code);
  return { kind, sheet: row.sheet, row: row.row, refusal, others, source: sourceOf(plan, row.cells, pass.table.date1904) } as RecordItem;
}

function* dataRows(rows: readonly RawRow[], context: JudgeContext, pass: Pass, sheet: SheetSummary): Generator<RecordItem> {
  for (const row of rows) {
    if (isBlank(row) || repeatsHeader(context.plan, row)) continue;
    if (isFooter(context.plan, row)) notice(pass, "footer-skipped", { sheet: row.sheet, row: row.row });
    else yield recordItem(row, context, pass, sheet);
  }
}

/** Rows of one sheet as they come: the first are held until the header is found among them. */
interface SheetState {
  readonly sheet: SheetSummary;
  head: RawRow[] | undefined;
  context: JudgeContext | undefined;
}

function* settleHead(state: SheetState, pass: Pass): Generator<RecordItem> {
  const head = state.head ?? [];
  state.head = undefined;
  const entered = enterSheet(head, pass, state.sheet);
  if (!entered) return;
  state.context = entered.context;
  yield* dataRows(head.slice(entered.header.index + 1), entered.context, pass, state.sheet);
}

function* takeRow(state: SheetState, row: RawRow, pass: Pass): Generator<RecordItem> {
  if (state.head) {
    state.head.push(row);
    if (state.head.length >= HEADER_SEARCH_ROWS) yield* settleHead(state, pass);
  } else if (state.context) yield* dataRows([row], state.context, pass, state.sheet);
}

async function* readAll(pass: Pass): AsyncGenerator<RecordItem, void, undefined> {
  const { summary } = pass;
  for (const { name, hidden } of summary.sheets) if (hidden) notice(pass, "sheet-hidden", { sheet: name });
  const visible = summary.sheets.filter((sheet) => !sheet.hidden);
  let state: SheetState | undefined;
  for await (const row of pass.table.rows()) {
    if (state?.sheet.name !== row.sheet) {
      if (state?.head) yield* settleHead(state, pass);
      const sheet = visible.find((candidate) => candidate.name === row.sheet);
      if (!sheet) throw new Error(`rows of an unknown sheet`);
      state = { sheet, head: [], context: undefined };
    }
    yield* takeRow(state, row, pass);
  }
  if (state?.head) yield* settleHead(state, pass);
  if (!summary.mapping) {
    if (pass.pending) throw pass.pending;
    if (!state) throw new FileRefusal("empty-file");
    throw new FileRefusal("no-header", { limit: HEADER_SEARCH_ROWS, wanted: wantedColumns(pass.options.kind ?? "cases") });
  }
  if (summary.rows === 0) throw new FileRefusal("no-rows");
}

/**
 * Reads a bank's file (its path, or opened already) as records, streaming: memory does not grow with the file.
 * @returns an iterable to go through once; each item is a record or a refused row; then `summary()`
 * @throws FileRefusal at once or while iterating, where nothing of the file may be imported
 */
export async function readRecords(file: string | Table, options: ReadOptions): Promise<RecordReading> {
  const pass = typeof file === "string" ? newPass(await openTable(file), { fileName: basename(file), ...options }) : newPass(file, options);
  return {
    [Symbol.asyncIterator]: () => readAll(pass),
    summary: () => pass.summary,
  };
}
