import { checkCardNo, checkIdNo, passesLuhn, type IdNoFault } from "../../../shared/model/identity.ts";
import type { RawCell } from "../reading/types.ts";
import type { NormalisationCode, RowRefusalCode } from "./codes.ts";
import { parsed, unreadable, type Parsed } from "./result.ts";
import { toHalfWidth } from "./text.ts";

/** Excel keeps 15 digits of a number; what is longer has lost its tail. */
const SAFE_DIGITS = 15;
const SCIENTIFIC = /^\d(?:\.\d+)?e\+?\d+$/i;
const ZERO_TAIL = /^\d{15}0+$/;

const ID_FAULTS: Record<IdNoFault, RowRefusalCode> = {
  length: "id-length",
  characters: "id-characters",
  region: "id-region",
  birthday: "id-birthday",
  checksum: "id-checksum",
};

function strip(raw: string, changes: NormalisationCode[]): string {
  const trimmed = raw.trim();
  const half = toHalfWidth(trimmed);
  if (half !== trimmed) changes.push("full-width");
  const unmarked = half.replace(/^'/, "");
  if (unmarked !== half) changes.push("apostrophe");
  const bare = unmarked.replace(/[\s-]/g, "");
  if (bare !== unmarked) changes.push("separators");
  return bare;
}

/** What a spreadsheet did to a number that is a name, not a quantity. */
function damage(cell: RawCell, what: "id" | "card"): RowRefusalCode | undefined {
  if (cell.kind === "formula" || cell.text.startsWith("=")) return what === "id" ? "id-formula" : "card-formula";
  const lost = what === "id" ? "id-precision-lost" : "card-precision-lost";
  if (cell.kind === "number" && cell.text.replace(/\D/g, "").length > SAFE_DIGITS) return lost;
  return SCIENTIFIC.test(toHalfWidth(cell.text).trim()) ? lost : undefined;
}

/** Only the resident ID has a check digit; passports and permits are taken as written. */
function isResidentId(idType: string, value: string): boolean {
  if (idType === "") return /^[\dX*]+$/i.test(value);
  return /身份证|居民证|^id(?:\s*card)?$|^0?1$/i.test(idType) && !/临时外国|港澳|台/.test(idType);
}

/**
 * Reads an ID number as text.
 * @param idType 证件类型 as the bank wrote it; empty: taken for a resident ID when it is all digits
 */
export function parseIdNo(cell: RawCell, idType: string): Parsed<string> {
  const damaged = damage(cell, "id");
  if (damaged) return unreadable(damaged);
  const changes: NormalisationCode[] = cell.kind === "number" ? ["number-as-text"] : [];
  const bare = strip(cell.text, changes);
  if (!isResidentId(idType, bare)) {
    return /^[A-Z0-9()]{4,30}$/i.test(bare) ? parsed(bare.toUpperCase(), changes) : unreadable("id-characters");
  }
  const value = bare.toUpperCase();
  if (value !== bare) changes.push("upper-x");
  const check = checkIdNo(value);
  if (check.ok) return parsed(value, changes);
  const zeroed = check.code === "checksum" && ZERO_TAIL.test(value);
  return unreadable(zeroed ? "id-precision-lost" : ID_FAULTS[check.code]);
}

/** Reads a card number as text; the Luhn digit is judged by the caller. */
export function parseCardNo(cell: RawCell): Parsed<string> {
  const damaged = damage(cell, "card");
  if (damaged) return unreadable(damaged);
  const changes: NormalisationCode[] = cell.kind === "number" ? ["number-as-text"] : [];
  const value = strip(cell.text, changes);
  if (/^\d*[*xX•#]+\d*$/.test(value)) return unreadable("card-masked");
  const check = checkCardNo(value);
  if (!check.ok) return unreadable(check.code === "length" ? "card-length" : "card-characters");
  const zeroed = value.length > SAFE_DIGITS + 1 && ZERO_TAIL.test(value) && !passesLuhn(value);
  return zeroed ? unreadable("card-precision-lost") : parsed(value, changes);
}
