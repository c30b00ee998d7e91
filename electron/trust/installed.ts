/**
 * Whether the installed program is the one that was signed. Runs before any window: what it refuses does not start.
 * It stands in the archive that Electron itself checks (Windows) or that only root can write (Linux), and so does the key
 * list it believes; it cannot help against who can change both, which is what code signing and root's ownership are for.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileFaults, INSTALLED_PATH, InstalledSchema, installedText, type Installed } from "../../shared/release/installed.ts";
import { rootFaults, RootSchema, type RootDocument } from "../../shared/release/roles.ts";
import { keyId } from "./release-key.ts";
import { verifyEd25519 } from "./signed.ts";

export interface InstalledProgram {
  /** The folder that holds the executable. */
  readonly folder: string;
  /** The key list inside the program's archive. */
  readonly root: string;
  readonly version: string;
  readonly platform: string;
  /** Told true before files are hashed and false afterwards, once the key list has been read: Electron shows archives as folders otherwise. */
  readonly plainFiles?: (plain: boolean) => void;
}

/** `list`: missing or unreadable · `keys`: the program's key list is · `signatures`: too few · `build`: of another build · `files`: they differ. */
export type InstalledVerdict =
  | { readonly ok: true; readonly hashes: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly code: "list" | "keys" | "signatures" | "build" | "files"; readonly faults: readonly string[] };

const MOST_FAULTS = 12;
const AT_ONCE = 4;

/** Reads every file once. Never throws for what lies on the disk. */
export async function checkInstalled({ folder, root, version, platform, plainFiles }: InstalledProgram): Promise<InstalledVerdict> {
  const installed = read(join(folder, INSTALLED_PATH), InstalledSchema);
  if (installed === null) return refused("list", [INSTALLED_PATH]);
  const keys = read(root, RootSchema);
  if (keys === null || rootFaults(keys, keyId).length > 0) return refused("keys", ["release/root.json"]);
  const [have, needed] = [countSignatures(installed, keys), keys.signed.roles.targets.threshold];
  if (have < needed) return refused("signatures", [`${have}/${needed}`]);
  const { signed } = installed;
  if (signed.version !== version || signed.platform !== platform) return refused("build", [`${signed.platform} ${signed.version}`]);
  plainFiles?.(true);
  const hashes = await hashesBelow(folder).finally(() => plainFiles?.(false));
  const faults = fileFaults(signed, hashes).map(({ path, what }) => `${path}: ${what}`);
  return faults.length > 0 ? refused("files", faults) : { ok: true, hashes };
}

const refused = (code: Exclude<InstalledVerdict, { ok: true }>["code"], faults: readonly string[]): InstalledVerdict => ({ ok: false, code, faults: faults.slice(0, MOST_FAULTS) });

function read<T>(path: string, schema: { safeParse(json: unknown): { success: true; data: T } | { success: false } }): T | null {
  try {
    const parsed = schema.safeParse(existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** How many different holders of the targets role have signed the list. */
export function countSignatures({ signed, signatures }: Installed, { signed: { keys, roles } }: RootDocument): number {
  const text = Buffer.from(installedText(signed));
  const good = signatures.filter(({ keyid, sig }) => roles.targets.keyids.includes(keyid) && keys[keyid] !== undefined && verifyEd25519(Buffer.from(keys[keyid].keyval.public, "hex"), text, Buffer.from(sig, "hex")));
  return new Set(good.map(({ keyid }) => keyid)).size;
}

/** SHA-256 of every file below a folder by its path with `/`; what cannot be read or is a link has none that fits. */
export async function hashesBelow(folder: string): Promise<Map<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => ({ path: join(entry.parentPath, entry.name), plain: entry.isFile() }));
  const hashes = new Map<string, string>();
  const work = async () => {
    for (let next = paths.pop(); next; next = paths.pop()) {
      hashes.set(relative(folder, next.path).split(sep).join("/"), next.plain ? await hashOf(next.path).catch(() => "unreadable") : "not a file");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return hashes;
}

async function hashOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(part as Buffer);
  return digest.digest("hex");
}
