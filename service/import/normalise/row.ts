import { EXTRA_PREFIX, FIELDS, REQUIRED, fieldLabel, fieldSpec, type FieldSpec, type FileKind } from "../mapping/fields.ts";
import type { SuggestedMapping } from "../mapping/suggest.ts";
import { EMPTY_CELL, type RawCell, type RawRow } from "../reading/types.ts";
import { buildRefusal, bump, emptyCollected, type Collected, type Refusal, type RowPlace, type Tally } from "./collect.ts";
import { parseDay } from "./dates.ts";
import { LIMITS, lostDigits, readCell, type CellSink } from "./readers.ts";

/** Which cell of a row goes to which reader; made once per header. */
export interface RowPlan {
  readonly kind: FileKind;
  /** In the order of the field table, so that a field may look at those before it. */
  readonly typed: readonly PlannedField[];
  readonly byField: ReadonlyMap<string, PlannedField>;
  /** Columns kept as text: known untyped, unknown, and without a heading. */
  readonly extras: readonly { readonly column: number; readonly label: string }[];
  /** Columns with a heading; what stands to the right of them is named by its letter. */
  readonly width: number;
  /** Heading of each column, made unique, for the row as read. */
  readonly labels: readonly string[];
}

interface PlannedField {
  readonly spec: FieldSpec;
  readonly column: number;
  readonly heading: string;
  readonly required: boolean;
}

/** What reading a row gave before it is judged as a whole. */
export interface ReadRow {
  readonly values: Collected;
  readonly refusals: Refusal[];
}

/** @returns "A" … "AB" for a 0-based column. */
export function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

function uniqueLabels(headers: readonly string[]): string[] {
  const used = new Map<string, number>();
  return headers.map((heading, column) => {
    const label = heading.trim() === "" ? `列${columnLetters(column)}` : heading.trim();
    const times = (used.get(label) ?? 0) + 1;
    used.set(label, times);
    return times === 1 ? label : `${label}(${times})`;
  });
}

/** Plans how rows under a header are read. */
export function planRows({ kind, headers, fields }: SuggestedMapping): RowPlan {
  const labels = uniqueLabels(headers);
  const alone = new Set(REQUIRED[kind].filter((anyOf) => anyOf.length === 1).flat());
  const typed = FIELDS[kind].flatMap((spec): PlannedField[] => {
    const column = fields[spec.field];
    if (column === undefined) return [];
    return [{ spec, column, heading: labels[column] ?? spec.label, required: alone.has(spec.field) }];
  });
  const typedColumns = new Set(typed.map((item) => item.column));
  const canonical = new Map(
    Object.entries(fields)
      .filter(([field]) => field.startsWith(EXTRA_PREFIX))
      .map(([field, column]) => [column, field.slice(EXTRA_PREFIX.length)]),
  );
  const extras = labels
    .map((label, column) => ({ column, label: canonical.get(column) ?? label }))
    .filter(({ column }) => !typedColumns.has(column));
  const byField = new Map(typed.map((item) => [item.spec.field, item]));
  return { kind, typed, byField, extras, width: labels.length, labels };
}

/** @returns the cell a field is read from. */
export function cellOf(plan: RowPlan, cells: readonly RawCell[], field: string): RawCell {
  const column = plan.byField.get(field)?.column;
  return column === undefined ? EMPTY_CELL : (cells[column] ?? EMPTY_CELL);
}

/** @returns the heading a field is reported under. */
export function headingOf(plan: RowPlan, field: string): string {
  return plan.byField.get(field)?.heading ?? fieldLabel(plan.kind, field);
}

/** Refuses a row for one of its fields. */
export function refuseField(
  plan: RowPlan,
  row: RawRow,
  field: string,
  code: Refusal["code"],
  detail: Readonly<Record<string, string | number>> = {},
): Refusal {
  const spec = fieldSpec(plan.kind, field) ?? { type: "text" as const };
  return buildRefusal(row, headingOf(plan, field), spec, code, cellOf(plan, row.cells, field), detail);
}

/** Puts a column that no field types under its label; says why it cannot, if it cannot. */
function collectExtra(cell: RawCell, label: string, extra: Record<string, string>, tally: Tally): Refusal["code"] | undefined {
  if (cell.kind === "empty") return undefined;
  if (cell.text.length > LIMITS.longText) return "text-too-long";
  if (lostDigits(cell)) bump(tally.warnings, "precision-lost");
  else if (cell.text.trim() !== "") extra[label] = cell.text.trim();
  return undefined;
}

function collectExtras(plan: RowPlan, row: RawRow, read: ReadRow, tally: Tally): void {
  const beyond = row.cells.slice(plan.width).map((_, at) => ({ column: plan.width + at, label: `列${columnLetters(plan.width + at)}` }));
  for (const { column, label } of beyond.length > 0 ? [...plan.extras, ...beyond] : plan.extras) {
    const cell = row.cells[column] ?? EMPTY_CELL;
    const code = collectExtra(cell, label, read.values.extra, tally);
    if (code) read.refusals.push(buildRefusal(row, label, { type: "text" }, code, cell, { limit: LIMITS.longText }));
  }
}

/** Reads the cells of one row: values, and a refusal for each cell that cannot be read. */
export function readRow(plan: RowPlan, row: RawRow, date1904: boolean, tally: Tally): ReadRow {
  const values = emptyCollected();
  const refusals: Refusal[] = [];
  let current: PlannedField | undefined;
  let cell: RawCell = EMPTY_CELL;
  const place: RowPlace = { sheet: row.sheet, row: row.row };
  const sink: CellSink = {
    into: values,
    date1904,
    count: (change) => bump(tally.normalised, change),
    warn: (code) => bump(tally.warnings, code),
    refuse(code, detail) {
      if (current) refusals.push(buildRefusal(place, current.heading, current.spec, code, cell, detail));
    },
  };
  for (const planned of plan.typed) {
    const found = row.cells[planned.column];
    if (found === undefined || found.kind === "empty") continue;
    current = planned;
    cell = found;
    readCell(planned.spec, cell, planned.required, sink);
  }
  const read = { values, refusals };
  collectExtras(plan, row, read, tally);
  return read;
}

/** A day number means nothing without its workbook, so a person is shown the day. */
function sourceText(cell: RawCell, isDay: boolean, date1904: boolean): string {
  if (cell.kind === "formula" && cell.text === "") return cell.raw ?? "";
  const day = isDay && cell.kind === "number" ? parseDay(cell.text, cell.kind, date1904) : undefined;
  return day?.ok ? day.value : cell.text;
}

/** @returns the row as read, heading to text, so that a person can repair it. */
export function sourceOf(plan: RowPlan, cells: readonly RawCell[], date1904: boolean): Record<string, string> {
  const source: Record<string, string> = {};
  const days = new Set(plan.typed.filter(({ spec }) => spec.type === "date" || spec.type === "term").map(({ column }) => column));
  for (let column = 0; column < Math.max(plan.width, cells.length); column += 1) {
    const cell = cells[column] ?? EMPTY_CELL;
    const label = plan.labels[column] ?? `列${columnLetters(column)}`;
    if (cell.kind !== "empty") source[label] = sourceText(cell, days.has(column), date1904);
    else if (column < plan.width) source[label] = "";
  }
  return source;
}
