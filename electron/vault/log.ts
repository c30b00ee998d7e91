/** The vault's log: one JSON line per fact on standard error. Names, codes and durations only; never a value of a record. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export function log(level: "info" | "warn" | "error", name: string, fields: LogFields = {}): void {
  process.stderr.write(`${JSON.stringify({ level, at: new Date().toISOString(), in: "vault", name, ...fields })}\n`);
}

/** What may be written about an error: its type, its code and where it was thrown. Messages may hold values. */
export function errorFields(error: unknown): LogFields {
  const e = error instanceof Error ? error : new Error("not an error");
  const place = /\n\s+at ([^\n]+)/.exec(e.stack ?? "")?.[1] ?? "";
  return { type: e.name, code: "code" in e ? String(e.code) : "", place };
}
