import { FileRefusal } from "./file-refusal.ts";
import type { RawCell } from "./types.ts";

/**
 * Finds characters that an export replaced by "?" because its character set lacked them. A question mark
 * in Chinese prose follows a word; one that stands where a word should begin, alone between spaces, or
 * inside a short name is a lost character.
 */
const CJK = /[\u3400-\u9fff\uf900-\ufaff]/;
const WORD_START = /(?<=^|[\s\u3000：，。；、（《“「:;(])\?+(?=[\u3400-\u9fff])/g;
const ALONE = /(?<=^|[\s\u3000])\?+(?=[\s\u3000]|$)/g;
/** U+FFFD beside Chinese, in a run, or alone in its cell; inside Latin text it may be what the bank stored. */
const REPLACED = /\uFFFD{2,}|^\uFFFD$|[\u3400-\u9fff]\uFFFD|\uFFFD[\u3400-\u9fff]/;
const NAME_CHARS = 8;
const NAME_WITH_LOSS = /^[\u3400-\u9fff·?]*\?[\u3400-\u9fff·?]*$/;

/** So many signs make a whole file untrustworthy; fewer are left to the rules of the single fields. */
const FILE_LIMIT = 3;

/** @returns how many lost characters a text shows signs of; U+FFFD in Chinese is proof enough. */
export function lossSigns(text: string): number {
  if (text.includes("\uFFFD") && REPLACED.test(text)) return FILE_LIMIT;
  if (!text.includes("?")) return 0;
  if (/^\?{2,}$/.test(text)) return 1;
  if (!CJK.test(text)) return 0;
  if (text.length <= NAME_CHARS && NAME_WITH_LOSS.test(text) && !/^[^?]{3,}\?+$/.test(text)) return 1;
  return (text.match(WORD_START)?.length ?? 0) + (text.match(ALONE)?.length ?? 0);
}

/**
 * Watches the cells of one pass.
 * @returns a check to call with each row; it throws FileRefusal `lossy-encoding` once the signs reach
 *   the limit.
 */
export function createLossWatch(): (cells: readonly RawCell[], row: number) => void {
  let signs = 0;
  return (cells, row) => {
    for (const { text } of cells) {
      if (text === "") continue;
      signs += lossSigns(text);
      if (signs >= FILE_LIMIT) throw new FileRefusal("lossy-encoding", { row });
    }
  };
}
