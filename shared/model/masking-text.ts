/**
 * Free text and event bodies with their personal data starred: what the vault hands to a window and
 * what the centre's desks list of other people's records (P7).
 */
import { maskCardNo, maskIdNo, maskName, maskPhone } from "./masking.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A hash of a chain: no number of anybody, whatever digits stand together in it. */
const HASH = /^[0-9a-f]{64}$/;
/** An ID number, a card or a phone inside a sentence: 11 digits or more, spaced or not. */
const LONG_NUMBER = /(?<!\d)\d(?:[ -]?\d){10,22}[xX]?(?!\d)|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)/g;

/** An ID number or a mobile number, whatever stands before it. */
const PERSONAL = /^(1[3-9]\d{9}|\d{15}|\d{17}[\dxX])$/;

/** A number of a text, as it is starred. A number glued to letters is a reference, unless it looks personal. */
function maskFound(text: string, found: string, at: number): string {
  const digits = found.replace(/[ -]/g, "");
  if (/[A-Za-z]/.test(text[at - 1] ?? "") && !PERSONAL.test(digits)) return found;
  if (digits.length <= 12) return maskPhone(found);
  return digits.length === 15 || digits.length === 18 ? maskIdNo(digits) : maskCardNo(digits);
}

/** Free text in which somebody may have typed a number. */
export const maskText = (text: string): string => text.replace(LONG_NUMBER, (found, at: number) => maskFound(text, found, at));

/**
 * A text that was shown starred and has been edited, with the numbers of `original` back where their
 * starred form still stands: whoever corrects a word loses no number. In the order of the text.
 */
export function restoreNumbers(edited: string, original: string): string {
  const found = [...original.matchAll(LONG_NUMBER)].map((m) => ({ value: m[0], masked: maskFound(original, m[0], m.index) }));
  return found.reduce((text, { value, masked }) => (masked === value ? text : text.replace(masked, () => value)), edited);
}

/** Keys of event bodies whose whole value is personal data. */
const BODY_MASKS: Readonly<Record<string, (value: string) => string>> = { value: maskPhone, ownerName: maskName };

/** A body of an event: known fields by kind, every other text scrubbed; ids and hashes pass. */
export function maskBody(value: unknown, key = ""): unknown {
  if (typeof value === "string") return UUID.test(value) || HASH.test(value) ? value : (BODY_MASKS[key]?.(value) ?? maskText(value));
  if (Array.isArray(value)) return value.map((item) => maskBody(item));
  // The gate's receipt holds rule ids, counts and times: its `value` is no contact point.
  if (key === "gate") return value;
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, maskBody(v, k)]));
  return value;
}
