import { FileRefusal } from "./file-refusal.ts";
import { serialToIso } from "./serial-date.ts";
import { EMPTY_CELL, textCell, type RawCell } from "./types.ts";

/** What a sheet's cells need from the rest of the workbook. */
export interface CellContext {
  readonly strings: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly date1904: boolean;
}

/** One `<c>` as collected from the XML. */
export interface CellParts {
  type: string;
  style: number;
  value: string;
  formula: string | undefined;
}

/** @returns a number's shortest decimal form without an exponent; the input itself if it is no number. */
export function plainDecimal(literal: string): string {
  const short = String(Number(literal));
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(short);
  if (!match) return short === "NaN" || short.includes("Infinity") ? literal : short;
  const [, sign = "", lead = "", decimals = "", power = "0"] = match;
  const digits = lead + decimals;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits.padEnd(point, "0")}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** "_x000D_" and its kind: characters XML cannot hold, as Excel writes them. */
function unescapeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** @throws FileRefusal where the table lacks the entry: an empty cell would hide the loss */
function sharedString(index: string, strings: readonly string[]): string {
  const text = strings[Number(index)];
  if (text === undefined) throw new FileRefusal("damaged-workbook", { why: "shared strings" });
  return text;
}

function numberCell(parts: CellParts, context: CellContext): RawCell {
  const text = plainDecimal(parts.value);
  if (!context.dateStyles[parts.style]) return { kind: "number", text, raw: parts.value };
  const iso = serialToIso(Number(parts.value), context.date1904);
  return iso === undefined ? { kind: "number", text, raw: parts.value } : { kind: "date", text: iso, raw: parts.value };
}

/** Cell types of the format: shared string, inline string, formula's string, boolean, error, ISO date, number. */
function storedCell(parts: CellParts, context: CellContext): RawCell {
  switch (parts.type) {
    case "s":
      return textCell(unescapeText(sharedString(parts.value, context.strings)));
    case "inlineStr":
    case "str":
      return textCell(unescapeText(parts.value));
    case "b":
      return { kind: "boolean", text: parts.value === "1" || parts.value === "true" ? "TRUE" : "FALSE" };
    case "e":
      return { kind: "error", text: parts.value };
    case "d":
      return { kind: "date", text: parts.value.replace("T", " ").replace(/ 00:00:00(?:\.0+)?Z?$/, "") };
    default:
      return numberCell(parts, context);
  }
}

/** @returns the cell a reader hands on; a formula keeps its stored result as text. */
export function toRawCell(parts: CellParts, context: CellContext): RawCell {
  const hasValue = parts.value !== "";
  if (parts.formula === undefined) return hasValue ? storedCell(parts, context) : EMPTY_CELL;
  const stored = hasValue ? storedCell(parts, context) : EMPTY_CELL;
  if (stored.kind === "error") return { kind: "error", text: stored.text, raw: `=${parts.formula}` };
  return { kind: "formula", text: stored.text, raw: `=${parts.formula}` };
}
