/**
 * A page of the sync protocol taken apart: lines to rows, rows to documents, and the checks that let nothing
 * torn, damaged or out of order near the tables.
 */
import type { z } from "zod";
import { DOCUMENTS, DOC_KINDS, type DocKind } from "../../shared/model/documents.ts";
import type { PullTrailer } from "../../shared/protocol/sync.ts";
import { readEntry, type StoredEntry } from "./entry.ts";

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
  /** The document of a put; null when this version cannot read it, and for other operations. */
  readonly doc: ReadDoc | null;
  /** The number of a grant or revoke; 0 otherwise. */
  readonly grantNo: number;
  /** The body as it came, to be stored without writing it again. */
  readonly text: string;
}

const HEAD = /^\[(\d+),"(put|del|grant|revoke)","([a-z]+)","([^"\\]+)",(-?\d+),/;

/** One line of a page. Throws `CorruptPageError`. */
export function parseRow(line: string): ParsedRow {
  const head = HEAD.exec(line);
  if (!head || !line.endsWith("]")) throw new CorruptPageError("a line is not a row");
  return readRow({ pos: Number(head[1]), op: head[2] as ParsedRow["op"], kind: head[3]!, id: head[4]!, rev: Number(head[5]), text: line.slice(head[0].length, -1) });
}

/** A row with its body read. Throws `CorruptPageError` when that is not JSON. */
export function readRow(row: Omit<ParsedRow, "doc" | "grantNo">): ParsedRow {
  try {
    // Only the head of an entry is looked at: most rows are entries.
    if (row.op === "put" && row.kind === "entry") return { ...row, grantNo: 0, doc: entryOf(row.id, row.text) };
    const body = JSON.parse(row.text) as Record<string, unknown> | null;
    return { ...row, grantNo: row.op === "grant" || row.op === "revoke" ? Number(body?.["grantNo"] ?? 0) : 0, doc: row.op === "put" ? docOf(row, body) : null };
  } catch (error) {
    if (error instanceof SyntaxError) throw new CorruptPageError("a row's body is not JSON");
    throw error;
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

type RecordKind = Exclude<DocKind, "entry">;
export type ReadDoc = { [K in RecordKind]: { kind: K; doc: z.infer<(typeof DOCUMENTS)[K]>; text: string } }[RecordKind] | { kind: "entry"; doc: StoredEntry };

function entryOf(id: string, text: string): ReadDoc | null {
  const doc = readEntry(text);
  return doc?.id === id ? { kind: "entry", doc } : null;
}

function docOf({ kind, id, text }: Pick<ParsedRow, "kind" | "id" | "text">, body: Record<string, unknown> | null): ReadDoc | null {
  if (!(DOC_KINDS as readonly string[]).includes(kind)) return null;
  const parsed = DOCUMENTS[kind as RecordKind].safeParse(body);
  if (!parsed.success || parsed.data.id !== id) return null;
  const whole = body !== null && ("applied" in body || !("applied" in parsed.data));
  return { kind, doc: parsed.data, text: whole ? text : JSON.stringify(parsed.data) } as ReadDoc;
}
