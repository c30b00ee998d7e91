/** Named faults of the local databases, and the words in which they refuse. */
import { refusal, RefusalError, type RefusalCode } from "../shared/protocol/errors.ts";

/** The key does not open the file. Never to be treated as an empty database: the outbox may be inside. */
export class WrongKeyError extends Error {
  constructor(kind: string) {
    super(`the key does not open the ${kind} database`);
    this.name = "WrongKeyError";
  }
}

/** Pages that fail their authentication, or a structure SQLite cannot follow. */
export class DamagedDatabaseError extends Error {
  constructor(kind: string, detail: string) {
    super(`the ${kind} database is damaged: ${detail}`);
    this.name = "DamagedDatabaseError";
  }
}

/** Written by a newer program. The outbox is left alone; the cache is thrown away. */
export class FutureDatabaseError extends Error {
  readonly version: number;
  constructor(kind: string, version: number, known: number) {
    super(`the ${kind} database has version ${version}, this program knows ${known}`);
    this.name = "FutureDatabaseError";
    this.version = version;
  }
}

/** The outbox holds less than its high-water file says was saved: a tail has been lost. */
export class LostTailError extends Error {
  constructor(detail: string) {
    super(`the outbox has lost events: ${detail}`);
    this.name = "LostTailError";
  }
}

/** A migration did not leave what it found: the verified copy was put back. */
export class FailedMigrationError extends Error {
  constructor(detail: string) {
    super(`the outbox could not be migrated: ${detail}`);
    this.name = "FailedMigrationError";
  }
}

/** Error codes (SQLite, file system) by what the user can do about them. */
const DISK_CODES: readonly (readonly [RegExp, RefusalCode])[] = [
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/, "disk_full"],
  [/^(SQLITE_READONLY|EROFS)/, "disk_read_only"],
  [/^(SQLITE_(BUSY|LOCKED|PROTOCOL)|SQLITE_IOERR_(LOCK|BLOCKED|ACCESS|DELETE)|EBUSY|ETXTBSY)/, "disk_busy"],
  [/^(SQLITE_(CANTOPEN|PERM|AUTH)|EACCES|EPERM)/, "disk_denied"],
  [/^(SQLITE_(IOERR|CORRUPT|NOTADB)|EIO|EMFILE|ENFILE|ENODEV|EBADF)/, "disk_failed"],
];

/** The refusal for a storage error, or null when the error is not one. Carries the code, never a value. */
export function diskRefusal(error: unknown): RefusalError | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const entry = DISK_CODES.find(([pattern]) => pattern.test(code));
  return entry ? new RefusalError(refusal(entry[1], [code])) : null;
}

/** Runs a write; storage errors come out as `disk_full` or `disk_failed`, others unchanged. */
export function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskRefusal(error) ?? error;
  }
}
