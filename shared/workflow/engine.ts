/**
 * One interpreter for every workflow. A workflow is a table of steps (who owes it, from which
 * state, its clock, what it needs); `takeStep` judges a step against the table. Pure: the service
 * applies it, the workstation uses the same code to show and to pre-check.
 */
import type { z } from "zod";
import type { Role } from "../access/roles.ts";

export interface StepDef {
  readonly step: string;
  /** Role that owes the step. */
  readonly owner: Role;
  readonly from: readonly string[];
  readonly to: string;
  /** Minutes allowed, counted from the named moment of the instance; null = no own clock. */
  readonly clock: { readonly minutes: number; readonly since: string } | null;
  readonly body: z.ZodType;
  /** Plan or product rule it implements. */
  readonly source: string;
}

export interface WorkflowDef {
  readonly name: string;
  readonly initial: string;
  readonly steps: readonly StepDef[];
}

export type StepRefusalCode = "unknown_step" | "wrong_state" | "not_owner" | "bad_body";
export type StepAnswer =
  | { ok: true; def: StepDef; to: string; body: unknown; late: boolean }
  | { ok: false; code: StepRefusalCode; issues: string[] };

export interface StepInput {
  readonly state: string;
  readonly step: string;
  readonly roles: readonly Role[];
  readonly body: unknown;
  /** Server-estimated time of the step, UTC ms. */
  readonly at: number;
  /** Moments the clocks count from, UTC ms; a missing moment means the clock has not started. */
  readonly moments: Readonly<Record<string, number | null>>;
}

/** Judges one step: state, owner, required fields and whether it came in time. Never throws. */
export function takeStep(def: WorkflowDef, input: StepInput): StepAnswer {
  const step = def.steps.find((s) => s.step === input.step);
  if (!step) return { ok: false, code: "unknown_step", issues: [`step: ${input.step}`] };
  if (!step.from.includes(input.state)) return { ok: false, code: "wrong_state", issues: [`state: ${input.state}, needs ${step.from.join(" | ")}`] };
  if (!input.roles.includes(step.owner)) return { ok: false, code: "not_owner", issues: [`role: needs ${step.owner}`] };
  const body = step.body.safeParse(input.body);
  if (!body.success) return { ok: false, code: "bad_body", issues: body.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`) };
  const due = dueAt(step, input.moments);
  return { ok: true, def: step, to: step.to, body: body.data, late: due !== null && input.at > due };
}

/** When a step is due, UTC ms; null when it has no clock or its clock has not started. */
export function dueAt(step: StepDef, moments: Readonly<Record<string, number | null>>): number | null {
  const since = step.clock ? (moments[step.clock.since] ?? null) : null;
  return step.clock && since !== null ? since + step.clock.minutes * 60_000 : null;
}

/** The steps somebody could take from a state. */
export function openSteps(def: WorkflowDef, state: string): readonly StepDef[] {
  return def.steps.filter((s) => s.from.includes(state));
}
