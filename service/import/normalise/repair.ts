import type { FileKind } from "../mapping/fields.ts";
import { suggestMapping, type FieldMapping, type SuggestedMapping } from "../mapping/suggest.ts";
import { textCell } from "../reading/types.ts";
import type { Refusal } from "./collect.ts";
import { judgeRow } from "./judge.ts";
import { planRows, readRow } from "./row.ts";
import type { RecallRecord, RecordOf } from "./schemas.ts";
import { createSeen } from "./seen.ts";

/** Canonical field -> heading of the file: a mapping that outlives the order of columns. */
export type HeadingByField = Readonly<Record<string, string>>;

/** @returns the headings a mapping reads its fields from, to be kept with a batch for later repairs. */
export function headingsOf(mapping: SuggestedMapping): HeadingByField {
  return Object.fromEntries(Object.entries(mapping.fields).map(([field, column]) => [field, mapping.headers[column] ?? ""]));
}

export type SourceResult<K extends FileKind> =
  | { readonly record: RecordOf[K] }
  | { readonly refusal: Refusal; readonly others: readonly Refusal[] };

export interface SourcePlace {
  readonly sheet: string;
  readonly row: number;
  /** How the batch's columns were mapped; left out, the headings speak for themselves. */
  readonly headings?: HeadingByField;
  /** `summary.listType` of the batch: what its title says of rows without a type. */
  readonly listType?: RecallRecord["type"];
}

function mappingOf(kind: FileKind, headers: readonly string[], headings: HeadingByField | undefined): SuggestedMapping {
  const suggested = suggestMapping(headers, kind);
  if (!headings) return suggested;
  const fields: FieldMapping = {};
  for (const [field, heading] of Object.entries(headings)) {
    const column = headers.indexOf(heading);
    if (column >= 0) fields[field] = column;
  }
  return { ...suggested, fields };
}

/**
 * Reads one row again after a person repaired it: the `source` of a refused item with corrected texts.
 * Repetition inside the file is not judged here; the database's keys do that.
 */
export function readSource<K extends FileKind>(kind: K, source: Readonly<Record<string, string>>, place: SourcePlace): SourceResult<K> {
  const headers = Object.keys(source);
  const plan = planRows(mappingOf(kind, headers, place.headings));
  const row = { sheet: place.sheet, row: place.row, cells: headers.map((heading) => textCell(source[heading] ?? "")) };
  const tally = { normalised: {}, warnings: {} };
  const read = readRow(plan, row, false, tally);
  const record = judgeRow(kind, read, row, { plan, tally, seen: createSeen(), seenOthers: createSeen(), listType: place.listType });
  if (record !== undefined) return { record };
  const [refusal, ...others] = read.refusals;
  if (!refusal) throw new Error("a row was refused without a reason");
  return { refusal, others };
}
