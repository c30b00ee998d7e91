/** Files of the profile that main itself keeps and destroys. No record data: names, counts, signed words. */
import { closeSync, existsSync, fstatSync, fsyncSync, lstatSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";

/** Overwrites a small file with noise where it lies, durably. What a solid-state disk has moved elsewhere stays there (SECURITY.md). */
export function overwrite(path: string): void {
  const fd = openSync(path, "r+");
  try {
    writeSync(fd, randomBytes(fstatSync(fd).size), 0, undefined, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A JSON file that fits its schema; null when it is absent or does not. */
export function readJson<S extends z.ZodType>(path: string, schema: S): z.output<S> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Every file below a folder, links not followed; empty when it is not there. */
export function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!lstatSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** Removes a file or folder; false when the system would not let go of it. */
export function remove(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

/** What main reads of a slot: whose it is. The rest is the vault's. */
const OwnerSchema = z.object({ userNo: z.string() });

export interface LocalUser {
  readonly userNo: string;
  readonly folder: string;
}

/** Users with a slot on this machine. Folders set aside are nobody's any more. */
export function localUsers(profileDir: string): LocalUser[] {
  const users = join(profileDir, "users");
  if (!existsSync(users)) return [];
  return readdirSync(users).filter((name) => !/\.(kept|recovered)-/.test(name)).flatMap((name) => {
    const folder = join(users, name);
    const owner = readJson(join(folder, "slot.json"), OwnerSchema);
    return owner ? [{ userNo: owner.userNo, folder }] : [];
  });
}
