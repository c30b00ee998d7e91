/**
 * The published release documents on disk: `current` is a link to one state of `metadata/` and `targets/`, so that a
 * publication is one rename. Readers never see half of one.
 */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { TargetPathSchema } from "../../shared/release/documents.ts";
import type { Signable, SignedJson } from "./signing.ts";

const METADATA_NAME = /^(timestamp|[1-9]\d{0,8}\.(root|snapshot|targets|rollout))\.json$/;

export const currentOf = (repository: string): string => join(repository, "current");
export const metadataOf = (state: string): string => join(state, "metadata");
export const targetsOf = (state: string): string => join(state, "targets");
/** Held while a state is made or its timestamp renewed. */
export const lockOf = (repository: string): string => join(repository, "lock");

/** The state that is published now, with the link followed; null when nothing is. */
export function publishedState(repository: string): string | null {
  try {
    return realpathSync(currentOf(repository));
  } catch {
    return null;
  }
}

/** Path of a metadata document; null for a name that is none. */
export const metadataFile = (state: string, name: string): string | null => (METADATA_NAME.test(name) ? join(metadataOf(state), name) : null);

/** Path of a target by its name on the wire (`<sha256>.` before the file's own name); null for a name that is none. */
export function targetFile(state: string, path: string): string | null {
  const plain = path.replace(/(^|\/)[0-9a-f]{64}\.(?=[^/]+$)/, "$1");
  return plain !== path && TargetPathSchema.safeParse(plain).success ? join(targetsOf(state), path) : null;
}

/** Newest version of a document that is numbered by name; 0 when there is none. */
export function newestVersion(state: string, role: string): number {
  const found = readdirSync(metadataOf(state)).map((name) => new RegExp(`^(\\d+)\\.${role}\\.json$`).exec(name)?.[1]);
  return Math.max(0, ...found.map((version) => Number(version ?? 0)));
}

/** Bytes of a role's present document. */
export const documentOf = (state: string, role: string): Buffer =>
  readFileSync(join(metadataOf(state), role === "timestamp" ? "timestamp.json" : `${newestVersion(state, role)}.${role}.json`));

/** A role's present document. Throws when it is missing. */
export const readDocument = <S extends Signable>(state: string, role: string): SignedJson<S> => JSON.parse(documentOf(state, role).toString("utf8")) as SignedJson<S>;
