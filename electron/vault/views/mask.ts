/**
 * Nothing leaves the vault toward a window but through here: every document with its personal data
 * masked by the shared functions, and free text with long numbers starred (P7).
 */
import type { CaseDoc, EntryDoc, PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import { maskAddress, maskCardNo, maskEmail, maskIdNo, maskName, maskPhone } from "../../../shared/model/masking.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An ID number, a card or a phone inside a sentence: 11 digits or more, spaced or not. */
const LONG_NUMBER = /(?<!\d)\d(?:[ -]?\d){10,22}[xX]?(?!\d)|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)/g;

/** An ID number or a mobile number, whatever stands before it. */
const PERSONAL = /^(1[3-9]\d{9}|\d{15}|\d{17}[\dxX])$/;

/** Free text in which somebody may have typed a number. A number glued to letters is a reference, unless it looks personal. */
export function maskText(text: string): string {
  return text.replace(LONG_NUMBER, (found, at: number) => {
    const digits = found.replace(/[ -]/g, "");
    if (/[A-Za-z]/.test(text[at - 1] ?? "") && !PERSONAL.test(digits)) return found;
    if (digits.length <= 12) return maskPhone(found);
    return digits.length === 15 || digits.length === 18 ? maskIdNo(digits) : maskCardNo(digits);
  });
}

/** 1990-**-**: the day is half of the ID number. */
const maskBirthday = (birthday: string): string => (/^\d{4}/.test(birthday) ? `${birthday.slice(0, 4)}-**-**` : "");
const maskEmployer = (name: string): string => ([...name].length <= 2 ? "*".repeat([...name].length) : `${[...name].slice(0, 2).join("")}****`);

type ShownPerson = Omit<PersonDoc, "contacts" | "applied" | "tally">;

export function maskPerson(p: PersonDoc): ShownPerson {
  const { contacts: _contacts, applied: _applied, tally: _tally, ...rest } = p;
  return {
    ...rest,
    name: maskName(p.name), idNo: maskIdNo(p.idNo), birthday: maskBirthday(p.birthday), email: p.email ? maskEmail(p.email) : "", employer: maskEmployer(p.employer),
    homeAddress: maskAddress(p.homeAddress), employerAddress: maskAddress(p.employerAddress), householdAddress: maskAddress(p.householdAddress),
  };
}

export function maskCase(c: CaseDoc): Omit<CaseDoc, "applied"> {
  const { applied: _applied, ...rest } = c;
  return { ...rest, cardNo: maskCardNo(c.cardNo), previousNotes: maskText(c.previousNotes), tags: c.tags.map(maskText), work: { ...c.work, lastNote: maskText(c.work.lastNote) } };
}

/** Keys of event bodies whose whole value is personal data. */
const BODY_MASKS: Readonly<Record<string, (value: string) => string>> = { value: maskPhone, ownerName: maskName };

/** A body of an event: known fields by kind, every other text scrubbed; ids pass. */
export function maskBody(value: unknown, key = ""): unknown {
  if (typeof value === "string") return UUID.test(value) ? value : (BODY_MASKS[key]?.(value) ?? maskText(value));
  if (Array.isArray(value)) return value.map((item) => maskBody(item));
  // The gate's receipt holds rule ids, counts and times: its `value` is no contact point.
  if (key === "gate") return value;
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, maskBody(v, k)]));
  return value;
}

export const maskEntry = (e: EntryDoc): EntryDoc => ({ ...e, body: maskBody(e.body) as EntryDoc["body"] });

export function maskWarning(w: WarningDoc): Omit<WarningDoc, "applied"> {
  const { applied: _applied, ...rest } = w;
  return {
    ...rest,
    form: w.form && (maskBody(w.form) as WarningDoc["form"]), finding: w.finding && (maskBody(w.finding) as WarningDoc["finding"]), plan: w.plan && (maskBody(w.plan) as WarningDoc["plan"]),
    facts: Object.fromEntries(Object.entries(w.facts).map(([k, v]) => [k, k.endsWith("No") || k === "no" ? v : maskText(v)])),
  };
}
