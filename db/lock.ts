/**
 * A lock that dies with its holder: an exclusive transaction on a tiny unkeyed SQLite file, held
 * for the life of the process. The operating system releases it at the moment of a kill, so a
 * killed vault never leaves a stale lock behind.
 */
import { openFile } from "./guard.ts";

/** Waits up to `waitMs` for the lock. Returns the release, or null when another live process holds it. */
export function holdLock(path: string, waitMs: number): (() => void) | null {
  const db = openFile(path, waitMs);
  try {
    db.exec("BEGIN EXCLUSIVE");
    return () => db.close();
  } catch (error) {
    db.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
}
