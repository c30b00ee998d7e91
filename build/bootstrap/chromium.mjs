// @ts-check
// The evaluation host's browser and the fonts for Chinese text: found, installed where we may, or named.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { failure } from "./failures.mjs";
import { capture, findOnPath, isExecutable } from "./processes.mjs";
import { step } from "./progress.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const WINDOWS_PLACES = ["Google\\Chrome\\Application\\chrome.exe", "Chromium\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
const BROWSER_PACKAGE = "chromium";
export const FONT_PACKAGE = "fonts-noto-cjk";

/** What to type where we may not install: first match of the distribution's ids. @type {[RegExp, string][]} */
const INSTALL_COMMANDS = [
  [/debian|ubuntu/, `sudo apt-get install -y ${BROWSER_PACKAGE} ${FONT_PACKAGE}`],
  [/fedora|rhel|centos/, "sudo dnf install -y chromium google-noto-sans-cjk-fonts"],
  [/arch/, "sudo pacman -S chromium noto-fonts-cjk"],
  [/suse/, "sudo zypper install chromium noto-sans-cjk-fonts"],
  [/win32/, "winget install Google.Chrome"],
];

/**
 * @typedef {{ platform: string, ids: string, root: boolean, apt: boolean }} System
 *   ids: ID and ID_LIKE of os-release · root: may install · apt: apt-get is there
 */

/** @returns {System} */
export function thisSystem() {
  return {
    platform: process.platform,
    ids: process.platform === "linux" ? distributionIds(readQuietly("/etc/os-release")) : process.platform,
    root: process.getuid?.() === 0,
    apt: findOnPath(["apt-get"], { path: process.env.PATH }) !== undefined,
  };
}

/** @param {string} text of os-release */
export function distributionIds(text) {
  const values = [...text.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1]?.replace(/["']/g, ""));
  return values.join(" ").toLowerCase();
}

/** @param {string} file */
function readQuietly(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {System} system */
export function mayInstall(system) {
  return system.platform === "linux" && system.root && system.apt && /debian|ubuntu/.test(system.ids);
}

/** @param {System} system @returns {string} the one command that brings browser and fonts */
export function installCommand(system) {
  const [, command = "install Chromium and a Chinese font with your package manager"] =
    INSTALL_COMMANDS.find(([ids]) => ids.test(system.ids)) ?? [];
  return system.root ? command.replace(/^sudo /, "") : command;
}

/**
 * Places where a browser may be, best first; what LOCKDESK_CHROMIUM names stands alone.
 * @param {{ env: NodeJS.ProcessEnv, platform: string }} facts
 * @returns {string[]}
 */
export function browserCandidates({ env, platform }) {
  if (env.LOCKDESK_CHROMIUM) return [env.LOCKDESK_CHROMIUM];
  if (platform === "win32") {
    const bases = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter((base) => base !== undefined);
    return WINDOWS_PLACES.flatMap((place) => bases.map((base) => join(base, place))).filter(isExecutable);
  }
  return NAMES.flatMap((name) => findOnPath([name], { path: env.PATH }) ?? []);
}

/**
 * The first browser that starts (a distribution may ship a name that only advertises its store).
 * @param {{ env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser({ env }) {
  for (const file of browserCandidates({ env, platform: process.platform })) {
    const trouble = await browserTrouble(file);
    if (trouble === undefined) return file;
    if (env.LOCKDESK_CHROMIUM) throw failure("browser-unusable", { path: file, reason: trouble });
  }
  return undefined;
}

/** @param {string} file */
async function browserTrouble(file) {
  if (!isExecutable(file)) return "no such program";
  // On Windows `--version` opens a window instead of printing.
  if (process.platform === "win32") return undefined;
  const { code, output } = await capture(file, ["--version"], { timeoutMs: 20_000 });
  if (code === 0 && /\d+\.\d+\.\d+/.test(output)) return undefined;
  return output.trim().split("\n")[0] || `exit code ${code}`;
}

/** @returns {Promise<boolean | undefined>} whether a font with Chinese is there; undefined when nobody can tell */
export async function hasChineseFont() {
  if (process.platform !== "linux") return true;
  const { code, output, error } = await capture("fc-list", [":lang=zh", "file"], { timeoutMs: 20_000 });
  if (error || code !== 0) return undefined;
  return output.trim() !== "";
}

/**
 * Installs Debian packages, with the last line of apt as progress.
 * @param {string[]} packages
 * @param {System} system
 */
export async function aptInstall(packages, system) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const waitForLock = ["-o", "DPkg::Lock::Timeout=300"];
  let last = "";
  const onLine = (/** @type {string} */ line) => {
    if (line.trim() !== "") last = line.trim().slice(0, 70);
  };
  const apt = (/** @type {string[]} */ args) => capture("apt-get", [...waitForLock, ...args], { env, onLine });
  const outcome = await step(
    `installing ${packages.join(" and ")}`,
    async () => {
      const install = ["install", "-y", "--no-install-recommends", ...packages];
      await apt(["update"]);
      return apt(install);
    },
    () => last,
  );
  if (outcome.code !== 0) throw aptFailure(outcome.output, installCommand(system));
}

/**
 * @param {string} output
 * @param {string} command what to type instead
 */
export function aptFailure(output, command) {
  if (/No space left on device|n['o]t have enough free space/i.test(output)) return failure("disk-full", { path: "/" }, output);
  const line = output.split("\n").findLast((text) => /^E: /.test(text)) ?? "apt-get ended without a reason";
  return failure("browser-install-failed", { reason: line.slice(0, 160), command }, output);
}
