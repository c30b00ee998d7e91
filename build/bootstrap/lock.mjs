// @ts-check
// One set-up at a time: two bootstraps in the same folder must not install over each other.
import {
  accessSync, closeSync, constants, mkdirSync, openSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { say } from "./progress.mjs";

const POLL_MS = 250;
const SAY_MS = 2000;
const HEARTBEAT_MS = 2000;
/** A holder on another host (or in another container) that has not touched its lock for so long is gone. */
const SILENT_HOLDER_MS = 60_000;

/** @typedef {{ pid: number, host: string, token: string }} Holder */

/**
 * Whether the holder of a lock is gone and the lock may be taken away.
 * @param {{ holder: Holder | undefined, silentMs: number, host: string, alive: (pid: number) => boolean }} facts
 */
export function isStale({ holder, silentMs, host, alive }) {
  if (holder?.host === host && !alive(holder.pid)) return true;
  return silentMs > SILENT_HOLDER_MS;
}

/**
 * Runs `work` alone: whoever comes second waits, and says so every two seconds.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, work) {
  const file = join(root, ".lockdesk", "setup.lock");
  // Asked first: on a read-only disk a recursive mkdir answers ENOENT, which tells nobody anything.
  accessSync(root, constants.W_OK);
  const release = await acquire(file);
  try {
    return await work();
  } finally {
    release();
  }
}

/** @param {string} file */
async function acquire(file) {
  mkdirSync(dirname(file), { recursive: true });
  const started = Date.now();
  for (let said = 0; ; ) {
    const release = tryTake(file);
    if (release) return release;
    removeIfStale(file);
    const waited = Date.now() - started;
    if (waited - said >= SAY_MS) {
      said = waited;
      say(`another set-up is running here (process ${readHolder(file)?.pid ?? "?"}), waiting … ${Math.round(waited / 1000)} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * @param {string} file
 * @returns {(() => void) | undefined} the release, or undefined when somebody else holds the lock
 */
function tryTake(file) {
  const token = `${process.pid}-${Date.now()}-${Math.random()}`;
  try {
    const handle = openSync(file, "wx");
    writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname(), token }));
    closeSync(handle);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return undefined;
    throw error;
  }
  const mine = () => readHolder(file)?.token === token;
  const beat = setInterval(() => mine() && utimesSync(file, new Date(), new Date()), HEARTBEAT_MS);
  beat.unref();
  const release = () => {
    clearInterval(beat);
    process.off("exit", release);
    if (mine()) unlinkSync(file);
  };
  process.on("exit", release);
  return release;
}

/**
 * Takes a dead holder's lock out of the way. The rename decides between two who both found it stale.
 * @param {string} file
 */
function removeIfStale(file) {
  const holder = readHolder(file);
  const silentMs = silence(file);
  if (silentMs === undefined || !isStale({ holder, silentMs, host: hostname(), alive: isAlive })) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Somebody quicker may have put a fresh lock there between our look and our rename: give it back.
    if (readHolder(aside)?.token === holder?.token) unlinkSync(aside);
    else renameSync(aside, file);
  } catch {
    // Gone already.
  }
}

/** @param {string} file */
function silence(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @returns {Holder | undefined}
 */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
