// @ts-check
// Hands over to the command: same terminal, own Node first on PATH, signals and exit code passed on.
import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";

/**
 * @typedef {import("./window.mjs").WindowFacts} WindowFacts
 * @typedef {{ root: string, script: string, args: string[], env: NodeJS.ProcessEnv, node24: string }} Launch
 */

/**
 * The environment every command gets.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node24
 * @param {WindowFacts | undefined} window
 * @returns {NodeJS.ProcessEnv}
 */
export function commandEnvironment(env, node24, window) {
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  /** @type {NodeJS.ProcessEnv} */
  const result = { ...env, [pathName]: [dirname(node24), env[pathName]].filter(Boolean).join(delimiter) };
  if (window) result.LOCKDESK_HOST = window.host;
  if (window?.electron) result.LOCKDESK_ELECTRON = window.electron;
  if (window?.chromium) result.LOCKDESK_CHROMIUM = window.chromium;
  return result;
}

/**
 * Runs the command to its end.
 * @param {Launch} launch
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function launch({ root, script, args, env, node24 }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node24, [script, ...args], { cwd: root, env, stdio: "inherit" });
    /** @type {[NodeJS.Signals, () => void][]} */
    const forwards = (/** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"])).map((signal) => [
      signal,
      // Ctrl-C at a terminal reaches the child by itself; passing it on would count as a second one.
      () => void (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)),
    ]);
    for (const [signal, forward] of forwards) process.on(signal, forward);
    const leave = () => forwards.forEach(([signal, forward]) => process.off(signal, forward));
    child.on("error", (error) => (leave(), reject(error)));
    child.on("exit", (code, signal) => (leave(), resolve({ code, signal })));
  });
}

/**
 * Ends this process as its command ended.
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} end
 */
export function endLike({ code, signal }) {
  if (signal && process.platform !== "win32") process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
