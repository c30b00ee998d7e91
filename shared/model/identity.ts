/** Identity numbers as the law writes them: the resident ID (GB 11643) and the bank card (ISO/IEC 7812). */

export const ID_NO_FAULTS = ["length", "characters", "region", "birthday", "checksum"] as const;
export type IdNoFault = (typeof ID_NO_FAULTS)[number];

export type Gender = "male" | "female";

export type IdNoCheck =
  | {
      readonly ok: true;
      /** "yyyy-mm-dd" */
      readonly birthday: string;
      /** By the parity of the sequence; null for sequence 000, which is issued to nobody. */
      readonly gender: Gender | null;
    }
  | { readonly ok: false; readonly code: IdNoFault };

/** First two digits: the provinces of GB/T 2260, Taiwan's residence permits (83) and foreigners' cards (91). */
const REGIONS = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split(" "),
);
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_DIGITS = "10X98765432";
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** @returns whether the three numbers name a day of the Gregorian calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** @returns the check digit of the first 17 digits of an ID number (ISO 7064, MOD 11-2). */
export function idNoCheckDigit(first17: string): string {
  let sum = 0;
  for (let i = 0; i < WEIGHTS.length; i += 1) sum += (WEIGHTS[i] ?? 0) * (first17.charCodeAt(i) - 48);
  return CHECK_DIGITS[sum % 11] ?? "";
}

function fault(code: IdNoFault): IdNoCheck {
  return { ok: false, code };
}

/**
 * Checks a resident ID number of 18 characters, or of 15 as issued before 1999.
 * @param idNo digits with a capital X at most at the end; no spaces
 */
export function checkIdNo(idNo: string): IdNoCheck {
  if (idNo.length !== 18 && idNo.length !== 15) return fault("length");
  const long = idNo.length === 18;
  if (!(long ? /^\d{17}[\dX]$/ : /^\d{15}$/).test(idNo)) return fault("characters");
  if (!REGIONS.has(idNo.slice(0, 2))) return fault("region");
  const born = long ? idNo.slice(6, 14) : `19${idNo.slice(6, 12)}`;
  const [year, month, day] = [born.slice(0, 4), born.slice(4, 6), born.slice(6, 8)];
  if (Number(year) < 1900 || Number(year) > 2099) return fault("birthday");
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return fault("birthday");
  if (long && idNoCheckDigit(idNo) !== idNo[17]) return fault("checksum");
  const sequence = long ? idNo.slice(14, 17) : idNo.slice(12, 15);
  const gender = sequence === "000" ? null : Number(sequence) % 2 === 1 ? "male" : "female";
  return { ok: true, birthday: `${year}-${month}-${day}`, gender };
}

export type CardNoCheck =
  | { readonly ok: true; /** Advisory: old and internal cards fail it. */ readonly luhn: boolean }
  | { readonly ok: false; readonly code: "length" | "characters" };

/** @returns whether the digits pass the Luhn formula. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighted = i % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/**
 * Checks a card number: 12 to 19 digits; the Luhn digit is told, not judged.
 * @param cardNo digits only, no spaces
 */
export function checkCardNo(cardNo: string): CardNoCheck {
  if (!/^\d*$/.test(cardNo)) return { ok: false, code: "characters" };
  if (cardNo.length < 12 || cardNo.length > 19) return { ok: false, code: "length" };
  return { ok: true, luhn: passesLuhn(cardNo) };
}
