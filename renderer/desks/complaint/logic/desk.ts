/** What a desk owes of the complaints it sees, and the clocks beside it: read from the step table, no post known by name. */
import type { FormRow } from "../../../../shared/ipc/contract.ts";
import type { Role } from "../../../../shared/access/roles.ts";
import type { FormDoc } from "../../../../shared/model/form-doc.ts";
import { DAY, MINUTE } from "../../../../shared/model/time.ts";
import { clockOf, wholeOf } from "../../../../shared/workflow/clocks.ts";
import { COMPLAINT, COMPLAINT_STEPS } from "../../../../shared/workflow/complaint.ts";
import { owedSteps } from "../../../../shared/workflow/engine.ts";
import { complaintFormOf, formStanding, stepsBeside, stepsOwedBy } from "../../../../shared/workflow/form.ts";
import type { StepDef } from "../../../../shared/workflow/table.ts";
import { clockFrom, type Clock } from "../../supervisor/logic/clocks.ts";

export type Doc = FormRow["form"];
export interface Sitter {
  readonly id: string;
  readonly roles: readonly Role[];
}
export interface ComplaintRow {
  readonly row: FormRow;
  /** That of what this desk owes and is due first; else of what anybody owes. */
  readonly clock: Clock | null;
  /** What this person owes now, what is due first in front. */
  readonly owed: readonly StepDef[];
  /** What this person may do at any time. */
  readonly beside: readonly StepDef[];
}

const whole = (doc: Doc): FormDoc => ({ ...doc, applied: {} });
const dueOf = (clock: Clock | null): number => clock?.dueAt ?? Infinity;

/** The clock of a step that is owed now; null when it has none. */
export function stepClock(doc: Doc, step: StepDef, now: number): Clock | null {
  const running = clockOf(COMPLAINT, step, formStanding(doc).moments);
  if (!running) return null;
  return clockFrom(step, { startedAt: running.since, dueAt: running.due, doneAt: null, late: false, limitMinutes: Math.round((running.due - running.since) / MINUTE) }, now);
}

/** What is owed by anybody, what is due first in front, each with its owner's clock. */
export function owedClocks(doc: Doc, now: number): Clock[] {
  return owedSteps(COMPLAINT, formStanding(doc)).flatMap((s) => stepClock(doc, s, now) ?? []).sort((a, b) => dueOf(a) - dueOf(b));
}

/** The 230 minutes from receipt to the first answer (S-16). */
export function wholeClock(doc: Doc, now: number): Clock {
  const { since, due, endedAt } = wholeOf(COMPLAINT, formStanding(doc));
  return clockFrom({ step: "whole", owner: null, source: COMPLAINT.whole.source }, { startedAt: since, dueAt: due, doneAt: endedAt, late: endedAt !== null && endedAt > due, limitMinutes: COMPLAINT.whole.minutes }, now);
}

export type BankLimit = "bankDue" | "day15" | "day30" | "day60";
const DAYS: Record<Exclude<BankLimit, "bankDue">, number> = { day15: 15, day30: 30, day60: 60 };

/** The clocks of bank and regulator, beside ours: the due time that came with it, and 15 / 30 / +30 days. UTC ms. */
export function bankLimits(doc: Doc): { limit: BankLimit; due: number }[] {
  const dueAt = complaintFormOf(doc)?.dueAt ?? null;
  const days = (Object.entries(DAYS) as [keyof typeof DAYS, number][]).map(([limit, n]) => ({ limit, due: doc.t0 + n * DAY }));
  return [...(dueAt === null ? [] : [{ limit: "bankDue" as const, due: dueAt }]), ...days];
}

/** What is with this person, the least time left first; what they were told of or have done, newest first. A statement of one's own is no desk's business. */
export function complaintRows(rows: readonly FormRow[], me: Sitter, now: number): { mine: ComplaintRow[]; told: ComplaintRow[] } {
  const all = rows.filter(({ form }) => form.opening !== null).map((row): ComplaintRow => {
    const byDue = (a: StepDef, b: StepDef) => dueOf(stepClock(row.form, a, now)) - dueOf(stepClock(row.form, b, now));
    const owed = row.pending ? [] : stepsOwedBy(whole(row.form), me).toSorted(byDue);
    const first = owed[0];
    return { row, owed, beside: row.pending ? [] : stepsBeside(whole(row.form), me), clock: first ? stepClock(row.form, first, now) : (owedClocks(row.form, now)[0] ?? null) };
  });
  return {
    mine: all.filter((r) => r.owed.length > 0).sort((a, b) => dueOf(a.clock) - dueOf(b.clock) || a.row.form.t0 - b.row.form.t0),
    told: all.filter((r) => r.owed.length === 0).sort((a, b) => b.row.form.t0 - a.row.form.t0),
  };
}

/** Complaints that concern this person: all they see of them is what a statement needs. */
export const concerning = (rows: readonly FormRow[], me: Sitter): FormRow[] => rows.filter(({ form }) => form.opening === null && form.accused.includes(me.id));

/** Who answers for the clock of a step, where another owes it. */
export const accountableFor = (step: string): Role | null => COMPLAINT_STEPS.find((s) => s.step === step)?.accountable ?? null;
