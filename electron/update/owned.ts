/**
 * Files in a folder that anybody may write, read by root: opened with the rights of the one who owns them, and only where
 * they are plain files. A link to what its owner may not read, a pipe or a device is not there.
 */
import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { UpdateRefused } from "./refused.ts";
import type { Source } from "./source.ts";

/** Does something with the rights of whoever owns a path; as itself where that is its own or it cannot change. Synchronous: nothing else runs meanwhile. */
export function asOwner<T>(path: string, work: () => T): T {
  const { seteuid, setegid, geteuid, setgroups, getgroups } = process;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!seteuid || !setegid || !setgroups || !getgroups || geteuid?.() !== 0 || !found || found.uid === 0) return work();
  const own = getgroups();
  // Root's further groups would open what its owner may not.
  setgroups([]);
  setegid(found.gid);
  seteuid(found.uid);
  try {
    return work();
  } finally {
    seteuid(0);
    setegid(0);
    setgroups(own);
  }
}

/** A folder that its owner handed over, with `metadata/` and `targets/`. */
export const ownedSource = (folder: string): Source => ({
  async read(path, from, take) {
    const inside = path.split("/").every((name) => name !== ".." && name !== "");
    const fd = inside ? asOwner(folder, () => openPlain(join(folder, path))) : null;
    if (fd === null) return take({ status: 404, parts: (async function* () {})() });
    try {
      return await take({ status: from > 0 ? 206 : 200, parts: createReadStream("", { fd, start: from, autoClose: false }) as AsyncIterable<Uint8Array> });
    } catch (error) {
      throw error instanceof Error && "syscall" in error ? new UpdateRefused("update_unreachable", [String(error.syscall)]) : error;
    } finally {
      closeSync(fd);
    }
  },
});

function openPlain(file: string): number | null {
  try {
    // Not waiting for whoever would open the other end of a pipe.
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
    return null;
  } catch {
    return null;
  }
}
