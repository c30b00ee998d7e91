/** The gate's words with the codes inside them put into the language on screen (`此人已停催:settled`). */
import type { Translate } from "../../../i18n/index.ts";
import { refusalWords } from "../../../i18n/index.ts";
import { STOP_REASONS } from "../../../../shared/model/disposition.ts";
import { CASE_STATUSES } from "../../../../shared/model/documents.ts";

const CONTACT_STATUSES = ["unverified", "valid", "invalid", "suspended", "refused"] as const;
const isIn = <T extends string>(list: readonly T[], word: string): word is T => (list as readonly string[]).includes(word);

/** One code in words; anything else unchanged. */
function codeWords(code: string, t: Translate): string {
  if (code === "warning" || isIn(STOP_REASONS, code)) return t(`terms:hold.${code}`);
  if (isIn(CONTACT_STATUSES, code)) return t(`terms:contactStatus.${code}`);
  return isIn(CASE_STATUSES, code) ? t(`terms:caseStatus.${code}`) : code;
}

/** Only what follows the colon can be codes. */
export function gateWords(refusal: { zh: string; en: string }, t: Translate): string {
  const words = refusalWords(refusal);
  const at = words.search(/[::]/);
  if (at === -1) return words;
  return words.slice(0, at + 1) + words.slice(at + 1).replace(/[A-Za-z]+/g, (code) => codeWords(code, t));
}

/** A hold in words, for lists; several are joined by commas in the row. */
export const heldWords = (held: string, t: Translate): string => held.replace(/[A-Za-z]+/g, (code) => codeWords(code, t));
