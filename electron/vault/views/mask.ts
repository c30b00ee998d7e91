/**
 * Nothing leaves the vault toward a window but through here: every document with its personal data
 * masked by the shared functions, and free text with long numbers starred (P7).
 */
import type { CaseDoc, EntryDoc, PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import { maskAddress, maskCardNo, maskEmail, maskIdNo, maskName } from "../../../shared/model/masking.ts";
import { maskBody, maskText } from "../../../shared/model/masking-text.ts";

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

export const maskEntry = (e: EntryDoc): EntryDoc => ({ ...e, body: maskBody(e.body) as EntryDoc["body"] });

export function maskWarning(w: WarningDoc): Omit<WarningDoc, "applied"> {
  const { applied: _applied, ...rest } = w;
  return {
    ...rest,
    form: w.form && (maskBody(w.form) as WarningDoc["form"]), finding: w.finding && (maskBody(w.finding) as WarningDoc["finding"]), plan: w.plan && (maskBody(w.plan) as WarningDoc["plan"]),
    parts: maskBody(w.parts) as WarningDoc["parts"], steps: w.steps.map((s) => ({ ...s, body: maskBody(s.body) })),
    facts: Object.fromEntries(Object.entries(w.facts).map(([k, v]) => [k, k.endsWith("No") || k === "no" ? v : maskText(v)])),
  };
}
