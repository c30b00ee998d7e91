/** What the publisher writes into a new state of the repository. */
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KeyObject } from "node:crypto";
import { ROLLOUT_PATH, type Rollout } from "../../shared/release/documents.ts";
import { hashedName } from "../../shared/release/names.ts";
import { publishState as publishAlone, putDocument, RepositoryBusy, type Inspection } from "../../service/release/publication.ts";
import { documentOf, newestVersion, targetsOf } from "../../service/release/repository.ts";
import { described, signatureOf, type SignedJson } from "../../service/release/signing.ts";
import { writeFileDurably } from "../../service/release/write.ts";
import { signTimestamp } from "../../service/release/timestamp.ts";
import { head } from "./documents.ts";
import { ReleaseFailure } from "./failure.ts";

/** The keys that are needed whenever something is published: one duty officer's, and the server's own. */
export interface PublishingKeys {
  readonly duty: KeyObject;
  readonly timestamp: KeyObject;
}

/** As the service publishes; somebody else at it is a failure in words. */
export const publishState = (repository: string, change: (state: string, before: string | null) => void | Promise<void>, inspect: Inspection): Promise<string> =>
  publishAlone(repository, change, inspect).catch((error: unknown) => {
    throw error instanceof RepositoryBusy ? new ReleaseFailure("busy") : error;
  });

/** Puts a file among the targets under its hash. */
export function putTarget(state: string, path: string, from: string, sha256: string): void {
  const to = join(targetsOf(state), hashedName(path, sha256));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

/** A new rollout document over its text, signed by the duty officer. */
export function signRollout(state: string, rollout: Rollout, duty: KeyObject, now: number): { text: string; document: SignedJson } {
  const text = JSON.stringify(rollout);
  const { length, hashes } = described(Buffer.from(text), 1);
  const signed = { ...head("targets", "rollout", newestVersion(state, "rollout") + 1, now), targets: { [ROLLOUT_PATH]: { length, hashes } } };
  return { text, document: { signed, signatures: [signatureOf(signed, duty)] } };
}

/** Puts a new rollout document into the state. */
export function putRollout(state: string, rollout: Rollout, duty: KeyObject, now: number): void {
  const { text, document } = signRollout(state, rollout, duty, now);
  writeFileDurably(join(targetsOf(state), hashedName(ROLLOUT_PATH, described(Buffer.from(text), 1).hashes.sha256)), Buffer.from(text));
  putDocument(state, "rollout", document.signed, document.signatures);
}

/** A new snapshot over the list of builds that lies in the state, and a rollout document. */
export function signSnapshot(state: string, rollout: { bytes: Buffer; version: number }, duty: KeyObject, now: number): SignedJson {
  const meta = { "targets.json": described(documentOf(state, "targets"), newestVersion(state, "targets")), "rollout.json": described(rollout.bytes, rollout.version) };
  const signed = { ...head("snapshot", "snapshot", newestVersion(state, "snapshot") + 1, now), meta };
  return { signed, signatures: [signatureOf(signed, duty)] };
}

/** A new snapshot over what lies in the state, and its timestamp. */
export function seal(state: string, { duty, timestamp }: PublishingKeys, now: number): void {
  const { signed, signatures } = signSnapshot(state, { bytes: documentOf(state, "rollout"), version: newestVersion(state, "rollout") }, duty, now);
  putDocument(state, "snapshot", signed, signatures);
  signTimestamp(state, timestamp, now);
}
