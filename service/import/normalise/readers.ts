import type { FieldSpec, FieldType } from "../mapping/fields.ts";
import type { RawCell } from "../reading/types.ts";
import type { NormalisationCode, RowRefusalCode, WarningCode } from "./codes.ts";
import type { Collected } from "./collect.ts";
import { isNoDate, parseDay } from "./dates.ts";
import { parseMoney } from "./money.ts";
import { parseCardNo, parseIdNo } from "./numbers-of-identity.ts";
import { parsePhones } from "./phones.ts";
import type { Parsed } from "./result.ts";
import { isExcelError, isPlaceholder, looksLikeFormula, toHalfWidth } from "./text.ts";
import { bucketOf, currencyOf, genderOf, recallTypeOf } from "./vocabulary.ts";

/** One reader per type of field: takes a cell that has a value and puts what it says into the row. */

export interface CellSink {
  readonly into: Collected;
  readonly date1904: boolean;
  count(change: NormalisationCode): void;
  warn(code: WarningCode): void;
  refuse(code: RowRefusalCode, detail?: Readonly<Record<string, string | number>>): void;
}

type Reader = (spec: FieldSpec, cell: RawCell, sink: CellSink) => void;

/** Excel's own cell ends at 32,767 characters; every other limit is far above what the field needs. */
export const LIMITS = { key: 64, name: 100, text: 500, longText: 32_767 } as const;
/** Numbers longer than this lose their tail as Excel numbers; also what such a loss looks like as text. */
const SAFE_DIGITS = 15;
const SCIENTIFIC = /^\d(?:\.\d+)?e\+\d+$/i;
/** Fields in which a word for "nothing" means an empty cell; in free text it may be the content. */
const EMPTIED: ReadonlySet<FieldType> = new Set<FieldType>([
  "money", "date", "term", "int", "idNo", "otherIdNo", "card", "phone", "gender", "bucket", "currency", "email",
]);

/** Takes a parsed value, or refuses the row. */
function accept<T>(result: Parsed<T>, sink: CellSink, take: (value: T) => void): void {
  if (!result.ok) return sink.refuse(result.code);
  for (const change of result.changes) sink.count(change);
  take(result.value);
}

function readWords(spec: FieldSpec, cell: RawCell, sink: CellSink, limit: number): string | undefined {
  if (cell.text.length > limit) {
    sink.refuse("text-too-long", { limit });
    return undefined;
  }
  if (cell.text.includes("\uFFFD")) {
    sink.refuse("lost-characters");
    return undefined;
  }
  if (cell.kind === "number") sink.count("number-as-text");
  const text = cell.text.trim();
  if (text !== cell.text) sink.count("space-trimmed");
  return text === "" ? undefined : text;
}

/** Names and case numbers: no invisible marks, nothing a spreadsheet would run. */
function readIdentifier(spec: FieldSpec, cell: RawCell, sink: CellSink, limit: number): string | undefined {
  const words = readWords(spec, cell, sink, limit);
  if (words === undefined) return undefined;
  if (looksLikeFormula(words)) {
    sink.refuse("formula-text");
    return undefined;
  }
  const half = toHalfWidth(words).replace(/^'/, "").trim();
  if (half !== words) sink.count("full-width");
  return half;
}

/** Spaces set inside a Chinese name to fill the column. */
const SPACED_NAME = /(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])/g;

const readName: Reader = (spec, cell, sink) => {
  const name = readIdentifier(spec, cell, sink, LIMITS.name);
  if (name === undefined) return;
  if (name.includes("?")) return sink.refuse("lost-characters");
  const joined = name.replace(SPACED_NAME, "");
  if (joined !== name) sink.count("space-trimmed");
  sink.into.text[spec.field] = joined;
};

/** @returns whether a long number was stored as a quantity and so lost its last digits. */
export function lostDigits(cell: RawCell): boolean {
  return cell.kind === "number" && cell.text.replace(/\D/g, "").length > SAFE_DIGITS;
}

const readKey: Reader = (spec, cell, sink) => {
  if (lostDigits(cell) || SCIENTIFIC.test(cell.text.trim())) return sink.refuse("key-precision-lost");
  const value = readIdentifier(spec, cell, sink, LIMITS.key);
  if (value !== undefined) sink.into.text[spec.field] = value;
};

const readText: Reader = (spec, cell, sink) => {
  if (lostDigits(cell)) return sink.warn("precision-lost");
  const value = readWords(spec, cell, sink, LIMITS.text);
  if (value !== undefined) sink.into.text[spec.field] = value;
};

const readLongText: Reader = (spec, cell, sink) => {
  const value = readWords(spec, cell, sink, LIMITS.longText);
  if (value !== undefined) sink.into.text[spec.field] = value;
};

const readMoney: Reader = (spec, cell, sink) => {
  accept(parseMoney(cell.text), sink, (fen) => {
    sink.into.fen[spec.field] = fen;
  });
};

const readDate: Reader = (spec, cell, sink) => {
  if (isNoDate(cell.text)) return sink.count("placeholder");
  accept(parseDay(cell.text, cell.kind, sink.date1904), sink, (day) => {
    sink.into.day[spec.field] = day;
  });
};

/** 委案期限: a day in most files, "90天" or "三个月" in some. */
const readTerm: Reader = (spec, cell, sink) => {
  const result = parseDay(cell.text, cell.kind, sink.date1904);
  if (result.ok) return readDate(spec, cell, sink);
  if (result.code === "date-impossible") return sink.refuse(result.code);
  sink.warn("term-not-a-date");
  sink.into.extra[spec.label] = cell.text.trim();
};

const readInt: Reader = (spec, cell, sink) => {
  const text = toHalfWidth(cell.text).trim();
  const digits = /^(\d{1,9})(?:\.0+)?(?:期|天|日|次|岁|个月|月)?$/.exec(text)?.[1];
  if (digits === undefined) return sink.refuse("number-unreadable");
  if (text !== cell.text) sink.count("full-width");
  sink.into.int[spec.field] = Number(digits);
};

const readIdNo: Reader = (spec, cell, sink) => {
  accept(parseIdNo(cell, sink.into.text["idType"] ?? ""), sink, (value) => {
    sink.into.text[spec.field] = value;
  });
};

/** A contact's ID number helps nobody when it is wrong; the row is worth more than it. */
const readOtherIdNo: Reader = (spec, cell, sink) => {
  const result = parseIdNo(cell, "");
  if (!result.ok) return sink.warn("contact-id-invalid");
  accept(result, sink, (value) => {
    sink.into.text[spec.field] = value;
  });
};

const readCard: Reader = (spec, cell, sink) => {
  accept(parseCardNo(cell), sink, (value) => {
    sink.into.text[spec.field] = value;
  });
};

const readPhone: Reader = (spec, cell, sink) => {
  const { phones, invalid, changes } = parsePhones(cell.text, cell.kind === "number");
  for (const change of changes) sink.count(change);
  for (let i = 0; i < invalid; i += 1) sink.warn("phone-invalid");
  if (phones.length > 0) sink.into.phones[spec.field] = phones;
};

const readGender: Reader = (_spec, cell, sink) => {
  const gender = genderOf(cell.text);
  if (gender) sink.into.gender = gender;
  else sink.warn("gender-unknown");
};

const readBucket: Reader = (spec, cell, sink) => {
  const bucket = bucketOf(cell.text);
  if (bucket) sink.into.text[spec.field] = bucket;
  else sink.warn("bucket-unknown");
};

const readCurrency: Reader = (_spec, cell, sink) => {
  const currency = currencyOf(cell.text);
  if (!currency) return sink.refuse("currency-unknown");
  sink.into.currency = currency;
};

const readEmail: Reader = (spec, cell, sink) => {
  const email = toHalfWidth(cell.text).trim();
  if (!/^[^\s@<>"']{1,64}@[^\s@<>"']+\.[^\s@<>"']{2,}$/.test(email) || email.length > 254) return sink.warn("email-invalid");
  sink.into.text[spec.field] = email;
};

const readRecallType: Reader = (_spec, cell, sink) => {
  const type = recallTypeOf(cell.text);
  if (!type) return sink.refuse("recall-type-unknown");
  sink.into.recallType = type;
};

const READERS: Record<FieldType, Reader> = {
  key: readKey,
  name: readName,
  text: readText,
  longText: readLongText,
  money: readMoney,
  date: readDate,
  term: readTerm,
  int: readInt,
  idNo: readIdNo,
  otherIdNo: readOtherIdNo,
  card: readCard,
  phone: readPhone,
  gender: readGender,
  bucket: readBucket,
  currency: readCurrency,
  email: readEmail,
  recallType: readRecallType,
};

/** Fields whose formula must not be trusted even with a stored result. */
const NO_FORMULA: ReadonlySet<FieldType> = new Set<FieldType>(["idNo", "otherIdNo", "card"]);

/**
 * Reads one cell into the row.
 * @param required an Excel error refuses the row here, and is left out with a warning elsewhere
 */
export function readCell(spec: FieldSpec, cell: RawCell, required: boolean, sink: CellSink): void {
  if (cell.kind === "empty") return;
  if (cell.kind === "error" || isExcelError(cell.text.trim())) {
    return required ? sink.refuse("cell-error") : sink.warn("cell-error");
  }
  if (cell.kind === "formula" && !NO_FORMULA.has(spec.type)) {
    if (cell.text.trim() === "") return;
    sink.count("formula-result");
  }
  if (cell.text.length > LIMITS.text && spec.type !== "longText") return sink.refuse("text-too-long", { limit: LIMITS.text });
  if (EMPTIED.has(spec.type) && cell.kind !== "formula") {
    const text = cell.text.trim();
    if (text === "") return sink.count("space-trimmed");
    if (isPlaceholder(text)) return sink.count("placeholder");
  }
  READERS[spec.type](spec, cell, sink);
}
