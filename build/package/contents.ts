/** What the program's archive may hold, as one table: everything that is packed fits a line of it, and each line is met. */
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "../release/failure.ts";

/** The native packages of a platform: what is loaded there and nothing for another. */
export const NATIVE: Record<Platform, { readonly sqlite: string; readonly argon2: string }> = {
  "linux-x64": { sqlite: "linux-x64", argon2: "argon2-linux-x64-gnu" },
  "win32-x64": { sqlite: "win32-x64", argon2: "argon2-win32-x64-msvc" },
};

/** Lines of the table. `.node` files lie beside the archive (`app.asar.unpacked`), because the system's loader opens them. */
const allowed = (platform: Platform): Readonly<Record<string, RegExp>> => {
  const { sqlite, argon2 } = NATIVE[platform];
  return {
    "the program's own description": /^package\.json$/,
    "the main process": /^out\/main\/main\.js$/,
    "the vault": /^out\/vault\/vault\.js$/,
    "the bridge into the page": /^out\/preload\/preload\.cjs$/,
    "the windows": /^out\/renderer\/(desk|unlock)\.html$/,
    "the windows' parts": /^out\/renderer\/assets\/[\w-]+\.(js|css|woff2|png|svg)$/,
    "the key list and the date of the build": /^release\/(root|build)\.json$/,
    "the encrypted database": /^node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/[\w/-]+\.js)$/,
    "its native part": new RegExp(`^node_modules/better-sqlite3/prebuilds/${sqlite}\\.node$`),
    "the key derivation": /^node_modules\/@node-rs\/argon2\/(package\.json|LICENSE|index\.js)$/,
    "its native part's loader": new RegExp(`^node_modules/@node-rs/${argon2}/(package\\.json|[\\w.-]+\\.node)$`),
  };
};
/** The key list is absent from a build that is made for comparison or for the pipeline's tests only. */
const MAY_LACK = new Set(["the key list and the date of the build"]);

/** Whether a file may be packed. */
export const mayShip = (platform: Platform, path: string): boolean => Object.values(allowed(platform)).some((pattern) => pattern.test(path));

/** What is wrong with an archive's listing: files that no line allows, and lines that no file meets. */
export function contentFaults(platform: Platform, paths: readonly string[]): string[] {
  const table = Object.entries(allowed(platform));
  return [
    ...paths.filter((path) => !mayShip(platform, path)).map((path) => `${path}: does not belong into the program`),
    ...table.filter(([name, pattern]) => !MAY_LACK.has(name) && !paths.some((path) => pattern.test(path))).map(([name]) => `${name}: is missing`),
  ];
}

/** Throws `artifacts` with what is wrong with a listing. */
export function demandContents(platform: Platform, paths: readonly string[]): void {
  const faults = contentFaults(platform, paths);
  if (faults.length > 0) throw new ReleaseFailure("artifacts", faults);
}
