import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";
import { EMPTY_CELL, type RawCell, type RawRow } from "./types.ts";
import { toRawCell, type CellContext, type CellParts } from "./xlsx-cell.ts";
import { createXmlScanner } from "./xml-scan.ts";
import type { XmlReader } from "./xml.ts";

const MAX_ROW = 1_048_576;
/** Elements of a sheet with the attributes that matter. */
const SHEET_ELEMENTS: ReadonlyMap<string, readonly string[]> = new Map([["row", ["r"]], ["c", ["r", "t", "s"]], ["v", []], ["t", []], ["f", []], ["rPh", []]]);

/** @returns the 0-based column of a reference such as "AB12"; -1 where there is none. */
export function columnOfReference(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const letter = reference.charCodeAt(i) & ~0x20;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + (letter - 64);
  }
  return column - 1;
}

/** Which text of a cell is being collected. */
type Collecting = "none" | "value" | "formula";

export interface SheetReader extends XmlReader {
  /** @returns the rows completed since the last call. */
  take(): RawRow[];
}

/**
 * Turns the XML of one worksheet into rows. Rows and cells without a reference follow the one before.
 * @throws FileRefusal `too-many-columns` and whatever the XML reader throws
 */
export function createSheetReader(sheet: string, part: string, context: CellContext): SheetReader {
  let done: RawRow[] = [];
  let row = 0;
  let column = -1;
  let cells: RawCell[] = [];
  let collecting: Collecting = "none";
  let phonetic = 0;
  const current: CellParts = { type: "n", style: 0, value: "", formula: undefined };

  function openRow(reference: string | undefined): void {
    const stated = Number(reference);
    row = Number.isInteger(stated) && stated > row && stated <= MAX_ROW ? stated : row + 1;
    column = -1;
    cells = [];
  }

  function openCell([reference, type, style]: readonly (string | undefined)[]): void {
    const stated = reference === undefined ? -1 : columnOfReference(reference);
    column = stated >= 0 ? stated : column + 1;
    current.type = type ?? "n";
    current.style = Number(style ?? 0);
    current.value = "";
    current.formula = undefined;
  }

  function closeCell(): void {
    const cell = toRawCell(current, context);
    if (cell === EMPTY_CELL) return;
    if (column >= READ_LIMITS.columns) {
      throw new FileRefusal("too-many-columns", { sheet, row, limit: READ_LIMITS.columns });
    }
    while (cells.length < column) cells.push(EMPTY_CELL);
    cells[column] = cell;
  }

  const reader = createXmlScanner({ part, elements: SHEET_ELEMENTS }, {
    open(name, values) {
      if (name === "c") openCell(values);
      else if (name === "v") collecting = "value";
      else if (name === "t") collecting = phonetic === 0 ? "value" : "none";
      else if (name === "f") {
        current.formula = "";
        collecting = "formula";
      } else if (name === "row") openRow(values[0]);
      else if (name === "rPh") phonetic += 1;
    },
    text(piece) {
      if (collecting === "value") current.value += piece;
      else if (collecting === "formula") current.formula += piece;
    },
    close(name) {
      if (name === "v" || name === "t" || name === "f") collecting = "none";
      else if (name === "c") closeCell();
      else if (name === "rPh") phonetic -= 1;
      else if (name === "row" && cells.length > 0) done.push({ sheet, row, cells });
    },
  });
  return {
    ...reader,
    take() {
      const rows = done;
      done = [];
      return rows;
    },
  };
}
