import type { RawRow } from "../reading/types.ts";
import type { FileKind } from "./fields.ts";
import { detectKind, missingRequired, suggestMapping, typedMatches, type FieldMapping, type SuggestedMapping } from "./suggest.ts";

/** Rows searched for a header: bank files put titles, dates and seals above it. */
export const HEADER_SEARCH_ROWS = 40;
/** A row with fewer known headings is a title or a data row. */
const MIN_MATCHES = 2;
const MAX_HEADING_CHARS = 60;

export interface FoundHeader {
  /** Index into the searched rows. */
  readonly index: number;
  readonly row: RawRow;
  readonly mapping: SuggestedMapping;
  /** Fields of the confirmed mapping that this header has no column for; empty where it fits. */
  readonly unfit: readonly string[];
  /** Texts of the rows above, for what a title says of the list. */
  readonly titles: readonly string[];
}

export interface HeaderWish {
  readonly kind?: FileKind;
  /** A mapping confirmed by a person; wins over the suggestion. */
  readonly fields?: FieldMapping;
}

function headingsOf(row: RawRow): string[] {
  return row.cells.map((cell) => (cell.text.length <= MAX_HEADING_CHARS ? cell.text.trim() : ""));
}

function suggestFor(headings: readonly string[], kind: FileKind | undefined): SuggestedMapping | undefined {
  return kind ? suggestMapping(headings, kind) : detectKind(headings);
}

/** A row can carry a confirmed mapping when every column it names has a heading there. */
function unfitFields(headings: readonly string[], fields: FieldMapping): string[] {
  return Object.keys(fields).filter((field) => (headings[fields[field] ?? -1] ?? "") === "");
}

function withFields(mapping: SuggestedMapping, fields: FieldMapping): SuggestedMapping {
  const used = new Set(Object.values(fields));
  const unmapped = mapping.headers.filter((heading, column) => heading !== "" && !used.has(column));
  const missing = missingRequired(mapping.kind, fields);
  return { ...mapping, fields, unmapped, missingRequired: missing, confidence: missing.length === 0 ? 1 : 0 };
}

interface Candidate {
  readonly index: number;
  readonly mapping: SuggestedMapping;
}

/** A row that meets every requirement and is mostly understood is the header; none below can be better. */
const SURE = 0.6;

/** @returns the row in which most headings are known. */
function bestRow(rows: readonly RawRow[], kind: FileKind | undefined): Candidate | undefined {
  let best: (Candidate & { matches: number }) | undefined;
  for (const [index, row] of rows.entries()) {
    const mapping = suggestFor(headingsOf(row), kind);
    if (!mapping) continue;
    const matches = typedMatches(mapping);
    if (matches >= MIN_MATCHES && matches > (best?.matches ?? 0)) best = { index, mapping, matches };
    if (best && best.mapping.missingRequired.length === 0 && best.mapping.confidence >= SURE) break;
  }
  return best;
}

/** @returns the first row that has a heading in each column a confirmed mapping names. */
function carrierRow(rows: readonly RawRow[], fields: FieldMapping, kind: FileKind): Candidate | undefined {
  const index = rows.findIndex((row) => unfitFields(headingsOf(row), fields).length === 0);
  const row = rows[index];
  return row && { index, mapping: suggestMapping(headingsOf(row), kind) };
}

/**
 * Finds the header among the first rows of a sheet: the row in which most headings are known, or, with a
 * confirmed mapping and no known heading, the first row that has a heading in each mapped column.
 */
export function findHeader(rows: readonly RawRow[], wish: HeaderWish): FoundHeader | undefined {
  const found = bestRow(rows, wish.kind) ?? (wish.fields && carrierRow(rows, wish.fields, wish.kind ?? "cases"));
  const row = found && rows[found.index];
  if (!found || !row) return undefined;
  const titles = rows.slice(0, found.index).flatMap((above) => above.cells.map((cell) => cell.text).filter((text) => text !== ""));
  const unfit = unfitFields(found.mapping.headers, wish.fields ?? {});
  const mapping = wish.fields && unfit.length === 0 ? withFields(found.mapping, wish.fields) : found.mapping;
  return { index: found.index, row, mapping, unfit, titles };
}
