/**
 * One instance per user-data folder. Synchronous, as Electron's call is: a lock file holds the owner's process
 * number and start time; a second instance leaves its arguments in a folder the first one watches.
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { isAlive } from "./chromium.ts";

const LOCK_FILE = "evaluation-host.lock";
const INBOX = "evaluation-host-second-instance";

export type SecondInstance = {
  readonly argv: string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
};

type Held = { readonly file: string; readonly watcher: fs.FSWatcher };
let held: Held | undefined;

/** Distinguishes a process from a later one with the same number (Linux; elsewhere the number alone). */
function startTime(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function ownerIsAlive(file: string): boolean {
  try {
    const [pid, started] = fs.readFileSync(file, "utf8").split(" ");
    return isAlive(Number(pid)) && startTime(Number(pid)) === (started ?? "");
  } catch {
    return false;
  }
}

function create(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${process.pid} ${startTime(process.pid)}`);
  try {
    fs.linkSync(draft, file); // whole or not at all
    return true;
  } catch {
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function takeOver(file: string): boolean {
  const stale = `${file}.stale-${randomUUID()}`;
  try {
    fs.renameSync(file, stale);
    fs.rmSync(stale, { force: true });
  } catch {
    // Another instance was quicker.
  }
  return create(file);
}

/** True when this process owns the folder; otherwise the owner has been told. */
export function acquireLock(userData: string, data: unknown, onSecond: (second: SecondInstance) => void): boolean {
  if (held !== undefined) return true;
  fs.mkdirSync(userData, { recursive: true });
  const file = path.join(userData, LOCK_FILE);
  const inbox = path.join(userData, INBOX);
  fs.mkdirSync(inbox, { recursive: true });
  if (create(file) || (!ownerIsAlive(file) && takeOver(file))) {
    held = { file, watcher: watchInbox(inbox, onSecond) };
    return true;
  }
  const second: SecondInstance = { argv: [...process.argv], workingDirectory: process.cwd(), additionalData: data ?? null };
  const note = path.join(inbox, randomUUID());
  fs.writeFileSync(`${note}.part`, JSON.stringify(second));
  fs.renameSync(`${note}.part`, `${note}.json`);
  return false;
}

function watchInbox(inbox: string, onSecond: (second: SecondInstance) => void): fs.FSWatcher {
  const read = (): void => {
    for (const name of fs.readdirSync(inbox)) {
      const file = path.join(inbox, name);
      if (!name.endsWith(".json")) continue;
      const second = JSON.parse(fs.readFileSync(file, "utf8")) as SecondInstance;
      fs.rmSync(file, { force: true });
      onSecond(second);
    }
  };
  for (const name of fs.readdirSync(inbox)) fs.rmSync(path.join(inbox, name), { force: true });
  const watcher = fs.watch(inbox, { persistent: false }, read);
  watcher.on("error", () => undefined);
  return watcher;
}

export function hasLock(): boolean {
  return held !== undefined;
}

export function releaseLock(): void {
  if (held === undefined) return;
  held.watcher.close();
  fs.rmSync(held.file, { force: true });
  held = undefined;
}
