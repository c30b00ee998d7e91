/** A form document as an instance of its table: what events make of it. Pure. */
import type { Role } from "../access/roles.ts";
import { FiledComplaintSchema } from "../model/complaint-form.ts";
import { ReferralFormSchema } from "../model/referral-form.ts";
import type { EventOf } from "../model/events.ts";
import type { FormDoc } from "../model/form-doc.ts";
import type { WorkflowStep } from "../model/workflow-doc.ts";
import { defOf, openSteps, owedSteps, standing, type Standing, type StepAnswer } from "./engine.ts";
import { excludedBy, isLateIn, judgeStep, type StepTaken } from "./instance.ts";
import { FORMS } from "./registry.ts";
import type { StepDef } from "./table.ts";

export type FormEvent = EventOf<"complaint.filed"> | EventOf<"referral.filed"> | EventOf<"workflow.stepTaken">;

/** Where a form stands. */
export const formStanding = (doc: Pick<FormDoc, "workflow" | "t0" | "steps">): Standing<WorkflowStep> => standing(FORMS[doc.workflow], { start: doc.t0, taken: doc.steps });

/** A new complaint as its filing alone tells it; the centre adds number, case, facts and who owes what. */
export function complaintFrom(event: Pick<EventOf<"complaint.filed">, "body" | "userId" | "atServer">, openedByName: string): FormDoc {
  const { complaintId, form } = event.body;
  return {
    id: complaintId, workflow: "complaint", no: "", caseId: null, personId: null, bankCode: form.bankCode, teamId: null, openedBy: event.userId, openedByName,
    state: FORMS.complaint.initial, t0: Math.min(form.receivedAt, event.atServer), opening: null, accused: form.accused, named: [], facts: {}, evidence: null, proof: null, packs: [], parts: {},
    steps: [], alerts: [], owed: null, copies: [], desks: [], applied: {},
  };
}

/** A new referral as its filing alone tells it. */
export function referralFrom(event: Pick<EventOf<"referral.filed">, "body" | "userId" | "atServer">, openedByName: string): FormDoc {
  const { referralId, form } = event.body;
  return {
    id: referralId, workflow: "legalReferral", no: "", caseId: null, personId: null, bankCode: form.bankCode, teamId: null, openedBy: event.userId, openedByName,
    state: FORMS.legalReferral.initial, t0: event.atServer, opening: null, accused: [], named: [], facts: {}, evidence: null, proof: null, packs: [], parts: {},
    steps: [], alerts: [], owed: null, copies: [], desks: [], applied: {},
  };
}

/** 报案材料 of a referral. */
export function referralFormOf(doc: Pick<FormDoc, "workflow" | "opening">) {
  const form = doc.workflow === "legalReferral" ? ReferralFormSchema.safeParse(doc.opening) : null;
  return form?.success ? form.data : null;
}

/** A new form as the event that opens it tells it; null for a step. */
export const formFrom = (event: FormEvent, byName: string): FormDoc | null =>
  event.type === "complaint.filed" ? complaintFrom(event, byName) : event.type === "referral.filed" ? referralFrom(event, byName) : null;

/** Which form an event is about. */
export const formIdOf = (event: FormEvent): string => (event.type === "complaint.filed" ? event.body.complaintId : event.type === "referral.filed" ? event.body.referralId : event.body.instanceId);

/** 客户投诉单 of a complaint; null where it may not be seen. */
export function complaintFormOf(doc: Pick<FormDoc, "workflow" | "opening">) {
  const form = doc.workflow === "complaint" ? FiledComplaintSchema.safeParse(doc.opening) : null;
  return form?.success ? form.data : null;
}

/** Who may never be given a step of it. */
export const barredFrom = (doc: FormDoc, step: string): string[] => excludedBy(FORMS[doc.workflow], step, doc);

/** Judges a step of a form: see `judgeStep`. */
export const judgeFormStep = (doc: FormDoc, input: StepTaken): StepAnswer & { late: boolean } =>
  judgeStep(FORMS[doc.workflow], (steps) => formStanding({ ...doc, steps: [...steps] }), doc, doc, input);

/** Folds an event that has been judged into the form; `receivedAt` null where only a workstation knows it. */
export function projectForm(doc: FormDoc, event: FormEvent, by: { name: string; receivedAt: number | null }): FormDoc {
  if ((doc.applied[event.deviceId] ?? 0) >= event.seq) return doc;
  const filed = event.type !== "workflow.stepTaken";
  const step = filed ? "file" : event.body.step;
  const late = isLateIn(FORMS[doc.workflow], formStanding(doc), step, event.atServer);
  const taken: WorkflowStep = { id: event.id, step, at: event.atServer, receivedAt: by.receivedAt, by: event.userId, byName: by.name, late, counts: true, body: filed ? null : event.body.body };
  const next = { ...doc, ...(filed ? { opening: { ...event.body.form } } : {}), steps: [...doc.steps, taken], applied: { ...doc.applied, [event.deviceId]: event.seq } };
  const at = formStanding(next);
  const counting = new Set(at.applied.map((s) => s.id));
  const parts = Object.fromEntries(at.applied.filter((s) => s.body !== null && defOf(FORMS[doc.workflow], s.step)?.fields.length).map((s) => [s.step, s.body as Record<string, string>]));
  return { ...next, state: at.state, parts, steps: next.steps.map((s) => ({ ...s, counts: counting.has(s.id) })) };
}

export interface Sitting {
  readonly id: string;
  readonly roles: readonly Role[];
}

/** Steps this person owes now, in the table's order: the least of them that is due is the desk's one act. */
export function stepsOwedBy(doc: FormDoc, me: Sitting): readonly StepDef[] {
  return owedSteps(FORMS[doc.workflow], formStanding(doc)).filter((s) => doc.owed?.some((o) => o.step === s.step && o.users.includes(me.id)));
}

/** Steps beside the path this person may take, and owes nobody: a later report, a later call, 当事人陈述. */
export function stepsBeside(doc: FormDoc, me: Sitting): readonly StepDef[] {
  return openSteps(FORMS[doc.workflow], formStanding(doc)).filter((s) => {
    if (s.next !== null || s.owed || barredFrom(doc, s.step).includes(me.id)) return false;
    return s.only ? doc.accused.includes(me.id) : me.roles.includes(s.owner);
  });
}
