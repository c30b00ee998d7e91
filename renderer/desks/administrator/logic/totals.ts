/**
 * Control totals: count and amount typed from the bank's letter must agree with the file before
 * 确认入库 (PRODUCT.md 1, administrator). The file's own totals are never shown before they are
 * typed, so that nobody copies them from the screen.
 */
import { parseYuan } from "../../../../shared/model/money.ts";

/** `empty`: nothing typed; `unreadable`: no number; else how far the typed figure is from the file's. */
export type Check = { state: "empty" | "unreadable" } | { state: "agrees"; value: number } | { state: "differs"; value: number; by: number };

export interface TotalsCheck {
  readonly count: Check;
  readonly amount: Check;
  readonly agrees: boolean;
}

/** Compares what was typed with the file; amounts in yuan as typed, compared in fen. */
export function checkTotals(typed: { count: string; amount: string }, file: { controlCount: number; controlFen: number }): TotalsCheck {
  const count = compare(typed.count, parseCount, file.controlCount);
  const amount = compare(typed.amount, parseYuan, file.controlFen);
  return { count, amount, agrees: count.state === "agrees" && amount.state === "agrees" };
}

function compare(text: string, parse: (text: string) => number | null, expected: number): Check {
  if (text.trim() === "") return { state: "empty" };
  const value = parse(text);
  if (value === null) return { state: "unreadable" };
  return value === expected ? { state: "agrees", value } : { state: "differs", value, by: value - expected };
}

/** A whole number as people type it: separators and full-width digits accepted; null when it is none. */
export function parseCount(text: string): number | null {
  const plain = text.replace(/[０-９，]/g, (ch) => String.fromCharCode(ch.charCodeAt(0) - 0xfee0)).replace(/[\s,]/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}
