/**
 * Call dispositions in three short layers (DOMAIN.md 4.2): A the line, B who answered, C the
 * outcome. Words are the trade's; English and Chinese live in the interface's dictionaries under
 * `disposition.<code>`; pinyin initials are the IME-safe typing code.
 */
import { z } from "zod";

/** Which counter a result feeds: U unanswered, E effective, T third party. */
export type Cap = "U" | "E" | "T" | null;

interface LineResult {
  readonly cap: Cap;
  readonly pinyin: string;
  /** What the result says about the number itself. */
  readonly numberStatus?: "suspended" | "invalid";
  /** Suggested hours until the next attempt; the collector can change it. */
  readonly retryHours?: number;
}

/** Layer A. */
export const LINE_RESULTS = {
  A1: { cap: null, pinyin: "jt" },
  A2: { cap: "U", pinyin: "wrjt", retryHours: 2 },
  A3: { cap: "U", pinyin: "mx", retryHours: 2 },
  A4: { cap: "U", pinyin: "jj", retryHours: 2 },
  A5: { cap: "U", pinyin: "gj", retryHours: 24 },
  A6: { cap: "U", pinyin: "tj", retryHours: 24 * 7, numberStatus: "suspended" },
  A7: { cap: "U", pinyin: "kh", numberStatus: "invalid" },
  A8: { cap: "U", pinyin: "wfjt", retryHours: 2 },
  A9: { cap: "U", pinyin: "yyxx", retryHours: 2 },
  A10: { cap: "U", pinyin: "hrxz", retryHours: 24 },
  A11: { cap: null, pinyin: "xlgz" },
} as const satisfies Record<string, LineResult>;

interface Person {
  readonly cap: Cap;
  readonly pinyin: string;
  /** Outcomes (layer C) that make sense with this person. */
  readonly outcomes: "debtor" | "unverified" | "third" | "none";
  readonly numberStatus?: "invalid";
}

/** Layer B. */
export const PERSONS_REACHED = {
  B1: { cap: "E", pinyin: "br", outcomes: "debtor" },
  B2: { cap: "E", pinyin: "whs", outcomes: "unverified" },
  B3: { cap: "E", pinyin: "dbr", outcomes: "debtor" },
  B4: { cap: "T", pinyin: "xgdsr", outcomes: "third" },
  B5: { cap: "T", pinyin: "wgdsr", outcomes: "third" },
  B6: { cap: "T", pinyin: "hmyz", outcomes: "none", numberStatus: "invalid" },
  B7: { cap: "E", pinyin: "dlr", outcomes: "debtor" },
  B8: { cap: "T", pinyin: "wcnr", outcomes: "none" },
} as const satisfies Record<string, Person>;

/** Reasons a person may not be called; each is a lock the gate obeys (PRODUCT.md 2, reading 14). */
export const STOP_REASONS = [
  "bankOrder",
  "settled",
  "deceased",
  "complaint",
  "dispute",
  "bankruptcy",
  "planAgreed",
  "askedToStop",
  "safety",
  "incapacitated",
  "reported",
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

interface Outcome {
  readonly pinyin: string;
  readonly with: "debtor" | "third" | "any";
  /** Opens the promise fields. */
  readonly promise?: "full" | "part";
  /** Asks for a call-back time. */
  readonly callback?: true;
  /** Puts a stop on the person until somebody lifts it. */
  readonly stops?: StopReason;
  /** Starts the early-warning clock (S-26). */
  readonly warns?: true;
  /** Stops this number for ever. */
  readonly numberStatus?: "refused";
}

/** Layer C. */
export const OUTCOMES = {
  C1: { pinyin: "yhk", with: "debtor" },
  C2: { pinyin: "cnqe", with: "debtor", promise: "full" },
  C3: { pinyin: "cnbf", with: "debtor", promise: "part" },
  C4: { pinyin: "fq", with: "debtor" },
  C5: { pinyin: "dcfq", with: "debtor", stops: "planAgreed" },
  C6: { pinyin: "wl", with: "debtor" },
  C7: { pinyin: "jjhk", with: "debtor" },
  C8: { pinyin: "ydhd", with: "any", callback: true },
  C9: { pinyin: "gd", with: "any" },
  C10: { pinyin: "yy", with: "debtor", stops: "dispute" },
  C11: { pinyin: "tsqx", with: "any", warns: true },
  C12: { pinyin: "mqts", with: "any", warns: true, stops: "complaint" },
  C13: { pinyin: "yqtz", with: "any", stops: "askedToStop" },
  C14: { pinyin: "yg", with: "any", stops: "deceased" },
  C15: { pinyin: "szxw", with: "any", stops: "incapacitated" },
  C16: { pinyin: "qs", with: "any", stops: "safety", warns: true },
  C17: { pinyin: "yfds", with: "any" },
  C18: { pinyin: "yzg", with: "third" },
  C19: { pinyin: "dsrjj", with: "third", numberStatus: "refused" },
  C20: { pinyin: "dc", with: "third" },
  C21: { pinyin: "xlx", with: "any" },
  C22: { pinyin: "yhmd", with: "debtor" },
  C23: { pinyin: "yss", with: "any", stops: "bankruptcy" },
  C24: { pinyin: "ybatc", with: "any", stops: "reported" },
} as const satisfies Record<string, Outcome>;

export type LineCode = keyof typeof LINE_RESULTS;
export type PersonCode = keyof typeof PERSONS_REACHED;
export type OutcomeCode = keyof typeof OUTCOMES;

const keys = <T extends object>(table: T) => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];
export const LineCodeSchema = z.enum(keys(LINE_RESULTS));
export const PersonCodeSchema = z.enum(keys(PERSONS_REACHED));
export const OutcomeCodeSchema = z.enum(keys(OUTCOMES));

export const lineResult = (code: LineCode): LineResult => LINE_RESULTS[code];
export const personReached = (code: PersonCode): Person => PERSONS_REACHED[code];
export const outcome = (code: OutcomeCode): Outcome => OUTCOMES[code];

/** The counter a call feeds: the line decides unless it was answered, then who answered does. */
export function capOf(call: { line: LineCode; person?: PersonCode | undefined }): Cap {
  return call.line === "A1" ? (call.person ? personReached(call.person).cap : null) : lineResult(call.line).cap;
}
