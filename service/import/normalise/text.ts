/** Text as people type it: full-width forms, odd spaces, text apostrophes, signs for "nothing". */

const NON_ASCII = /[^\x00-\x7f]/;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const ODD_SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** @returns the text with full-width ASCII made half-width, odd spaces plain, invisible marks gone. */
export function toHalfWidth(text: string): string {
  if (!NON_ASCII.test(text)) return text;
  return text
    .replace(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(ODD_SPACES, " ")
    .replace(INVISIBLE, "");
}

const PLACEHOLDER = /^(?:[-—–/\\.]+|n\/?a|null|none|nil|无|暂无|空|未知|不详)$/i;

/** @returns whether a text only says that there is nothing. Not for free text, where 无 may be the note. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 6 && PLACEHOLDER.test(text);
}

const EXCEL_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i;

/** @returns whether a text is one of Excel's error values, as exports leave them in CSV. */
export function isExcelError(text: string): boolean {
  return text.length > 3 && text.charCodeAt(0) === 35 && EXCEL_ERROR.test(text);
}

/** @returns whether a text starts with what a spreadsheet would run: "=", "@", "+" or "-" before a letter. */
export function looksLikeFormula(text: string): boolean {
  return /^(?:[=@]|[+-](?=[A-Za-z(]))/.test(text);
}
