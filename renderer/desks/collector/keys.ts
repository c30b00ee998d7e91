/**
 * The keystrokes of a call's result as a pure state machine: line (A) → person (B) → outcome (C) → promise
 * or time → submit. What a key does is decided here and nowhere else, so the key budgets of DOMAIN.md 4.1
 * can be tested without a window. Pure; times come in with the facts.
 */
import { z } from "zod";
import { LineCodeSchema, OutcomeCodeSchema, PersonCodeSchema, outcome, personReached, type LineCode, type OutcomeCode, type PersonCode } from "../../../shared/model/disposition.ts";
import { LINE_OPTIONS, PERSON_OPTIONS, candidates, outcomeOptions, resolve, type Option } from "./logic/codes.ts";
import type { Basis } from "./logic/promise.ts";
import { dayByKey, timeByCode } from "./logic/times.ts";

export const STAGES = ["line", "person", "outcome", "promise", "time"] as const;
export type Stage = (typeof STAGES)[number];

/** A result being typed. Kept as a draft, so it is a schema. */
export const EntrySchema = z.object({
  stage: z.enum(STAGES),
  /** What stands in the code box. */
  typed: z.string().max(8),
  /** Highlighted candidate, by arrow keys; -1 = none. */
  at: z.number().int().min(-1),
  line: LineCodeSchema.nullable(),
  person: PersonCodeSchema.nullable(),
  outcome: OutcomeCodeSchema.nullable(),
  tags: z.array(OutcomeCodeSchema).max(8),
  identityStated: z.boolean(),
  dueOn: z.string().nullable(),
  basis: z.enum(["current", "minimum"]),
  /** Amount per account typed by hand, fen; empty = the whole due on `basis`. */
  amounts: z.record(z.string(), z.number().int().positive()),
  callbackAt: z.number().int().nullable(),
  /** Chosen follow-up time; undefined = the proposed one. */
  followUpAt: z.number().int().nullable().optional(),
});
export type Entry = z.infer<typeof EntrySchema>;

/** An outgoing call starts at the line; an inbound one is connected already. */
export function newEntry(direction: "out" | "in"): Entry {
  return {
    stage: direction === "out" ? "line" : "person", typed: "", at: -1, line: direction === "out" ? null : "A1", person: null, outcome: null, tags: [],
    identityStated: false, dueOn: null, basis: "current", amounts: {}, callbackAt: null, followUpAt: undefined,
  };
}

/** A key as the machine knows it: one plain character or a name. */
export type Key = string;
/** What the window does besides showing the new state. */
export type Effect = "submit" | "amount" | "date" | "refused" | null;
export interface Step {
  readonly entry: Entry;
  readonly effect: Effect;
}

const stay = (entry: Entry, effect: Effect = null): Step => ({ entry, effect });
const refused = (entry: Entry): Step => ({ entry, effect: "refused" });
const cleared = { typed: "", at: -1 } as const;

/** Every outcome of the entry: the main one and its tags. */
export const outcomesOf = (entry: Entry): OutcomeCode[] => (entry.outcome ? [entry.outcome, ...entry.tags] : []);
const needsPromise = (entry: Entry): boolean => outcomesOf(entry).some((c) => outcome(c).promise);
const needsTime = (entry: Entry): boolean => outcomesOf(entry).some((c) => outcome(c).callback);

/** The options of the layer that is open. */
export function optionsOf(entry: Entry): readonly Option<string>[] {
  if (entry.stage === "line") return LINE_OPTIONS;
  if (entry.stage === "person") return PERSON_OPTIONS;
  return entry.stage === "outcome" && entry.person ? outcomeOptions(entry.person) : [];
}

/** The candidate Enter would take. */
export function meant(entry: Entry): string | null {
  const left = candidates(optionsOf(entry), entry.typed);
  return left[entry.at]?.code ?? resolve(left, entry.typed);
}

/** May the entry be logged as it stands? */
export function complete(entry: Entry): boolean {
  if (!entry.line) return false;
  if (entry.line !== "A1") return true;
  if (!entry.person) return false;
  const kind = personReached(entry.person).outcomes;
  if (!entry.outcome) return kind === "none" || kind === "unverified";
  return (!needsPromise(entry) || entry.dueOn !== null) && (!needsTime(entry) || entry.callbackAt !== null);
}

/** Goes to the first thing still missing, or submits. */
function onward(entry: Entry): Step {
  const next: Entry = { ...entry, ...cleared };
  const missing = needsPromise(next) && next.dueOn === null ? "promise" : needsTime(next) && next.callbackAt === null ? "time" : null;
  if (missing) return missing === entry.stage ? refused(entry) : stay({ ...next, stage: missing });
  return complete(next) ? stay(next, "submit") : refused(next);
}

/** Chooses the line; anything but connected ends the typing. */
export function chooseLine(entry: Entry, line: LineCode): Step {
  const base: Entry = { ...entry, ...cleared, line, person: null, outcome: null, tags: [], dueOn: null, callbackAt: null, amounts: {} };
  return stay({ ...base, stage: line === "A1" ? "person" : "line" });
}

/** Chooses who answered. Outcomes that do not fit this person are dropped. */
export function choosePerson(entry: Entry, person: PersonCode): Step {
  return stay({ ...entry, ...cleared, stage: "outcome", person, outcome: null, tags: [] });
}

/** Sets the main outcome, or a further tag once there is one. */
export function chooseOutcome(entry: Entry, code: OutcomeCode): Entry {
  if (entry.outcome === null) return { ...entry, ...cleared, outcome: code, basis: outcome(code).promise === "part" ? "minimum" : "current" };
  if (entry.outcome === code || entry.tags.includes(code) || entry.tags.length >= 8) return { ...entry, ...cleared };
  return { ...entry, ...cleared, tags: [...entry.tags, code] };
}

/** Back by one: what was typed, then the last choice, then the layer before. */
function back(entry: Entry, now: number): Step {
  if (entry.typed !== "") {
    const typed = entry.typed.slice(0, -1);
    return stay({ ...entry, typed, at: -1, ...(entry.stage === "time" ? { callbackAt: timeByCode(typed, now) } : {}) });
  }
  switch (entry.stage) {
    case "line":
      return stay({ ...entry, ...cleared, line: null });
    case "person":
      return stay({ ...entry, ...cleared, stage: "line", line: null, person: null });
    case "outcome":
      if (entry.tags.length > 0) return stay({ ...entry, tags: entry.tags.slice(0, -1) });
      return entry.outcome ? stay({ ...entry, outcome: null }) : stay({ ...entry, stage: "person", person: null });
    case "promise":
      return entry.dueOn ? stay({ ...entry, dueOn: null }) : stay({ ...entry, stage: "outcome", outcome: null, tags: [], amounts: {} });
    case "time":
      return entry.callbackAt ? stay({ ...entry, callbackAt: null }) : stay({ ...entry, stage: "outcome", outcome: null, tags: [] });
  }
}

/** One character typed in a layer; layers A and B take their single key at once. */
function typeCode(entry: Entry, char: string): Step {
  const typed = entry.typed + char;
  const options = optionsOf(entry);
  if (candidates(options, typed).length === 0) {
    return entry.typed !== "" && candidates(options, char).length > 0 ? typeCode({ ...entry, ...cleared }, char) : refused(entry);
  }
  const next = { ...entry, typed, at: entry.stage === "outcome" || typed.length > 1 ? 0 : -1 };
  // Only a whole code is taken at once: after `wr` the rest of `wrjt` must not start a new one.
  const code = options.find((o) => o.digits === typed || o.pinyin === typed)?.code;
  if (entry.stage === "outcome" || !code) return stay(next);
  return entry.stage === "line" ? chooseLine(next, code as LineCode) : choosePerson(next, code as PersonCode);
}

function typePromise(entry: Entry, char: string, now: number): Step {
  const day = dayByKey(char, now);
  if (day) return stay({ ...entry, dueOn: day });
  if (char === "q" || char === "z") return stay({ ...entry, basis: (char === "q" ? "current" : "minimum") satisfies Basis, amounts: {} });
  if (char === "a") return stay(entry, "amount");
  return char === "d" ? stay(entry, "date") : refused(entry);
}

function typeTime(entry: Entry, char: string, now: number): Step {
  const typed = /^m?\d{0,4}$/.test(entry.typed + char) ? entry.typed + char : char;
  return stay({ ...entry, typed, callbackAt: timeByCode(typed, now) });
}

/** Enter on a line that is not "connected" has said everything. */
const afterLine = (step: Step): Step => (step.entry.stage === "line" ? onward(step.entry) : step);

function enter(entry: Entry): Step {
  if (entry.stage === "promise" || entry.stage === "time") return onward(entry);
  const code = meant(entry);
  if (entry.stage === "line") return code ? afterLine(chooseLine(entry, code as LineCode)) : onward(entry);
  if (entry.stage === "person") return code ? choosePerson(entry, code as PersonCode) : refused(entry);
  if (entry.typed !== "" && !code) return refused(entry);
  return onward(code ? chooseOutcome(entry, code as OutcomeCode) : entry);
}

function space(entry: Entry): Step {
  const code = entry.stage === "outcome" ? meant(entry) : null;
  return code ? stay(chooseOutcome(entry, code as OutcomeCode)) : refused(entry);
}

function move(entry: Entry, step: number): Step {
  const count = candidates(optionsOf(entry), entry.typed).length;
  if (count === 0) return stay(entry);
  const from = entry.at === -1 && step === -1 ? 0 : entry.at;
  return stay({ ...entry, at: (from + step + count) % count });
}

/** What `key` does to `entry` at server time `now`. Total: an unknown key changes nothing. */
export function press(entry: Entry, key: Key, now: number): Step {
  switch (key) {
    case "Enter":
      return enter(entry);
    case "Backspace":
    case "Escape":
      return back(entry, now);
    case "Space":
      return space(entry);
    case "ArrowDown":
      return move(entry, 1);
    case "ArrowUp":
      return move(entry, -1);
  }
  if (!/^[0-9a-z-]$/.test(key)) return stay(entry);
  if (entry.stage === "promise") return typePromise(entry, key, now);
  return entry.stage === "time" ? typeTime(entry, key, now) : typeCode(entry, key);
}
