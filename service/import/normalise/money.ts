import type { NormalisationCode } from "./codes.ts";
import { parsed, unreadable, type Parsed } from "./result.ts";
import { toHalfWidth } from "./text.ts";

/** Above a hundred billion yuan a figure is no card debt; sums of many stay within safe integers. */
const MAX_YUAN_DIGITS = 11;
const PLAIN = /^(-?)(\d+)(?:\.(\d{1,2}))?$/;
const MARK_BEFORE = /^([-+]?)\s*(?:¥|￥|RMB|CNY|人民币|HK\$|HKD|US\$|USD|\$)\s*(?=[-+(\d.])/i;
const MARK_AFTER = /\s*(?:元整|元|圆|RMB|CNY|HKD|USD)$/i;
const SCIENTIFIC = /^[-+]?\d+(?:\.\d*)?e[-+]?\d+$/i;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?=\.|$)/;
const AMOUNT = /^(-?)(\d*)(?:\.(\d*))?$/;

interface Draft {
  text: string;
  readonly changes: NormalisationCode[];
}

function step(draft: Draft, text: string, change: NormalisationCode): void {
  if (text === draft.text) return;
  draft.text = text;
  if (!draft.changes.includes(change)) draft.changes.push(change);
}

/** "(1.00)" and "1.00-" are how accountants write a negative. */
function unwrapNegative(draft: Draft): void {
  const bracketed = /^\((.+)\)$/.exec(draft.text)?.[1];
  const trailing = /^([^-+]+)-$/.exec(draft.text)?.[1];
  const inner = bracketed ?? trailing;
  if (inner !== undefined && !inner.startsWith("-")) step(draft, `-${inner}`, "bracket-negative");
}

function stripMarks(draft: Draft): void {
  step(draft, draft.text.replace(MARK_BEFORE, "$1"), "currency-mark");
  step(draft, draft.text.replace(MARK_AFTER, ""), "currency-mark");
}

function clean(raw: string): Draft {
  const draft: Draft = { text: raw, changes: [] };
  step(draft, draft.text.trim(), "space-trimmed");
  step(draft, toHalfWidth(draft.text).trim(), "full-width");
  step(draft, draft.text.replace(/^'/, ""), "apostrophe");
  step(draft, draft.text.replaceAll("−", "-"), "full-width");
  stripMarks(draft);
  unwrapNegative(draft);
  stripMarks(draft);
  step(draft, draft.text.replace(/^\+/, "").replace(/(?<=^-?)\s+|(?<=\d) (?=\d{3})/g, ""), "space-trimmed");
  const unsigned = draft.text.replace(/^-/, "");
  if (GROUPED.test(unsigned)) step(draft, draft.text.replaceAll(",", ""), "thousands");
  return draft;
}

/** @returns fen from sign, yuan and decimals, computed on digits alone; half a fen rounds away from zero. */
function toFen(sign: string, yuan: string, decimals: string): number {
  const fen = Number(yuan || "0") * 100 + Number(decimals.slice(0, 2).padEnd(2, "0"));
  const up = (decimals.charCodeAt(2) || 48) >= 53 ? 1 : 0;
  const value = fen + up;
  return sign === "-" && value !== 0 ? -value : value;
}

/**
 * Reads an amount in yuan without floating point: separators, full-width digits, ¥ and 元, brackets for a
 * negative. More than two decimals are rounded, and counted as such.
 * @returns integer fen
 */
export function parseMoney(raw: string): Parsed<number> {
  const plain = PLAIN.exec(raw);
  if (plain && (plain[2]?.length ?? 0) <= MAX_YUAN_DIGITS) {
    return parsed(toFen(plain[1] ?? "", plain[2] ?? "", plain[3] ?? ""));
  }
  const { text, changes } = clean(raw);
  if (SCIENTIFIC.test(text)) return unreadable("amount-scientific");
  const match = AMOUNT.exec(text);
  const [, sign = "", yuan = "", decimals = ""] = match ?? [];
  if (!match || yuan + decimals === "") return unreadable("amount-unreadable");
  if (yuan.replace(/^0+/, "").length > MAX_YUAN_DIGITS) return unreadable("amount-too-large");
  if (/[1-9]/.test(decimals.slice(2))) changes.push("rounded-to-fen");
  return parsed(toFen(sign, yuan, decimals), changes);
}
