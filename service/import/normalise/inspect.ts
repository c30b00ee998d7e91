import type { FileKind } from "../mapping/fields.ts";
import { HEADER_SEARCH_ROWS, findHeader, type FoundHeader } from "../mapping/find-header.ts";
import { headersHash, type SuggestedMapping } from "../mapping/suggest.ts";
import { FileRefusal } from "../reading/file-refusal.ts";
import { openTable } from "../reading/open-table.ts";
import type { RawRow, SheetInfo, Table, TextEncodingName } from "../reading/types.ts";
import { wantedColumns } from "./enter-sheet.ts";
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

/** @returns the first rows of the first visible sheet that has a header among them. */
async function findHead(table: Table, options: Omit<ReadOptions, "bank">): Promise<{ header: FoundHeader; head: RawRow[] } | undefined> {
  const wish = { kind: options.kind, fields: options.mapping };
  let head: RawRow[] = [];
  const settle = (): { header: FoundHeader; head: RawRow[] } | undefined => {
    const header = findHeader(head, wish);
    return header && { header, head };
  };
  for await (const row of table.rows()) {
    const other = head[0] !== undefined && head[0].sheet !== row.sheet;
    if (other) {
      const found = head.length < HEADER_SEARCH_ROWS ? settle() : undefined;
      if (found) return found;
      head = [];
    }
    if (head.length >= HEADER_SEARCH_ROWS) continue;
    head.push(row);
    if (head.length === HEADER_SEARCH_ROWS) {
      const found = settle();
      if (found) return found;
    }
  }
  return head.length < HEADER_SEARCH_ROWS ? settle() : undefined;
}

/**
 * Looks at the beginning of a file and suggests how to read it. Missing columns are reported, not thrown.
 * @throws FileRefusal where the file cannot be read or has no header
 */
export async function inspectFile(path: string, options: Omit<ReadOptions, "bank"> = {}): Promise<FileInspection> {
  const table = await openTable(path);
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
