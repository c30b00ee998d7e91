/** Looks for what must be nowhere: bytes in the memory of processes (Linux) and in files, text as UTF-8 and UTF-16. */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}
/** A text as a file or V8 may hold it. */
export const textNeedles = (name: string, text: string): Needle[] => [{ name: `${name} (UTF-8)`, bytes: Buffer.from(text, "utf8") }, { name: `${name} (UTF-16)`, bytes: Buffer.from(text, "utf16le") }];

/** A process and all below it. */
export function processTree(root: number): number[] {
  const parents = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid): [number, number][] => {
    try {
      return [[Number(pid), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1])]];
    } catch {
      return [];
    }
  });
  const found = [root];
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found.filter((pid) => existsSync(`/proc/${pid}/maps`));
}

const CHUNK = 16 * 1024 * 1024;

/** Which needles a process's writable memory holds. A process that ends meanwhile holds none. */
export function inMemory(pid: number, needles: readonly Needle[]): string[] {
  const found = new Set<string>();
  const overlap = Math.max(...needles.map((n) => n.bytes.length));
  let fd: number;
  let maps: string;
  try {
    maps = readFileSync(`/proc/${pid}/maps`, "utf8");
    fd = openSync(`/proc/${pid}/mem`, "r");
  } catch {
    return [];
  }
  const buffer = Buffer.alloc(CHUNK);
  try {
    for (const [, from, to] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const end = Number.parseInt(to!, 16);
      for (let at = Number.parseInt(from!, 16); at < end; at += CHUNK - overlap) {
        let read = 0;
        try {
          read = readSync(fd, buffer, 0, Math.min(CHUNK, end - at), at);
        } catch {
          continue; // not resident, or not ours to read
        }
        const part = buffer.subarray(0, read);
        for (const { name, bytes } of needles) if (!found.has(name) && part.includes(bytes)) found.add(name);
      }
    }
  } finally {
    closeSync(fd);
  }
  return [...found];
}

/** Files below folders that hold a needle, each with which. */
export function inFiles(folders: readonly string[], needles: readonly Needle[]): string[] {
  const hits: string[] = [];
  const visit = (path: string): void => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
    else if (stat?.isFile()) {
      const content = readFileSync(path);
      hits.push(...needles.filter((n) => content.includes(n.bytes)).map((n) => `${path}: ${n.name}`));
    }
  };
  for (const folder of folders) if (existsSync(folder)) visit(folder);
  return hits;
}

/** Regular files a process has open, by the path that reads them even when they are unlinked. */
export function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`).filter((link) => {
    try {
      return statSync(link).isFile() && !readlinkSync(link).startsWith("/dev/");
    } catch {
      return false;
    }
  });
}
