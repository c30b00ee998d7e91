/**
 * From text to index terms. Chinese has no spaces, so a text is cut into overlapping pairs of
 * characters: a run 到期还款 gives 到期, 期还, 还款 and its last character 款. Letters, digits and signs
 * are cut the same way, so that any part of two characters or more can be found, in any script.
 * Pure; texts come in folded.
 */
const ASCII_WORD = /[0-9a-z]/;
/** Where ASCII signs are moved: FTS5's `ascii` tokenizer takes everything beyond ASCII as part of a word. */
const SIGNS_FROM = 0xe000;
/** A lone surrogate has no UTF-8; all of them share one sign. The text itself decides afterwards. */
const LONE = "\ue0ff";
/** More pairs narrow nothing further that the check on the text would not. */
const MAX_PAIRS = 24;

function termChar(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x80) return ASCII_WORD.test(char) ? char : String.fromCharCode(SIGNS_FROM + code);
  return code >= 0xd800 && code <= 0xdfff ? LONE : char;
}

const charsOf = (run: string): string[] => Array.from(run, termChar);
/** The parts between white space. */
const runsOf = (folded: string): string[] => folded.split(/\s+/u).filter((run) => run !== "");

/** Every term of a text, each once: the pairs of each run, and its last character. */
export function termsOf(folded: string): Set<string> {
  const terms = new Set<string>();
  for (const run of runsOf(folded)) {
    const chars = charsOf(run);
    chars.forEach((char, i) => terms.add(char + (chars[i + 1] ?? "")));
  }
  return terms;
}

/** What somebody asks for: words between white space, all of which a text must contain. */
export interface Query {
  readonly words: readonly string[];
  /** The question to the index; it may let through too much, never too little. */
  readonly match: string;
}

/** Reads a folded question; null when there is nothing in it but white space. */
export function queryOf(folded: string): Query | null {
  const words = runsOf(folded);
  if (words.length === 0) return null;
  const parts = words.flatMap((word) => {
    const chars = charsOf(word);
    // Whatever follows a single character in a text, a term begins with it.
    return chars.length === 1 ? [`"${chars[0]!}" *`] : chars.slice(0, -1).map((char, i) => `"${char}${chars[i + 1]!}"`);
  });
  return { words, match: [...new Set(parts)].slice(0, MAX_PAIRS).join(" AND ") };
}

/** True when a folded text contains every word of the question. */
export const contains = (query: Query, folded: string): boolean => query.words.every((word) => folded.includes(word));
