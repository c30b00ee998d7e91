import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";
import { localName, type XmlReader } from "./xml.ts";

/**
 * A scanner for the large, machine-written parts of a workbook (sheets, shared strings): faster than a
 * full XML parser because it looks only into the elements it is told of. Like `xml.ts` it expands nothing
 * but the five named and the numeric entities and refuses a document type; it checks that elements close
 * in the order they opened and that the document is complete.
 */

const NAMED: ReadonlyMap<string, string> = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["apos", "'"]]);
const LESS = 60;
const LOWER_X = 120;
const HASH = 35;
const AMPERSAND = 38;
const EQUALS = 61;
const BANG = 33;
const QUESTION = 63;
const SLASH = 47;
const GREATER = 62;
const DOUBLE = 34;
const SINGLE = 39;
const SPACE = 32;

/** Stands for a position: the tag or comment is not complete in the text at hand. */
const MORE = -1;

function damaged(part: string): FileRefusal {
  return new FileRefusal("damaged-workbook", { why: part });
}

/** @returns the code point that "#20010" or "#x4E2A" between two positions names; 0 for anything else. */
function numericEntity(text: string, from: number, to: number): number {
  const hex = text.charCodeAt(from + 1) === LOWER_X;
  const first = from + (hex ? 2 : 1);
  if (text.charCodeAt(from) !== HASH || to - first < 1 || to - first > 7) return 0;
  let code = 0;
  for (let at = first; at < to; at += 1) {
    const digit = hex ? parseInt(text[at] ?? "", 16) : text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit < (hex ? 16 : 10))) return 0;
    code = code * (hex ? 16 : 10) + digit;
  }
  return code;
}

function entity(text: string, from: number, to: number, part: string): string {
  const code = numericEntity(text, from, to);
  if (code > 0 && code <= 0x10ffff) return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
  const named = NAMED.get(text.slice(from, to));
  if (named === undefined) throw damaged(part);
  return named;
}

/** XML reads every line end as LF. */
function lineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** @returns the text with its entities resolved. @throws FileRefusal for an entity nobody declared */
export function resolveEntities(text: string, part: string): string {
  let at = text.indexOf("&");
  if (at < 0) return text;
  let resolved = "";
  let from = 0;
  while (at >= 0) {
    const end = text.indexOf(";", at);
    if (end < 0) throw damaged(part);
    if (at > from) resolved += text.slice(from, at);
    resolved += entity(text, at + 1, end, part);
    from = end + 1;
    // A name in Chinese is one entity after the other.
    at = text.charCodeAt(from) === AMPERSAND ? from : text.indexOf("&", from);
  }
  return from < text.length ? resolved + text.slice(from) : resolved;
}

/** @returns where a tag's ">" stands, quoted values skipped; MORE while it is not there. */
function tagEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === GREATER) return at;
    if (code !== DOUBLE && code !== SINGLE) continue;
    at = text.indexOf(code === DOUBLE ? '"' : "'", at + 1);
    if (at < 0) return MORE;
  }
  return MORE;
}

/** @returns where the name that starts a tag ends; MORE while it may go on. */
function nameEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === SLASH || code === GREATER) return at;
  }
  return MORE;
}

/** @returns the first position from `at` on that is no white space. */
function skipSpace(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) <= SPACE) next += 1;
  return next;
}

/** @returns where the name of an attribute ends, at the latest with its tag. */
function attributeNameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === EQUALS || code === GREATER) break;
  }
  return at;
}

/** @returns which of the names stands between two positions; -1 for none of them. */
function indexOfName(names: readonly string[], text: string, from: number, to: number): number {
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] ?? "";
    if (name.length === to - from && text.startsWith(name, from)) return i;
  }
  return -1;
}

/** @returns where the value starts that follows a name ending at `from`, its quote first; MORE at the end of the text. */
function valueStart(text: string, from: number, part: string): number {
  const equals = skipSpace(text, from);
  if (equals >= text.length) return MORE;
  const open = skipSpace(text, equals + 1);
  if (text.charCodeAt(equals) !== EQUALS) throw damaged(part);
  if (open >= text.length) return MORE;
  const quote = text.charCodeAt(open);
  if (quote !== DOUBLE && quote !== SINGLE) throw damaged(part);
  return open;
}

/** @returns where the value that starts with the quote at `open` ends; MORE while it goes on. */
function valueEnd(text: string, open: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < text.length; at += 1) if (text.charCodeAt(at) === quote) return at;
  return MORE;
}

/**
 * Puts the wished attributes of a tag into `values`, in the order of the wishes.
 * @returns where the tag's ">" stands; MORE while it is not there
 */
function readAttributes(text: string, from: number, wishes: readonly string[], values: (string | undefined)[], part: string): number {
  for (let i = 0; i < wishes.length; i += 1) values[i] = undefined;
  let at = skipSpace(text, from);
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === GREATER) return at;
    if (at >= text.length || (code === SLASH && at + 1 === text.length)) return MORE;
    if (code === SLASH && text.charCodeAt(at + 1) === GREATER) return at + 1;
    const stop = attributeNameEnd(text, at);
    const open = valueStart(text, stop, part);
    const close = open === MORE ? MORE : valueEnd(text, open);
    if (close === MORE) return MORE;
    const wish = indexOfName(wishes, text, at, stop);
    if (wish >= 0) values[wish] = resolveEntities(text.slice(open + 1, close), part);
    at = skipSpace(text, close + 1);
  }
}

/** What a scanner tells of the wished elements. */
export interface ScanHandlers {
  /** @param values those of the wished attributes, in the order of the wishes; good until the handler returns */
  open?(name: string, values: readonly (string | undefined)[]): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Which elements a reader wants to hear of, and which of their attributes; their text comes along. */
export interface ScanWish {
  readonly part: string;
  readonly elements: ReadonlyMap<string, readonly string[]>;
}

/**
 * @returns a reader that calls the handlers for the wished elements only
 * @throws FileRefusal `unsafe-workbook`, `damaged-workbook`, `cell-too-large` while text is written
 */
export function createXmlScanner({ part, elements }: ScanWish, handlers: ScanHandlers): XmlReader {
  const names = [...elements.keys()];
  const attributes = [...elements.values()];
  const stack: string[] = [];
  /** For each open element its name without prefix where it is a wished one, else "". */
  const wished: string[] = [];
  const values: (string | undefined)[] = [];
  let rest = "";
  let restIsText = false;
  let started = false;
  /** The innermost element where it is a wished one. */
  let listening = "";

  /** @returns the position after the tag, or MORE */
  function openTag(text: string, from: number): number {
    const stop = nameEnd(text, from);
    if (stop === MORE) return MORE;
    const known = indexOfName(names, text, from, stop);
    const name = known >= 0 ? (names[known] ?? "") : text.slice(from, stop);
    const local = known >= 0 ? name : localName(name);
    const wishes = known >= 0 ? attributes[known] : elements.get(local);
    const end = wishes ? readAttributes(text, stop, wishes, values, part) : tagEnd(text, stop);
    if (end === MORE) return MORE;
    if (name === "" || (started && stack.length === 0) || stack.length >= READ_LIMITS.xmlDepth) throw damaged(part);
    started = true;
    if (wishes) handlers.open?.(local, values);
    if (text.charCodeAt(end - 1) !== SLASH) {
      stack.push(name);
      listening = wishes ? local : "";
      wished.push(listening);
    } else if (wishes) handlers.close?.(local);
    return end + 1;
  }

  /** @returns the position after the tag, or MORE */
  function closeTag(text: string, from: number): number {
    const opened = stack[stack.length - 1];
    let end = from + (opened?.length ?? 0);
    if (opened === undefined || !text.startsWith(opened, from) || text.charCodeAt(end) !== GREATER) {
      end = tagEnd(text, from);
      if (end === MORE) return MORE;
      if (opened === undefined || opened !== text.slice(from, end).trimEnd()) throw damaged(part);
    }
    if (listening !== "") handlers.close?.(listening);
    stack.pop();
    wished.pop();
    listening = wished[wished.length - 1] ?? "";
    return end + 1;
  }

  /** Comments, CDATA, processing instructions. @returns the position after it, or MORE */
  function otherMarkup(text: string, open: number): number {
    const [start, close] = text.startsWith("<?", open) ? ["<?", "?>"] : text.startsWith("<!--", open) ? ["<!--", "-->"] : ["<![CDATA[", "]]>"];
    if (!text.startsWith(start, open)) {
      if (text.length - open < start.length && "<![CDATA[".startsWith(text.slice(open))) return MORE;
      if (text.length - open < 4 && "<!--".startsWith(text.slice(open))) return MORE;
      throw text.startsWith("<!D", open) ? new FileRefusal("unsafe-workbook") : damaged(part);
    }
    const end = text.indexOf(close, open + start.length);
    if (end < 0) return MORE;
    if (start === "<![CDATA[" && listening !== "") handlers.text?.(lineEnds(text.slice(open + start.length, end)));
    return end + close.length;
  }

  /** @returns the position after the markup that starts at `open`, or MORE */
  function markup(text: string, open: number): number {
    const first = text.charCodeAt(open + 1);
    if (first === SLASH) return closeTag(text, open + 2);
    return first === BANG || first === QUESTION ? otherMarkup(text, open) : openTag(text, open + 1);
  }

  function scan(text: string): string {
    const returns = text.includes("\r");
    let at = 0;
    for (;;) {
      const open = text.charCodeAt(at) === LESS ? at : text.indexOf("<", at);
      if (open < 0) return text.slice(at);
      if (open > at && listening !== "") {
        const piece = text.slice(at, open);
        handlers.text?.(resolveEntities(returns ? lineEnds(piece) : piece, part));
      }
      const next = markup(text, open);
      if (next === MORE) return text.slice(open);
      at = next;
    }
  }

  return {
    write(text) {
      // Text that goes on over many pieces is only put together once its end is there.
      if (restIsText && !text.includes("<")) rest += text;
      else {
        // Joined, not added: an added string stays a pair of two, and every look at a character goes through both.
        rest = scan(rest === "" ? text : [rest, text].join(""));
        restIsText = rest !== "" && !rest.startsWith("<");
      }
      if (rest.length > READ_LIMITS.recordChars) throw new FileRefusal("cell-too-large", { row: part });
    },
    end() {
      if (!started || stack.length > 0 || rest.trim() !== "") throw damaged(part);
    },
  };
}
