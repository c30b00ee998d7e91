/** A file that is either the old one or the new one: written beside, fsynced, renamed. Never through a hard link's other names. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export function writeFileDurably(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", 0o644);
  try {
    writeSync(fd, content as Buffer);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
