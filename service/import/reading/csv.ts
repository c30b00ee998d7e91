import { createCsvParser } from "./csv-parser.ts";
import { decodeFile, detectEncoding } from "./encoding.ts";
import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";
import { createLossWatch } from "./loss.ts";
import { EMPTY_CELL, textCell, type RawCell, type RawRow, type Table, type TextEncodingName } from "./types.ts";

const DELIMITERS = [",", "\t", ";", "|"] as const;
const SAMPLE_CHARS = 64 * 1024;
const SAMPLE_RECORDS = 60;
/** Excel's own hint; it shows the line to nobody, so it has no row number. */
const SEP_LINE = /^sep=(.)\r?\n/i;

interface Dialect {
  readonly delimiter: string;
  readonly loneReturns: boolean;
}

/** How well a delimiter explains the sample: fields in the commonest width, weighted by agreement. */
function delimiterScore(sample: string, delimiter: string, loneReturns: boolean): number {
  const parser = createCsvParser(delimiter, loneReturns);
  const widths = new Map<number, number>();
  for (const record of parser.write(sample).slice(0, SAMPLE_RECORDS)) {
    if (record.length > 1) widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
  }
  let best = 0;
  for (const [width, times] of widths) best = Math.max(best, (width - 1) * times * times);
  return best;
}

/** @returns the delimiter and line ending that fit the first part of the text best. */
export function detectDialect(sample: string): Dialect {
  const loneReturns = !sample.includes("\n") && sample.includes("\r");
  const text = sample.endsWith("\n") ? sample : `${sample}\n`;
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = delimiterScore(text, delimiter, loneReturns);
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, loneReturns };
}

async function readSample(path: string, encoding: TextEncodingName): Promise<string> {
  let sample = "";
  for await (const text of decodeFile(path, encoding)) {
    sample += text;
    if (sample.length >= SAMPLE_CHARS) break;
  }
  return sample.slice(0, SAMPLE_CHARS);
}

function toCells(fields: readonly string[], sheet: string, row: number): RawCell[] {
  if (fields.length > READ_LIMITS.columns) {
    throw new FileRefusal("too-many-columns", { sheet, row, limit: READ_LIMITS.columns });
  }
  const cells = new Array<RawCell>(fields.length);
  for (let i = 0; i < fields.length; i += 1) cells[i] = textCell(fields[i] ?? "");
  return cells;
}

async function* csvRows(path: string, encoding: TextEncodingName, dialect: Dialect, sheet: string): AsyncGenerator<RawRow> {
  const parser = createCsvParser(dialect.delimiter, dialect.loneReturns);
  const watch = createLossWatch();
  let row = 0;
  let atStart = true;
  function* rowsOf(records: string[][], suspect: boolean): Generator<RawRow> {
    for (const fields of records) {
      row += 1;
      const cells = toCells(fields, sheet, row);
      if (suspect) watch(cells, row);
      if (cells.some((cell) => cell !== EMPTY_CELL)) yield { sheet, row, cells };
    }
  }
  let wasSuspect = false;
  for await (const piece of decodeFile(path, encoding)) {
    const text = atStart ? piece.replace(SEP_LINE, "") : piece;
    atStart = false;
    const suspect = text.includes("?") || text.includes("\uFFFD");
    yield* rowsOf(parser.write(text), suspect || wasSuspect);
    wasSuspect = suspect || wasSuspect;
  }
  yield* rowsOf(parser.end(), wasSuspect);
}

/**
 * Opens a delimited text file. One nameless table is presented as the sheet "CSV".
 * @throws FileRefusal where the text cannot be decoded without loss.
 */
export async function openCsv(path: string): Promise<Table> {
  const encoding = await detectEncoding(path);
  const sample = await readSample(path, encoding);
  const hint = SEP_LINE.exec(sample)?.[1];
  const found = detectDialect(sample.replace(SEP_LINE, ""));
  const dialect = hint ? { ...found, delimiter: hint } : found;
  const sheet = "CSV";
  return {
    format: "csv",
    encoding,
    delimiter: dialect.delimiter,
    date1904: false,
    sheets: [{ name: sheet, hidden: false }],
    rows: () => csvRows(path, encoding, dialect, sheet),
  };
}
