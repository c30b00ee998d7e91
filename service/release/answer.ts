/**
 * Takes what a duty officer has signed elsewhere, and publishes it: the centre adds nothing but its timestamp. Whatever the
 * workstations would refuse is refused here first, so that nobody can stop the fleet with a bad document.
 */
import { hash, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { DAY } from "../../shared/model/time.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { ROLLOUT_PATH, RolloutSchema, type BuildIndex, type Rollout } from "../../shared/release/documents.ts";
import { hashedName } from "../../shared/release/names.ts";
import { RELEASE_ROLES } from "../../shared/release/roles.ts";
import { rolloutFaults, SignedDocumentSchema, type RolloutAnswer } from "../../shared/release/rollout.ts";
import { publishState, RepositoryBusy } from "./publication.ts";
import { documentOf, metadataOf, newestVersion, readDocument, targetsOf } from "./repository.ts";
import { described, type Signable, type SignedJson } from "./signing.ts";
import { signTimestamp } from "./timestamp.ts";
import { asRoot, asSnapshot, asTargets, thresholdFault } from "./verify.ts";
import { writeFileDurably } from "./write.ts";

/** A clock that is a little off is no fault. */
const SLACK_DAYS = 0.1;
const EntrySchema = z.object({ length: z.number().int(), hashes: z.object({ sha256: z.string() }) });
const RolloutDocumentSchema = z.object({ _type: z.literal("targets"), targets: z.strictObject({ [ROLLOUT_PATH]: EntrySchema }) });
const SnapshotSchema = z.object({ _type: z.literal("snapshot"), meta: z.strictObject({ "targets.json": EntrySchema.extend({ version: z.number() }), "rollout.json": EntrySchema.extend({ version: z.number() }) }) });

export interface Taken {
  readonly rollout: Rollout;
  /** Ids of the keys that signed. */
  readonly keyids: readonly string[];
}

/** Publishes. Refuses `rollout_outdated` when something was published since it was signed, `rollout_unsigned`, `rollout_unsound` with what is wrong, `busy`. */
export async function takeAnswer(repository: string, answer: RolloutAnswer, index: BuildIndex, timestampKey: KeyObject, now: number): Promise<Taken> {
  const documents: Documents = { rollout: readDocumentText("rollout", answer.documents.rollout), snapshot: readDocumentText("snapshot", answer.documents.snapshot) };
  const rollout = readRollout(answer.rollout);
  const faults = rolloutFaults(rollout, index);
  if (faults.length > 0) refuse("rollout_unsound", faults);
  await publishState(repository, (state, before) => {
    if (before === null) refuse("not_found");
    demandFollowing(state, documents);
    demandSigned(state, documents);
    demandFitting(state, answer, documents, now);
    writeFileDurably(join(targetsOf(state), hashedName(ROLLOUT_PATH, hash("sha256", answer.rollout))), Buffer.from(answer.rollout));
    for (const role of ["rollout", "snapshot"] as const) writeFileDurably(join(metadataOf(state), `${documents[role].signed.version}.${role}.json`), Buffer.from(answer.documents[role]));
    signTimestamp(state, timestampKey, now);
  }, () => Promise.resolve()).catch((error: unknown) => {
    throw error instanceof RepositoryBusy ? refuse("busy") : error;
  });
  return { rollout, keyids: documents.rollout.signatures.map(({ keyid }) => keyid) };
}

interface Documents {
  readonly rollout: SignedJson;
  readonly snapshot: SignedJson;
}

function readDocumentText(role: string, text: string): SignedJson {
  try {
    const parsed = SignedDocumentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : refuse("rollout_unsound", parsed.error.issues.map((issue) => `${role}: ${issue.path.join(".")}: ${issue.message}`));
  } catch (error) {
    throw error instanceof SyntaxError ? refuse("rollout_unsound", [`${role}: not JSON`]) : error;
  }
}

function readRollout(text: string): Rollout {
  try {
    const parsed = RolloutSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : refuse("rollout_unsound", parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  } catch (error) {
    throw error instanceof SyntaxError ? refuse("rollout_unsound", ["rollout: not JSON"]) : error;
  }
}

function demandFollowing(state: string, documents: Documents): void {
  const wrong = (["rollout", "snapshot"] as const).filter((role) => documents[role].signed.version !== newestVersion(state, role) + 1);
  if (wrong.length > 0) refuse("rollout_outdated", wrong.map((role) => `${role}: ${documents[role].signed.version}, present ${newestVersion(state, role)}`));
}

/** By the keys the present builds and the present key list name: the same count the workstations make. */
function demandSigned(state: string, { rollout, snapshot }: Documents): void {
  const faults = [
    ...thresholdFault(() => asTargets(readDocument(state, "targets")).verifyDelegate("rollout", asTargets(rollout)), "the list of builds"),
    ...thresholdFault(() => asRoot(readDocument(state, "root")).verifyDelegate("snapshot", asSnapshot(snapshot)), "the key list"),
  ];
  if (faults.length > 0) refuse("rollout_unsigned", faults);
}

/** The documents speak of this rollout and of what lies here, and expire as their roles allow. */
function demandFitting(state: string, answer: RolloutAnswer, { rollout, snapshot }: Documents, now: number): void {
  const [listed, over] = [RolloutDocumentSchema.safeParse(rollout.signed), SnapshotSchema.safeParse(snapshot.signed)];
  if (!listed.success || !over.success) return refuse("rollout_unsound", [...(listed.error?.issues ?? []), ...(over.error?.issues ?? [])].map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  const same = (a: z.infer<typeof EntrySchema>, bytes: Buffer) => a.length === bytes.length && a.hashes.sha256 === described(bytes, 1).hashes.sha256;
  const { meta } = over.data;
  const faults = [
    ...(same(listed.data.targets[ROLLOUT_PATH], Buffer.from(answer.rollout)) ? [] : ["rollout: the document is over another text"]),
    ...(same(meta["targets.json"], documentOf(state, "targets")) && meta["targets.json"].version === newestVersion(state, "targets") ? [] : ["snapshot: speaks of another list of builds"]),
    ...(same(meta["rollout.json"], Buffer.from(answer.documents.rollout)) && meta["rollout.json"].version === rollout.signed.version ? [] : ["snapshot: speaks of another rollout"]),
    ...expiryFault("rollout", rollout.signed, now), ...expiryFault("snapshot", snapshot.signed, now),
  ];
  if (faults.length > 0) refuse("rollout_unsound", faults);
}

function expiryFault(role: "rollout" | "snapshot", { expires }: Signable, now: number): string[] {
  const days = (Date.parse(expires) - now) / DAY;
  return days > 0 && days <= RELEASE_ROLES[role].days + SLACK_DAYS ? [] : [`${role}: expires in ${Math.round(days)} days, 1 to ${RELEASE_ROLES[role].days} are allowed`];
}
