/**
 * The clocks of an early warning as the header strip and the inbox show them. Everything is read
 * from the workflow table (`EARLY_WARNING`), so a step that joins the table joins the strip; the
 * whole flow's 300 minutes come on top (S-26.8). Times are the centre's clock (P6), UTC ms.
 */
import type { Role } from "../../../../shared/access/roles.ts";
import type { WarningDoc } from "../../../../shared/model/documents.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { EARLY_WARNING, WHOLE_MINUTES, warningMoments } from "../../../../shared/workflow/early-warning.ts";
import { dueAt, type StepDef } from "../../../../shared/workflow/engine.ts";

/** `waiting`: not started; `running`; `soon`: 80 % used; `overdue`: running and past due; `done`/`doneLate`: taken. */
export type ClockState = "waiting" | "running" | "soon" | "overdue" | "done" | "doneLate";

export interface Clock {
  /** Step name of the workflow table, or `whole`. */
  readonly step: string;
  /** Role that owes the step; null for the whole flow. */
  readonly owner: Role | null;
  readonly limitMinutes: number;
  /** Null while the clock has not started. */
  readonly startedAt: number | null;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
  readonly usedMs: number;
  /** Negative when overdue. */
  readonly leftMs: number;
  readonly state: ClockState;
  /** Plan rule, e.g. `S-26.2`. */
  readonly source: string;
}

export type WarningClockDoc = Pick<WarningDoc, "t0" | "filedAt" | "receivedAt" | "steps" | "state">;

/** Share of the limit after which a running clock is called soon (DOMAIN.md 1.2: warn at 80 %). */
const SOON_SHARE = 0.8;

const WHOLE = { step: "whole", owner: null, source: "S-26.8" } as const;

/** Every clock of the warning in the order of the workflow, the whole flow last. */
export function clocksOf(doc: WarningClockDoc, now: number): Clock[] {
  const moments = warningMoments(doc);
  const own = EARLY_WARNING.steps.map((step: StepDef) => {
    const first = doc.steps.find((s) => s.step === step.step);
    const since = step.clock ? (moments[step.clock.since] ?? null) : null;
    return clockFrom(step, { startedAt: since, dueAt: dueAt(step, moments), doneAt: first?.at ?? null, late: first?.late ?? false, limitMinutes: step.clock?.minutes ?? 0 }, now);
  });
  const whole = clockFrom(WHOLE, { startedAt: doc.t0, dueAt: doc.t0 + WHOLE_MINUTES * MINUTE, doneAt: null, late: false, limitMinutes: WHOLE_MINUTES }, now);
  return [...own, whole];
}

interface Facts {
  readonly startedAt: number | null;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
  readonly late: boolean;
  readonly limitMinutes: number;
}

function clockFrom(step: { step: string; owner: Role | null; source: string }, facts: Facts, now: number): Clock {
  const end = facts.doneAt ?? now;
  const usedMs = facts.startedAt === null ? 0 : Math.max(0, end - facts.startedAt);
  const leftMs = facts.limitMinutes * MINUTE - usedMs;
  const { late: _late, ...rest } = facts;
  return { step: step.step, owner: step.owner, source: step.source, ...rest, usedMs, leftMs, state: stateOf(facts, usedMs, now) };
}

function stateOf(facts: Facts, usedMs: number, now: number): ClockState {
  if (facts.doneAt !== null) return facts.late || (facts.dueAt !== null && facts.doneAt > facts.dueAt) ? "doneLate" : "done";
  if (facts.startedAt === null || facts.dueAt === null) return "waiting";
  if (now > facts.dueAt) return "overdue";
  return usedMs >= facts.limitMinutes * MINUTE * SOON_SHARE ? "soon" : "running";
}

/**
 * The clock the inbox counts down: the first step nobody has taken yet. Null once the supervisor's
 * part is done (the plan is sent), because what follows is owed by others.
 */
export function owedClock(doc: WarningClockDoc, now: number): Clock | null {
  const clocks = clocksOf(doc, now);
  return clocks.find((c) => c.step !== "whole" && c.doneAt === null) ?? null;
}

/** How many minutes after T0 the form came, null while it has not; late when over the 5 of S-26.1. */
export function filingLateness(doc: Pick<WarningDoc, "t0" | "filedAt">): { minutes: number; late: boolean } | null {
  if (doc.filedAt === null) return null;
  const limit = EARLY_WARNING.steps[0].clock.minutes;
  const ms = Math.max(0, doc.filedAt - doc.t0);
  return { minutes: Math.floor(ms / MINUTE), late: ms > limit * MINUTE };
}

/** Whole minutes overdue, at least 1: 超时 0 分 would read as in time. */
export function overdueMinutes(leftMs: number): number {
  return Math.max(1, Math.ceil(-leftMs / MINUTE));
}
