/**
 * The exclusive lock on a data directory. PGlite lets a second process open the same directory and
 * destroy it (DESIGN.md 8), so the lock comes first. A lock left by a killed process is taken over
 * at once: beside it stands the process id, and a dead one holds nothing.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import { StartFailure } from "../failure.ts";

const STALE_MS = 15_000;

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Takes the lock or throws a StartFailure that names the directory and the process that has it. */
export async function lockDirectory(dir: string): Promise<DirectoryLock> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const pidFile = join(dir, "service.pid");
  const take = () => lockfile.lock(dir, { lockfilePath: join(dir, "service.lock"), stale: STALE_MS, update: 5_000, realpath: false });
  let release: () => Promise<void>;
  try {
    release = await take();
  } catch (first) {
    const holder = await readHolder(pidFile);
    if (holder !== null && (holder === process.pid || isAlive(holder))) throw held(dir, holder, first);
    if (holder === null) throw held(dir, holder, first);
    await rm(join(dir, "service.lock"), { recursive: true, force: true });
    release = await take().catch((again: unknown) => {
      throw held(dir, null, again);
    });
  }
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: async () => {
      await rm(pidFile, { force: true });
      await release().catch(() => undefined);
    },
  };
}

const held = (dir: string, pid: number | null, cause: unknown): StartFailure =>
  new StartFailure(`Another service${pid ? ` (process ${pid})` : ""} has the data directory ${dir} open: stop it first, or give another --data directory.`, { cause });

async function readHolder(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
