/** A workstation's files in memory-backed storage, the image a crash leaves of them, and what may happen to a file. */
import { closeSync, copyFileSync, existsSync, fstatSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../random.ts";

const MEMORY = "/dev/shm";

/** A folder of its own, in memory where the system has such a place. */
export const newFolder = (name: string): string => mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), `lockdesk-faults-${name}-`));
export const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true });

/** What a kill leaves: every byte written so far. Shared memory of the journal index goes with the process. */
export function copyImage(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target, { recursive: true });
      copyImage(source, target);
    } else if (!entry.name.endsWith("-shm")) copyFileSync(source, target);
  }
}

function change(path: string, work: (fd: number, size: number) => void): void {
  if (!existsSync(path)) return;
  const fd = openSync(path, "r+");
  try {
    work(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

/** A power cut: writes that nobody synced are gone from some byte on. For files opened with NORMAL durability. */
export const loseTail = (path: string, random: Random): void => change(path, (fd, size) => size > 0 && ftruncateSync(fd, random.below(size)));

/** One bit turns. */
export const flipBit = (path: string, random: Random): void =>
  change(path, (fd, size) => {
    if (size === 0) return;
    const at = random.below(size);
    const byte = Buffer.alloc(1);
    readSync(fd, byte, 0, 1, at);
    byte[0] = byte[0]! ^ (1 << random.below(8));
    writeSync(fd, byte, 0, 1, at);
  });
