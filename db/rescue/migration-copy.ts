/**
 * A verified copy of the outbox before any migration. It is made with the file closed, opened with the
 * key and compared by count and chain end; when the migrated file is not what it was, the copy takes
 * its place again. It goes when a later opening has found the migrated file whole.
 */
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../durable-file.ts";
import { DamagedDatabaseError } from "../failures.ts";
import type { Database } from "../guard.ts";
import { openWorkingCopy } from "../open.ts";
import { tailOf, verifyChain } from "../outbox.ts";
import { asidePath, exchange, freshPath } from "./exchange.ts";
import { syncFile } from "./salvage.ts";

/** What must be the same before and after. */
export interface Contents {
  readonly events: number;
  readonly drafts: number;
  readonly tail: string;
}

/** Counts an opened outbox. */
export function contentsOf(db: Database): Contents {
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  return { events: count("event"), drafts: count("draft"), tail: tailOf(db).tail };
}

export const sameContents = (a: Contents, b: Contents): boolean => a.events === b.events && a.drafts === b.drafts && a.tail === b.tail;

const copyName = (path: string, version: number): string => `${path}.before-${version}`;

/** Copies the closed file, durable, and proves the copy. Throws `DamagedDatabaseError` when it is not what was counted. */
export function makeCopy(path: string, version: number, key: Buffer, wanted: Contents): void {
  const copy = copyName(path, version);
  const partial = `${copy}.partial`;
  dropWith(partial);
  for (const suffix of ["", "-wal"]) {
    if (!existsSync(`${path}${suffix}`)) continue;
    copyFileSync(`${path}${suffix}`, `${partial}${suffix}`);
    syncFile(`${partial}${suffix}`);
  }
  const db = openWorkingCopy(partial, Buffer.from(key));
  try {
    verifyChain(db);
    if (!sameContents(contentsOf(db), wanted)) throw new DamagedDatabaseError("outbox", "its copy is not what it is");
  } finally {
    // Closing folds the copied log into the copy: one file from here on.
    db.close();
  }
  syncFile(partial);
  dropWith(copy);
  renameSync(partial, copy);
  syncFolder(dirname(path));
}

/** Puts the copy back in the place of a file whose migration failed; that file is kept aside. */
export function putBack(path: string, version: number, now: number): void {
  rmSync(freshPath(path), { force: true });
  copyFileSync(copyName(path, version), freshPath(path));
  syncFile(freshPath(path));
  exchange(path, asidePath(path, "failed", now));
}

/** The present version was opened again and found whole: copies of older ones have done their service. */
export function dropCopies(path: string): void {
  const prefix = `${basename(path)}.before-`;
  for (const name of readdirSync(dirname(path))) if (name.startsWith(prefix)) rmSync(join(dirname(path), name), { force: true });
}

function dropWith(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
}
