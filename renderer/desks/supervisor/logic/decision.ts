/** The supervisor's decision as typed, and what of it can be sent now (steps `find` and `plan` of the workflow table). */
import { SoothingPlanSchema, WarningFindingSchema, type SoothingPlan, type WarningFinding } from "../../../../shared/model/warning-form.ts";
import type { WarningDoc } from "../../../../shared/model/documents.ts";
import { EARLY_WARNING, type WarningStep } from "../../../../shared/workflow/early-warning.ts";

export interface Draft {
  readonly finding: WarningFinding["finding"] | null;
  readonly reason: string;
  readonly ourFault: WarningFinding["ourFault"];
  readonly plan: string;
  readonly soother: string;
  readonly pauseScope: SoothingPlan["pauseScope"];
  /** UTC ms; null = not chosen. */
  readonly sootheBy: number | null;
}

export type DraftFault = "finding" | "reason" | "plan" | "soother";

export interface Sending {
  /** In the order they are to be sent; empty when something is missing. */
  readonly steps: readonly { step: Extract<WarningStep, "find" | "plan">; body: Record<string, unknown> }[];
  readonly faults: readonly DraftFault[];
  /** What the button says. */
  readonly kind: "finding" | "both" | "plan" | "newPlan" | "none";
}

/** A fresh draft: the plan already sent if there is one, else the supervisor soothes and the whole person is paused (reading 7). */
export function emptyDraft(doc: Pick<WarningDoc, "finding" | "plan">, supervisor: string, sootheBy: number | null): Draft {
  return {
    finding: doc.finding?.finding ?? null, reason: doc.finding?.reason ?? "", ourFault: doc.finding?.ourFault ?? "none",
    plan: doc.plan?.plan ?? "", soother: doc.plan?.soother ?? supervisor, pauseScope: doc.plan?.pauseScope ?? "person", sootheBy: doc.plan ? doc.plan.sootheBy : sootheBy,
  };
}

/**
 * What would be sent from this state: the finding alone while the plan is empty, both when it is
 * written, the plan alone once the finding stands. A finding is never taken back here (reading 8).
 */
export function sendingOf(state: string, draft: Draft): Sending {
  const open = EARLY_WARNING.steps.filter((s) => (s.from as readonly string[]).includes(state)).map((s) => s.step);
  if (open.includes("find")) return findingSending(draft);
  if (open.includes("plan")) {
    const faults = planFaults(draft);
    return { steps: faults.length ? [] : [planStep(draft)], faults, kind: state === "planned" ? "newPlan" : "plan" };
  }
  return { steps: [], faults: [], kind: "none" };
}

function findingSending(draft: Draft): Sending {
  const withPlan = draft.plan.trim() !== "";
  const faults = [...findingFaults(draft), ...(withPlan ? planFaults(draft) : [])];
  const steps = faults.length ? [] : [findStep(draft), ...(withPlan ? [planStep(draft)] : [])];
  return { steps, faults, kind: withPlan ? "both" : "finding" };
}

function findingFaults(draft: Draft): DraftFault[] {
  if (draft.finding === null) return ["finding"];
  return draft.finding === "notUpheld" && draft.reason.trim() === "" ? ["reason"] : [];
}

function planFaults(draft: Draft): DraftFault[] {
  return [...(draft.plan.trim() === "" ? (["plan"] as const) : []), ...(draft.soother.trim() === "" ? (["soother"] as const) : [])];
}

function findStep(draft: Draft): Sending["steps"][number] {
  return { step: "find", body: WarningFindingSchema.parse({ finding: draft.finding, reason: draft.reason.trim(), ourFault: draft.ourFault }) };
}

function planStep(draft: Draft): Sending["steps"][number] {
  const { soother, pauseScope, sootheBy } = draft;
  return { step: "plan", body: SoothingPlanSchema.parse({ plan: draft.plan.trim(), soother: soother.trim(), pauseScope, sootheBy }) };
}

/** Reads a draft kept by the vault; anything unreadable counts as no draft. */
export function readDraft(text: string | null): Partial<Draft> {
  if (text === null) return {};
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === "object" && kept !== null ? (kept as Partial<Draft>) : {};
  } catch {
    return {};
  }
}
