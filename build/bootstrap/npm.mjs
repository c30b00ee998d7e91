// @ts-check
// How the set-up calls npm, and what npm's output means to a person.
import { existsSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { failure } from "./failures.mjs";
import { findOnPath } from "./processes.mjs";

/** `--ignore-scripts`: the lockfile drops a `gypfile: false`, so scripts would start a compiler (DESIGN.md 8). */
export const NPM_CI = [
  "ci", "--ignore-scripts", "--include=dev", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund",
  "--no-progress", "--no-color", "--loglevel=warn", "--fetch-retries=2", "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

/**
 * Asks the registry for a sign of life: without one, npm would try all its packages for minutes before it gives
 * up. A registry that knows no ping still answers.
 */
export const NPM_PING = ["ping", "--no-color", "--loglevel=warn", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=15000"];
export const PING_LIMIT_MS = 45_000;

/**
 * Whether a failed ping means that nothing can be fetched.
 * @param {{ code: number, output: string }} ping code -1: stopped at the limit
 */
export function registryIsDead({ code, output }) {
  if (code === 0) return false;
  return code === -1 || ["network-down", "certificate-refused"].includes(npmFailure(output, ".").code);
}

/**
 * The program and leading arguments that start npm: the npm that started us, else the one on PATH.
 * @param {{ env: NodeJS.ProcessEnv, execPath: string, platform: string }} facts
 * @returns {{ file: string, args: string[], env: NodeJS.ProcessEnv } | undefined}
 */
export function findNpm({ env, execPath, platform }) {
  // npm's own first line is `env node`: it must find the Node that runs us.
  const path = [dirname(execPath), env.PATH ?? env.Path ?? ""].join(delimiter);
  const withPath = { ...env, PATH: path };
  const started = env.npm_execpath;
  if (started && basename(started) === "npm-cli.js" && existsSync(started)) {
    return { file: execPath, args: [started], env: withPath };
  }
  const inProject = (/** @type {string} */ folder) => /[\\/]node_modules[\\/]/.test(`${folder}/`);
  if (platform !== "win32") {
    const file = findOnPath(["npm"], { path, skip: inProject });
    return file ? { file, args: [], env: withPath } : undefined;
  }
  // npm.cmd would need a shell; the script beside it does not.
  const command = findOnPath(["npm"], { path, skip: inProject, extensions: [".cmd"] });
  const script = command && join(dirname(command), "node_modules", "npm", "bin", "npm-cli.js");
  return script && existsSync(script) ? { file: execPath, args: [script], env: withPath } : undefined;
}

/** Warnings that say nothing to the reader: Node 24 comes with the lockfile, foreign settings are not ours. */
const NOISE = [
  /^npm (warn|WARN) EBADENGINE/,
  /^npm (warn|WARN) Unknown (user|env|project|builtin|global|cli) config/,
  /^npm (warn|WARN) deprecated/,
  /^npm (warn|WARN) config /,
  /^npm (warn|WARN) cli npm v\S+ does not support/,
];

/** A warning worth showing. @param {string} line */
export function isNpmWarning(line) {
  return /^npm (warn|WARN) /.test(line) && !NOISE.some((pattern) => pattern.test(line));
}

/** npm's error codes, most telling first. @type {[RegExp, string][]} */
const MEANINGS = [
  [/\b(ENOSPC|EDQUOT)\b/, "disk-full"],
  [/error code (EACCES|EPERM|EROFS)\b/, "not-writable"],
  [/error code EUSAGE\b/, "lockfile-stale"],
  [/error code EINTEGRITY\b/, "package-damaged"],
  [/error code (UNABLE_TO_\w+|SELF_SIGNED\w*|DEPTH_ZERO\w*|CERT_\w+|ERR_TLS_CERT\w*)/, "certificate-refused"],
  [/error code (E401|E403|E404|E405|E426|E429|E451|E5\d\d|ETARGET|ENOVERSIONS|ENEEDAUTH)\b/, "registry-refused"],
  [
    /error code (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|FETCH_ERROR|EPROTO|ENOTCACHED)\b/,
    "network-down",
  ],
];

/**
 * Whether npm ci did its work. npm ends with 0 although an optional package could not be unpacked for want of
 * space.
 * @param {{ code: number, output: string }} outcome
 */
export function installed({ code, output }) {
  return code === 0 && !/TAR_ENTRY_ERROR|\bENOSPC\b/.test(output);
}

/**
 * The failure behind a failed npm run.
 * @param {string} output
 * @param {string} root the folder npm worked in
 */
export function npmFailure(output, root) {
  const reason = npmReason(output);
  const [, code = "install-failed"] = MEANINGS.find(([pattern]) => pattern.test(output)) ?? [];
  const path = /^npm error (?:path|dest) (.+)$/m.exec(output)?.[1] ?? root;
  return failure(code, { reason, path }, output);
}

/**
 * npm's code and first telling line, short, without credentials that an address may carry.
 * @param {string} output
 */
function npmReason(output) {
  const lines = output.split("\n").filter((line) => /^npm (error|ERR!) \S/.test(line)).map((line) => line.replace(/^npm \S+ /, ""));
  const code = lines.find((line) => line.startsWith("code "))?.slice(5);
  const said = lines.find((line) => !/^(code|errno|syscall|path|dest|network This is|A complete log)/.test(line));
  const text = [code, said].filter(Boolean).join(": ") || output.trim().split("\n").at(-1) || "no answer";
  return text.replace(/\/\/[^/@\s]+@/g, "//").slice(0, 160);
}
