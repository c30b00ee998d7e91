/** Counts of a report by code (`date-serial`: 12), largest first, with the dictionary's key (`dateSerial`). */
export interface Count {
  readonly code: string;
  readonly key: string;
  readonly n: number;
}

/** `date-serial` as `dateSerial`: hyphens have no place in a dictionary's key. */
export const camel = (code: string): string => code.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Codes that occur, the most frequent first. */
export function countsOf(record: Readonly<Record<string, number>>): Count[] {
  return Object.entries(record)
    .filter(([, n]) => n > 0)
    .map(([code, n]) => ({ code, key: camel(code), n }))
    .sort((a, b) => b.n - a.n || a.code.localeCompare(b.code));
}

/** Refused rows by reason, the most frequent first; each keeps its rows in file order. */
export function refusalsByCode<T extends { readonly code: string }>(refusals: readonly T[]): { code: string; rows: T[] }[] {
  const byCode = new Map<string, T[]>();
  for (const refusal of refusals) byCode.set(refusal.code, [...(byCode.get(refusal.code) ?? []), refusal]);
  return [...byCode].map(([code, rows]) => ({ code, rows })).sort((a, b) => b.rows.length - a.rows.length || a.code.localeCompare(b.code));
}
