/** An early warning as an instance of its table: what events make of the document. Pure. */
import type { WarningDoc } from "../model/documents.ts";
import type { WorkflowStep } from "../model/workflow-doc.ts";
import type { EventOf } from "../model/events.ts";
import { SoothingPlanSchema, WarningFindingSchema } from "../model/warning-form.ts";
import { EARLY_WARNING } from "./early-warning.ts";
import { defOf, standing, type Standing, type StepAnswer } from "./engine.ts";
import { excludedBy, isLateIn, judgeStep, type Concerned, type StepTaken } from "./instance.ts";

export type WarningEvent = EventOf<"warning.stamped"> | EventOf<"warning.filed"> | EventOf<"workflow.stepTaken">;

/** A new warning as its stamping or filing event alone tells it; the centre adds number, facts and who owes what. */
export function warningFrom(event: EventOf<"warning.stamped"> | EventOf<"warning.filed">, names: { collectorName: string; teamId: string | null; bankCode: string }): WarningDoc {
  return {
    id: event.body.warningId, no: "", caseId: event.caseId ?? "", personId: event.personId ?? "", bankCode: names.bankCode,
    collectorId: event.userId, collectorName: names.collectorName, teamId: names.teamId, state: EARLY_WARNING.initial, t0: event.body.t0,
    filedAt: null, receivedAt: null, form: null, facts: {}, registerNo: "", finding: null, plan: null, parts: {}, pack: null, steps: [], alerts: [],
    owed: null, copies: [], desks: [], applied: {},
  };
}

/** Where a warning stands. */
export const warningStanding = (doc: Pick<WarningDoc, "t0" | "steps">): Standing<WorkflowStep> => standing(EARLY_WARNING, { start: doc.t0, taken: doc.steps.map(named) });

/** Steps of an older version have no id: their place among the steps names them. */
const named = (step: WorkflowStep, i: number): WorkflowStep => (step.id === "" ? { ...step, id: `step ${i}`, body: step.body ?? OLD_BODIES[step.step] } : step);
const OLD_BODIES: Readonly<Record<string, unknown>> = { find: { finding: "upheld" } };

/** Whom a warning concerns: its collector, and whoever the debtor names. */
export const concernedIn = (doc: Pick<WarningDoc, "collectorId" | "form">): Concerned => ({ accused: [doc.collectorId], named: doc.form?.named ?? [] });
/** Who may never be given a step of it. */
export const excludedFrom = (doc: Pick<WarningDoc, "collectorId" | "form">, step: string): string[] => excludedBy(EARLY_WARNING, step, concernedIn(doc));

/** Whether a step taken at `at` (UTC ms) comes after its time. */
export const isLate = (doc: Pick<WarningDoc, "t0" | "steps">, step: string, at: number): boolean => isLateIn(EARLY_WARNING, warningStanding(doc), step, at);

/** Judges a step of a warning: see `judgeStep`. `holders` left out: as the document says. */
export const judgeWarningStep = (doc: WarningDoc, input: StepTaken): StepAnswer & { late: boolean } =>
  judgeStep(EARLY_WARNING, (steps) => warningStanding({ ...doc, steps: [...steps] }), doc, concernedIn(doc), input);

/**
 * Folds an event that has been judged into the warning. `by.receivedAt` is the centre's clock when it took the
 * event in; a workstation, which cannot know it, passes null.
 */
export function projectWarning(doc: WarningDoc, event: WarningEvent, by: { name: string; late: boolean; receivedAt: number | null }): WarningDoc {
  if ((doc.applied[event.deviceId] ?? 0) >= event.seq) return doc;
  const applied = { ...doc.applied, [event.deviceId]: event.seq };
  if (event.type === "warning.stamped") return { ...doc, applied };
  const filed = event.type === "warning.filed";
  const taken: WorkflowStep = {
    id: event.id, step: filed ? "file" : event.body.step, at: event.atServer, receivedAt: by.receivedAt, by: event.userId, byName: by.name, late: by.late, counts: true,
    // The form stands in the document itself.
    body: filed ? null : event.body.body,
  };
  const form = filed ? { form: event.body.form } : {};
  return withStanding({ ...doc, ...form, steps: [...doc.steps, taken], applied });
}

/** What follows from the steps alone: state, which steps count, finding, plan and later forms. */
function withStanding(doc: WarningDoc): WarningDoc {
  const at = warningStanding(doc);
  const counting = new Set(at.applied.map((s) => s.id));
  const last = (step: string): unknown => at.applied.filter((s) => s.step === step).at(-1)?.body;
  const filed = at.applied.find((s) => s.step === "file");
  const finding = WarningFindingSchema.safeParse(last("find"));
  const plan = SoothingPlanSchema.safeParse(last("plan"));
  const parts = Object.fromEntries(at.applied.filter((s) => defOf(EARLY_WARNING, s.step)?.fields.length).map((s) => [s.step, s.body as Record<string, string>]));
  return {
    ...doc, state: at.state, parts,
    steps: doc.steps.map((s, i) => ({ ...s, counts: counting.has(s.id === "" ? `step ${i}` : s.id) })),
    filedAt: filed?.at ?? doc.filedAt, receivedAt: filed?.receivedAt ?? doc.receivedAt,
    finding: finding.success ? finding.data : doc.finding, plan: plan.success ? plan.data : doc.plan,
  };
}
