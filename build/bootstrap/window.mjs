// @ts-check
// What a window needs: Electron, else the evaluation host on a system browser; and a font with Chinese.
import { statSync } from "node:fs";
import { join } from "node:path";
import { FONT_PACKAGE, aptInstall, findBrowser, hasChineseFont, installCommand, mayInstall, thisSystem } from "./chromium.mjs";
import { electronTrouble, electronVersion, fetchElectron, fetchStampFile, findElectron, shouldFetch } from "./electron.mjs";
import { failure } from "./failures.mjs";
import { say } from "./progress.mjs";
import { hashOf, readStamp, writeStamp } from "./stamps.mjs";

const HOSTS = ["electron", "evaluation"];

/**
 * @typedef {{ root: string, env: NodeJS.ProcessEnv, node24: string }} Context
 * @typedef {{ host: "electron" | "evaluation", electron?: string, chromium?: string }} WindowFacts
 */

/** @param {string} root */
function stampFile(root) {
  return join(root, ".lockdesk", "window.json");
}

/**
 * What the answer depends on: when one of these changes, the search starts again.
 * @param {Context} context
 * @param {(string | undefined)[]} files
 */
function stampKey({ env, root }, files) {
  const wishes = [env.LOCKDESK_HOST, env.LOCKDESK_CHROMIUM, env.LOCKDESK_SKIP_ELECTRON_FETCH, electronVersion(root)];
  return hashOf([...wishes.map((wish) => wish ?? ""), ...files.map((file) => (file ? `${file}@${changedAt(file)}` : ""))]);
}

/** @param {string} file */
function changedAt(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return "gone";
  }
}

/**
 * The facts of the last run, when they still hold.
 * @param {Context} context
 * @returns {Promise<WindowFacts | undefined>}
 */
export async function windowDone(context) {
  const stamp = readStamp(stampFile(context.root));
  if (!stamp || stamp.key !== stampKey(context, [stamp.facts?.electron, stamp.facts?.chromium])) return undefined;
  if (stamp.facts.host === "evaluation" && (findElectron(context.root) !== stamp.unusable || fetchIsDue(context))) return undefined;
  return stamp.facts;
}

/** @param {Context} context */
function fetchIsDue({ root, env }) {
  const stamp = readStamp(fetchStampFile(root));
  return findElectron(root) === undefined && shouldFetch({ env, stamp, version: electronVersion(root), now: Date.now() });
}

/**
 * Finds or brings what is needed, in the order of DESIGN.md 2: Electron, then the evaluation host.
 * @param {Context} context
 * @returns {Promise<WindowFacts>}
 */
export async function prepareWindow(context) {
  const wish = context.env.LOCKDESK_HOST;
  if (wish && !HOSTS.includes(wish)) throw failure("host-unknown", { have: wish });
  const { electron, unusable } = wish === "evaluation" ? {} : await bringElectron(context);
  if (wish === "electron" && !electron) throw failure("electron-missing", { version: electronVersion(context.root) });
  const chromium = electron ? await findBrowser(context) : await bringBrowser(context);
  await bringFont();
  /** @type {WindowFacts} */
  const facts = { host: electron ? "electron" : "evaluation", electron, chromium };
  writeStamp(stampFile(context.root), { key: stampKey(context, [electron, chromium]), facts, unusable });
  return facts;
}

/**
 * @param {Context} context
 * @returns {Promise<{ electron?: string, unusable?: string }>}
 */
async function bringElectron(context) {
  const file = findElectron(context.root) ?? (fetchIsDue(context) ? await fetchElectron(context) : undefined);
  const trouble = file && (await electronTrouble(file));
  if (file && trouble === undefined) return { electron: file };
  if (file) say(`Electron is here but does not start (${trouble}); using the evaluation host`);
  return { unusable: file };
}

/** @param {Context} context */
async function bringBrowser(context) {
  const found = await findBrowser(context);
  if (found) return found;
  const system = thisSystem();
  if (!mayInstall(system)) throw failure("browser-missing", { command: installCommand(system) });
  await aptInstall(["chromium", FONT_PACKAGE], system);
  const installed = await findBrowser(context);
  if (!installed) throw failure("browser-missing", { command: installCommand(system) });
  return installed;
}

/** A missing font spoils the look but not the work: it is said, never a reason to stop. */
async function bringFont() {
  if ((await hasChineseFont()) === true) return;
  const system = thisSystem();
  if (mayInstall(system)) {
    await aptInstall([FONT_PACKAGE], system).catch((error) => say(error.message));
  } else {
    say(`no font with Chinese characters was found: run "${installCommand(system)}"`);
  }
}
