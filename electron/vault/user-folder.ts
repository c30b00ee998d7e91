/**
 * A user's folder in the profile: `users/<userNo>/{slot.json,outbox.db,cache.db}`. Slots are replaced
 * in two phases; a folder nobody can open any more is put aside under a dated name, never deleted.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile, syncFolder } from "../../db/durable-file.ts";
import { SlotSchema, type Slot } from "./keys.ts";

export interface UserFolder {
  readonly path: string;
  readonly outbox: string;
  readonly cache: string;
}

/** Staff numbers are short and plain; anything else becomes a name that cannot leave the folder. */
const folderName = (userNo: string): string => (/^[A-Za-z0-9_-]{1,20}$/.test(userNo) ? userNo : `x${Buffer.from(userNo).toString("hex")}`);

export function userFolder(profileDir: string, userNo: string): UserFolder {
  const path = join(profileDir, "users", folderName(userNo));
  return { path, outbox: join(path, "outbox.db"), cache: join(path, "cache.db") };
}

const SLOT = "slot.json";
/** A slot under a password the centre has not yet confirmed; promoted when it has. */
const NEXT_SLOT = "slot.next.json";

function readSlotFile(path: string): Slot | null {
  if (!existsSync(path)) return null;
  try {
    const parsed = SlotSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The slots of a folder: the one in force first. A file that is not a slot counts as absent. */
export function readSlots(folder: UserFolder): { current: Slot | null; next: Slot | null } {
  return { current: readSlotFile(join(folder.path, SLOT)), next: readSlotFile(join(folder.path, NEXT_SLOT)) };
}

/** Writes a slot durably; what is on disk is read back before it takes the name. */
export function writeSlot(folder: UserFolder, slot: Slot, which: "current" | "next"): void {
  const text = JSON.stringify(slot, null, 2);
  replaceFile(join(folder.path, which === "current" ? SLOT : NEXT_SLOT), text, (temporary) => {
    if (readFileSync(temporary, "utf8") !== text) throw Object.assign(new Error("the slot did not reach the disk whole"), { code: "EIO" });
  });
}

/** The centre has taken the new password: its slot is the slot. */
export function promoteNextSlot(folder: UserFolder): void {
  if (!existsSync(join(folder.path, NEXT_SLOT))) return;
  renameSync(join(folder.path, NEXT_SLOT), join(folder.path, SLOT));
  syncFolder(folder.path);
}

export function dropNextSlot(folder: UserFolder): void {
  rmSync(join(folder.path, NEXT_SLOT), { force: true });
}

/** True when the user has anything on this machine. */
export const hasData = (folder: UserFolder): boolean => existsSync(join(folder.path, SLOT)) || existsSync(folder.outbox);

/** Moves the folder aside under a dated name and makes a fresh one. Returns the new name, or null when there was nothing. */
export function putAside(folder: UserFolder, now: number): string | null {
  if (!existsSync(folder.path)) return null;
  const stamp = new Date(now).toISOString().replace(/[:.]/g, "-");
  let aside = `${folder.path}.kept-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${folder.path}.kept-${stamp}-${n}`;
  renameSync(folder.path, aside);
  makeFolder(folder);
  return aside;
}

function makeFolder(folder: UserFolder): void {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
}
