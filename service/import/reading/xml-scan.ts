import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";
import { localName, type XmlAttributes, type XmlHandlers, type XmlReader } from "./xml.ts";

/**
 * A scanner for the large, machine-written parts of a workbook (sheets, shared strings): faster than a
 * full XML parser because it looks only into the elements it is told of. Like `xml.ts` it expands nothing
 * but the five named and the numeric entities and refuses a document type; it checks that elements close
 * in the order they opened and that the document is complete.
 */

const NAMED: ReadonlyMap<string, string> = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["apos", "'"]]);
const NO_ATTRIBUTES: XmlAttributes = Object.freeze({});
const HASH = 35;
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

/** @returns the code point of "#20010" or "#x4E2A"; 0 for anything else. */
function numericEntity(name: string): number {
  const hex = name.charCodeAt(1) === 120;
  const digits = name.length - (hex ? 2 : 1);
  if (name.charCodeAt(0) !== HASH || digits < 1 || digits > 7) return 0;
  let code = 0;
  for (let at = name.length - digits; at < name.length; at += 1) {
    const digit = hex ? parseInt(name[at] ?? "", 16) : name.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit < (hex ? 16 : 10))) return 0;
    code = code * (hex ? 16 : 10) + digit;
  }
  return code;
}

function entity(name: string, part: string): string {
  const code = numericEntity(name);
  if (code > 0 && code <= 0x10ffff) return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
  const named = NAMED.get(name);
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
    resolved += text.slice(from, at) + entity(text.slice(at + 1, end), part);
    from = end + 1;
    at = text.indexOf("&", from);
  }
  return resolved + text.slice(from);
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

/** @returns where the name that starts a tag ends. */
function nameEnd(text: string, from: number, end: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === SLASH) break;
  }
  return at;
}

/** @returns the first position from `at` on that is no white space. */
function skipSpace(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) <= SPACE) next += 1;
  return next;
}

function attributesOf(text: string, from: number, end: number, part: string): XmlAttributes {
  const attributes: Record<string, string> = {};
  let at = skipSpace(text, from);
  while (at < end) {
    const equals = text.indexOf("=", at);
    const open = equals < 0 ? end : skipSpace(text, equals + 1);
    const quote = text[open];
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, open + 1) : -1;
    if (open >= end || close < 0 || close > end) throw damaged(part);
    attributes[text.slice(at, equals).trimEnd()] = resolveEntities(text.slice(open + 1, close), part);
    at = skipSpace(text, close + 1);
  }
  return attributes;
}

/** Which elements a reader wants to hear of; their text comes along. */
export interface ScanWish {
  readonly part: string;
  readonly elements: ReadonlySet<string>;
}

/**
 * @returns a reader that calls the handlers for the wished elements only
 * @throws FileRefusal `unsafe-workbook`, `damaged-workbook`, `cell-too-large` while text is written
 */
export function createXmlScanner({ part, elements }: ScanWish, handlers: XmlHandlers): XmlReader {
  const stack: string[] = [];
  /** For each open element, whether it is a wished one. */
  const wishes: boolean[] = [];
  let rest = "";
  let restIsText = false;
  let started = false;
  /** The innermost element is a wished one. */
  let listening = false;

  function openTag(text: string, from: number, end: number): void {
    const empty = text.charCodeAt(end - 1) === SLASH;
    const stop = nameEnd(text, from, end);
    const name = text.slice(from, stop);
    if (name === "" || (started && stack.length === 0) || stack.length >= READ_LIMITS.xmlDepth) throw damaged(part);
    started = true;
    const local = localName(name);
    const wanted = elements.has(local);
    const last = empty ? end - 1 : end;
    if (wanted) handlers.open?.(local, stop < last ? attributesOf(text, stop, last, part) : NO_ATTRIBUTES);
    if (!empty) {
      stack.push(name);
      wishes.push(wanted);
      listening = wanted;
    } else if (wanted) handlers.close?.(local);
  }

  function closeTag(text: string, from: number, end: number): void {
    const name = text.slice(from, end);
    const opened = stack.pop();
    if (opened === undefined || (opened !== name && opened !== name.trimEnd())) throw damaged(part);
    if (listening) handlers.close?.(localName(opened));
    wishes.pop();
    listening = wishes[wishes.length - 1] === true;
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
    if (start === "<![CDATA[" && listening) handlers.text?.(lineEnds(text.slice(open + start.length, end)));
    return end + close.length;
  }

  /** @returns the position after the markup that starts at `open`, or MORE */
  function markup(text: string, open: number): number {
    const first = text[open + 1];
    if (first === "!" || first === "?") return otherMarkup(text, open);
    const end = first === undefined ? MORE : tagEnd(text, open + 1);
    if (end === MORE) return MORE;
    if (first === "/") closeTag(text, open + 2, end);
    else openTag(text, open + 1, end);
    return end + 1;
  }

  function scan(text: string): string {
    let at = 0;
    for (;;) {
      const open = text.indexOf("<", at);
      if (open < 0) return text.slice(at);
      if (open > at && listening) handlers.text?.(resolveEntities(lineEnds(text.slice(at, open)), part));
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
        rest = scan(rest + text);
        restIsText = rest !== "" && !rest.startsWith("<");
      }
      if (rest.length > READ_LIMITS.recordChars) throw new FileRefusal("cell-too-large", { row: part });
    },
    end() {
      if (!started || stack.length > 0 || rest.trim() !== "") throw damaged(part);
    },
  };
}
