/**
 * A page of the sync protocol taken apart: lines to rows, rows to documents, and the checks that let nothing
 * torn, damaged or out of order near the tables.
 */
import type { z } from "zod";
import { DOCUMENTS, DOC_KINDS, type DocKind, type EntryDoc } from "../../shared/model/documents.ts";
import type { PullTrailer } from "../../shared/protocol/sync.ts";

/** The page is not what the trailer says: torn, damaged or out of order. Nothing was applied. */
export class CorruptPageError extends Error {
  constructor(detail: string) {
    super(`sync page refused: ${detail}`);
    this.name = "CorruptPageError";
  }
}

/** Rows per transaction; revokes cost more than puts (SYNC.md 2.7). */
const CHUNK_ROWS = 2_000;
const CHUNK_REVOKES = 25;

/** One row of a page. */
export interface ParsedRow {
  readonly pos: number;
  readonly op: "put" | "del" | "grant" | "revoke";
  readonly kind: string;
  readonly id: string;
  readonly rev: number;
  readonly body: Record<string, unknown> | null;
  /** The body as it came, to be stored without writing it again. */
  readonly text: string;
}

const HEAD = /^\[(\d+),"(put|del|grant|revoke)","([a-z]+)","([^"\\]+)",(-?\d+),/;

/** One line of a page. Throws `CorruptPageError`. */
export function parseRow(line: string): ParsedRow {
  const head = HEAD.exec(line);
  if (!head || !line.endsWith("]")) throw new CorruptPageError("a line is not a row");
  const text = line.slice(head[0].length, -1);
  try {
    return { pos: Number(head[1]), op: head[2] as ParsedRow["op"], kind: head[3]!, id: head[4]!, rev: Number(head[5]), body: JSON.parse(text) as ParsedRow["body"], text };
  } catch {
    throw new CorruptPageError("a row's body is not JSON");
  }
}

/** Refuses a page that does not start at the cursor, misses a position or counts differently. */
export function checkContiguous(rows: readonly ParsedRow[], from: number, trailer: z.infer<typeof PullTrailer>): void {
  if (trailer.from !== from) throw new CorruptPageError(`it starts at ${trailer.from}, the cursor is ${from}`);
  if (rows.length !== trailer.count || trailer.count !== trailer.to - trailer.from) throw new CorruptPageError(`${rows.length} rows for ${trailer.from}..${trailer.to}`);
  rows.forEach((row, i) => {
    if (row.pos !== from + 1 + i) throw new CorruptPageError(`position ${row.pos} where ${from + 1 + i} belongs`);
  });
}

/** Cuts rows so that no transaction holds more than a fair share of revokes. */
export function chunksOf(rows: readonly ParsedRow[]): ParsedRow[][] {
  const chunks: ParsedRow[][] = [];
  let chunk: ParsedRow[] = [];
  let revokes = 0;
  for (const row of rows) {
    chunk.push(row);
    if (row.op === "revoke") revokes++;
    if (revokes >= CHUNK_REVOKES || chunk.length >= CHUNK_ROWS) {
      chunks.push(chunk);
      chunk = [];
      revokes = 0;
    }
  }
  return chunk.length ? [...chunks, chunk] : chunks;
}

type ReadDoc = { [K in DocKind]: { kind: K; doc: z.infer<(typeof DOCUMENTS)[K]>; text: string } }[DocKind];

/** The document of a put, or null when this version cannot read it. */
export function readDoc(row: ParsedRow): ReadDoc | null {
  if (!(DOC_KINDS as readonly string[]).includes(row.kind)) return null;
  // History is nine rows in ten of a first load: its few columns are checked by hand.
  if (row.kind === "entry") return isEntry(row.body) && row.body.id === row.id ? { kind: "entry", doc: row.body, text: row.text } : null;
  const parsed = DOCUMENTS[row.kind as DocKind].safeParse(row.body);
  if (!parsed.success || parsed.data.id !== row.id) return null;
  const whole = row.body !== null && ("applied" in row.body || !("applied" in parsed.data));
  return { kind: row.kind, doc: parsed.data, text: whole ? row.text : JSON.stringify(parsed.data) } as ReadDoc;
}

const isText = (v: unknown): v is string => typeof v === "string";
const isTextOrNull = (v: unknown): boolean => v === null || isText(v);

/** What `EntryDocSchema` says, without building a second object. */
function isEntry(body: unknown): body is EntryDoc {
  const e = body as Partial<Record<keyof EntryDoc, unknown>> | null;
  return (
    e !== null && isText(e.id) && isText(e.type) && isText(e.userId) && isText(e.userName) && isTextOrNull(e.caseId) && isTextOrNull(e.personId) &&
    Number.isSafeInteger(e.at) && typeof e.body === "object" && e.body !== null && !Array.isArray(e.body)
  );
}
