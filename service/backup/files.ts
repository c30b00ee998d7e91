/** Files of a backup: listed, copied with their hash, read back, forced to the disk. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StartFailure } from "../failure.ts";

export interface FileFact {
  /** Path below the backup, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}
export interface Tree {
  readonly files: readonly string[];
  /** Every directory, so that empty ones come back too. */
  readonly directories: readonly string[];
}

/** All files and directories below a directory, sorted, as paths with `/`. A link or device is refused: it cannot be copied truly. */
export async function treeOf(root: string): Promise<Tree> {
  const files: string[] = [];
  const directories: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll("\\", "/");
    if (entry.isDirectory()) directories.push(path);
    else if (entry.isFile()) files.push(path);
    else throw new StartFailure(`${join(root, path)} is a link or no plain file, which a backup cannot hold: move what it points to into the data directory (tablespaces are not supported).`);
  }
  return { files: files.sort(), directories: directories.sort() };
}

/** Files worked on at once: a disk that is asked to flush eight flushes them together. */
const AT_ONCE = 8;

/** Does `work` for every item, several at once; results in the items' order. The first failure ends it. */
export async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const hand = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return results;
}

/** Reads a file to its end: size and hash. */
export async function factOf(root: string, path: string): Promise<FileFact> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(join(root, path))) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { path, bytes, sha256: hash.digest("hex") };
}

/** Copies a tree into an empty directory, owner-only, each file forced to the disk. Returns what was read. */
export async function copyTree(from: string, to: string, tree: Tree): Promise<FileFact[]> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const path of tree.directories) await mkdir(join(to, path), { recursive: true, mode: 0o700 });
  const facts = await severalAtOnce(tree.files, (path) => copyFile(from, to, path));
  await syncDirectories(to, tree.directories);
  return facts;
}

async function copyFile(from: string, to: string, path: string): Promise<FileFact> {
  const hash = createHash("sha256");
  let bytes = 0;
  const out = await open(join(to, path), "wx", 0o600);
  try {
    for await (const chunk of createReadStream(join(from, path))) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      await out.writeFile(chunk as Buffer);
    }
    await out.sync();
  } finally {
    await out.close();
  }
  return { path, bytes, sha256: hash.digest("hex") };
}

/** Writes a small file and forces it to the disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const out = await open(path, "wx", 0o600);
  try {
    await out.writeFile(text);
    await out.sync();
  } finally {
    await out.close();
  }
}

/** Forces one file or directory to the disk. */
export async function syncOne(path: string, flags: "r" | "r+"): Promise<void> {
  const handle = await open(path, flags);
  await handle.sync().finally(() => handle.close());
}

/** Forces the names in directories to the disk: `root`, those below it that are listed, and its parent's own. */
export async function syncDirectories(root: string, below: readonly string[] = []): Promise<void> {
  if (process.platform === "win32") return; // a directory cannot be opened there; NTFS journals names itself
  await severalAtOnce([...below.map((d) => join(root, d)), root, dirname(root)], (path) => syncOne(path, "r"));
}

/** Refuses a target that holds anything. */
export async function demandEmpty(dir: string, what: string): Promise<void> {
  const there = await lstat(dir).catch(() => null);
  if (there === null || (there.isDirectory() && (await readdir(dir)).length === 0)) return;
  throw new StartFailure(`${dir} is not empty and ${what} never overwrites: give another directory, or move this one away first.`);
}
