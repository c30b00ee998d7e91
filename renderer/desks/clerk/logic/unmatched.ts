/** The clerk's worklist: filtering, and the reason in the language on screen. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type UnmatchedRow = DeskOutput<"unmatched.list">["rows"][number];

/** The centre writes a reason as `中文 / English`; this is the half for the reader. */
export function reasonWords(reason: string, language: "zh-CN" | "en"): string {
  const [zh, ...rest] = reason.split(" / ");
  const en = rest.join(" / ");
  return language === "en" && en !== "" ? en : (zh ?? reason);
}

export const isOpen = (row: Pick<UnmatchedRow, "resolution">): boolean => row.resolution === "";

/** Rows the filter leaves: open ones unless settled are asked for too; text in case number, card, batch or bank. */
export function filterRows(rows: readonly UnmatchedRow[], filter: { text: string; withDone: boolean }): UnmatchedRow[] {
  const text = filter.text.trim().toLowerCase();
  return rows.filter((row) => (filter.withDone || isOpen(row)) && (text === "" || [row.caseNo, row.cardLast4, row.batchNo, row.bankCode].some((field) => field.toLowerCase().includes(text))));
}
