/**
 * The clocks of an early warning as the header strip and the inbox show them. Everything is read
 * from the workflow table (`EARLY_WARNING`), so a step that joins the table joins the strip; the
 * whole flow's 300 minutes come on top (S-26.8). Times are the centre's clock (P6), UTC ms.
 */
import type { Role } from "../../../../shared/access/roles.ts";
import type { WarningDoc } from "../../../../shared/model/documents.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { clockOf, wholeOf, type Running } from "../../../../shared/workflow/clocks.ts";
import { EARLY_WARNING, WARNING_STEPS } from "../../../../shared/workflow/early-warning.ts";
import { owedSteps } from "../../../../shared/workflow/engine.ts";
import type { StepDef } from "../../../../shared/workflow/table.ts";
import { warningStanding } from "../../../../shared/workflow/warning.ts";

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

export type WarningClockDoc = Pick<WarningDoc, "t0" | "steps">;

/** Share of the limit after which a running clock is called soon (DOMAIN.md 1.2: warn at 80 %). */
const SOON_SHARE = 0.8;

const WHOLE_FLOW = { step: "whole", owner: null, source: EARLY_WARNING.whole.source } as const;

/** Every clock of the warning in the order of the workflow, the whole flow last. Of two ways, the one that is not gone. */
export function clocksOf(doc: WarningClockDoc, now: number): Clock[] {
  const at = warningStanding(doc);
  const done = new Set(at.applied.map((s) => s.step));
  const own = WARNING_STEPS.filter((s) => s.clock !== null && (done.has(s.step) || reachable(s, at.state))).map((step) => {
    const first = at.applied.find((s) => s.step === step.step);
    const clock = clockOf(EARLY_WARNING, step, at.moments);
    return clockFrom(step, { startedAt: clock?.since ?? null, dueAt: clock?.due ?? null, doneAt: first?.at ?? null, late: first?.late ?? false, limitMinutes: limitOf(step, clock) }, now);
  });
  const { since, due, endedAt } = wholeOf(EARLY_WARNING, at);
  return [...own, clockFrom(WHOLE_FLOW, { startedAt: since, dueAt: due, doneAt: endedAt, late: false, limitMinutes: EARLY_WARNING.whole.minutes }, now)];
}

/** Minutes the table gives; a derived limit is known when the hand-over is, and else at its most. */
function limitOf(step: StepDef, clock: Running | null): number {
  if (step.clock && "minutes" in step.clock && !step.clock.stands) return step.clock.minutes;
  if (clock) return Math.round((clock.due - clock.since) / MINUTE);
  return step.clock && "minutes" in step.clock ? step.clock.minutes : MANAGER_MINUTES;
}
/** What the whole leaves the manager when everybody before takes the full time (reading 9). */
const MANAGER_MINUTES = 70;

/** True when the path can still come to the step from this state. */
function reachable(step: StepDef, state: string): boolean {
  const seen = new Set<string>([state]);
  for (const at of seen) for (const s of WARNING_STEPS) if (s.from.includes(at)) for (const to of nextStates(s)) seen.add(to);
  return step.from.some((from) => seen.has(from));
}
const nextStates = ({ next }: StepDef): string[] => (next === null ? [] : typeof next === "string" ? [next] : Object.values(next.to));

interface Facts {
  readonly startedAt: number | null;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
  readonly late: boolean;
  readonly limitMinutes: number;
}

/** A clock with what has been used and is left of it at `now`. */
export function clockFrom(step: { step: string; owner: Role | null; source: string }, facts: Facts, now: number): Clock {
  const end = facts.doneAt ?? now;
  const usedMs = facts.startedAt === null ? 0 : Math.max(0, end - facts.startedAt);
  const leftMs = facts.dueAt === null ? facts.limitMinutes * MINUTE - usedMs : facts.dueAt - end;
  const { late: _late, ...rest } = facts;
  return { step: step.step, owner: step.owner, source: step.source, ...rest, usedMs, leftMs, state: stateOf(facts, usedMs, now) };
}

function stateOf(facts: Facts, usedMs: number, now: number): ClockState {
  if (facts.doneAt !== null) return facts.late || (facts.dueAt !== null && facts.doneAt > facts.dueAt) ? "doneLate" : "done";
  if (facts.startedAt === null || facts.dueAt === null) return "waiting";
  if (now > facts.dueAt) return "overdue";
  return usedMs >= facts.limitMinutes * MINUTE * SOON_SHARE ? "soon" : "running";
}

/** The clock the inbox counts down: that of the step which is owed now and is due first. Null when none is or its clock has not started. */
export function owedClock(doc: WarningClockDoc, now: number): Clock | null {
  const owed = new Set(owedSteps(EARLY_WARNING, warningStanding(doc)).map((s) => s.step));
  const clocks = clocksOf(doc, now).filter((c) => owed.has(c.step));
  return clocks.sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity))[0] ?? null;
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
