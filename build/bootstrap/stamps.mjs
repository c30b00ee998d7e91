// @ts-check
// Stamps remember that a step is done, so that a second run skips it.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * SHA-256 of the parts, each with its length so that ["ab","c"] and ["a","bc"] differ.
 * @param {(string | Buffer)[]} parts
 */
export function hashOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex");
}

/**
 * Hash of names and contents of all files under these paths (files or folders; missing ones count as such).
 * @param {string} root
 * @param {string[]} paths relative to root
 * @param {(path: string) => boolean} [wanted]
 */
export function hashOfTree(root, paths, wanted = () => true) {
  /** @type {(string | Buffer)[]} */
  const parts = [];
  for (const path of paths) {
    for (const file of filesUnder(root, path).filter(wanted).sort()) parts.push(file, readFileSync(join(root, file)));
  }
  return hashOf(parts);
}

/**
 * All files under a path, relative to root with forward slashes.
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(root, path) {
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR" ? [path] : [];
  }
  return entries.flatMap((entry) => {
    const child = `${path}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(root, child) : entry.isFile() ? [child] : [];
  });
}

/**
 * @param {string} file
 * @returns {any} the JSON in the file, or undefined when there is none that can be read
 */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Writes a stamp in one piece.
 * @param {string} file
 * @param {unknown} value
 */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(value)}\n`);
  renameSync(half, file);
}
