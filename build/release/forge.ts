/** What somebody can make who holds some of the keys, or none: documents changed and signed again, states put together anew. */
import { readFileSync, writeFileSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { DAY } from "../../shared/model/time.ts";
import { ROLLOUT_PATH, type Rollout } from "../../shared/release/documents.ts";
import { hashedName } from "../../shared/release/names.ts";
import { documentOf, metadataOf, newestVersion, readDocument, targetsOf } from "../../service/release/repository.ts";
import { described, documentBytes, moment, signatureOf, type Signable, type SignatureJson } from "../../service/release/signing.ts";
import { readRollout } from "./documents.ts";
import type { Lab, LabKey } from "./lab.ts";
import { putDocument } from "../../service/release/publication.ts";

type Loose = Signable & Record<string, unknown>;

/** A role's document with another content, signed by the keys given, under its own version. */
export function forge(state: string, role: string, change: (signed: Loose) => Loose, keys: readonly LabKey[], signatures = (made: SignatureJson[]) => made): void {
  const signed = change(structuredClone(readDocument<Loose>(state, role).signed));
  putDocument(state, role, signed, signatures(keys.map(({ secret }) => signatureOf(signed, secret))));
}

export interface Sealing {
  readonly snapshot: KeyObject;
  readonly timestamp: KeyObject;
  readonly now: number;
  /** Versions the snapshot names instead of the newest. */
  readonly names?: Readonly<Record<string, number>>;
  readonly versions?: { readonly snapshot: number; readonly timestamp: number };
  readonly issued?: number;
  readonly snapshotExpires?: string;
}

/** A new snapshot and timestamp over what lies in the state, by whoever holds those two keys. */
export function sealBy(state: string, { snapshot, timestamp, now, names = {}, versions, issued = now, snapshotExpires }: Sealing): void {
  const before = readDocument<Loose>(state, "snapshot").signed;
  const meta = Object.fromEntries(["targets", "rollout"].map((role) => {
    const version = names[role] ?? newestVersion(state, role);
    return [`${role}.json`, described(readFileSync(join(metadataOf(state), `${version}.${role}.json`)), version)];
  }));
  const signed: Loose = { ...before, version: versions?.snapshot ?? before.version + 1, expires: snapshotExpires ?? moment(now + 90 * DAY), meta };
  putDocument(state, "snapshot", signed, [signatureOf(signed, snapshot)]);
  stampBy(state, timestamp, now, { issued, snapshot: signed.version, ...(versions ? { version: versions.timestamp } : {}) });
}

/** A new timestamp for a snapshot, by whoever holds its key. */
export function stampBy(state: string, key: KeyObject, now: number, { issued = now, version, snapshot = newestVersion(state, "snapshot") }: { issued?: number; version?: number; snapshot?: number } = {}): void {
  const before = readDocument<Loose>(state, "timestamp").signed;
  const bytes = readFileSync(join(metadataOf(state), `${snapshot}.snapshot.json`));
  const signed: Loose = { ...before, version: version ?? before.version + 1, issued: moment(issued), expires: moment(Math.max(now, issued) + 3 * DAY), meta: { "snapshot.json": described(bytes, snapshot) } };
  writeFileSync(join(metadataOf(state), "timestamp.json"), documentBytes(signed, [signatureOf(signed, key)]));
}

/** A rollout with other contents, by whoever holds the keys given. */
export function rollBy(state: string, change: Partial<Rollout>, keys: readonly LabKey[], more: (signed: Loose) => Loose = (signed) => signed): void {
  const bytes = Buffer.from(JSON.stringify({ ...readRollout(state), ...change }));
  const { length, hashes } = described(bytes, 1);
  writeFileSync(join(targetsOf(state), hashedName(ROLLOUT_PATH, hashes.sha256)), bytes);
  forge(state, "rollout", (signed) => more({ ...signed, version: signed.version + 1, targets: { [ROLLOUT_PATH]: { length, hashes } } }), keys);
}

/** The thief of snapshot's and timestamp's keys sends everybody to a version that no honest one will follow. */
export function forward(lab: Lab, version: number): string {
  const state = lab.copyState(`forward-${version}`);
  sealBy(state, { snapshot: lab.keys.duty[0]!.secret, timestamp: lab.keys.timestamp.secret, now: lab.now, versions: { snapshot: version, timestamp: version } });
  return state;
}

/** A target file of a state, by the end of its plain name. */
export function targetPath(state: string, role: string, suffix: string): string {
  const { targets } = readDocument<Signable & { targets: Record<string, { hashes: { sha256: string } }> }>(state, role).signed;
  const [path, entry] = Object.entries(targets).find(([name]) => name.endsWith(suffix))!;
  return join(targetsOf(state), hashedName(path, entry.hashes.sha256));
}

/** Puts one state's document into another under the name the other expects. */
export const transplant = (from: string, to: string, role: string, version: number): void => writeFileSync(join(metadataOf(to), `${version}.${role}.json`), documentOf(from, role));
