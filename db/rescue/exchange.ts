/**
 * Puts a fresh outbox in the place of one that is set aside. Two renames, and a start that finds only
 * the first of them done finishes the second: at no moment is there neither, and nothing is deleted.
 */
import { existsSync, renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { syncFolder } from "../durable-file.ts";
import { failPoint } from "../fail-points.ts";

/** Where the fresh file is built. */
export const freshPath = (path: string): string => `${path}.new`;

/** The dated name under which a file is kept. */
export function asidePath(path: string, word: "damaged" | "failed", now: number): string {
  const dated = `${path}.${word}-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
  let name = dated;
  for (let n = 2; existsSync(name) || existsSync(`${name}-wal`); n++) name = `${dated}-${n}`;
  return name;
}

/** Moves the file with its log aside and the fresh one into its place. Returns the name it is kept under. */
export function exchange(path: string, aside: string): string {
  failPoint("salvage.mid");
  moveAside(path, aside);
  failPoint("exchange.mid");
  renameSync(freshPath(path), path);
  syncFolder(dirname(path));
  return basename(aside);
}

function moveAside(path: string, aside: string): void {
  // The file before its log: without the file, `finishExchange` knows what was going on.
  for (const suffix of ["", "-wal", "-shm"]) if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  syncFolder(dirname(path));
}

/** Finishes an exchange that a crash cut in two. */
export function finishExchange(path: string, now: number): void {
  if (existsSync(path) || !existsSync(freshPath(path))) return;
  moveAside(path, asidePath(path, "damaged", now));
  renameSync(freshPath(path), path);
  syncFolder(dirname(path));
}
