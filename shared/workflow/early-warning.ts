/**
 * 投诉预警 (S-26 with PRODUCT.md readings 6–13): the first steps, from the key in the call to the
 * soothing plan. The later steps (soothing, relay, customer service, filing) join this table.
 */
import { z } from "zod";
import type { EventOf } from "../model/events.ts";
import type { WarningDoc } from "../model/documents.ts";
import { SoothingPlanSchema, WarningFindingSchema } from "../model/warning-form.ts";
import type { WorkflowDef } from "./engine.ts";

/** Minutes of the whole flow, from T0 to the bank (S-26.8). */
export const WHOLE_MINUTES = 300;

export const EARLY_WARNING = {
  name: "earlyWarning",
  initial: "stamped",
  steps: [
    { step: "file", owner: "collector", from: ["stamped"], to: "filed", clock: { minutes: 5, since: "t0" }, body: z.unknown(), source: "S-26.1" },
    { step: "find", owner: "supervisor", from: ["filed"], to: "found", clock: { minutes: 30, since: "received" }, body: WarningFindingSchema, source: "S-26.2" },
    { step: "plan", owner: "supervisor", from: ["found", "planned"], to: "planned", clock: { minutes: 30, since: "received" }, body: SoothingPlanSchema, source: "S-26.2" },
  ],
} as const satisfies WorkflowDef;

/** Moments of a warning that clocks count from. Receipt by the supervisor is the moment the centre holds the form (reading 9). */
export function warningMoments(doc: Pick<WarningDoc, "t0" | "filedAt" | "receivedAt">): Record<string, number | null> {
  return { t0: doc.t0, filed: doc.filedAt, received: doc.receivedAt };
}

export type WarningStep = (typeof EARLY_WARNING)["steps"][number]["step"];

/** A new warning as its stamping or filing event alone tells it; the centre adds number and facts. */
export function warningFrom(event: EventOf<"warning.stamped"> | EventOf<"warning.filed">, names: { collectorName: string; teamId: string | null; bankCode: string }): WarningDoc {
  return {
    id: event.body.warningId, no: "", caseId: event.caseId ?? "", personId: event.personId ?? "", bankCode: names.bankCode,
    collectorId: event.userId, collectorName: names.collectorName, teamId: names.teamId, state: EARLY_WARNING.initial, t0: event.body.t0,
    filedAt: null, receivedAt: null, form: null, facts: {}, registerNo: "", finding: null, plan: null, steps: [], applied: {},
  };
}

/**
 * Folds an event that has been judged (see `takeStep`) into the warning. `by.receivedAt` is the
 * centre's clock when it took the form in; a workstation, which cannot know it, passes null.
 */
export function projectWarning(doc: WarningDoc, event: EventOf<"warning.stamped"> | EventOf<"warning.filed"> | EventOf<"workflow.stepTaken">, by: { name: string; late: boolean; to: string; receivedAt: number | null }): WarningDoc {
  if ((doc.applied[event.deviceId] ?? 0) >= event.seq) return doc;
  const applied = { ...doc.applied, [event.deviceId]: event.seq };
  if (event.type === "warning.stamped") return { ...doc, applied };
  const step = event.type === "warning.filed" ? "file" : event.body.step;
  const steps = [...doc.steps, { step, at: event.atServer, by: event.userId, byName: by.name, late: by.late }];
  const next: WarningDoc = { ...doc, state: by.to, steps, applied };
  if (event.type === "warning.filed") return { ...next, form: event.body.form, filedAt: event.atServer, receivedAt: by.receivedAt };
  switch (step) {
    case "find":
      return { ...next, finding: WarningFindingSchema.parse(event.body.body) };
    case "plan":
      return { ...next, plan: SoothingPlanSchema.parse(event.body.body) };
    default:
      return next;
  }
}
