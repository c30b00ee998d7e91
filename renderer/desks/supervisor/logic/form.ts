/**
 * 投诉预警账户情况表 as the supervisor reads it: the fields of parts A and C in the order of
 * PRODUCT.md 4. Automatic fields are those frozen at filing; one the filing did not carry is read
 * from the case as the workstation holds it now, so that the form never shows a hole it can fill.
 */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { lastFour } from "../../../../shared/model/masking.ts";
import { formatFen } from "../../../../shared/model/money.ts";
import { formatDateTime } from "../../../../shared/model/time.ts";
import type { WarningFact } from "../../../../shared/model/warning-form.ts";
import type { WarningRow } from "./inbox.ts";
import { filingLateness } from "./clocks.ts";

/** Automatic fields (part A) in the order of the paper form. */
export const FACT_FIELDS = [
  "no", "bankName", "batchNo", "caseNo", "name", "lastFours", "bucket", "amounts", "collector", "contact", "call", "recordingNo",
  "contacts30d", "history", "t0", "filedAt", "filedLate",
] as const;
export type FactField = (typeof FACT_FIELDS)[number];

/** Fields the collector fills in (part C), in the order of the paper form. */
export const COLLECTOR_FIELDS = ["reached", "types", "emotion", "channels", "demand", "summary", "explained", "urgency", "named"] as const;
export type CollectorField = (typeof COLLECTOR_FIELDS)[number];

export interface FactLine {
  readonly field: FactField;
  readonly value: string;
  /** `late` is drawn as a warning, in words; `mono` is a number to be read digit by digit. */
  readonly tone: "plain" | "late";
}

const EMPTY = "";

/** Part A, filled from the frozen facts, then from the case; an unknown value is an empty string. */
export function factLines(row: WarningRow, view: CaseView | null): FactLine[] {
  const { warning } = row;
  const facts: Partial<Record<WarningFact, string>> = warning.facts;
  const account = view?.accounts.find((a) => a.id === warning.caseId) ?? null;
  const lateness = filingLateness(warning);
  const values: Record<FactField, string> = {
    no: warning.no,
    bankName: facts["bank"] ?? row.bankName,
    batchNo: facts["batchNo"] ?? account?.batchNo ?? EMPTY,
    caseNo: facts["caseNo"] ?? row.caseNo,
    name: facts["name"] ?? row.nameMasked,
    lastFours: pair(facts["idLast4"] ?? lastFour(view?.person.idNo ?? ""), facts["cardLast4"] ?? lastFour(account?.cardNo ?? "")),
    bucket: facts["bucket"] ?? account?.bucket ?? EMPTY,
    amounts: pair(facts["placed"] ?? (account ? formatFen(account.placedFen) : EMPTY), facts["current"] ?? (account ? formatFen(account.balances.currentFen) : EMPTY)),
    collector: joined([facts["collector"] ?? warning.collectorName, facts["collectorNo"] ?? EMPTY, facts["team"] ?? EMPTY, facts["region"] ?? EMPTY]),
    contact: facts["phone"] ?? EMPTY,
    call: span(facts["callStartedAt"] ?? EMPTY, facts["callEndedAt"] ?? EMPTY),
    recordingNo: facts["recordingNo"] ?? EMPTY,
    contacts30d: pair(facts["contacts30d"] ?? EMPTY, facts["refused30d"] ?? EMPTY),
    history: pair(facts["complaintsBefore"] ?? EMPTY, facts["warningsBefore"] ?? EMPTY),
    t0: formatDateTime(warning.t0),
    filedAt: warning.filedAt === null ? EMPTY : formatDateTime(warning.filedAt),
    filedLate: lateness === null ? EMPTY : String(lateness.minutes),
  };
  return FACT_FIELDS.map((field) => ({ field, value: values[field], tone: field === "filedLate" && lateness?.late ? "late" : "plain" }));
}

function joined(parts: readonly string[]): string {
  return parts.filter((p) => p !== "").join(" / ");
}

/** Two values under one label: a missing one keeps its place, so that nobody takes the second for the first. */
function pair(first: string, second: string): string {
  return first === "" && second === "" ? "" : `${first || "—"} / ${second || "—"}`;
}

/** `2026-11-23 09:31 – 09:35`; the day is written once when it is the same. */
function span(from: string, to: string): string {
  const sameDay = from !== "" && from.slice(0, 10) === to.slice(0, 10);
  return from === "" && to === "" ? "" : `${from || "—"} – ${sameDay ? to.slice(11) : to || "—"}`;
}
