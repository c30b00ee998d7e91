/**
 * The first load of a cache. Its rows are the centre's and can be had again, so until it is complete they
 * are written once, into the file itself, and not synced: a journal beside it brings a killed load back to
 * its last page, and a note beside it names the start of the machine in which that holds. After a power cut
 * the file is thrown away and the load begins anew (docs/decisions/022).
 */
import { closeSync, existsSync, fdatasync, openSync, readFileSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import { bootName } from "../boot.ts";
import { replaceFile } from "../durable-file.ts";
import type { Database } from "../guard.ts";

/** What follows a cache's path in the name of the note. */
export const LOADING = "-loading";

const noteOf = (path: string): string => `${path}${LOADING}`;

/** Whether the file is of a load that the machine's power cut short: nothing in it can be relied on. */
export const isCutShort = (path: string, boot = bootName()): boolean => existsSync(noteOf(path)) && readFileSync(noteOf(path), "utf8") !== boot;

/** Whether a load was begun in this file and not ended. */
export const isLoading = (path: string): boolean => existsSync(noteOf(path));

const loads = new WeakSet<Database>();

/** Puts a file into the state for its first load. One that another program holds is loaded as it is kept. */
export function beginLoad(db: Database): void {
  loads.add(db);
  if (!isLoading(db.name)) replaceFile(noteOf(db.name), bootName());
  try {
    db.pragma("journal_mode = PERSIST");
  } catch (error) {
    if (!isHeld(error)) throw error;
  }
  if (db.pragma("journal_mode", { simple: true }) === "persist") db.pragma("synchronous = OFF");
}

const isHeld = (error: unknown): boolean => error instanceof Error && "code" in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));

/**
 * Ends a load, if one is going on: from the next commit on the file is written as it is kept. Resolves when
 * what was loaded is on the disk, which nobody need wait for: until then the note stays.
 */
export async function endLoad(db: Database): Promise<void> {
  if (!loads.delete(db)) return;
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  const fd = openSync(db.name, "r+");
  try {
    await promisify(fdatasync)(fd);
  } finally {
    closeSync(fd);
  }
  // A file that was replaced meanwhile has a note of its own.
  if (db.open) rmSync(noteOf(db.name), { force: true });
}
