// @ts-check
// Electron's binary: found where its package puts it, or fetched once.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isExecutable, capture } from "./processes.mjs";
import { say, step } from "./progress.mjs";
import { readStamp, writeStamp } from "./stamps.mjs";

const DAY_MS = 24 * 3_600_000;
/** No byte after this long: the source cannot be reached from here. */
const FIRST_BYTE_MS = 15_000;
const STALLED_MS = 30_000;
const LONGEST_MS = 15 * 60_000;
const WATCH_MS = 500;

/** @typedef {{ at: number, version: string, mirror: string }} FetchStamp */

/** @param {string} root */
export function electronVersion(root) {
  return String(readStamp(join(root, "node_modules", "electron", "package.json"))?.version ?? "?");
}

/**
 * The binary of the locked version, or undefined.
 * @param {string} root
 */
export function findElectron(root) {
  const folder = join(root, "node_modules", "electron");
  const version = readText(join(folder, "dist", "version"));
  if (version === undefined || version.replace(/^v/, "") !== electronVersion(root)) return undefined;
  const file = join(folder, "dist", readText(join(folder, "path.txt")) ?? "electron");
  return isExecutable(file) ? file : undefined;
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

/**
 * Whether Electron starts here: a bare server lacks the system libraries its binary is linked to.
 * @param {string} file
 * @returns {Promise<string | undefined>} what is wrong, undefined when it starts
 */
export async function electronTrouble(file) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const { code, output } = await capture(file, ["-p", "process.versions.electron"], { env, timeoutMs: 20_000 });
  return code === 0 ? undefined : output.trim().split("\n")[0] || "it does not start";
}

/**
 * Whether to try the network for Electron now: not when told not to, and after a failure not before a day has
 * passed or the version or mirror has changed.
 * @param {{ env: NodeJS.ProcessEnv, stamp: FetchStamp | undefined, version: string, now: number }} facts
 */
export function shouldFetch({ env, stamp, version, now }) {
  if (env.LOCKDESK_SKIP_ELECTRON_FETCH === "1" || env.LOCKDESK_HOST === "evaluation") return false;
  if (!stamp || stamp.version !== version || stamp.mirror !== mirrorOf(env)) return true;
  return now - stamp.at >= DAY_MS || stamp.at > now;
}

/** @param {NodeJS.ProcessEnv} env */
export function mirrorOf(env) {
  return env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? "";
}

/** @param {string} root */
export function fetchStampFile(root) {
  return join(root, ".lockdesk", "electron-fetch.json");
}

/**
 * Whether a fetch is worth waiting for.
 * @param {{ elapsedMs: number, idleMs: number, bytes: number }} state idleMs: since the last byte arrived
 * @returns {string | undefined} why to give up
 */
export function fetchIsHopeless({ elapsedMs, idleMs, bytes }) {
  if (bytes === 0 && elapsedMs >= FIRST_BYTE_MS) return "no answer within 15 s";
  if (bytes > 0 && idleMs >= STALLED_MS) return "the download stood still for 30 s";
  return elapsedMs >= LONGEST_MS ? "not there after 15 minutes" : undefined;
}

/**
 * Runs Electron's own installer (checksums come with its package) and watches bytes arrive. A failure is
 * remembered for a day and is none for the caller: there is another host.
 * @param {{ root: string, env: NodeJS.ProcessEnv, node24: string }} context
 * @returns {Promise<string | undefined>} the binary
 */
export async function fetchElectron({ root, env, node24 }) {
  const version = electronVersion(root);
  const temporary = join(root, ".lockdesk", "electron-download");
  const folders = [temporary, join(root, "node_modules", "electron", "dist")];
  mkdirSync(temporary, { recursive: true });
  const watch = watchBytes(folders);
  const outcome = await step(
    `fetching Electron ${version}`,
    () =>
      capture(node24, [join(root, "node_modules", "electron", "install.js")], {
        cwd: root,
        env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
        signal: watch.signal,
      }),
    () => `${(watch.bytes() / 1e6).toFixed(0)} MB`,
  );
  watch.stop();
  rmSync(temporary, { recursive: true, force: true });
  const found = findElectron(root);
  if (found) return found;
  const reason = watch.gaveUp() ?? /Error: (.{1,100})/.exec(outcome.output)?.[1] ?? "its installer failed";
  say(`Electron ${version} cannot be fetched (${reason}); next try in a day, or sooner with another ELECTRON_MIRROR`);
  writeStamp(fetchStampFile(root), { at: Date.now(), version, mirror: mirrorOf(env) });
  return undefined;
}

/** @param {string[]} folders */
function watchBytes(folders) {
  const controller = new AbortController();
  const started = Date.now();
  let bytes = 0;
  let lastByte = started;
  /** @type {string | undefined} */
  let gaveUp;
  const timer = setInterval(() => {
    const now = Date.now();
    const size = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
    if (size !== bytes) [bytes, lastByte] = [size, now];
    gaveUp = fetchIsHopeless({ elapsedMs: now - started, idleMs: now - lastByte, bytes });
    if (gaveUp) controller.abort();
  }, WATCH_MS);
  return { signal: controller.signal, bytes: () => bytes, gaveUp: () => gaveUp, stop: () => clearInterval(timer) };
}

/** @param {string} path @returns {number} bytes of all files below */
function sizeOf(path) {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}
