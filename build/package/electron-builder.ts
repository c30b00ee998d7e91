/**
 * The one file that knows electron-builder: what it is asked for, and what it does not do by itself (RELEASE.md 1, 3.1).
 * It makes the program's tree: archive with integrity, native parts beside it, the executable's resources and fuses. The
 * installers are made from the finished tree (`installers.ts`), because signatures lie between the two.
 */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Arch, Platform as Target, build, type AfterPackContext, type Configuration, type WindowsConfiguration } from "electron-builder";
import type { Platform } from "../../shared/release/documents.ts";
import { signCode, type AuthenticodeKeys } from "../release/authenticode.ts";
import { setFuses } from "./fuses.ts";
import { replaceWith } from "./replace.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** NSIS 3.12 (checked by its hash in the packager): 3.06.1 to 3.11 unpack as SYSTEM into a folder that others can write (CVE-2026-42171). */
export const NSIS_TOOLSET = "1.2.1";
/** What the executable is called, and the folder below the output that holds the tree. */
export const LAYOUT = {
  "linux-x64": { executable: "lockdesk", tree: "linux-unpacked", target: Target.LINUX },
  "win32-x64": { executable: "Lockdesk.exe", tree: "win-unpacked", target: Target.WINDOWS },
} as const satisfies Record<Platform, { executable: string; tree: string; target: Target }>;

export interface TreeRequest {
  readonly platform: Platform;
  readonly version: string;
  /** The staged program. */
  readonly program: string;
  /** Electron's checked archive, or an unpacked placeholder. */
  readonly electron: string;
  readonly electronVersion: string;
  readonly output: string;
  /** Signs the Windows executable. Without keys the build stops, unless it says that it is `unsigned`: to be compared by two builders, or to be signed across the air gap. */
  readonly sign: AuthenticodeKeys | "unsigned" | null;
}

/** Packs the tree. Answers its folder. */
export async function packTree(request: TreeRequest): Promise<string> {
  const { platform, output } = request;
  const layout = LAYOUT[platform];
  await build({ projectDir: ROOT, targets: layout.target.createTarget("dir", Arch.x64), publish: "never", config: configuration(request) });
  return join(output, layout.tree);
}

function configuration({ platform, program, electron, electronVersion, output, sign }: TreeRequest): Configuration {
  const { executable } = LAYOUT[platform];
  return {
    appId: "lockdesk.workstation", productName: "Lockdesk", copyright: "Lockdesk", publish: null,
    directories: { app: program, output, buildResources: join(ROOT, "build/package/resources") },
    electronVersion, electronDist: electron, electronLanguages: ["zh-CN", "en-US"],
    files: [{ from: ".", filter: ["**/*", "!node_modules/**"] }, { from: "node_modules", to: "node_modules", filter: ["**/*"] }],
    asar: { smartUnpack: false }, asarUnpack: ["**/*.node"],
    // The staged folder is complete: nothing is collected, installed or compiled.
    beforeBuild: () => Promise.resolve(false),
    afterExtract: ({ appOutDir }) => {
      // With an archive of one's own the packager leaves Electron's welcome program in, and lists it as one of ours.
      for (const name of ["resources/default_app.asar", "version"]) rmSync(join(appOutDir, name), { force: true });
      return Promise.resolve();
    },
    // Its own fuse library is older than Electron's ninth fuse.
    afterPack: ({ appOutDir }: AfterPackContext) => setFuses(join(appOutDir, executable)),
    forceCodeSigning: sign !== "unsigned", toolsets: { nsis: NSIS_TOOLSET },
    linux: { executableName: executable, category: "Office", target: "dir" },
    win: windows(sign),
  };
}

const windows = (keys: TreeRequest["sign"]): WindowsConfiguration => ({
  target: "dir", legalTrademarks: "Lockdesk", requestedExecutionLevel: "asInvoker",
  ...(keys === "unsigned" ? { signExecutable: false } : keys === null ? {} : { signtoolOptions: { signingHashAlgorithms: ["sha256"], sign: ({ path }: { path: string }) => replaceWith(path, (to) => signCode(path, to, keys)) } }),
});

/** The `makensis` of the packager's toolset, fetched and checked by it. Rejects where the net cannot be reached. */
export async function toolsetMakensis(): Promise<{ path: string; env: Record<string, string> }> {
  const { getMakeNsisPath } = (await import("app-builder-lib/out/toolsets/windows.js")) as { getMakeNsisPath: (nsis: string) => Promise<{ path: string; env?: Record<string, string> }> };
  const { path, env = {} } = await getMakeNsisPath(NSIS_TOOLSET);
  return { path, env };
}
