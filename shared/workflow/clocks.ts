/**
 * When a step is due, and what happens on the way there: a word at half and at four fifths of the time, and
 * the next level when it has run out (DOMAIN.md 1.2). All on the centre's clock (P6); a clock is never reset.
 */
import type { Role } from "../access/roles.ts";
import { BASIC_PACK } from "../conduct/pack.ts";
import { addDays, atLocal, dayOf, MINUTE, minuteOfDay } from "../model/time.ts";
import type { CalendarClock, WorkCalendar } from "./calendar.ts";
import { nextCalendarDue } from "./calendar.ts";
import { owedSteps, type Standing } from "./engine.ts";
import { START, type Clock, type StepDef, type WorkflowDef } from "./table.ts";

/** A clock that runs: from the hand-over to the moment it is due, UTC ms. */
export interface Running {
  readonly since: number;
  readonly due: number;
}

/** Without a calendar every day is a working day; no minute clock asks. */
const EVERY_DAY: WorkCalendar = { isWorkday: () => true, covers: () => true };

/** True while contact is forbidden. */
export function inQuietHours(at: number): boolean {
  const minute = minuteOfDay(at);
  return minute >= BASIC_PACK.quiet.fromMinute || minute < BASIC_PACK.quiet.toMinute;
}

/** The first moment at or after `at` when contact is allowed. */
export function afterQuiet(at: number): number {
  if (!inQuietHours(at)) return at;
  const wait = (BASIC_PACK.quiet.toMinute - minuteOfDay(at) + 1440) % 1440;
  return Math.floor(at / MINUTE) * MINUTE + wait * MINUTE;
}

/** `minutes` after `at`, counting only while contact is allowed. */
function afterOpenMinutes(at: number, minutes: number): number {
  let left = minutes * MINUTE;
  let now = afterQuiet(at);
  for (;;) {
    const untilQuiet = (BASIC_PACK.quiet.fromMinute - minuteOfDay(now)) * MINUTE - (now % MINUTE);
    if (left <= untilQuiet) return now + left;
    left -= untilQuiet;
    now = afterQuiet(now + untilQuiet);
  }
}

/** The steps a clock may count from; none for a calendar clock. */
const sincesOf = (clock: Clock | null): readonly string[] => (clock === null || !("since" in clock) ? [] : typeof clock.since === "string" ? [clock.since] : clock.since);

/** The most minutes that may still pass between a step and the one that ends the whole. */
export function minutesAfter(def: WorkflowDef, step: string): number {
  if (step === def.whole.until) return 0;
  const later = def.steps.filter((s) => s.next !== null && sincesOf(s.clock).includes(step));
  return Math.max(0, ...later.map((s) => (s.clock && "minutes" in s.clock ? s.clock.minutes : 0) + minutesAfter(def, s.step)));
}

/** The moment a clock counts from; null when that has not happened, or is not known yet. */
function sinceOf(clock: Exclude<Clock, CalendarClock>, moments: Standing["moments"]): number | null {
  const taken = sincesOf(clock).flatMap((name) => (moments[name] === undefined ? [] : [moments[name]]));
  if (!("of" in clock)) return taken.find((at) => at !== null) ?? null;
  return taken.length === 0 || taken.includes(null) ? null : Math.max(...taken.filter((at) => at !== null));
}

/** The clock of a step; null when it has none, or when what it counts from has not happened. */
export function clockOf(def: WorkflowDef, step: StepDef, moments: Standing["moments"], calendar: WorkCalendar = EVERY_DAY): Running | null {
  const { clock } = step;
  if (clock === null) return null;
  if (!("since" in clock)) {
    const start = moments[START] ?? null;
    return start === null ? null : { since: start, due: nextCalendarDue(clock, start, calendar).due };
  }
  const since = sinceOf(clock, moments);
  if (since === null) return null;
  if ("by" in clock) return { since, due: atLocal(addDays(dayOf(since), 1), "00:00") };
  if ("rest" in clock) {
    const start = moments[START] ?? since;
    return { since, due: Math.max(since, start + (def.whole.minutes - minutesAfter(def, step.step)) * MINUTE) };
  }
  return { since, due: clock.stands === "quiet" ? afterOpenMinutes(since, clock.minutes) : since + clock.minutes * MINUTE };
}

/** When a step is due, UTC ms; null when it has no clock or its clock has not started. */
export const dueAt = (def: WorkflowDef, step: StepDef, moments: Standing["moments"], calendar?: WorkCalendar): number | null => clockOf(def, step, moments, calendar)?.due ?? null;

/** The clock of the whole; `endedAt` null while it runs. */
export function wholeOf(def: WorkflowDef, at: Standing): Running & { endedAt: number | null } {
  const since = at.moments[START] ?? 0;
  const end = at.applied.find((t) => t.step === def.whole.until);
  return { since, due: since + def.whole.minutes * MINUTE, endedAt: end?.at ?? null };
}

/** Shares of the time at which the owner hears of it, then the breach. */
export const TIMER_KINDS = ["half", "fourFifths", "breach"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];
const SHARE: Record<TimerKind, number> = { half: 0.5, fourFifths: 0.8, breach: 1 };

export interface Timer {
  readonly step: string;
  readonly kind: TimerKind;
  /** How often the step had been taken when its clock began: a path that comes round again has a clock of its own. */
  readonly round: number;
  /** UTC ms. */
  readonly at: number;
  /** Next level a breach goes to. */
  readonly to: Role;
}
/** The name under which the whole's own timers go. */
export const WHOLE = "whole";

/** Timers of what is owed now, in the order in which they go off. */
export function timersOf(def: WorkflowDef, at: Standing, calendar?: WorkCalendar): Timer[] {
  const owed = owedSteps(def, at);
  const steps = owed.flatMap((step) => timersBetween(step.step, at.applied.filter((t) => t.step === step.step).length, step.breach, clockOf(def, step, at.moments, calendar)));
  const ended = at.applied.some((t) => t.step === def.whole.until);
  const last = owed[0];
  const whole = ended || !last ? [] : timersBetween(WHOLE, 0, last.breach, wholeOf(def, at));
  return [...steps, ...whole].sort((a, b) => a.at - b.at || TIMER_KINDS.indexOf(a.kind) - TIMER_KINDS.indexOf(b.kind));
}

function timersBetween(step: string, round: number, to: Role, running: Running | null): Timer[] {
  if (!running) return [];
  // A breach is one only after the last moment that was still in time (R-31: "within" includes the figure).
  return TIMER_KINDS.map((kind) => ({ step, kind, round, to, at: Math.ceil(running.since + SHARE[kind] * (running.due - running.since)) + (kind === "breach" ? 1 : 0) }));
}
