import type { FileKind } from "../mapping/fields.ts";
import { HEADER_SEARCH_ROWS, findHeader, type FoundHeader } from "../mapping/find-header.ts";
import { headersHash, type SuggestedMapping } from "../mapping/suggest.ts";
import { FileRefusal } from "../reading/file-refusal.ts";
import { openTable } from "../reading/open-table.ts";
import type { RawRow, SheetInfo, Table, TextEncodingName } from "../reading/types.ts";
import { wantedColumns, wrongKind } from "./enter-sheet.ts";
import type { ReadOptions } from "./import-types.ts";

/** What a person is shown before an import: where the header is and which column is taken for what. */
export interface FileInspection {
  readonly format: Table["format"];
  readonly encoding?: TextEncodingName;
  readonly delimiter?: string;
  readonly kind: FileKind;
  readonly sheets: readonly SheetInfo[];
  /** The sheet the header was found on, and its 1-based row. */
  readonly sheet: string;
  readonly headerRow: number;
  readonly headersHash: string;
  readonly mapping: SuggestedMapping;
  /** Texts of the first data rows, by column: personal data, unmasked. */
  readonly sample: readonly (readonly string[])[];
}

const SAMPLE_ROWS = 5;

interface FoundHead {
  readonly header: FoundHeader;
  readonly head: readonly RawRow[];
}

/** @returns the first rows of each visible sheet. */
async function* sheetHeads(table: Table): AsyncGenerator<RawRow[]> {
  let head: RawRow[] = [];
  for await (const row of table.rows()) {
    if (head[0] !== undefined && head[0].sheet !== row.sheet) {
      if (head.length < HEADER_SEARCH_ROWS) yield head;
      head = [];
    }
    if (head.length === HEADER_SEARCH_ROWS) continue;
    head.push(row);
    if (head.length === HEADER_SEARCH_ROWS) yield head;
  }
  if (head.length > 0 && head.length < HEADER_SEARCH_ROWS) yield head;
}

/** @returns the first sheet whose header can carry an import, else the first with any header. */
async function findHead(table: Table, options: Omit<ReadOptions, "bank">): Promise<FoundHead | undefined> {
  let fallback: FoundHead | undefined;
  let otherKind: FileRefusal | undefined;
  for await (const head of sheetHeads(table)) {
    const header = findHeader(head, { kind: options.kind, fields: options.mapping });
    if (header && header.mapping.missingRequired.length === 0) return { header, head };
    if (header) fallback ??= { header, head };
    else otherKind ??= wrongKind(head, options.kind);
  }
  if (!fallback && otherKind) throw otherKind;
  return fallback;
}

/**
 * Looks at the beginning of a file (its path, or opened already) and suggests how to read it. Missing columns are reported, not thrown.
 * @throws FileRefusal where the file cannot be read or has no header
 */
export async function inspectFile(file: string | Table, options: Omit<ReadOptions, "bank"> = {}): Promise<FileInspection> {
  const table = typeof file === "string" ? await openTable(file) : file;
  const found = await findHead(table, options);
  if (!found) throw new FileRefusal("no-header", { limit: HEADER_SEARCH_ROWS, wanted: wantedColumns(options.kind ?? "cases") });
  const { header, head } = found;
  const { format, encoding, delimiter, sheets } = table;
  return {
    format,
    encoding,
    delimiter,
    sheets,
    kind: header.mapping.kind,
    sheet: header.row.sheet,
    headerRow: header.row.row,
    headersHash: headersHash(header.mapping.headers),
    mapping: header.mapping,
    sample: head.slice(header.index + 1, header.index + 1 + SAMPLE_ROWS).map((row) => row.cells.map((cell) => cell.text)),
  };
}
