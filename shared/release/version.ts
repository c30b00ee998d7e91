/** Versions of the program: `major.minor.patch`, nothing else, so that their order has no surprises. */
import { z } from "zod";

export const VersionSchema = z.string().regex(/^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/);

/** Below 0 when `a` is older than `b`, 0 when they are the same, above 0 when it is newer. Both must satisfy `VersionSchema`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = left![i]! - right![i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The newest of some versions; null of none. */
export const newestOf = (versions: readonly string[]): string | null => versions.toSorted(compareVersions).at(-1) ?? null;
