/** A page of JSON lines taken apart. */
import { CorruptPageError } from "../../../db/cache/page.ts";

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CorruptPageError("the last line is not a trailer");
  }
}

/** Splits a body into rows and the trailer its last line must be. Throws `CorruptPageError`. */
export function trailerOf<T>(lines: string[], schema: { safeParse(v: unknown): { success: true; data: T } | { success: false } }): { rows: string[]; trailer: T } {
  const json = jsonOf(lines.at(-1) ?? "null");
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new CorruptPageError("the trailer is missing");
  return { rows: lines.slice(0, -1), trailer: parsed.data };
}

