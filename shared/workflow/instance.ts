/** What every instance of a workflow has in common: whom it concerns, when a step is late, who may take it. Pure. */
import type { Role } from "../access/roles.ts";
import type { WorkflowAlert, WorkflowStep } from "../model/workflow-doc.ts";
import { dueAt } from "./clocks.ts";
import { defOf, takeStep, type Standing, type StepAnswer } from "./engine.ts";
import type { WorkflowDef } from "./table.ts";

/** Colleagues an instance concerns. */
export interface Concerned {
  readonly accused: readonly string[];
  readonly named: readonly string[];
}

/** What judging a step reads of a document. */
export interface InstanceDoc {
  readonly steps: readonly WorkflowStep[];
  readonly alerts: readonly WorkflowAlert[];
  /** Who owes what now; null while only a workstation knows it. */
  readonly owed: readonly { readonly step: string; readonly users: readonly string[]; readonly post: string }[] | null;
}

export interface StepTaken {
  readonly step: string;
  readonly body: unknown;
  /** UTC ms on the centre's clock. */
  readonly at: number;
  readonly by: { readonly id: string; readonly roles: readonly Role[] };
  /** Who owed it; left out: as the document says. */
  readonly holders?: readonly string[] | null;
}

/** Who may never be given a step. */
export function excludedBy(def: WorkflowDef, step: string, { accused, named }: Concerned): string[] {
  const excludes = defOf(def, step)?.excludes ?? [];
  return [...(excludes.includes("accused") ? accused : []), ...(excludes.includes("named") ? named : [])];
}

/** Next levels a step has gone to because its time, or the whole's, had run out. */
export const escalatedTo = (doc: Pick<InstanceDoc, "alerts">, step: string): Role[] => doc.alerts.filter((a) => a.kind === "breach" && a.step === step).map((a) => a.to as Role);

/** Whether a step taken at `at` (UTC ms) comes after its time. */
export function isLateIn(def: WorkflowDef, { moments }: Pick<Standing, "moments">, step: string, at: number): boolean {
  const found = defOf(def, step);
  const due = found && dueAt(def, found, moments);
  return due !== null && at > due;
}

/**
 * Judges a step: where the instance stands, and else where it stood when the step was taken; a step that was
 * earlier than the one somebody else has sent counts, though it comes later. `standingOf` says where given steps stand.
 */
export function judgeStep(def: WorkflowDef, standingOf: (steps: readonly WorkflowStep[]) => Standing, doc: InstanceDoc, concerned: Concerned, input: StepTaken): StepAnswer & { late: boolean } {
  const owed = doc.owed?.find((o) => o.step === input.step);
  const post = owed ? [owed.post as Role] : [];
  const asked = {
    step: input.step, body: input.body, by: input.by, holders: input.holders === undefined ? (owed?.users ?? null) : input.holders,
    escalated: [...post, ...escalatedTo(doc, input.step)], excluded: excludedBy(def, input.step, concerned), accused: concerned.accused,
  };
  const here = standingOf(doc.steps);
  const now = takeStep(def, here, asked);
  const answer = now.ok || now.code !== "wrong_state" ? now : takeStep(def, standingOf(doc.steps.filter((s) => s.at <= input.at)), asked);
  return { ...answer, late: answer.ok && isLateIn(def, here, input.step, input.at) };
}
