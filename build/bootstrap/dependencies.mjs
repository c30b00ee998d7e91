// @ts-check
// node_modules as the lockfile says, Node 24 among them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { failure } from "./failures.mjs";
import { lockedNode, missingPackages, parseLock, promisedPackages, thisPlatform } from "./lockfile.mjs";
import { NPM_CI, NPM_PING, PING_LIMIT_MS, findNpm, installed, isNpmWarning, npmFailure, registryIsDead } from "./npm.mjs";
import { capture } from "./processes.mjs";
import { say, step } from "./progress.mjs";
import { hashOf, readStamp, writeStamp } from "./stamps.mjs";

/** Measured: node_modules takes 840 MB, and npm's cache grows beside it. */
const NEED_MB = 1250;

/**
 * @typedef {{ root: string, env: NodeJS.ProcessEnv }} Context
 * @typedef {{ node24: string }} DependencyFacts
 */

/**
 * The facts when nothing is to be done, undefined otherwise.
 * @param {Context} context
 * @returns {Promise<DependencyFacts | undefined>}
 */
export async function dependenciesDone({ root }) {
  const lock = readLock(root);
  const node = lockedNode(lock.parsed, thisPlatform());
  const node24 = join(root, node.path);
  const key = stampKey(lock.text, node.version);
  const stampFile = join(root, "node_modules", ".lockdesk-stamp");
  const stamped = readStamp(stampFile)?.key === key;
  // A tree that its owner brought up with npm himself counts when npm's record of it agrees with the lockfile.
  if (!stamped && missingHere(root, lock.parsed).length > 0) return undefined;
  if ((await nodeVersion(node24)) !== `v${node.version}`) return undefined;
  if (!stamped) writeStamp(stampFile, { key });
  return { node24 };
}

/**
 * Installs, and proves that all that was promised is there.
 * @param {Context} context
 * @returns {Promise<DependencyFacts>}
 */
export async function installDependencies({ root, env }) {
  const lock = readLock(root);
  const node = lockedNode(lock.parsed, thisPlatform());
  const node24 = join(root, node.path);
  requireSpace(root);
  await runNpmCi(root, env, process.execPath, lock.parsed);
  let missing = missingHere(root, lock.parsed);
  if (missing.length > 0 && existsSync(node24)) {
    // npm under an early Node 20 leaves out optional packages that refuse it; under Node 24 it brings them.
    const borrowed = borrowNode(root, node24);
    await runNpmCi(root, env, borrowed, lock.parsed);
    rmSync(borrowed);
    missing = missingHere(root, lock.parsed);
  }
  if (missing.length > 0) throw failure("packages-missing", { names: missing.slice(0, 5).join(", ") });
  const found = await nodeVersion(node24);
  if (found !== `v${node.version}`) {
    throw failure("node24-broken", { path: node.path, reason: `it answers ${found ?? "nothing"}, locked is v${node.version}` });
  }
  writeStamp(join(root, "node_modules", ".lockdesk-stamp"), { key: stampKey(lock.text, node.version) });
  return { node24 };
}

/**
 * The stamp holds the locked Node, not the running one: the first run is on the machine's Node, later ones may
 * be on ours.
 * @param {string} lockText
 * @param {string} nodeVersion
 */
export function stampKey(lockText, nodeVersion) {
  return hashOf([lockText, nodeVersion, process.platform, process.arch]);
}

/** @param {string} root */
function readLock(root) {
  let text;
  try {
    text = readFileSync(join(root, "package-lock.json"), "utf8");
  } catch (error) {
    throw failure("lockfile-missing", {}, error);
  }
  return { text, parsed: parseLock(text) };
}

/**
 * @param {string} root
 * @param {import("./lockfile.mjs").Lock} lock
 */
function missingHere(root, lock) {
  return missingPackages(lock, readStamp(join(root, "node_modules", ".package-lock.json")), thisPlatform());
}

/** @param {string} file @returns {Promise<string | undefined>} */
async function nodeVersion(file) {
  const { code, output } = await capture(file, ["--version"], { timeoutMs: 10_000 });
  return code === 0 ? output.trim() : undefined;
}

/** @param {string} root */
function requireSpace(root) {
  const { bavail, bsize } = statfsSync(root);
  const have = Math.floor((bavail * bsize) / 1e6);
  if (have < NEED_MB) throw failure("disk-full", { path: root, have: String(have), need: String(NEED_MB) });
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath the Node that runs npm
 * @param {import("./lockfile.mjs").Lock} lock
 */
async function runNpmCi(root, env, execPath, lock) {
  const npm = findNpm({ env, execPath, platform: process.platform });
  if (!npm) throw failure("npm-missing");
  const run = (/** @type {string[]} */ args, /** @type {Partial<Parameters<typeof capture>[2]>} */ more = {}) =>
    capture(npm.file, [...npm.args, ...args], { cwd: root, env: npm.env, ...more });
  const ping = await step("asking the package registry", () => run(NPM_PING, { timeoutMs: PING_LIMIT_MS }));
  const dead = registryIsDead(ping);
  moveRunningNodeAside(root);
  const promised = [...promisedPackages(lock, thisPlatform())];
  const warnings = /** @type {string[]} */ ([]);
  const outcome = await step(
    "installing the locked dependencies",
    // Without a registry npm's cache may still hold everything.
    () => run(dead ? [...NPM_CI, "--offline"] : NPM_CI, { onLine: (line) => isNpmWarning(line) && warnings.push(line) }),
    () => `${promised.filter((path) => existsSync(join(root, path, "package.json"))).length} of ${promised.length} packages`,
  );
  if (outcome.error) throw failure("npm-missing", {}, outcome.error);
  if (!installed(outcome)) throw installFailure(outcome, dead ? ping : undefined, root);
  for (const warning of warnings) say(warning);
}

/**
 * @param {import("./processes.mjs").Outcome} outcome of npm ci
 * @param {import("./processes.mjs").Outcome | undefined} deadPing
 * @param {string} root
 */
function installFailure(outcome, deadPing, root) {
  const why = npmFailure(outcome.output, root);
  if (why.code !== "network-down" || !deadPing) return why;
  return deadPing.code === -1 ? failure("network-down", { reason: "no answer" }) : npmFailure(deadPing.output, root);
}

/**
 * A copy of Node 24 outside node_modules, because npm empties that folder while it runs.
 * @param {string} root
 * @param {string} node24
 */
function borrowNode(root, node24) {
  const folder = join(root, ".lockdesk", "node");
  const copy = join(folder, process.platform === "win32" ? "node.exe" : "node");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(node24, copy);
  return copy;
}

/**
 * Windows does not delete a running program, but it does rename one: npm must be able to empty node_modules
 * although npm scripts put the Node inside it first on PATH.
 * @param {string} root
 */
function moveRunningNodeAside(root) {
  if (process.platform !== "win32") return;
  const inside = relative(join(root, "node_modules"), process.execPath);
  if (inside.startsWith("..") || inside.includes(`:${sep}`)) return;
  const aside = join(root, ".lockdesk", "old-node");
  mkdirSync(aside, { recursive: true });
  renameSync(process.execPath, join(aside, `node-${Date.now()}.exe`));
}
