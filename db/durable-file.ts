/** Files that must survive a power cut: written beside, fsynced, renamed, folder fsynced. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Makes the entries of a folder durable. A no-op on Windows, whose file system journals them. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Replaces a file in two phases: the new content is durable under `<path>.new`, `verify` may read
 * it back and throw, only then does it take the name. A crash leaves either the old file or the new.
 */
export function replaceFile(path: string, content: string, verify?: (temporary: string) => void): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  verify?.(temporary);
  renameSync(temporary, path);
  syncFolder(dirname(path));
}
