/**
 * The step tables read a second time, by code that shares nothing with the engine but the tables themselves: where an
 * instance stands after the events the centre has taken in, what is owed then, and which clocks run.
 */
import { addDays, atLocal, dayOf, minuteOfDay, MINUTE } from "../../../shared/model/time.ts";
import { COMPLAINT } from "../../../shared/workflow/complaint.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { REFERRAL } from "../../../shared/workflow/referral.ts";
import type { Clock, StepDef, WorkflowDef } from "../../../shared/workflow/table.ts";

export const TABLES: Readonly<Record<string, WorkflowDef>> = { earlyWarning: EARLY_WARNING, complaint: COMPLAINT, legalReferral: REFERRAL };
/** no contact from 22:00 to 08:00. */
const [QUIET_FROM, QUIET_TO] = [22 * 60, 8 * 60];

/** A step as its event tells it. */
export interface Step {
  readonly id: string;
  readonly step: string;
  readonly by: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly body: Readonly<Record<string, unknown>>;
}
export interface Place {
  readonly state: string;
  readonly applied: readonly Step[];
  readonly count: ReadonlyMap<string, number>;
  /** Hand-overs, and `start`. */
  readonly moments: ReadonlyMap<string, number>;
  readonly owed: readonly StepDef[];
}

/** Where steps taken in so far have led: of those that fit the earliest goes first, until none fits. */
export function placeOf(def: WorkflowDef, start: number, steps: readonly Step[]): Place {
  const waiting = [...steps].sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
  const applied: Step[] = [];
  const count = new Map<string, number>();
  const moments = new Map([["start", start]]);
  const n = (name: string): number => count.get(name) ?? 0;
  const handed: [step: string, at: number][] = [];
  let state = def.initial;
  let since = start;
  const open = (s: StepDef): boolean => {
    if (!s.from.includes(state)) return false;
    if (s.after?.some((a) => n(a) === 0)) return false;
    if (s.answers) return n(s.step) < s.answers.map(n).reduce((a, b) => a + b, 0);
    return n(s.step) === 0 || Boolean(s.again);
  };
  const to = (s: StepDef, body: Step["body"]): string | undefined => (s.next === null ? state : typeof s.next === "string" ? s.next : s.next.to[String(body[s.next.by])]);
  let moved = true;
  while (moved) {
    moved = false;
    for (const [i, one] of waiting.entries()) {
      const s = def.steps.find((d) => d.step === one.step);
      const next = s && open(s) ? to(s, one.body) : undefined;
      if (!s || next === undefined) continue;
      waiting.splice(i, 1);
      const handOver = Math.max(since, one.receivedAt);
      if (next !== state || !moments.has(s.step)) moments.set(s.step, handOver);
      handed.push([s.step, handOver]);
      if (s.next !== null) since = handOver;
      state = next;
      count.set(s.step, n(s.step) + 1);
      applied.push(one);
      moved = true;
      break;
    }
  }
  // Whoever waits for an answer has waited since the oldest question that got none.
  for (const s of def.steps) {
    if (!s.answers || !s.clock) continue;
    const questions = handed.filter(([step]) => s.answers!.includes(step)).map(([, at]) => at).sort((a, b) => a - b);
    const oldest = questions[n(s.step)] ?? questions.at(-1);
    for (const name of s.answers) if (oldest !== undefined && moments.has(name)) moments.set(name, oldest);
  }
  const owed = def.steps.filter((s) => open(s) && (s.owed || (s.next !== null && s.next !== state)));
  return { state, applied, count, moments, owed };
}

const quiet = (at: number): boolean => minuteOfDay(at) >= QUIET_FROM || minuteOfDay(at) < QUIET_TO;

/** `minutes` of time in which contact is allowed, after `at`. */
function openMinutes(at: number, minutes: number): number {
  let left = minutes * MINUTE;
  let now = at;
  for (;;) {
    const day = dayOf(now);
    if (quiet(now)) now = minuteOfDay(now) >= QUIET_FROM ? atLocal(addDays(day, 1), "08:00") : atLocal(day, "08:00");
    const until = atLocal(dayOf(now), "22:00");
    if (now + left <= until) return now + left;
    left -= until - now;
    now = until;
  }
}

const sinceNames = (clock: Clock): readonly string[] => ("since" in clock ? [clock.since].flat() : []);

/** The longest way from a step to the one that ends the whole, minutes. */
function rest(def: WorkflowDef, step: string): number {
  if (step === def.whole.until) return 0;
  const ways = def.steps.flatMap((s) => (s.clock && s.next !== null && sinceNames(s.clock).includes(step) ? [("minutes" in s.clock ? s.clock.minutes : 0) + rest(def, s.step)] : []));
  return ways.length === 0 ? 0 : Math.max(...ways);
}

/** From when to when the clock of a step runs; null where it has none, or what it counts from is not there. */
export function runs(def: WorkflowDef, s: StepDef, { moments }: Pick<Place, "moments">): { since: number; due: number } | null {
  const { clock } = s;
  // No step of the three tables is due by the calendar.
  if (clock === null || !("since" in clock)) return null;
  const known = sinceNames(clock).flatMap((name) => moments.get(name) ?? []);
  const since = "of" in clock ? Math.max(...known) : known[0];
  if (since === undefined || !Number.isFinite(since)) return null;
  if ("by" in clock) return { since, due: atLocal(addDays(dayOf(since), 1), "00:00") };
  if ("rest" in clock) return { since, due: Math.max(since, moments.get("start")! + (def.whole.minutes - rest(def, s.step)) * MINUTE) };
  return { since, due: clock.stands === "quiet" ? openMinutes(since, clock.minutes) : since + clock.minutes * MINUTE };
}

export interface ClockKey {
  readonly step: string;
  readonly kind: "half" | "fourFifths" | "breach";
  readonly round: number;
  readonly at: number;
  readonly to: string;
}
const SHARES = [["half", 0.5], ["fourFifths", 0.8], ["breach", 1]] as const;

/** Everything that is to go off, as things stand. */
export function clocksOf(def: WorkflowDef, place: Place): ClockKey[] {
  const three = (step: string, round: number, to: string, run: { since: number; due: number }): ClockKey[] =>
    SHARES.map(([kind, share]) => ({ step, kind, round, to, at: Math.ceil(run.since + share * (run.due - run.since)) + (kind === "breach" ? 1 : 0) }));
  const clocks = place.owed.flatMap((s) => {
    const run = runs(def, s, place);
    return run ? three(s.step, place.count.get(s.step) ?? 0, s.breach, run) : [];
  });
  const first = place.owed[0];
  const start = place.moments.get("start")!;
  if (first && !place.count.has(def.whole.until)) clocks.push(...three("whole", 0, first.breach, { since: start, due: start + def.whole.minutes * MINUTE }));
  return clocks;
}
