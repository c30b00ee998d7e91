/**
 * Nothing leaves the vault toward a window but through here: every document with its personal data
 * masked by the shared functions, and free text with long numbers starred (P7).
 */
import type { CaseDoc, EntryDoc, PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import { maskAddress, maskCardNo, maskEmail, maskIdNo, maskName } from "../../../shared/model/masking.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { defOf } from "../../../shared/workflow/engine.ts";
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

/** Free text is scrubbed; a line is a reference (recording, archive, receipt) and stays. */
function maskForm(step: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const free = new Set(defOf(EARLY_WARNING, step)?.fields.filter((f) => f.kind === "text").map((f) => f.name));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, free.has(name) ? maskText(value) : value]));
}

/** The body of a step: a form of the table's fields, or one with a schema of its own. */
const maskStep = (step: string, body: unknown): unknown => (defOf(EARLY_WARNING, step)?.fields.length ? maskForm(step, (body ?? {}) as Record<string, string>) : maskBody(body));

export function maskWarning(w: WarningDoc): Omit<WarningDoc, "applied"> {
  const { applied: _applied, ...rest } = w;
  return {
    ...rest,
    form: w.form && (maskBody(w.form) as WarningDoc["form"]), finding: w.finding && (maskBody(w.finding) as WarningDoc["finding"]), plan: w.plan && (maskBody(w.plan) as WarningDoc["plan"]),
    parts: Object.fromEntries(Object.entries(w.parts).map(([step, values]) => [step, maskForm(step, values)])), steps: w.steps.map((s) => ({ ...s, body: maskStep(s.step, s.body) })),
    facts: Object.fromEntries(Object.entries(w.facts).map(([k, v]) => [k, k.endsWith("No") || k === "no" ? v : maskText(v)])),
  };
}
