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

const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);

/** What the driver says, without a code, when it has lost a connection. */
const GONE = /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed)/;

/** Gone (08), full or out of means (53), stopping or cut short by a limit (57, 25P03), the disk (58), contended beyond patience (40, 55P03), a standby that may not be written to yet (25006). */
const PASSING = /^(08|40|53|57|58|55P03|25P03|25006)/;

/** True when the database is gone, full, too busy or shutting down: the same request works again later, and nothing in it is to blame. */
export function isOutage(error: unknown): boolean {
  if (PASSING.test(sqlState(error) ?? "")) return true;
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth += 1) {
    const { code = "", syscall } = e as NodeJS.ErrnoException;
    // A server on a unix socket takes the socket with it when it stops.
    if (NETWORK.has(code) || (code === "ENOENT" && syscall === "connect") || GONE.test(e.message)) return true;
  }
  return false;
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
