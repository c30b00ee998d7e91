// @ts-check
// Child processes of the set-up: start, collect, never hang.
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const KEEP_CHARS = 200_000;

/** How long a child may take to end by itself. npm goes on unpacking for a while after SIGTERM. */
const POLITE_MS = 1500;

/** Children of the set-up that are running now. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends what the set-up has started, so that an interrupted set-up leaves nothing at work behind it. */
export async function stopChildren() {
  const children = [...running];
  const ended = Promise.all(children.map((child) => new Promise((resolve) => child.once("close", resolve))));
  for (const child of children) child.kill("SIGTERM");
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, POLITE_MS))]);
  // Never so to apt: a package manager killed half-way leaves a system that needs repair.
  for (const child of running) if (!/apt-get$/.test(child.spawnfile)) child.kill("SIGKILL");
}

/**
 * @typedef {{ code: number, output: string, error?: NodeJS.ErrnoException }} Outcome
 *   code is -1 when the program could not be started or was stopped
 */

/**
 * Runs a program to its end and returns what it printed (stdout and stderr together, the last 200,000
 * characters). Never throws: a program that cannot be started comes back with `error`.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean,
 *   onLine?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Outcome>}
 */
export function capture(file, args, options = {}) {
  return new Promise((resolve) => {
    const { cwd, env, shell, signal, timeoutMs, onLine } = options;
    let output = "";
    let pending = "";
    const child = spawn(file, args, {
      cwd, env, shell, signal, timeout: timeoutMs, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"], windowsHide: true,
    });
    running.add(child);
    const take = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString("utf8");
      output = (output + text).slice(-KEEP_CHARS);
      const lines = (pending + text).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
      if (process.env.LOCKDESK_DEBUG === "1") process.stderr.write(text);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => {
      running.delete(child);
      resolve({ code: -1, output, error });
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? -1, output });
    });
  });
}

/**
 * First executable of one of these names on PATH; the names' order counts before the folders'.
 * @param {string[]} names
 * @param {{ path: string | undefined, skip?: (folder: string) => boolean, extensions?: string[] }} where
 * @returns {string | undefined}
 */
export function findOnPath(names, { path, skip = () => false, extensions = [""] }) {
  const folders = (path ?? "").split(delimiter).filter((folder) => folder !== "" && !skip(folder));
  for (const name of names) {
    for (const folder of folders) {
      for (const extension of extensions) {
        const file = join(folder, name + extension);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
