/**
 * The first look at a message, before any schema: plain data of a digestible size. A page can send whatever
 * can be cloned (cycles, maps, gigabytes); a schema would walk all of it to say that it does not fit.
 */

/** More than the longest list of staff that is pasted (200,000 characters) with everything around it. */
export const MAX_CHARS = 512 * 1024;
const MAX_NODES = 20_000;
const MAX_DEPTH = 24;
/** Keys that mean something to JavaScript itself. */
const LOADED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Why a message is not looked at further; null when it is plain JSON data (or nothing at all) within the limits. Stops at the first fault. */
export function messageFault(message: unknown): "too large" | "not plain data" | null {
  let chars = 0;
  let nodes = 0;
  const text = (value: string): boolean => (chars += value.length) <= MAX_CHARS;
  const walk = (value: unknown, depth: number): "too large" | "not plain data" | null => {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) return "too large";
    switch (typeof value) {
      case "string":
        return text(value) ? null : "too large";
      case "number":
        return Number.isFinite(value) ? null : "not plain data";
      case "boolean":
      case "undefined":
        return null;
      case "object":
        return value === null ? null : walkAll(value, depth);
      default:
        return "not plain data";
    }
  };
  const walkAll = (value: object, depth: number) => {
    if (Array.isArray(value)) {
      if (value.length > MAX_NODES) return "too large";
      for (const item of value) {
        const fault = walk(item, depth + 1);
        if (fault) return fault;
      }
      return null;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return "not plain data";
    for (const key of Object.keys(value)) {
      if (LOADED_KEYS.has(key)) return "not plain data";
      const fault = text(key) ? walk((value as Record<string, unknown>)[key], depth + 1) : "too large";
      if (fault) return fault;
    }
    return null;
  };
  return walk(message, 0);
}
