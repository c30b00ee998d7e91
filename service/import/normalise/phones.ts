import type { NormalisationCode } from "./codes.ts";
import { toHalfWidth } from "./text.ts";

export type PhoneKind = "mobile" | "landline" | "service";

/** A number that can be dialled. Landlines are written with a hyphen after the area code. */
export interface Phone {
  readonly number: string;
  readonly kind: PhoneKind;
  readonly ext?: string;
}

export interface PhoneList {
  readonly phones: readonly Phone[];
  /** Pieces that are no number. */
  readonly invalid: number;
  readonly changes: readonly NormalisationCode[];
}

/** Between two numbers in one cell; a space or hyphen may belong to a number. */
const BETWEEN = /[、;,|\n]+|\s*\/\s*|\s{2,}/;
const EXTENSION = /(?:转|分机|ext\.?|x|#)\s*(\d{1,6})$/i;
const HYPHEN_EXTENSION = /^(0\d{2,3}-\d{7,8})-(\d{1,6})$/;
const COUNTRY = /^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,11}$|[1-9]\d{8,10}$)/;

const MOBILE = /^1[3-9]\d{9}$/;
/** Area codes: 010 and 02x have three digits, all others four. */
const WITH_AREA = /^(0(?:10|2\d)|0[3-9]\d{2})(\d{7,8})$/;
const LOCAL = /^[2-8]\d{6,7}$/;
const SERVICE = /^(?:[48]00\d{7}|9[56]\d{3,4}|1(?:00|2\d)\d{2})$/;

function classify(digits: string): Phone | undefined {
  if (MOBILE.test(digits)) return { number: digits, kind: "mobile" };
  const area = WITH_AREA.exec(digits);
  if (area) return { number: `${area[1]}-${area[2]}`, kind: "landline" };
  if (LOCAL.test(digits)) return { number: digits, kind: "landline" };
  if (SERVICE.test(digits)) return { number: digits, kind: "service" };
  return undefined;
}

function parseOne(piece: string, fromNumberCell: boolean, changes: Set<NormalisationCode>): Phone | undefined {
  const hyphened = HYPHEN_EXTENSION.exec(piece);
  const ext = hyphened?.[2] ?? EXTENSION.exec(piece)?.[1];
  const body = hyphened?.[1] ?? piece.replace(EXTENSION, "");
  const bare = body.replace(/[\s\-—–()·.]/g, "");
  const local = bare.replace(/^\+?86(?=\+)/, "").replace(COUNTRY, "");
  const withTrunk = local !== bare && /^[2-9]\d{8,10}$/.test(local) ? `0${local}` : local;
  const direct = classify(withTrunk);
  const restored = !direct && fromNumberCell ? classify(`0${withTrunk}`) : undefined;
  const phone = direct ?? restored;
  if (!phone) return undefined;
  if (local !== bare) changes.add("country-code");
  if (restored) changes.add("area-code-zero");
  if (body !== bare && phone.number !== body) changes.add("separators");
  return ext ? { ...phone, ext } : phone;
}

/**
 * Reads the phone numbers of one cell: separators, +86, full-width digits, extensions; several numbers
 * may stand in one cell.
 * @param fromNumberCell Excel stored a number, so an area code has lost its 0
 */
export function parsePhones(raw: string, fromNumberCell: boolean): PhoneList {
  if (MOBILE.test(raw)) return { phones: [{ number: raw, kind: "mobile" }], invalid: 0, changes: [] };
  const changes = new Set<NormalisationCode>();
  const text = toHalfWidth(raw).trim().replace(/^'/, "");
  if (text !== raw.trim()) changes.add("full-width");
  const phones: Phone[] = [];
  let invalid = 0;
  for (const piece of text.split(BETWEEN)) {
    if (piece.trim() === "") continue;
    const phone = parseOne(piece.trim(), fromNumberCell, changes);
    if (!phone) invalid += 1;
    else if (!phones.some((known) => known.number === phone.number)) phones.push(phone);
  }
  return { phones, invalid, changes: [...changes] };
}
