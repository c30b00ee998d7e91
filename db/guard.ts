/**
 * The one place where the SQLite library is loaded. Its ways of producing a copy of an opened
 * database in clear (ELECTRON.md 0.13) are replaced on the prototype before anybody has a handle;
 * `ATTACH` and `VACUUM INTO`, which have no method, are refused by their words.
 */
import Library from "better-sqlite3";

export type Database = InstanceType<typeof Library>;

/** A call that would let data leave the file. Always a programming error or an attack. */
export class ExportPathError extends Error {
  constructor(path: string) {
    super(`${path} is closed: it can copy an opened database out of its encryption`);
    this.name = "ExportPathError";
  }
}

/** Methods that copy or re-key an opened database, or load code into it. */
const CLOSED_METHODS = ["serialize", "backup", "rekey", "loadExtension", "unsafeMode"] as const;
/** Statements that do the same in SQL. Our own SQL uses none of these words. */
const CLOSED_WORDS = /\b(attach|detach)\b|\bvacuum\b[^;]*\binto\b|\bpragma\s+(hex|text)?(re)?key\b/i;
const CLOSED_PRAGMAS = /^\s*(hex|text)?(re)?key\b/i;

const prototype = Library.prototype as unknown as Record<string, (...args: never[]) => unknown>;
const libraryKey = Library.prototype.key;
const libraryUnsafe = (Library.prototype as unknown as { unsafeMode(on: boolean): void }).unsafeMode;

function close(name: string): void {
  prototype[name] = () => {
    throw new ExportPathError(name);
  };
}

function refuseWords(name: "prepare" | "exec" | "pragma"): void {
  const original = prototype[name] as (this: unknown, source: string, ...rest: unknown[]) => unknown;
  prototype[name] = function (this: unknown, source: string, ...rest: unknown[]) {
    const words = (name === "pragma" ? CLOSED_PRAGMAS : CLOSED_WORDS).exec(source);
    if (words) throw new ExportPathError(words[0]);
    return original.call(this, source, ...rest);
  } as (...args: never[]) => unknown;
}

for (const name of [...CLOSED_METHODS, "key"]) close(name);
for (const name of ["prepare", "exec", "pragma"] as const) refuseWords(name);

/** Opens a file without keying it. For `db/open.ts` and `db/lock.ts` only. */
export function openFile(path: string, timeoutMs: number): Database {
  return new Library(path, { timeout: timeoutMs });
}

/** Hands the raw key to SQLite. For `db/open.ts` only; `key()` on a handle throws for everybody else. */
export function keyFile(db: Database, rawKey: Buffer): void {
  libraryKey.call(db, rawKey);
}

/** Lets the schema be edited by hand. For `db/rescue/salvage.ts` only, on its own working copy. */
export function allowSchemaEdits(db: Database): void {
  libraryUnsafe.call(db, true);
}
