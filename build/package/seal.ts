/**
 * The list of an installed program's files: made when its tree is packed, sealed on the air-gapped station by one key at a
 * time, and demanded before an installer is made of the tree.
 */
import { sign, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../shared/release/documents.ts";
import { fileFaults, INSTALLED_PATH, InstalledSchema, installedText, type Installed, type InstalledBody } from "../../shared/release/installed.ts";
import { RootSchema, type RootDocument } from "../../shared/release/roles.ts";
import { keyId, publicHalf } from "../../service/release/signing.ts";
import { countSignatures, hashesBelow } from "../../electron/trust/installed.ts";
import { demandNone, ReleaseFailure } from "../release/failure.ts";
import { readAsar, readAsarFile } from "./asar.ts";

const listOf = (tree: string): string => join(tree, INSTALLED_PATH);
const write = (tree: string, installed: Installed): void => writeFileSync(listOf(tree), `${JSON.stringify(installed, null, 1)}\n`, { mode: 0o644 });

/** Writes the list of what lies in the tree, not yet signed. */
export async function listInstalled(tree: string, version: string, platform: Platform): Promise<Installed> {
  const hashes = await hashesBelow(tree);
  hashes.delete(INSTALLED_PATH);
  const files = [...hashes].map(([path, sha256]) => ({ path, bytes: statSync(join(tree, path)).size, sha256 })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const installed = InstalledSchema.parse({ signed: { _type: "lockdesk-installed", v: 1, version, platform, files }, signatures: [] });
  write(tree, installed);
  return installed;
}

/** The tree's list. Throws `artifacts` when there is none, or when what lies there is not what it lists. */
export async function readInstalled(tree: string): Promise<Installed> {
  if (!existsSync(listOf(tree))) throw new ReleaseFailure("artifacts", [`${listOf(tree)} is missing: pack the tree first (npm run package -- --dir)`]);
  const parsed = InstalledSchema.safeParse(JSON.parse(readFileSync(listOf(tree), "utf8")));
  if (!parsed.success) throw new ReleaseFailure("artifacts", parsed.error.issues.map((issue) => `${INSTALLED_PATH}: ${issue.path.join(".")}: ${issue.message}`));
  demandNone("artifact_hash", fileFaults(parsed.data.signed, await hashesBelow(tree)).map(({ path, what }) => `${path}: ${what}`));
  return parsed.data;
}

/** What a seal would say, in plain words. */
export const describeInstalled = ({ version, platform, files }: InstalledBody): string =>
  `${platform} ${version}: ${files.length} 个文件 / files, ${(files.reduce((sum, file) => sum + file.bytes, 0) / 1_000_000).toFixed(1)} MB`;

/** Adds a key's signature after hashing every file anew. Throws `not_a_holder` when the key list does not name the key for builds. */
export async function sealTree(tree: string, root: RootDocument, key: KeyObject): Promise<Installed> {
  const { signed, signatures } = await readInstalled(tree);
  const keyid = keyId(publicHalf(key));
  if (!root.signed.roles.targets.keyids.includes(keyid)) throw new ReleaseFailure("not_a_holder", [`targets: ${keyid.slice(0, 8)}`]);
  const added = { keyid, sig: sign(null, Buffer.from(installedText(signed)), key).toString("hex") };
  // In one order, so that the same keys make the same file.
  const sealed = { signed, signatures: [...signatures.filter((other) => other.keyid !== keyid), added].toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1)) };
  write(tree, sealed);
  return sealed;
}

/** Throws unless the tree is what its list says, and enough holders have sealed it by the key list inside the program itself. */
export async function demandSealed(tree: string): Promise<Installed> {
  const installed = await readInstalled(tree);
  const root = programRoot(tree);
  if (root === null) throw new ReleaseFailure("artifacts", ["the program holds no key list: pack it with --root FILE"]);
  const [have, needed] = [countSignatures(installed, root), root.signed.roles.targets.threshold];
  if (have < needed) throw new ReleaseFailure("below_threshold", [`${have}/${needed}: npm run release -- seal ${tree} --root FILE --key PEM`]);
  return installed;
}

/** The key list inside the program's archive; null when it holds none. */
function programRoot(tree: string): RootDocument | null {
  const asar = join(tree, "resources/app.asar");
  if (!readAsar(asar).files.some(({ path }) => path === "release/root.json")) return null;
  return RootSchema.parse(JSON.parse(readAsarFile(asar, "release/root.json").toString("utf8")));
}
