/**
 * The installers, made from the finished tree: `dpkg-deb` and `makensis` themselves, because signatures lie between tree and
 * installer, and because what electron-builder would call needs programs that only the net brings (fpm, NSIS plug-ins, Wine)
 * and does not come out the same twice. Dates, owners and order are fixed: the same tree makes the same bytes.
 */
import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, lutimesSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "../release/failure.ts";
import { filesBelow } from "../release/request.ts";
import { LAYOUT, toolsetMakensis } from "./electron-builder.ts";
import { PLACEHOLDER } from "./placeholder.ts";

const run = promisify(execFile);
/** Units of root's helper and what the package does when it comes and goes. */
const LINUX = resolve(import.meta.dirname, "linux");
const UNITS = { "lockdesk-update.path": "multi-user.target", "lockdesk-update.timer": "timers.target", "lockdesk-update.service": null } as const;
const SCRIPTS = ["postinst", "prerm", "postrm"] as const;
/** Folders of root's helper: what is handed over, and what it remembers. */
const INCOMING = { path: "var/lib/lockdesk/incoming", mode: 0o1733 } as const;
const REMEMBERED = { path: "var/lib/lockdesk/update", mode: 0o700 } as const;
const SAFE_NSIS = [3, 12] as const;

export interface InstallerRequest {
  readonly platform: Platform;
  readonly tree: string;
  readonly version: string;
  readonly builtAt: number;
  readonly output: string;
}

/** A tree that was packed without Electron. */
export const isPlaceholder = (tree: string): boolean => existsSync(join(tree, `${PLACEHOLDER}.txt`));

/** Makes the platform's installer. Answers its path; a placeholder's name says what it is. */
export async function makeInstaller(request: InstallerRequest): Promise<string> {
  const { platform, version, output, tree } = request;
  const mark = isPlaceholder(tree) ? `-${PLACEHOLDER}` : "";
  const path = join(output, platform === "linux-x64" ? `lockdesk_${version}${mark}_amd64.deb` : `lockdesk-${version}${mark}-setup.exe`);
  mkdirSync(output, { recursive: true });
  rmSync(path, { force: true });
  await (platform === "linux-x64" ? makeDeb(request, path) : makeNsis(request, path));
  return path;
}

async function tool(file: string, args: readonly string[], env: Record<string, string>, hint: string): Promise<void> {
  try {
    await run(file, [...args], { encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    throw new ReleaseFailure("tool", [code === "ENOENT" ? `${file} is not installed: ${hint}` : `${file}: ${`${stdout}\n${stderr}`.trim().split("\n").slice(-4).join(" | ")}`]);
  }
}

/** Electron's own libraries; the names are Debian's, which UOS and Kylin keep. */
const DEPENDS = "libgtk-3-0, libnotify4, libnss3, libxss1, libxtst6, xdg-utils, libatspi2.0-0, libuuid1, libsecret-1-0, libgbm1, libasound2";

async function makeDeb({ tree, version, builtAt }: InstallerRequest, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lockdesk-deb-"));
  try {
    cpSync(tree, join(folder, "opt/Lockdesk"), { recursive: true });
    const program = `/opt/Lockdesk/${LAYOUT["linux-x64"].executable}`;
    const kilobytes = Math.ceil(filesBelow(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1024);
    const put = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    put("usr/share/applications/lockdesk.desktop", `[Desktop Entry]\nType=Application\nName=Lockdesk\nComment=Collection workstation\nComment[zh_CN]=催收工作站\nExec=${program}\nTerminal=false\nCategories=Office;\n`);
    put("DEBIAN/control", ["Package: lockdesk", `Version: ${version}`, "Architecture: amd64", "Section: misc", "Priority: optional", "Maintainer: Lockdesk <it@lockdesk.invalid>", `Installed-Size: ${kilobytes}`, `Depends: ${DEPENDS}`,
      "Description: Lockdesk collection workstation", ""].join("\n"));
    mkdirSync(join(folder, "usr/bin"), { recursive: true });
    symlinkSync(program, join(folder, "usr/bin/lockdesk"));
    putUnits(folder);
    // Anybody may hand an update over, nobody may read or replace another's: root's helper believes none of it (electron/update/helper.ts).
    for (const { path: own } of [INCOMING, REMEMBERED]) mkdirSync(join(folder, own), { recursive: true });
    settle(folder, builtAt);
    for (const { path: own, mode } of [INCOMING, REMEMBERED]) chmodSync(join(folder, own), mode);
    await tool("dpkg-deb", ["--root-owner-group", "-Zxz", "-z6", "--threads-max=1", "--build", folder, path], { SOURCE_DATE_EPOCH: String(Math.floor(builtAt / 1000)) }, "apt-get install dpkg");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The helper as a service of the system: units, the links that start them at each boot, and the scripts that start them now. */
function putUnits(folder: string): void {
  const units = join(folder, "usr/lib/systemd/system");
  for (const [unit, target] of Object.entries(UNITS)) {
    mkdirSync(join(units, target === null ? "" : `${target}.wants`), { recursive: true });
    copyFileSync(join(LINUX, unit), join(units, unit));
    if (target !== null) symlinkSync(join("..", unit), join(units, `${target}.wants`, unit));
  }
  for (const script of SCRIPTS) {
    copyFileSync(join(LINUX, script), join(folder, "DEBIAN", script));
    chmodSync(join(folder, "DEBIAN", script), 0o755);
  }
}

/** What a builder's umask and clock would leave in the package is the same for everybody: modes by kind, one date. */
function settle(folder: string, builtAt: number): void {
  const at = new Date(builtAt);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).reverse()) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    // Chromium's sandbox where the kernel gives users no name spaces.
    else if (entry.isFile()) chmodSync(path, entry.name === "chrome-sandbox" ? 0o4755 : statSync(path).mode & 0o100 ? 0o755 : 0o644);
    lutimesSync(path, at, at);
  }
  chmodSync(folder, 0o755);
}

async function makeNsis({ tree, version }: InstallerRequest, path: string): Promise<void> {
  const { path: makensis, env } = await findMakensis(isPlaceholder(tree));
  const script = `${path}.nsi`;
  const template = readFileSync(resolve(import.meta.dirname, "installer.nsi"), "utf8");
  writeFileSync(script, template.replace(/^;FILES$/m, () => fileLines(tree)));
  try {
    await tool(makensis, ["-V2", "-INPUTCHARSET", "UTF8", `-DVERSION=${version}`, `-DOUT=${path}`, script], env, "apt-get install nsis");
  } finally {
    rmSync(script, { force: true });
  }
}

/** One line per file in one order: `File /r` would take them as the disk happens to list them. */
function fileLines(tree: string): string {
  const windows = (name: string) => name.replaceAll("/", "\\");
  let folder = ".";
  const lines: string[] = [];
  for (const name of filesBelow(tree)) {
    if (dirname(name) !== folder) {
      folder = dirname(name);
      lines.push(`  SetOutPath "$INSTDIR${folder === "." ? "" : `\\${windows(folder)}`}"`);
    }
    lines.push(`  File "${join(tree, name)}"`);
  }
  return lines.join("\n");
}

/** NSIS 3.12 or later for what is installed somewhere; for the pipeline's tests whatever is here. */
async function findMakensis(placeholder: boolean): Promise<{ path: string; env: Record<string, string> }> {
  const [, major = "0", minor = "0"] = /^v(\d+)\.(\d+)/.exec(await run("makensis", ["-VERSION"], { encoding: "utf8" }).then(({ stdout }) => stdout, () => "")) ?? [];
  const safe = Number(major) > SAFE_NSIS[0] || (Number(major) === SAFE_NSIS[0] && Number(minor) >= SAFE_NSIS[1]);
  if (safe || placeholder) return { path: "makensis", env: {} };
  return toolsetMakensis().catch((error: unknown) => {
    throw new ReleaseFailure("tool", [`an installer needs NSIS ${SAFE_NSIS.join(".")} (CVE-2026-42171); here is ${major}.${minor}, and the packager's toolset cannot be fetched: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`]);
  });
}
