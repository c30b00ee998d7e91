/**
 * From a row of a bank's file to our documents. Pure. What the bank says is replaced by what it says
 * next; what the agency's own work has made (work, holds, tallies, contact states, assignment) is
 * never touched by an import.
 */
import { SELF_RELATION } from "../../shared/model/contact.ts";
import { hash } from "node:crypto";
import { addDays } from "../../shared/model/time.ts";
import { NEW_CASE_WORK, type Balances, type CaseDoc, type ContactPoint, type PersonDoc } from "../../shared/model/documents.ts";
import type { CaseRecord } from "./normalise/schemas.ts";

/** A placement without a stated end is taken to last so long (委案期限). */
const DEFAULT_PLACEMENT_DAYS = 90;

export interface BatchFacts {
  readonly bankCode: string;
  readonly bankName: string;
  readonly batchNo: string;
  /** Day of the import: stands in for dates the file does not give. */
  readonly today: string;
  /** The demo moves a bank's dates, so that an old file reads as placed lately; 0 in real life. */
  readonly shiftDays?: number;
}

export type PersonPart = Omit<PersonDoc, "id" | "contacts" | "holds" | "tally" | "applied">;
export type ContactPart = Omit<ContactPoint, "id" | "status" | "current">;
export type CasePart = Omit<CaseDoc, "id" | "personId" | "assigneeId" | "teamId" | "grantNo" | "assignedAt" | "paidSincePlacementFen" | "placements" | "status" | "work" | "applied">;

/** A row as the importer keeps it. */
export interface Incoming {
  /** Who the debtor is at this bank: the ID number, or the card where the bank gives none. */
  readonly identity: string;
  readonly person: PersonPart;
  readonly contacts: readonly ContactPart[];
  readonly kase: CasePart;
  /** Of the row as normalised: the same row again changes nothing. */
  readonly contentHash: string;
}

/** The value with the keys of all its objects in order; what is in order already is handed back as it is. */
function canonical(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(canonical);
  const from = value as Record<string, unknown>;
  const ordered = inOrder(from);
  let into = ordered ? from : {};
  for (const key of ordered ? Object.keys(from) : Object.keys(from).sort()) {
    const part = canonical(from[key]);
    if (ordered && part === from[key]) continue;
    if (into === from) into = { ...from };
    into[key] = part;
  }
  return into;
}

function inOrder(value: object): boolean {
  let before = "";
  for (const key in value) {
    if (key < before) return false;
    before = key;
  }
  return true;
}

/** SHA-256 of a record, independent of the order of its keys. */
export function contentHashOf(record: unknown): string {
  return hash("sha256", JSON.stringify(canonical(record)), "hex");
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, "");

/** A number as a contact point keeps it: digits only, the extension left out; null when it cannot be dialled. */
function dialable(phone: { number: string } | undefined): string | null {
  const digits = digitsOf(phone?.number ?? "");
  return /^\d{5,20}$/.test(digits) ? digits : null;
}

type PhoneLike = { number: string; kind: "mobile" | "landline" | "service" } | undefined;
const kindOf = (phone: PhoneLike, otherwise: ContactPart["kind"]): ContactPart["kind"] => (phone?.kind === "mobile" ? "mobile" : otherwise);

/** The debtor's own numbers (source: the contract) and those of the contacts he named (reserved), each number once. */
export function contactsOf(record: CaseRecord): ContactPart[] {
  const found: ContactPart[] = [];
  const add = (phone: PhoneLike, otherwise: ContactPart["kind"], who: Pick<ContactPart, "ownerName" | "relation" | "source">): void => {
    const value = dialable(phone);
    if (value && !found.some((c) => c.value === value)) found.push({ kind: kindOf(phone, otherwise), value, ...who });
  };
  const own = { ownerName: record.debtor.name, relation: SELF_RELATION, source: "contract" } as const;
  const { mobile, home, work, other } = record.phones;
  add(mobile, "mobile", own);
  add(home, "home", own);
  add(work, "work", own);
  for (const phone of other ?? []) add(phone, "home", own);
  for (const contact of record.contacts) {
    const who = { ownerName: contact.name ?? "", relation: contact.relation ?? "联系人", source: "reserved" } as const;
    add(contact.mobile, "mobile", who);
    add(contact.homePhone, "home", who);
    add(contact.workPhone, "work", who);
    for (const phone of contact.otherPhones ?? []) add(phone, "home", who);
  }
  return found;
}

function balancesOf(record: CaseRecord, asOf: string): Balances {
  const b = record.balances;
  return {
    asOf, currency: b.currency,
    currentFen: b.currentFen ?? b.overdueFen ?? b.cnyFen ?? record.placedAmountFen,
    principalFen: b.remainingPrincipalFen ?? b.overduePrincipalFen ?? b.principalFen ?? 0,
    interestFen: b.interestFen ?? 0, managementFeeFen: b.managementFeeFen ?? 0, penaltyInterestFen: b.penaltyInterestFen ?? 0,
    liquidatedDamagesFen: b.liquidatedDamagesFen ?? 0, lateFeeFen: b.lateFeeFen ?? 0, overlimitFeeFen: b.overlimitFeeFen ?? 0,
    minimumDueFen: b.minimumDueFen ?? 0,
  };
}

const GENDER = { male: "男", female: "女" } as const;

function personOf(record: CaseRecord, bankCode: string): PersonPart {
  const d = record.debtor;
  return {
    bankCode, name: d.name, gender: d.gender ? GENDER[d.gender] : "", idNo: d.idNo ?? "", birthday: d.birthday ?? "", email: d.email ?? "",
    employer: d.employer ?? "", jobTitle: d.jobTitle ?? "", homeAddress: d.homeAddress ?? d.statementAddress ?? "",
    employerAddress: d.employerAddress ?? "", householdAddress: d.householdAddress ?? "", province: d.province ?? "", city: d.city ?? "", district: d.district ?? "",
  };
}

function caseOf(record: CaseRecord, facts: BatchFacts): CasePart {
  const shift = facts.shiftDays ?? 0;
  const moved = (day = ""): string => (day === "" || shift === 0 ? day : addDays(day, shift));
  const placedOn = moved(record.placedOn) || facts.today;
  const { card, delinquency } = record;
  return {
    caseNo: record.caseNo, bankCode: facts.bankCode, bankName: facts.bankName, batchNo: facts.batchNo,
    cardNo: card.cardNo ?? "", cardType: card.cardType ?? "", creditLimitFen: card.creditLimitFen ?? card.fixedLimitFen ?? 0, billDay: card.billDay ?? "",
    placedOn, dueBackOn: moved(record.dueBackOn) || addDays(placedOn, DEFAULT_PLACEMENT_DAYS), hand: record.hand ?? "", placedFen: record.placedAmountFen,
    bucket: delinquency.bucket ?? "", overdueOn: moved(delinquency.overdueOn), overdueDays: delinquency.overdueDays ?? 0, overduePeriods: delinquency.overduePeriods ?? 0,
    lastPaymentFen: record.lastPayment?.amountFen ?? 0, lastPaymentOn: moved(record.lastPayment?.on),
    balances: balancesOf(record, moved(record.balances.asOf) || placedOn),
    previousNotes: record.previousNotes ?? "", tags: tagsOf(record),
  };
}

const MAX_TAGS = 6;
/** Remarks of the bank become tags where they are short enough to be one. */
const tagsOf = (record: CaseRecord): string[] => [...new Set(record.remarks.filter((r) => [...r].length <= 12))].slice(0, MAX_TAGS);

/** What a normalised row means for us. */
export function incomingOf(record: CaseRecord, facts: BatchFacts): Incoming {
  return {
    // One ID number under two names is a slip of the bank's: two strangers must not become one debtor.
    identity: record.debtor.idNo ? `${record.debtor.idNo}|${record.debtor.name}` : `card:${record.card.cardNo ?? record.caseNo}`,
    person: personOf(record, facts.bankCode), contacts: contactsOf(record), kase: caseOf(record, facts), contentHash: contentHashOf(record),
  };
}

// -- new documents -----------------------------------------------------------

/** The bank's contacts as contact points; the first mobile of the debtor himself is the current one. */
export function contactPointsOf(parts: readonly ContactPart[], newId: () => string): ContactPoint[] {
  const first = parts.find((c) => c.kind === "mobile" && c.source === "contract") ?? parts.find((c) => c.source === "contract");
  return parts.map((part) => ({ ...part, id: newId(), status: "unverified", current: part === first }));
}

export function newPerson(incoming: Incoming, id: string, newId: () => string): PersonDoc {
  return { id, ...incoming.person, contacts: contactPointsOf(incoming.contacts, newId), holds: [], tally: { day: "", effective: 0, unanswered: {} }, applied: {} };
}

export function newCase(incoming: Incoming, id: string, personId: string): CaseDoc {
  return {
    id, personId, ...incoming.kase, assigneeId: null, teamId: null, grantNo: 0, assignedAt: null, paidSincePlacementFen: 0, placements: 1,
    status: "open", work: NEW_CASE_WORK, applied: {},
  };
}

// -- changed documents -------------------------------------------------------

/** A person after a later file: values replace values, an empty cell takes nothing away, new numbers join. */
export function mergedPerson(doc: PersonDoc, incoming: Pick<Incoming, "person" | "contacts">, newId: () => string): PersonDoc {
  const given = Object.fromEntries(Object.entries(incoming.person).filter(([, value]) => value !== ""));
  const fresh = incoming.contacts.filter((c) => !doc.contacts.some((old) => old.value === c.value));
  const added = contactPointsOf(fresh, newId).map((c) => ({ ...c, current: c.current && !doc.contacts.some((old) => old.current) }));
  return { ...doc, ...given, contacts: [...doc.contacts, ...added] };
}

export interface Replacement {
  /** Repayments we know that the bank's figures (数据截至) do not hold yet, fen. */
  readonly paidAfterFen: number;
  /** The account comes back under a new placement (二次委案). */
  readonly placedAgain: boolean;
}

/** A case after a later file. Work, timeline and assignment stay; a new placement reopens and counts. */
export function mergedCase(doc: CaseDoc, incoming: Pick<Incoming, "kase">, how: Replacement): CaseDoc {
  const balances = { ...incoming.kase.balances, currentFen: Math.max(0, incoming.kase.balances.currentFen - how.paidAfterFen) };
  const keepsPayment = doc.lastPaymentOn > incoming.kase.lastPaymentOn;
  const merged: CaseDoc = {
    ...doc, ...incoming.kase, balances, batchNo: how.placedAgain ? incoming.kase.batchNo : doc.batchNo,
    lastPaymentFen: keepsPayment ? doc.lastPaymentFen : incoming.kase.lastPaymentFen, lastPaymentOn: keepsPayment ? doc.lastPaymentOn : incoming.kase.lastPaymentOn,
    previousNotes: incoming.kase.previousNotes || doc.previousNotes, tags: [...new Set([...incoming.kase.tags, ...doc.tags])],
  };
  return how.placedAgain ? { ...merged, placements: doc.placements + 1, status: "open", paidSincePlacementFen: 0 } : merged;
}

/** Fields that differ between two documents, nested ones as `balances.currentFen`; for the report. */
export function changedFields(before: object, after: object, prefix = ""): string[] {
  const a = before as Record<string, unknown>;
  const b = after as Record<string, unknown>;
  return Object.keys(b).flatMap((key) => {
    if (JSON.stringify(canonical(a[key])) === JSON.stringify(canonical(b[key]))) return [];
    const nested = (v: unknown): v is object => typeof v === "object" && v !== null && !Array.isArray(v);
    return nested(a[key]) && nested(b[key]) ? changedFields(a[key], b[key], `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}
