/** A reason not to start, said in one sentence that names what to do. */
export class StartFailure extends Error {
  constructor(sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = "StartFailure";
  }
}

/** The SQLSTATE of a database error, however deep it is wrapped; null for any other error. */
export function sqlState(error: unknown): string | null {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth += 1) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/**
 * What may be written to a log about an error: type, code and place. Messages stay out, because a
 * database puts the values of the row into them.
 */
export function errorForLog(error: unknown): { type: string; code: string | null; at: string[] } {
  const e = error instanceof Error ? error : new Error("not an error");
  const frames = (e.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).slice(0, 4).map((line) => line.trim());
  return { type: e.name, code: sqlState(error) ?? ((e as { code?: string }).code ?? null), at: frames };
}
