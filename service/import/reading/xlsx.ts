import { FileRefusal } from "./file-refusal.ts";
import { createLossWatch } from "./loss.ts";
import type { RawRow, Table } from "./types.ts";
import type { CellContext } from "./xlsx-cell.ts";
import { readDateStyles, readSharedStrings, readWorkbook, type SheetPart, type WorkbookParts } from "./xlsx-parts.ts";
import { createSheetReader } from "./xlsx-sheet.ts";
import { openContainer, type Container } from "./zip.ts";

const QUESTION = /\?|\uFFFD|&#(?:63|x3f|65533|xfffd);/i;

/** Whether a piece of XML may hold a lost character; the "?" of "<?xml … ?>" does not count. */
function suspects(xml: string): boolean {
  return QUESTION.test(xml.startsWith("<?xml") ? xml.slice(xml.indexOf("?>") + 2) : xml);
}

async function* sheetRows(container: Container, sheet: SheetPart, context: CellContext): AsyncGenerator<RawRow> {
  const reader = createSheetReader(sheet.name, sheet.part, context);
  const watch = createLossWatch();
  let suspect = context.strings.some((text) => text.includes("?") || text.includes("\uFFFD"));
  for await (const text of container.text(sheet.part)) {
    suspect ||= suspects(text);
    reader.write(text);
    for (const row of reader.take()) {
      if (suspect) watch(row.cells, row.row);
      yield row;
    }
  }
  reader.end();
}

async function* workbookRows(path: string, parts: WorkbookParts): AsyncGenerator<RawRow, void, undefined> {
  const container = await openContainer(path);
  try {
    const context: CellContext = {
      strings: await readSharedStrings(container, parts.sharedStringsPart),
      dateStyles: await readDateStyles(container, parts.stylesPart),
      date1904: parts.date1904,
    };
    for (const sheet of parts.sheets) {
      if (!sheet.hidden) yield* sheetRows(container, sheet, context);
    }
  } finally {
    container.close();
  }
}

/**
 * Opens an .xlsx workbook (transitional or strict): directory and sheet list are read, rows stream later.
 * @throws FileRefusal for archives, binary, damaged or booby-trapped workbooks, and where no sheet is visible
 */
export async function openXlsx(path: string): Promise<Table> {
  const container = await openContainer(path);
  let parts: WorkbookParts;
  try {
    parts = await readWorkbook(container);
  } finally {
    container.close();
  }
  if (!parts.sheets.some((sheet) => !sheet.hidden)) throw new FileRefusal("no-visible-sheet");
  return {
    format: "xlsx",
    date1904: parts.date1904,
    sheets: parts.sheets.map(({ name, hidden }) => ({ name, hidden })),
    rows: () => workbookRows(path, parts),
  };
}
