import type { Gender } from "../../../shared/model/identity.ts";
import { maskAddress, maskCardNo, maskEmail, maskIdNo, maskName, maskPhone } from "../../../shared/model/masking.ts";
import type { FieldSpec, FieldType } from "../mapping/fields.ts";
import { fillText, type RefusalDetail } from "../reading/file-refusal.ts";
import type { RawCell } from "../reading/types.ts";
import { ROW_REFUSALS, type NormalisationCode, type RowRefusalCode, type WarningCode } from "./codes.ts";
import type { Phone } from "./phones.ts";
import type { Currency, RecallRecord } from "./schemas.ts";

/** What the readers of single cells gather for one row. */
export interface Collected {
  readonly text: Record<string, string>;
  readonly fen: Record<string, number>;
  readonly day: Record<string, string>;
  readonly int: Record<string, number>;
  readonly phones: Record<string, readonly Phone[]>;
  readonly extra: Record<string, string>;
  gender?: Gender;
  currency?: Currency;
  recallType?: RecallRecord["type"];
}

/** A refused cell: where, what (masked), why and what to do. */
export interface Refusal {
  readonly sheet: string;
  readonly row: number;
  /** The heading as the file writes it; the label of the field where the file has no such column. */
  readonly column: string;
  readonly code: RowRefusalCode;
  readonly valueMasked: string;
  readonly zh: string;
  readonly en: string;
}

export type Counts<K extends string> = Partial<Record<K, number>>;

/** One pass over a file: what is counted, and what day numbers mean. */
export interface Tally {
  readonly normalised: Counts<NormalisationCode>;
  readonly warnings: Counts<WarningCode>;
}

export function bump<K extends string>(counts: Counts<K>, code: K): void {
  counts[code] = (counts[code] ?? 0) + 1;
}

export function emptyCollected(): Collected {
  return { text: {}, fen: {}, day: {}, int: {}, phones: {}, extra: {} };
}

const MASKED_CHARS = 60;

/** Personal values leave an import masked only (DESIGN.md 3); amounts, dates and codes are no secret. */
const MASKS: Partial<Record<FieldType, (value: string) => string>> = {
  name: maskName,
  idNo: maskIdNo,
  otherIdNo: maskIdNo,
  card: maskCardNo,
  phone: maskPhone,
  email: maskEmail,
  longText: maskAddress,
  text: maskName,
};

/** @returns the value as a report may show it. */
export function maskValue(type: FieldType, value: string): string {
  const short = value.length > MASKED_CHARS ? `${value.slice(0, MASKED_CHARS)}…` : value;
  return (MASKS[type] ?? ((plain: string) => plain))(short.replace(/\s+/g, " ").trim());
}

/** Where a row stands, for its refusals. */
export interface RowPlace {
  readonly sheet: string;
  readonly row: number;
}

export function buildRefusal(
  place: RowPlace,
  column: string,
  spec: Pick<FieldSpec, "type">,
  code: RowRefusalCode,
  cell: RawCell,
  detail: RefusalDetail = {},
): Refusal {
  const valueMasked = maskValue(spec.type, cell.kind === "formula" ? (cell.raw ?? cell.text) : cell.text);
  const words = ROW_REFUSALS[code];
  const all = { column, length: cell.text.trim().length, value: valueMasked, ...detail };
  const { sheet, row } = place;
  return { sheet, row, column, code, valueMasked, zh: fillText(words.zh, all), en: fillText(words.en, all) };
}
