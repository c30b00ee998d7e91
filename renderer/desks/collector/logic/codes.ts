/**
 * What may be typed into the code box, layer by layer (DOMAIN.md 4.2). Digits are the short way, pinyin
 * initials the one that needs no table. Debtor outcomes keep their own number (7 = C7, 12 = C12); with a
 * third party the three usual ones come first, so that a relayed message stays within four keys.
 */
import {
  LINE_RESULTS, OUTCOMES, PERSONS_REACHED, outcome, personReached,
  type LineCode, type OutcomeCode, type PersonCode,
} from "../../../../shared/model/disposition.ts";

export interface Option<C extends string> {
  readonly code: C;
  /** Digits that choose it. */
  readonly digits: string;
  readonly pinyin: string;
}

const byNumber = <C extends string>(table: Readonly<Record<C, { readonly pinyin: string }>>, digits: (n: number) => string): Option<C>[] =>
  (Object.keys(table) as C[]).map((code) => ({ code, digits: digits(Number(code.slice(1))), pinyin: table[code].pinyin }));

/** Layer A: 1–9, 0 for A10, `-` for A11. */
export const LINE_OPTIONS: readonly Option<LineCode>[] = byNumber(LINE_RESULTS, (n) => (n === 10 ? "0" : n === 11 ? "-" : String(n)));

/** Layer B: 1–8. */
export const PERSON_OPTIONS: readonly Option<PersonCode>[] = byNumber(PERSONS_REACHED, String);

/** First digits for calls that did not reach the debtor; the rest keep their own two-digit numbers. */
const FIRST: Readonly<Record<"debtor" | "unverified" | "third" | "none", readonly OutcomeCode[]>> = {
  debtor: [],
  third: ["C18", "C19", "C20", "C8", "C9", "C21", "C13", "C11", "C12"],
  unverified: ["C9", "C8", "C13", "C11", "C12", "C21"],
  none: [],
};

/** What an outcome must be "with" to make sense for the person reached; nothing does after a wrong number. */
const WITH: Readonly<Record<keyof typeof FIRST, readonly string[]>> = { debtor: ["debtor", "any"], third: ["third", "any"], unverified: ["any"], none: [] };
const fits = (code: OutcomeCode, kind: keyof typeof FIRST): boolean => WITH[kind].includes(outcome(code).with);

/** Layer C for the person reached, in the order of its digits. */
export function outcomeOptions(person: PersonCode): readonly Option<OutcomeCode>[] {
  const kind = personReached(person).outcomes;
  const first = FIRST[kind];
  const rest = (Object.keys(OUTCOMES) as OutcomeCode[]).filter((c) => fits(c, kind) && !first.includes(c));
  return [
    ...first.map((code, i) => ({ code, digits: String(i + 1), pinyin: OUTCOMES[code].pinyin })),
    ...rest.map((code) => ({ code, digits: code.slice(1), pinyin: OUTCOMES[code].pinyin })),
  ];
}

/** Options that what was typed can still mean, best first; all of them when nothing was typed. */
export function candidates<C extends string>(options: readonly Option<C>[], typed: string): readonly Option<C>[] {
  if (typed === "") return options;
  const exact = options.filter((o) => o.digits === typed || o.pinyin === typed);
  const prefix = options.filter((o) => !exact.includes(o) && (o.digits.startsWith(typed) || o.pinyin.startsWith(typed)));
  return [...exact, ...prefix];
}

/** The option meant: an exact code, or the only one left. Null while it is open. */
export function resolve<C extends string>(options: readonly Option<C>[], typed: string): C | null {
  if (typed === "") return null;
  const left = candidates(options, typed);
  const first = left[0];
  if (!first) return null;
  return first.digits === typed || first.pinyin === typed || left.length === 1 ? first.code : null;
}
