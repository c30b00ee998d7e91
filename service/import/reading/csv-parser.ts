import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";

/** Splits text into records as Excel does: RFC 4180 quotes, lone quotes inside a field taken as they are. */
export interface CsvParser {
  /** @returns the records completed by this piece of text. */
  write(text: string): string[][];
  /** @returns the last records. @throws FileRefusal `unclosed-quote` */
  end(): string[][];
}

interface Scan {
  readonly fields: string[];
  /** Where the next record starts; -1: the record is not complete in this text. */
  readonly next: number;
}

interface Field {
  readonly value: string;
  /** Where the field ended: at a delimiter, a line end, or the end of the text. */
  readonly at: number;
}

/** Reads up to the next delimiter or line end; the CR of a CRLF belongs to the line end. */
function plainField(text: string, start: number, delimiter: string, lineEnd: string): Field {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== lineEnd) at += 1;
  const crlf = text[at] === "\n" && at > start && text[at - 1] === "\r";
  return { value: text.slice(start, crlf ? at - 1 : at), at };
}

/** Reads a field that starts with a quote. @returns undefined while its closing quote is not certain. */
function quotedField(text: string, start: number, delimiter: string, lineEnd: string): Field | undefined {
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0 || quote === text.length - 1) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const tail = plainField(text, quote + 1, delimiter, lineEnd);
      return { value: value + tail.value, at: tail.at };
    }
    value += '"';
    from = quote + 2;
  }
}

/** Reads one record field by field; only records that hold a quote come here. */
function scanRecord(text: string, start: number, delimiter: string, lineEnd: string): Scan {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const read = text[at] === '"' ? quotedField : plainField;
    const field = read(text, at, delimiter, lineEnd);
    if (!field || field.at >= text.length) return { fields, next: -1 };
    fields.push(field.value);
    at = field.at + 1;
    if (text[field.at] === lineEnd) return { fields, next: at };
  }
}

/** A line without any quote. @returns its fields and the next start; -1 where the line is still open. */
function scanLine(text: string, start: number, newline: number, delimiter: string): Scan {
  const end = text[newline - 1] === "\r" && newline > start ? newline - 1 : newline;
  return { fields: text.slice(start, end).split(delimiter), next: newline + 1 };
}

/**
 * @param delimiter one character
 * @param loneReturns the file ends its lines with a bare CR (no LF was seen)
 */
export function createCsvParser(delimiter: string, loneReturns = false): CsvParser {
  const lineEnd = loneReturns ? "\r" : "\n";
  let rest = "";
  let count = 0;

  function scanFrom(text: string, start: number, nextQuote: number): Scan {
    const newline = text.indexOf(lineEnd, start);
    const quoteInLine = nextQuote >= 0 && (newline < 0 || nextQuote < newline);
    if (quoteInLine) return scanRecord(text, start, delimiter, lineEnd);
    return newline < 0 ? { fields: [], next: -1 } : scanLine(text, start, newline, delimiter);
  }

  function drain(text: string): string[][] {
    const records: string[][] = [];
    let start = 0;
    let quote = text.indexOf('"');
    while (start < text.length) {
      if (quote >= 0 && quote < start) quote = text.indexOf('"', start);
      const scan = scanFrom(text, start, quote);
      if (scan.next < 0) break;
      records.push(scan.fields);
      start = scan.next;
    }
    count += records.length;
    rest = text.slice(start);
    if (rest.length > READ_LIMITS.recordChars) throw new FileRefusal("cell-too-large", { row: count + 1 });
    return records;
  }

  return {
    write: (text) => drain(rest + text),
    end() {
      if (rest === "") return [];
      const openRow = count + 1;
      const records = drain(rest + lineEnd);
      if (rest !== "") throw new FileRefusal("unclosed-quote", { row: openRow + records.length });
      return records;
    },
  };
}
