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

/** Reads one field that starts with a quote. @returns its value and where it ended, or undefined if open. */
function quotedField(text: string, start: number, delimiter: string): { value: string; at: number } | undefined {
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0 || quote === text.length - 1) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const stop = endOfPlain(text, quote + 1, delimiter);
      return { value: value + text.slice(quote + 1, stop), at: stop };
    }
    value += '"';
    from = quote + 2;
  }
}

function endOfPlain(text: string, start: number, delimiter: string): number {
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === delimiter || char === "\n" || char === "\r") return at;
  }
  return text.length;
}

/** Reads one record field by field; only records that hold a quote come here. */
function scanRecord(text: string, start: number, delimiter: string): Scan {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const quoted = text[at] === '"' ? quotedField(text, at, delimiter) : undefined;
    if (text[at] === '"' && !quoted) return { fields, next: -1 };
    const stop = quoted ? quoted.at : endOfPlain(text, at, delimiter);
    fields.push(quoted ? quoted.value : text.slice(at, stop));
    if (stop >= text.length) return { fields, next: -1 };
    if (text[stop] === delimiter) {
      at = stop + 1;
      continue;
    }
    if (text[stop] === "\n") return { fields, next: stop + 1 };
    if (stop + 1 >= text.length) return { fields, next: -1 };
    return { fields, next: text[stop + 1] === "\n" ? stop + 2 : stop + 1 };
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
    if (quoteInLine) return scanRecord(text, start, delimiter);
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
