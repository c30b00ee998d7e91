/** Moving through a list by keys. */

/** The row `by` steps away, kept inside the list; the first row when nothing is selected. */
export function stepSelection(ids: readonly string[], selected: string | null, by: 1 | -1): string | null {
  if (ids.length === 0) return null;
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (at === -1) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}
