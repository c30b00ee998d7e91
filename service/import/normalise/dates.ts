import { isCalendarDay } from "../../../shared/model/identity.ts";
import { serialToIso } from "../reading/serial-date.ts";
import type { CellKind } from "../reading/types.ts";
import type { NormalisationCode } from "./codes.ts";
import { parsed, unreadable, type Parsed } from "./result.ts";
import { toHalfWidth } from "./text.ts";

const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = String.raw`(?:[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?(?:分|秒)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?`;
/** The ways a day is written, each with the normalisation it counts as. Year first, always four digits. */
const FORMS: readonly (readonly [RegExp, NormalisationCode])[] = [
  [new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(${TIME})$`), "date-separator"],
  [new RegExp(String.raw`^(\d{4})()年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号](${TIME})$`), "date-chinese"],
  [new RegExp(String.raw`^(\d{4})()(\d{2})(\d{2})(${TIME}|\d{6})$`), "date-compact"],
];
/** Day or month first, or a year of two digits: whoever reads it guesses. */
const AMBIGUOUS = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\s|$)/;
/** Systems write these for "no date". */
const NO_DATE = /^(?:0+|0{4}-0{2}-0{2}|1900-01-0[01]|9999-12-31|99991231|0001-01-01)(?:[T ]0{1,2}:00(?::00)?)?$/;
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** @returns whether a text is a system's way of saying that there is no date. */
export function isNoDate(text: string): boolean {
  return NO_DATE.test(text);
}

function dayFrom(year: string, month: string, day: string, changes: readonly NormalisationCode[]): Parsed<string> {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < FIRST_YEAR || y > LAST_YEAR || !isCalendarDay(y, m, d)) return unreadable("date-impossible");
  return parsed(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, changes);
}

function fromSerial(text: string, date1904: boolean): Parsed<string> {
  const iso = serialToIso(Number(text), date1904);
  if (iso === undefined) return unreadable("date-impossible");
  const changes: NormalisationCode[] = iso.length > 10 ? ["date-serial", "time-cut"] : ["date-serial"];
  return parsed(iso.slice(0, 10), changes);
}

function fromText(text: string, before: readonly NormalisationCode[]): Parsed<string> {
  for (const [form, change] of FORMS) {
    const match = form.exec(text);
    if (!match) continue;
    const [, year = "", separator = "", month = "", day = "", time = ""] = match;
    const plain = separator === "-" && month.length === 2 && day.length === 2;
    const changes = plain ? [...before] : [...before, change];
    return dayFrom(year, month, day, time === "" ? changes : [...changes, "time-cut"]);
  }
  return unreadable(AMBIGUOUS.test(text) ? "date-ambiguous" : "date-unreadable");
}

/**
 * Reads a day: 2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日, with or without a time of
 * day, full-width digits, or Excel's day number.
 * @param kind the cell's kind; a number is eight digits or a day number
 * @param date1904 the workbook's epoch, for day numbers
 * @returns "yyyy-mm-dd"
 */
export function parseDay(raw: string, kind: CellKind, date1904: boolean): Parsed<string> {
  const iso = ISO.exec(raw);
  if (iso) return dayFrom(iso[1] ?? "", iso[2] ?? "", iso[3] ?? "", kind === "date" ? ["date-serial"] : []);
  if (kind === "number" && !/^\d{8}$/.test(raw)) return fromSerial(raw, date1904);
  const trimmed = raw.trim().replace(/^'/, "");
  const text = toHalfWidth(trimmed);
  const changes: NormalisationCode[] = text === trimmed ? [] : ["full-width"];
  if (kind === "date") changes.push("date-serial");
  return SERIAL.test(text) ? fromSerial(text, date1904) : fromText(text, changes);
}
