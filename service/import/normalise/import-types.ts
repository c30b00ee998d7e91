import type { FileKind } from "../mapping/fields.ts";
import type { FieldMapping, SuggestedMapping } from "../mapping/suggest.ts";
import type { Table, TextEncodingName } from "../reading/types.ts";
import type { NormalisationCode, NoticeCode, RowRefusalCode, WarningCode } from "./codes.ts";
import type { Counts, Refusal } from "./collect.ts";
import type { RecallRecord, RecordOf } from "./schemas.ts";

/** What a caller of the importer gives and gets. */

export interface ReadOptions {
  /** Code of the client bank the file comes from. */
  readonly bank: string;
  /** What the file is meant to be; left out, the headings decide. */
  readonly kind?: FileKind;
  /** A mapping confirmed for this bank: field -> 0-based column. It wins over the suggestion. */
  readonly mapping?: FieldMapping;
  /** Name the user gave the file; left out, its path's. */
  readonly fileName?: string;
}

export interface Notice {
  readonly code: NoticeCode;
  readonly zh: string;
  readonly en: string;
}

export interface SheetSummary {
  readonly name: string;
  readonly hidden: boolean;
  /** 1-based; absent where the sheet was not imported. */
  headerRow?: number;
  rows: number;
}

export interface ControlTotal {
  count: number;
  fen: number;
}

/** What one pass over a file found. Complete once the records have been read to the end. */
export interface ImportSummary {
  readonly bank: string;
  readonly format: Table["format"];
  readonly encoding?: TextEncodingName;
  readonly delimiter?: string;
  kind?: FileKind;
  mapping?: SuggestedMapping;
  headersHash?: string;
  /** What a recall list without a type column says by its title. */
  listType?: RecallRecord["type"];
  readonly sheets: readonly SheetSummary[];
  /** Data rows: accepted and refused together. */
  rows: number;
  accepted: number;
  refused: number;
  readonly refusedByCode: Counts<RowRefusalCode>;
  readonly normalised: Counts<NormalisationCode>;
  readonly warnings: Counts<WarningCode>;
  readonly notices: Notice[];
  /** Over all data rows whose amount could be read, and over the accepted ones (placed or paid amount). */
  readonly controlRead: ControlTotal;
  readonly controlAccepted: ControlTotal;
}

export type RecordItem<K extends FileKind = FileKind> = K extends FileKind
  ?
      | { readonly kind: K; readonly sheet: string; readonly row: number; readonly record: RecordOf[K] }
      | {
          readonly kind: K;
          readonly sheet: string;
          readonly row: number;
          /** The first reason; `others` holds further ones of the same row. */
          readonly refusal: Refusal;
          readonly others: readonly Refusal[];
          /** The row as read, heading to text: full values, for the repair screen only. */
          readonly source: Readonly<Record<string, string>>;
        }
  : never;

/** One pass over a file: iterate it once, then ask for the summary. */
export interface RecordReading extends AsyncIterable<RecordItem> {
  summary(): ImportSummary;
}
