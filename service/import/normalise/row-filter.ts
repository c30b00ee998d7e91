import type { RawRow } from "../reading/types.ts";
import { cellOf, type RowPlan } from "./row.ts";

/** Rows below a header that are no data: totals and signatures, repeated headers, blanks. */

const FOOTER = /^(?:合\s*计|总\s*计|小\s*计|共\s*计|汇总|总笔数|total|制表|审核|复核|经办|打印日期)/i;
const KEY_FIELDS = ["caseNo", "cardNo", "idNo", "flowNo"] as const;

/** A total or signature below the data: its word stands among the first cells and no key is filled in. */
export function isFooter(plan: RowPlan, row: RawRow): boolean {
  const filled = row.cells.filter((cell) => cell.kind !== "empty");
  const first = filled.find((cell) => cell.text.trim() !== "");
  if (!first || !FOOTER.test(first.text.trim())) return false;
  return KEY_FIELDS.every((field) => {
    const cell = cellOf(plan, row.cells, field);
    return cell === first || cell.text.trim() === "";
  });
}

/** Files joined from pages repeat their header. */
export function repeatsHeader(plan: RowPlan, row: RawRow): boolean {
  let same = 0;
  for (const { column, heading } of plan.typed) {
    const text = row.cells[column]?.text.trim() ?? "";
    if (text !== "" && text !== heading) return false;
    if (text !== "") same += 1;
  }
  return same >= 2;
}

export function isBlank(row: RawRow): boolean {
  return row.cells.every((cell) => cell.kind === "empty" || cell.text.trim() === "");
}
