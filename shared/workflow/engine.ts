/**
 * One interpreter for every workflow. An instance is a start and the steps that were taken; where it stands is
 * computed from them, so that the same steps in any order of arrival stand at the same place: the earliest step
 * that fits is taken first, again and again, until none fits. Pure: the service applies it, the workstation
 * uses the same code to show and to pre-check.
 */
import type { Role } from "../access/roles.ts";
import { START, type Next, type StepDef, type WorkflowDef } from "./table.ts";

/** A step somebody took; times UTC ms on the centre's clock. */
export interface Taken {
  /** Id of its event. */
  readonly id: string;
  readonly step: string;
  readonly at: number;
  /** When the centre took it in: the hand-over to the next. Null where only a workstation knows it. */
  readonly receivedAt: number | null;
  readonly body?: unknown;
}
export interface Instance<T extends Taken = Taken> {
  readonly start: number;
  readonly taken: readonly T[];
}
export interface Standing<T extends Taken = Taken> {
  readonly state: string;
  /** Steps that count, in the order in which they moved the instance. */
  readonly applied: readonly T[];
  /** Steps that do not: somebody was earlier, or what they build on is not there. */
  readonly idle: readonly T[];
  /**
   * Moments clocks count from: START and the first hand-over of each step; never earlier than what came before it.
   * Moved again only where a path comes round again and the step leads on anew. What asks for an answer against a clock stands
   * at the earliest asking that has none yet: who asks again does not set the clock of the first asking back.
   */
  readonly moments: Readonly<Record<string, number | null>>;
}

export const defOf = (def: WorkflowDef, step: string): StepDef | null => def.steps.find((s) => s.step === step) ?? null;

const nextOf = (next: Next | null, state: string, body: unknown): string | null => {
  if (next === null) return state;
  if (typeof next === "string") return next;
  return next.to[String((body as Record<string, unknown> | null)?.[next.by])] ?? null;
};

const byTime = (a: Taken, b: Taken): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** How often each step has been taken. */
type Done = ReadonlyMap<string, number>;
const times = (done: Done, step: string): number => done.get(step) ?? 0;

/** Whether a step can be taken from a state, given what has been taken. */
function fits(step: StepDef, state: string, done: Done): boolean {
  if (!step.from.includes(state) || !(step.after ?? []).every((other) => done.has(other))) return false;
  if (step.answers) return times(done, step.step) < step.answers.reduce((sum, other) => sum + times(done, other), 0);
  return step.again === true || !done.has(step.step);
}

/** The state after a step; null when the step cannot be taken from here. */
function after(def: WorkflowDef, state: string, taken: Pick<Taken, "step" | "body">, done: Done): string | null {
  const step = defOf(def, taken.step);
  return step && fits(step, state, done) ? nextOf(step.next, state, taken.body) : null;
}

/** Where an instance stands. The same set of steps gives the same standing, in whatever order they come. */
export function standing<T extends Taken>(def: WorkflowDef, { start, taken }: Instance<T>): Standing<T> {
  const left = [...new Map(taken.map((t) => [t.id, t])).values()].sort(byTime);
  const applied: T[] = [];
  const done = new Map<string, number>();
  const answering = def.steps.flatMap((s) => (s.answers && s.clock !== null ? [{ step: s.step, asks: s.answers, handed: [] as (number | null)[] }] : []));
  const moments: Record<string, number | null> = { [START]: start };
  let state = def.initial;
  let handOver: number | null = start;
  for (;;) {
    const i = left.findIndex((t) => after(def, state, t, done) !== null);
    const [next] = i < 0 ? [] : left.splice(i, 1);
    if (!next) break;
    const before = state;
    state = after(def, state, next, done) ?? state;
    // A hand-over nobody knows yet starts no clock; one that is known is never before the one it follows.
    const at: number | null = handOver === null || next.receivedAt === null ? null : Math.max(handOver, next.receivedAt);
    if (before !== state) moments[next.step] = at;
    else moments[next.step] ??= at;
    for (const { asks, handed } of answering) if (asks.includes(next.step)) handed.push(at);
    if (defOf(def, next.step)?.next !== null) handOver = at;
    done.set(next.step, times(done, next.step) + 1);
    applied.push(next);
  }
  for (const { step, asks, handed } of answering) {
    const waiting = handed.sort(knownFirst)[Math.min(times(done, step), handed.length - 1)];
    if (waiting !== undefined) for (const ask of asks) if (ask in moments) moments[ask] = waiting;
  }
  return { state, applied, idle: left, moments };
}

/** Earliest first; a hand-over nobody knows yet comes last. */
const knownFirst = (a: number | null, b: number | null): number => (a ?? Infinity) - (b ?? Infinity) || 0;

/** The steps somebody could take now; those that move the instance on come as the table has them. */
export function openSteps(def: WorkflowDef, { state, applied }: Pick<Standing, "state" | "applied">): readonly StepDef[] {
  const done = new Map<string, number>();
  for (const { step } of applied) done.set(step, times(done, step) + 1);
  return def.steps.filter((s) => fits(s, state, done));
}

/** True when the step, once taken, leads to another state. */
export const movesOn = (step: StepDef, state: string): boolean => step.next !== null && step.next !== state;

/** The steps that are owed now: they move the instance on, or are a branch beside the path. None = it has ended. */
export const owedSteps = (def: WorkflowDef, at: Pick<Standing, "state" | "applied">): readonly StepDef[] => openSteps(def, at).filter((s) => s.owed === true || movesOn(s, at.state));

export type StepRefusalCode = "unknown_step" | "wrong_state" | "not_owner" | "recused" | "off_duty" | "bad_body";
export type StepAnswer =
  | { ok: true; def: StepDef; to: string; body: unknown }
  | { ok: false; code: StepRefusalCode; issues: string[] };

export interface StepInput {
  readonly step: string;
  readonly body: unknown;
  readonly by: { readonly id: string; readonly roles: readonly Role[] };
  /** Who owes it now (see `posts.ts`); null where only the role is known. */
  readonly holders: readonly string[] | null;
  /** Next levels it has gone to. */
  readonly escalated: readonly Role[];
  /** Who may not be given it. */
  readonly excluded: readonly string[];
  /** Whom the complaint accuses. */
  readonly accused?: readonly string[];
}

const no = (code: StepRefusalCode, issue: string): StepAnswer => ({ ok: false, code, issues: [issue] });

/** Judges one step by the table: place on the path, post, recusal, duty, required fields. Never throws. */
export function takeStep(def: WorkflowDef, at: Pick<Standing, "state" | "applied">, input: StepInput): StepAnswer {
  const step = defOf(def, input.step);
  if (!step) return no("unknown_step", `step: ${input.step}`);
  if (!openSteps(def, at).includes(step)) return no("wrong_state", `state: ${at.state}, needs ${step.from.join(" | ")}`);
  if (input.excluded.includes(input.by.id)) return no("recused", "回避:投诉涉及本人,不能办理 / recused: the complaint concerns you");
  const mine = step.only ? (input.accused ?? []).includes(input.by.id) : input.by.roles.includes(step.owner) || input.escalated.some((role) => input.by.roles.includes(role));
  if (!mine) return no("not_owner", step.only ? "仅限被投诉人本人 / for whoever is accused alone" : `role: needs ${step.owner}`);
  if (input.holders !== null && !input.holders.includes(input.by.id)) return no("off_duty", "当前由值班人员办理 / with whoever is on duty now");
  const body = step.body.safeParse(input.body);
  if (!body.success) return { ok: false, code: "bad_body", issues: body.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`) };
  const to = nextOf(step.next, at.state, body.data);
  return to === null ? no("bad_body", "the form leads nowhere") : { ok: true, def: step, to, body: body.data };
}
