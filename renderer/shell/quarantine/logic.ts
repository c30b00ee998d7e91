/** Choosing among refused events. Pure. */

/** The id `step` places from `current`, held at both ends; the first when none is chosen. */
export function neighbour(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  return ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}
