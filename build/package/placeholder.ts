/**
 * Stands in for Electron where its archive cannot be had: a program that says what it is and ends, with Electron's fuse
 * wire and, for Windows, its version resource, so that the pipeline has something to set, sign and pack. Every file that is
 * made of it is named a placeholder, and nothing of it can be proposed as a build.
 */
import { execFile } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "../release/failure.ts";

const run = promisify(execFile);
export const PLACEHOLDER = "PLACEHOLDER";
const SAYS = "This is a placeholder for Electron, made to test packaging. It is not Lockdesk.";
/** Electron's mark of the fuse wire, version 1, nine fuses as Electron 45 ships them. */
const WIRE = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011", "latin1");
/** Says what it is and ends. */
export const PLACEHOLDER_PROGRAM = `#!/bin/sh\necho "${SAYS}" >&2\nexit 70\n`;

/** An unpacked Electron of a platform, in a new folder. Windows needs `makensis` for a real executable. */
export async function makePlaceholder(platform: Platform, version: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "resources"), { recursive: true });
  mkdirSync(join(folder, "locales"));
  writeFileSync(join(folder, `${PLACEHOLDER}.txt`), `${SAYS}\n`);
  writeFileSync(join(folder, "version"), version);
  writeFileSync(join(folder, "LICENSE"), `${SAYS}\n`);
  // Electron's archive brings one; the pipeline has to take it out.
  writeFileSync(join(folder, "resources/default_app.asar"), SAYS);
  for (const name of ["en-US", "zh-CN", "fr"]) writeFileSync(join(folder, `locales/${name}.pak`), SAYS);
  if (platform === "win32-x64") return void (await windowsProgram(join(folder, "electron.exe")));
  writeFileSync(join(folder, "electron"), Buffer.concat([Buffer.from(PLACEHOLDER_PROGRAM), WIRE, Buffer.from("\n")]), { mode: 0o755 });
  writeFileSync(join(folder, "chrome-sandbox"), PLACEHOLDER_PROGRAM, { mode: 0o755 });
}

async function windowsProgram(path: string): Promise<void> {
  const script = `${path}.nsi`;
  writeFileSync(script, ["Unicode true", "SetDateSave off", 'Name "Placeholder"', `OutFile "${path}"`, "SilentInstall silent", "RequestExecutionLevel user",
    'VIProductVersion "1.0.0.0"', 'VIAddVersionKey "ProductName" "Placeholder"', 'VIAddVersionKey "FileVersion" "1.0.0.0"', "Section", `  MessageBox MB_OK "${SAYS}"`, "  Quit", "SectionEnd", ""].join("\n"));
  try {
    await run("makensis", ["-V1", script]);
  } catch (error) {
    throw new ReleaseFailure("tool", [(error as { code?: unknown }).code === "ENOENT" ? "makensis is not installed: apt-get install nsis" : String((error as { stderr?: string }).stderr ?? error)]);
  } finally {
    rmSync(script, { force: true });
  }
  appendFileSync(path, WIRE);
}
