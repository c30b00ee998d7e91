/** `publish`: refuses below the threshold, tries the new state with the workstation's own client and the attack probe, switches by one rename. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../shared/model/time.ts";
import { INDEX_PATH } from "../../shared/release/documents.ts";
import { newestOf } from "../../shared/release/version.ts";
import { hashedName } from "../../shared/release/names.ts";
import { documentOf, newestVersion, readDocument, targetsOf } from "../../service/release/repository.ts";
import type { SignedJson } from "../../service/release/signing.ts";
import { asRoot, asTargets, thresholdFault } from "../../service/release/verify.ts";
import { putDocument, type Inspection } from "../../service/release/publication.ts";
import { rootBodyFaults, rootSignatureFaults, targetsBodyFaults } from "./ceremony.ts";
import { readIndex, readRollout, type RootBody, type TargetsBody } from "./documents.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { entryOf, filesBelow, filesOf, readRequest, type Request } from "./request.ts";
import { publishState, putRollout, putTarget, seal, type PublishingKeys } from "./state.ts";

/** Until when everybody has a build that went out without any wave being set. */
const LATEST_DAYS = 14;

export interface Publication {
  readonly repository: string;
  readonly folders: readonly string[];
  readonly keys: PublishingKeys;
  readonly inspect: Inspection;
  readonly now: number;
}

/** Publishes requests in the order given: key list first, builds after it. Returns the new state's folder. */
export async function publish({ repository, folders, keys, inspect, now }: Publication): Promise<string> {
  return publishState(repository, async (next) => {
    for (const folder of folders) await take(next, readRequest(folder), now);
    if (newestVersion(next, "targets") === 0) throw new ReleaseFailure("not_published_yet", ["a first publication needs a key list and a build"]);
    if (newestVersion(next, "rollout") === 0) putRollout(next, firstRollout(next, now), keys.duty, now);
    // Where the duty officers have changed, what they decided stays, under a signature that still counts.
    else if (thresholdFault(() => asTargets(readDocument(next, "targets")).verifyDelegate("rollout", asTargets(readDocument(next, "rollout"))), "the duty officers").length > 0) putRollout(next, readRollout(next), keys.duty, now);
    seal(next, keys, now);
  }, inspect);
}

async function take(state: string, request: Request, now: number): Promise<void> {
  const document: SignedJson = { signatures: request.signatures, signed: request.body };
  const last = newestVersion(state, request.role) === 0 ? null : readDocument(state, request.role);
  if (request.role === "root") {
    demandNone("ceremony", rootBodyFaults(request.body, (last?.signed ?? null) as RootBody | null, now));
    demandNone("below_threshold", rootSignatureFaults(document, last));
  } else {
    if (newestVersion(state, "root") === 0) throw new ReleaseFailure("not_published_yet");
    demandNone("ceremony", targetsBodyFaults(request.body, (last?.signed ?? null) as TargetsBody | null, now));
    demandNone("below_threshold", thresholdFault(() => asRoot(readDocument(state, "root")).verifyDelegate("targets", asTargets(document)), "the present key list"));
    await takeFiles(state, request.folder, request.body);
  }
  putDocument(state, request.role, request.body, request.signatures);
}

/** Every listed file must be there, old or new, with its hash. */
async function takeFiles(state: string, folder: string, body: TargetsBody): Promise<void> {
  const files = filesOf(folder);
  for (const path of filesBelow(files)) {
    const found = await entryOf(join(files, path));
    if (found.hashes.sha256 !== body.targets[path]?.hashes.sha256 || found.length !== body.targets[path].length) throw new ReleaseFailure("artifact_hash", [path]);
    putTarget(state, path, join(files, path), found.hashes.sha256);
  }
  const missing = Object.entries(body.targets).filter(([path, entry]) => !existsSync(join(targetsOf(state), hashedName(path, entry.hashes.sha256))));
  demandNone("artifact_hash", missing.map(([path]) => `${path} is listed but is nowhere`));
}

function firstRollout(state: string, now: number) {
  const version = newestOf(readIndex(state).builds.map((build) => build.version));
  if (version === null) throw new ReleaseFailure("not_published_yet", [`${INDEX_PATH} lists no build`]);
  return { v: 1 as const, version, waves: [], latestBy: now + LATEST_DAYS * DAY, minimumVersion: null, minimumBy: null, revoked: [], paused: false, rollbackFrom: [] };
}

/** The published key list, as it ships in `resources` and as the signing station keeps it. */
export const publishedRoot = (state: string): Buffer => documentOf(state, "root");
