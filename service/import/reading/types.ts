/** What a reader hands on: cells as the file holds them, addressed as the user sees them in Excel. */

export type CellKind = "text" | "number" | "date" | "formula" | "error" | "empty" | "boolean";

/**
 * One cell. `text` is what a person would read: plain decimals for numbers, ISO for dates, the stored
 * result for formulas. `raw` is what the file said where that differs: the number as written, the date's
 * serial, the formula with its "=".
 */
export interface RawCell {
  readonly kind: CellKind;
  readonly text: string;
  readonly raw?: string;
}

/** One row with at least one value. `row` is 1-based, as Excel numbers it (a CSV record counts once). */
export interface RawRow {
  readonly sheet: string;
  readonly row: number;
  readonly cells: readonly RawCell[];
}

export type TextEncodingName = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "gb18030";

export interface SheetInfo {
  readonly name: string;
  /** Hidden sheets are listed and never read. */
  readonly hidden: boolean;
}

/** An opened file. `rows()` streams the visible sheets from the start each time it is called. */
export interface Table {
  readonly format: "csv" | "xlsx";
  readonly encoding?: TextEncodingName;
  readonly delimiter?: string;
  /** The workbook counts its day numbers from 1904. */
  readonly date1904: boolean;
  readonly sheets: readonly SheetInfo[];
  rows(): AsyncGenerator<RawRow, void, undefined>;
}

export const EMPTY_CELL: RawCell = Object.freeze({ kind: "empty", text: "" });

/** @returns the cell for a text, the shared empty cell for "". */
export function textCell(text: string): RawCell {
  return text === "" ? EMPTY_CELL : { kind: "text", text };
}
