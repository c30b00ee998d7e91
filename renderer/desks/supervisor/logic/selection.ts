/** Choosing many cases in a list: single, a whole stretch with Shift, all that are shown. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** Where a stretch begins. */
  readonly anchor: string | null;
}

export const NO_SELECTION: Selection = { chosen: new Set(), anchor: null };

/** One case in or out; it becomes the anchor. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, anchor: id };
}

/** Everything from the anchor to `id` in; without an anchor just `id`. */
export function extendTo(selection: Selection, id: string, ids: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : ids.indexOf(selection.anchor);
  const to = ids.indexOf(id);
  if (from === -1 || to === -1) return toggle(selection, id);
  const stretch = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set([...selection.chosen, ...stretch]), anchor: id };
}

/** All shown in, or out when all were in. */
export function toggleAll(selection: Selection, ids: readonly string[]): Selection {
  const all = ids.length > 0 && ids.every((id) => selection.chosen.has(id));
  const rest = [...selection.chosen].filter((id) => !ids.includes(id));
  return { chosen: new Set(all ? rest : [...rest, ...ids]), anchor: null };
}
