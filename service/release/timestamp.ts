/**
 * The only signature made online: the timestamp, valid for three days and renewed every six hours. It says which
 * snapshot is the newest and when the centre said so; with its key alone nobody can offer a build.
 */
import { readFileSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import { DAY, HOUR, MINUTE } from "../../shared/model/time.ts";
import { RELEASE_ROLES } from "../../shared/release/roles.ts";
import { StartFailure } from "../failure.ts";
import { described, documentBytes, keyId, moment, privateKey, publicHalf, signatureOf, SPEC_VERSION, type Signable } from "./signing.ts";
import { documentOf, lockOf, metadataOf, newestVersion, publishedState, readDocument } from "./repository.ts";
import { writeFileDurably } from "./write.ts";

export const RENEW_EVERY_MS = 6 * HOUR;
const LOOK_EVERY_MS = 10 * MINUTE;

export interface Timestamp extends Signable {
  /** When the centre signed it: the workstations' clocks never count as earlier. */
  readonly issued: string;
  readonly meta: { readonly "snapshot.json": { readonly version: number; readonly length: number; readonly hashes: { readonly sha256: string } } };
}

/** Reads the online key. Throws StartFailure when others than its owner may read it, or it is no key. */
export function readTimestampKey(path: string): ReturnType<typeof privateKey> {
  try {
    const { mode }: Stats = statSync(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw new StartFailure(`The timestamp key ${path} may be read by others: chmod 600 it.`);
    return privateKey(readFileSync(path, "utf8"));
  } catch (cause) {
    if (cause instanceof StartFailure) throw cause;
    throw new StartFailure(`The timestamp key ${path} cannot be read: give the Ed25519 key that the present root names.`, { cause });
  }
}

/** Signs a new timestamp for a state's newest snapshot and puts it in its place. The caller holds the repository's lock. */
export function signTimestamp(state: string, key: ReturnType<typeof privateKey>, now: number): Timestamp {
  const snapshot = documentOf(state, "snapshot");
  const signed: Timestamp = {
    _type: "timestamp", spec_version: SPEC_VERSION, version: presentVersion(state) + 1, expires: moment(now + RELEASE_ROLES.timestamp.days * DAY), issued: moment(now),
    meta: { "snapshot.json": described(snapshot, newestVersion(state, "snapshot")) },
  };
  writeFileDurably(join(metadataOf(state), "timestamp.json"), documentBytes(signed, [signatureOf(signed, key)]));
  return signed;
}

function presentVersion(state: string): number {
  try {
    return readDocument<Timestamp>(state, "timestamp").signed.version;
  } catch {
    return 0;
  }
}

/** True when the published timestamp is older than six hours, or is not there. */
function isDue(state: string, now: number): boolean {
  try {
    return now - Date.parse(readDocument<Timestamp>(state, "timestamp").signed.issued) >= RENEW_EVERY_MS;
  } catch {
    return true;
  }
}

/**
 * Renews the timestamp when it is due, one instance at a time. Answers what it did; `foreign_key` when the present root
 * names another key, which a workstation would refuse.
 */
export async function renewTimestamp(repository: string, key: ReturnType<typeof privateKey>, now: number): Promise<"renewed" | "fresh" | "nothing_published" | "locked" | "foreign_key"> {
  const before = publishedState(repository);
  if (before === null) return "nothing_published";
  if (!isDue(before, now)) return "fresh";
  const release = await lockfile.lock(repository, { lockfilePath: lockOf(repository), stale: 10 * MINUTE }).catch(() => null);
  if (!release) return "locked";
  try {
    const state = publishedState(repository)!;
    if (!isDue(state, now)) return "fresh";
    const root = readDocument<Signable & { roles: { timestamp: { keyids: string[] } } }>(state, "root").signed;
    if (!root.roles.timestamp.keyids.includes(keyId(publicHalf(key)))) return "foreign_key";
    signTimestamp(state, key, now);
    return "renewed";
  } finally {
    await release();
  }
}

/** Looks every ten minutes; `onResult` hears what is not usual. Stop it with the returned function. */
export function keepTimestampFresh(repository: string, key: ReturnType<typeof privateKey>, now: () => number, onResult: (what: string) => void): () => void {
  const look = () => void renewTimestamp(repository, key, now()).then((what) => what === "fresh" || onResult(what), () => onResult("failed"));
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
