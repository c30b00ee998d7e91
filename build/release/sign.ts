/**
 * `sign`: on the air-gapped station, one key at a time. Nothing in the request is believed: the station has its own copy of
 * the present key list, recomputes every hash from the files, and shows what the signature would change.
 */
import { hash, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { INDEX_PATH, type BuildIndex } from "../../shared/release/documents.ts";
import { publicHalf, keyId, signatureOf, type SignedJson } from "../../service/release/signing.ts";
import { asRoot, asTargets, thresholdFault } from "../../service/release/verify.ts";
import { rootBodyFaults, rootSignatureFaults, targetsBodyFaults } from "./ceremony.ts";
import { parseIndex, rootDifference, targetsDifference } from "./difference.ts";
import type { RootBody, TargetEntry, TargetsBody } from "./documents.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { addSignature, entryOf, filesBelow, filesOf, readLast, readRequest, type Request } from "./request.ts";

export interface Signing {
  readonly folder: string;
  /** The station's own copy of the present key list; null only for the very first. */
  readonly root: SignedJson | null;
  readonly now: number;
}

/** What signing would change, once everything was checked. Throws what is wrong. */
export async function reviewRequest({ folder, root, now }: Signing): Promise<{ request: Request; difference: string[] }> {
  const request = readRequest(folder);
  return { request, difference: request.role === "root" ? reviewRoot(request.body, request.last, root, now) : await reviewTargets(request, request.body, root, now) };
}

/** Adds the key's signature. Throws `not_a_holder` when the role does not name the key. */
export async function signRequest(signing: Signing, key: KeyObject): Promise<{ difference: string[]; keyid: string }> {
  const { request, difference } = await reviewRequest(signing);
  const keyid = keyId(publicHalf(key));
  const holders = request.role === "root" ? [...request.body.roles.root.keyids, ...rootBody(signing.root)?.roles.root.keyids ?? []] : (rootBody(signing.root)?.roles.targets.keyids ?? []);
  if (!holders.includes(keyid)) throw new ReleaseFailure("not_a_holder", [`${request.role}: ${keyid.slice(0, 8)}`]);
  addSignature(signing.folder, signatureOf(request.body, key));
  return { difference, keyid };
}

const rootBody = (root: SignedJson | null): RootBody | null => (root?.signed as unknown as RootBody | undefined) ?? null;

function reviewRoot(body: RootBody, last: SignedJson | null, root: SignedJson | null, now: number): string[] {
  if (last && !root) throw new ReleaseFailure("request", ["the station needs its own copy of the present key list: --root FILE"]);
  demandNone("ceremony", [...rootBodyFaults(body, rootBody(root), now), ...(root ? rootSignatureFaults(root, null) : [])]);
  return rootDifference(body, rootBody(root));
}

async function reviewTargets({ folder }: Request, body: TargetsBody, root: SignedJson | null, now: number): Promise<string[]> {
  if (!root) throw new ReleaseFailure("request", ["the station needs its own copy of the present key list: --root FILE"]);
  const last = readLast(folder, "targets");
  // The last list of builds is carried by the request, so its signatures are counted by the station's own key list.
  demandNone("ceremony", [...rootSignatureFaults(root, null), ...(last ? thresholdFault(() => asRoot(root).verifyDelegate("targets", asTargets(last)), "the present key list") : [])]);
  const lastBody = (last?.signed ?? null) as unknown as TargetsBody | null;
  demandNone("ceremony", targetsBodyFaults(body, lastBody, now));
  await recompute(folder, body, lastBody);
  const index = indexOf(join(filesOf(folder), INDEX_PATH));
  if (!index) throw new ReleaseFailure("artifact_hash", [`${INDEX_PATH} is missing`]);
  demandNone("ceremony", index.builds.filter((build) => !matches(body.targets[build.file], build)).map((build) => `${build.file}: list and file differ`));
  return targetsDifference(body, lastBody, index, lastIndex(folder, lastBody));
}

const matches = (entry: TargetEntry | undefined, build: { sha256: string; bytes: number }): boolean => entry?.hashes.sha256 === build.sha256 && entry.length === build.bytes;

/** Every entry is either the one that was signed last, or the hash of a file that lies here. */
async function recompute(folder: string, body: TargetsBody, last: TargetsBody | null): Promise<void> {
  const files = filesOf(folder);
  const present = filesBelow(files);
  const faults: string[] = present.filter((path) => !body.targets[path]).map((path) => `${path}: lies in the request but is not listed`);
  for (const [path, entry] of Object.entries(body.targets)) {
    const found = present.includes(path) ? await entryOf(join(files, path)) : last?.targets[path];
    if (!found) faults.push(`${path}: is listed but does not lie in the request`);
    else if (found.length !== entry.length || found.hashes.sha256 !== entry.hashes.sha256) faults.push(`${path}: has another hash or length`);
  }
  demandNone("artifact_hash", faults);
}

const indexOf = (path: string): BuildIndex | null => (existsSync(path) ? parseIndex(readFileSync(path, "utf8")) : null);

/** The last index, believed only when its hash is the one that was signed. */
function lastIndex(folder: string, last: TargetsBody | null): BuildIndex | null {
  const path = join(folder, "last", "index.json");
  if (!last || !existsSync(path)) return null;
  const text = readFileSync(path, "utf8");
  return hash("sha256", text) === last.targets[INDEX_PATH]?.hashes.sha256 ? parseIndex(text) : null;
}
