/**
 * The one form in which texts are compared: compatibility decomposition and lower case, code point by
 * code point. Because no code point looks at its neighbour, the fold of a part is a part of the fold,
 * which is what makes "contains" survive it (NFKC over a whole text would not: it composes across the cut).
 */
const BMP_LAST_ASCII = 0x7f;
/** Han characters of the two main blocks stand for themselves; they are most of every note. */
const PLAIN_HAN = /^[\u3400-\u4dbf\u4e00-\u9fff]$/;
const known = new Map<string, string>();

/** One code point, folded. Never empty. */
function foldChar(char: string): string {
  if (char.charCodeAt(0) <= BMP_LAST_ASCII) return char.toLowerCase();
  const seen = known.get(char);
  if (seen !== undefined) return seen;
  const folded = PLAIN_HAN.test(char) ? char : char.normalize("NFKD").toLowerCase();
  known.set(char, folded);
  return folded;
}

/** A text as it is compared. `fold(a + b) === fold(a) + fold(b)` wherever the cut does not split a code point. */
export function fold(text: string): string {
  let out = "";
  for (const char of text) out += foldChar(char);
  return out;
}

/** The fold with, for every UTF-16 unit of it (and its end), the offset in the text it came from. */
export function foldWithOffsets(text: string): { folded: string; offsets: number[] } {
  let folded = "";
  const offsets: number[] = [];
  let at = 0;
  for (const char of text) {
    const piece = foldChar(char);
    for (let i = 0; i < piece.length; i++) offsets.push(at);
    folded += piece;
    at += char.length;
  }
  offsets.push(at);
  return { folded, offsets };
}
