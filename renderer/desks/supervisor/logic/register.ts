/** Finding warnings in the register. */
import type { WarningRow } from "./inbox.ts";

/** True when any of number, case, name or collector holds the text, and a step was late if that is asked. */
export function matchesRegister(row: WarningRow, wanted: { text: string; lateOnly: boolean }): boolean {
  const text = wanted.text.trim().toLowerCase();
  const { warning } = row;
  const fields = [warning.registerNo, warning.no, row.caseNo, row.nameMasked, row.bankName, warning.collectorName];
  const found = text === "" || fields.some((field) => field.toLowerCase().includes(text));
  return found && (!wanted.lateOnly || warning.steps.some((s) => s.late));
}
