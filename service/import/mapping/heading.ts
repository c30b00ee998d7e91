import { ALIASES, CONTACT_PART_WORDS, CONTACT_WORDS, KNOWN_EXTRAS } from "./header-aliases.ts";
import { CONTACT_SLOTS, EXTRA_PREFIX, FIELDS, REMARK_SLOTS, type FileKind } from "./fields.ts";

const CHINESE_DIGITS = ["", "一", "二", "三", "四", "五", "六"] as const;

/**
 * Brings a heading to the form aliases are compared in: half width, no spaces or line breaks, no
 * brackets with what they hold, no marks of obligation, no list of codes ("… 0-没有 1-有"), lower case.
 */
export function normaliseHeading(heading: string): string {
  return heading
    .normalize("NFKC")
    .replace(/[\s\u200b\ufeff]+\d\s*[-:].*$/su, "")
    .replace(/[\s\u200b\ufeff]+/g, "")
    .replace(/\([^()]*\)|\[[^[\]]*\]|【[^】]*】/g, "")
    .replace(/^[*'"]+|[*:'"。、]+$/g, "")
    .toLowerCase();
}

type Dictionary = ReadonlyMap<string, string>;

function addContactWords(words: Map<string, string>): void {
  for (const n of CONTACT_SLOTS) {
    for (const digit of [String(n), CHINESE_DIGITS[n] ?? String(n)]) {
      for (const word of CONTACT_WORDS) {
        const person = word.includes("{n}") ? word.replace("{n}", digit) : word + digit;
        for (const [part, endings] of Object.entries(CONTACT_PART_WORDS)) {
          for (const ending of endings) words.set(normaliseHeading(person + ending), `contact${n}.${part}`);
        }
      }
    }
  }
}

function buildDictionary(kind: FileKind): Dictionary {
  const words = new Map<string, string>();
  for (const extra of KNOWN_EXTRAS) words.set(normaliseHeading(extra), EXTRA_PREFIX + extra);
  if (kind === "cases") {
    addContactWords(words);
    for (const n of REMARK_SLOTS) words.set(`备注${CHINESE_DIGITS[n]}`, `remark${n}`);
  }
  for (const [field, aliases] of Object.entries(ALIASES[kind])) {
    for (const alias of aliases) words.set(normaliseHeading(alias), field);
  }
  for (const { field, label } of FIELDS[kind]) words.set(normaliseHeading(label), field);
  return words;
}

const DICTIONARIES: Record<FileKind, Dictionary> = {
  cases: buildDictionary("cases"),
  repayments: buildDictionary("repayments"),
  recalls: buildDictionary("recalls"),
};

/**
 * @returns the field a heading names in a file of this kind (`extra.<label>` for known untyped columns);
 *   undefined for a heading nobody knows. Of alternatives written "甲/乙" the first known one counts.
 */
export function fieldOfHeading(heading: string, kind: FileKind): string | undefined {
  const dictionary = DICTIONARIES[kind];
  const plain = normaliseHeading(heading);
  if (plain === "") return undefined;
  const direct = dictionary.get(plain);
  if (direct !== undefined || !plain.includes("/")) return direct;
  return plain
    .split("/")
    .map((part) => dictionary.get(part))
    .find((field) => field !== undefined);
}
