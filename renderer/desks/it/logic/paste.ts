/**
 * Users pasted in bulk: the lines as the sheet they were copied from, so that a refusal can be
 * shown at its row. The centre reads the same text and decides; nothing is dropped or repaired here.
 */
export interface PastedLine {
  /** 1-based line of the pasted text, headings and blank lines counted: the number refusals name. */
  readonly row: number;
  readonly cells: readonly string[];
  /** The line with the headings. */
  readonly heading: boolean;
}

export interface RowRefusal {
  readonly row: number;
  readonly column: string;
  readonly zh: string;
  readonly en: string;
}

/** Columns of a list without headings, in the order the centre reads them. */
export const PASTE_COLUMNS = ["工号", "姓名", "组别", "岗位", "分机", "承诺书日期", "地区"] as const;

/** Splits pasted text at tabs, or at commas and semicolons of both widths where a line has no tab. Blank lines are left out. */
export function pastedLines(text: string): PastedLine[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line, i) => ({ row: i + 1, line }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ row, line }, i) => {
      const cells = line.split(line.includes("\t") ? "\t" : /[,，;；]/).map((cell) => cell.replace(/^\s*"(.*)"\s*$/, "$1").trim());
      return { row, cells, heading: i === 0 && cells.filter((cell) => (PASTE_COLUMNS as readonly string[]).includes(cell)).length >= 2 };
    });
}

/** The headings the table is drawn with: the pasted ones, else the expected order. */
export function pastedColumns(lines: readonly PastedLine[]): readonly string[] {
  const first = lines[0];
  if (first?.heading) return first.cells;
  const width = Math.max(PASTE_COLUMNS.length, ...lines.map((line) => line.cells.length));
  return Array.from({ length: width }, (_, i) => PASTE_COLUMNS[i] ?? "");
}

/** Refusals by the row they name. */
export function refusalsByRow<T extends RowRefusal>(refusals: readonly T[]): Map<number, T[]> {
  const byRow = new Map<number, T[]>();
  for (const refusal of refusals) byRow.set(refusal.row, [...(byRow.get(refusal.row) ?? []), refusal]);
  return byRow;
}
