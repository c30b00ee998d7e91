/** The published release as the service uses it: files for workstations, who is out of service, and IT's holds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { INDEX_PATH, IndexSchema, ROLLOUT_PATH, RolloutSchema, type BuildIndex, type Hold, type Rollout } from "../../shared/release/documents.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { RELEASE_ROLES, type ReleaseRole } from "../../shared/release/roles.ts";
import type { RolloutAnswer } from "../../shared/release/rollout.ts";
import { outOfService } from "../../shared/release/standing.ts";
import { hashedName } from "../../shared/release/names.ts";
import { metadataFile, newestVersion, publishedState, readDocument, targetFile, targetsOf } from "./repository.ts";
import type { Signable } from "./signing.ts";
import { takeAnswer, type Taken } from "./answer.ts";
import { readTimestampKey, type Timestamp } from "./timestamp.ts";
import { writeFileDurably } from "./write.ts";

/** How long what was read counts: a publication is in force after it. */
const READ_EVERY_MS = 5_000;

const HoldsSchema = z.record(z.uuid(), z.object({ until: z.number().int().nonnegative() }));
export const holdsFile = (repository: string): string => join(repository, "holds.json");

export interface Releases {
  /** Path of a file by its name on the wire; null when there is none of that name. */
  file(kind: "metadata" | "targets", name: string): string | null;
  /** Number of the newest snapshot; null when nothing is published. */
  newest(): number | null;
  /** Whether a build that says this of itself is out of service now. */
  outOfService(header: string | undefined): boolean;
  /** IT asked this workstation to wait. */
  holdOf(deviceId: string): Hold;
  /** What is published now; null when nothing is, or it cannot be read. */
  published(): Published | null;
  /** Whether a duty officer's answer can be published here: this service has the timestamp's key. */
  readonly publishes: boolean;
  /** Publishes what a duty officer has signed (`takeAnswer`). */
  take(answer: RolloutAnswer): Promise<Taken>;
  /** Time of the documents: the real one, also on the training clock. UTC ms. */
  readonly now: () => number;
}

/** The published documents, as IT's screen shows them. */
export interface Published extends Documents {
  readonly snapshot: number;
  /** When the centre signed the present timestamp, UTC ms. */
  readonly issued: number;
  readonly roles: readonly { readonly role: ReleaseRole; readonly version: number; readonly expires: number }[];
}

interface Documents {
  readonly index: BuildIndex;
  readonly rollout: Rollout;
}

/** `timestampKey`: file of the online key, where this service has it. */
export function openReleases(repository: string, now: () => number, timestampKey?: string): Releases {
  let read: { at: number; state: string | null; documents: Documents | null } = { at: -Infinity, state: null, documents: null };

  function present(): typeof read {
    const at = performance.now();
    if (at - read.at < READ_EVERY_MS) return read;
    const state = publishedState(repository);
    // What cannot be read puts nobody out of service; workstations judge the same documents by their signatures.
    read = { at, state, documents: state === null ? null : (state === read.state && read.documents) || documentsOf(state) };
    return read;
  }

  return {
    file: (kind, name) => {
      const { state } = present();
      if (state === null) return null;
      return kind === "metadata" ? metadataFile(state, name) : targetFile(state, name);
    },
    newest: () => {
      const { state } = present();
      return state === null ? null : newestVersion(state, "snapshot");
    },
    outOfService: (header) => {
      const { documents } = present();
      return documents !== null && outOfService(header, documents.index, documents.rollout, now());
    },
    holdOf: (deviceId) => holdsIn(repository)[deviceId] ?? null,
    published: () => {
      const { state, documents } = present();
      return state === null || documents === null ? null : { ...documents, snapshot: newestVersion(state, "snapshot"), issued: Date.parse(readDocument<Timestamp>(state, "timestamp").signed.issued), roles: rolesOf(state) };
    },
    publishes: timestampKey !== undefined,
    now,
    take: async (answer) => {
      // What was published a moment ago counts already.
      read = { ...read, at: -Infinity };
      const { documents } = present();
      if (documents === null || timestampKey === undefined) return refuse("not_found");
      const taken = await takeAnswer(repository, answer, documents.index, readTimestampKey(timestampKey), now());
      read = { at: -Infinity, state: null, documents: null };
      return taken;
    },
  };
}

const rolesOf = (state: string): Published["roles"] => (Object.keys(RELEASE_ROLES) as ReleaseRole[]).map((role) => {
  const { version, expires } = readDocument(state, role).signed;
  return { role, version, expires: Date.parse(expires) };
});

function documentsOf(state: string): Documents | null {
  try {
    return { index: IndexSchema.parse(target(state, "targets", INDEX_PATH)), rollout: RolloutSchema.parse(target(state, "rollout", ROLLOUT_PATH)) };
  } catch {
    return null;
  }
}

function target(state: string, role: string, path: string): unknown {
  const { targets } = readDocument<Signable & { targets: Record<string, { hashes: { sha256: string } }> }>(state, role).signed;
  return JSON.parse(readFileSync(join(targetsOf(state), hashedName(path, targets[path]!.hashes.sha256)), "utf8"));
}

/** Holds by workstation; none when the file is absent or not in order. */
export function holdsIn(repository: string): z.infer<typeof HoldsSchema> {
  try {
    return HoldsSchema.parse(JSON.parse(readFileSync(holdsFile(repository), "utf8")));
  } catch {
    return {};
  }
}

/** IT asks a workstation to wait until a moment, or no longer (null). Throws on an id that is none. */
export function setHold(repository: string, deviceId: string, until: number | null): void {
  const { [deviceId]: _before, ...others } = holdsIn(repository);
  writeFileDurably(holdsFile(repository), JSON.stringify(HoldsSchema.parse(until === null ? others : { ...others, [deviceId]: { until } })));
}
