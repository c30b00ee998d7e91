import type { NormalisationCode, RowRefusalCode } from "./codes.ts";

/** What reading one value gives: the value and what was rewritten, or why it cannot be read. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly changes: readonly NormalisationCode[] }
  | { readonly ok: false; readonly code: RowRefusalCode };

const UNCHANGED: readonly NormalisationCode[] = [];

export function parsed<T>(value: T, changes: readonly NormalisationCode[] = UNCHANGED): Parsed<T> {
  return { ok: true, value, changes };
}

export function unreadable(code: RowRefusalCode): Parsed<never> {
  return { ok: false, code };
}
