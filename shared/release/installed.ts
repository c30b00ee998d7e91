/**
 * The second signed list: every file of an installed program by its hash. What Electron checks by itself is the archive, and
 * only on Windows; this covers the executable, its libraries and the native parts as well, on both. Signed by the holders of
 * the targets role, as many of them as the key list inside the program demands.
 */
import { z } from "zod";
import { canonical } from "../model/canonical.ts";
import { PlatformSchema, type Platform } from "./documents.ts";
import { VersionSchema } from "./version.ts";

/** Where the list lies, below the program's folder. It does not name itself. */
export const INSTALLED_PATH = "resources/installed.json";
/** What an installer leaves that is in no package. */
export const INSTALLER_LEAVES: Record<Platform, readonly string[]> = { "linux-x64": [], "win32-x64": ["uninstall.exe"] };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const InstalledFileSchema = z.strictObject({ path: z.string().regex(/^[\w@][\w@.+ -]*(\/[\w@.+ -]+)*$/), bytes: z.number().int().nonnegative(), sha256 });
export type InstalledFile = z.infer<typeof InstalledFileSchema>;

export const InstalledBodySchema = z.strictObject({
  _type: z.literal("lockdesk-installed"), v: z.literal(1), version: VersionSchema, platform: PlatformSchema, files: z.array(InstalledFileSchema).min(1).max(5_000),
});
export type InstalledBody = z.infer<typeof InstalledBodySchema>;

export const InstalledSchema = z.strictObject({
  signed: InstalledBodySchema,
  signatures: z.array(z.strictObject({ keyid: sha256, sig: z.string().regex(/^[0-9a-f]{128}$/) })).max(20),
});
export type Installed = z.infer<typeof InstalledSchema>;

/** What is signed. Paths are plain ASCII and numbers whole, for which all canonical forms of JSON agree. */
export const installedText = (body: InstalledBody): string => canonical(body);

export interface FileFault {
  readonly path: string;
  readonly what: "changed" | "missing" | "added";
}

/** Where the files found differ from the list. */
export function fileFaults({ files, platform }: InstalledBody, found: ReadonlyMap<string, string>): FileFault[] {
  const listed = new Map(files.map((file) => [file.path, file.sha256]));
  const apart = new Set<string>([INSTALLED_PATH, ...INSTALLER_LEAVES[platform]]);
  return [
    ...files.filter(({ path, sha256 }) => found.get(path) !== sha256).map(({ path }): FileFault => ({ path, what: found.has(path) ? "changed" : "missing" })),
    ...[...found.keys()].filter((path) => !listed.has(path) && !apart.has(path)).map((path): FileFault => ({ path, what: "added" })),
  ];
}
