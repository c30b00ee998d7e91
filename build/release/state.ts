/** A new state of the repository: made beside the present one, tried, and put in its place by one rename. */
import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { KeyObject } from "node:crypto";
import lockfile from "proper-lockfile";
import { MINUTE } from "../../shared/model/time.ts";
import { ROLLOUT_PATH, type Rollout } from "../../shared/release/documents.ts";
import { hashedName } from "../../shared/release/names.ts";
import { currentOf, documentOf, lockOf, metadataOf, newestVersion, publishedState, targetsOf } from "../../service/release/repository.ts";
import { described, documentBytes, signatureOf, type Signable, type SignatureJson } from "../../service/release/signing.ts";
import { writeFileDurably } from "../../service/release/write.ts";
import { signTimestamp } from "../../service/release/timestamp.ts";
import { head } from "./documents.ts";
import { ReleaseFailure } from "./failure.ts";
import { filesBelow } from "./request.ts";

/** The keys that are needed whenever something is published: one duty officer's, and the server's own. */
export interface PublishingKeys {
  readonly duty: KeyObject;
  readonly timestamp: KeyObject;
}

/** What must be true of a new state before it is published; throws when it is not. */
export type Inspection = (state: string, before: string | null) => Promise<void>;

/** Makes a new state from the present one, lets `change` write into it, inspects it, and publishes it. Alone, under the repository's lock. */
export async function publishState(repository: string, change: (state: string, before: string | null) => void | Promise<void>, inspect: Inspection): Promise<string> {
  mkdirSync(join(repository, "states"), { recursive: true });
  const release = await lockfile.lock(repository, { lockfilePath: lockOf(repository), stale: 10 * MINUTE, retries: 3 }).catch(() => null);
  if (!release) throw new ReleaseFailure("busy");
  const before = publishedState(repository);
  const number = Math.max(0, ...readdirSync(join(repository, "states")).map(Number).filter(Number.isInteger)) + 1;
  const state = join(repository, "states", String(number).padStart(6, "0"));
  try {
    await copyState(before, state);
    await change(state, before);
    await inspect(state, before);
    switchTo(repository, state);
    return state;
  } catch (error) {
    rmSync(state, { recursive: true, force: true });
    throw error;
  } finally {
    await release();
  }
}

/** Targets by hard link (they never change), documents by copy. */
async function copyState(before: string | null, state: string): Promise<void> {
  for (const folder of [metadataOf(state), targetsOf(state)]) mkdirSync(folder, { recursive: true });
  if (!before) return;
  cpSync(metadataOf(before), metadataOf(state), { recursive: true });
  for (const path of filesBelow(targetsOf(before))) {
    const to = join(targetsOf(state), path);
    mkdirSync(dirname(to), { recursive: true });
    linkSync(join(targetsOf(before), path), to);
  }
}

/** A link with a new name takes the old one's place: readers follow either. */
function switchTo(repository: string, state: string): void {
  const temporary = join(repository, `current.${process.pid}`);
  rmSync(temporary, { force: true });
  symlinkSync(relative(repository, state), temporary);
  renameSync(temporary, currentOf(repository));
}

/** Writes a numbered document with its signatures. */
export const putDocument = (state: string, role: string, signed: Signable, signatures: readonly SignatureJson[]): void =>
  writeFileDurably(join(metadataOf(state), `${signed.version}.${role}.json`), documentBytes(signed, signatures));

/** Puts a file among the targets under its hash. */
export function putTarget(state: string, path: string, from: string, sha256: string): void {
  const to = join(targetsOf(state), hashedName(path, sha256));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

/** A new rollout document, signed by the duty officer. */
export function putRollout(state: string, rollout: Rollout, duty: KeyObject, now: number): void {
  const bytes = Buffer.from(JSON.stringify(rollout));
  const entry = described(bytes, 1);
  writeFileDurably(join(targetsOf(state), hashedName(ROLLOUT_PATH, entry.hashes.sha256)), bytes);
  const signed = { ...head("targets", "rollout", newestVersion(state, "rollout") + 1, now), targets: { [ROLLOUT_PATH]: { length: entry.length, hashes: entry.hashes } } };
  putDocument(state, "rollout", signed, [signatureOf(signed, duty)]);
}

/** A new snapshot over what lies in the state, and its timestamp. */
export function seal(state: string, { duty, timestamp }: PublishingKeys, now: number): void {
  const meta = Object.fromEntries((["targets", "rollout"] as const).map((role) => [`${role}.json`, described(documentOf(state, role), newestVersion(state, role))]));
  const signed = { ...head("snapshot", "snapshot", newestVersion(state, "snapshot") + 1, now), meta };
  putDocument(state, "snapshot", signed, [signatureOf(signed, duty)]);
  signTimestamp(state, timestamp, now);
}

/** States kept for looking back; the present one is never removed. */
export function dropOldStates(repository: string, keep: number): void {
  const present = basename(publishedState(repository) ?? "");
  for (const name of readdirSync(join(repository, "states")).sort().slice(0, -keep)) {
    if (name !== present) rmSync(join(repository, "states", name), { recursive: true, force: true });
  }
}
