/**
 * Who takes which build when: one pure function over the signed documents, the workstation's own facts and the centre's
 * hold. The order of the rules is the order of their weight (RELEASE.md 6).
 */
import { BUCKETS, type Build, type BuildIndex, type Hold, type Platform, type Ring, type Rollout } from "./documents.ts";
import { compareVersions } from "./version.ts";

export interface DecideInput {
  readonly here: { readonly version: string; readonly platform: Platform; readonly ring: Ring; readonly dataFormat: number };
  readonly index: BuildIndex;
  readonly rollout: Rollout;
  readonly hold: Hold;
  /** Of this workstation for `rollout.version`, 0 to `BUCKETS` - 1: other desks are first each time. */
  readonly bucket: number;
  /** UTC ms, never below the clock's floor. */
  readonly now: number;
}

/** What the person is told of the minimum version. `locked`: only the update screen works. */
export type Minimum = { readonly state: "none" } | { readonly state: "warned" | "locked"; readonly version: string; readonly by: number };

export type Decision =
  | { readonly action: "stay"; readonly why: "paused" | "newest" | "no_build" | "lowest" | "data_format" | "downgrade" | "wave" | "held"; readonly minimum: Minimum }
  | { readonly action: "update"; readonly why: "revoked" | "minimum" | "latest_by" | "rollback" | "wave"; readonly build: Build; readonly minimum: Minimum };

const NONE: Minimum = { state: "none" };

/** Decides. Never throws on documents that satisfy their schemas. */
export function decide(input: DecideInput): Decision {
  const { here, index, rollout, hold, now } = input;
  if (rollout.paused) return { action: "stay", why: "paused", minimum: NONE };
  const builds = index.builds.filter((build) => build.platform === here.platform && !rollout.revoked.includes(build.version));
  const minimum = minimumFor(here.version, builds, rollout, now);
  const stay = (why: Extract<Decision, { action: "stay" }>["why"]): Decision => ({ action: "stay", why, minimum });

  const build = builds.find(({ version }) => version === rollout.version);
  if (!build) return stay("no_build");
  const order = compareVersions(build.version, here.version);
  if (order === 0) return stay("newest");
  if (compareVersions(build.version, index.lowest) < 0) return stay("lowest");
  if (build.dataFormat < here.dataFormat) return stay("data_format");
  const update = (why: Extract<Decision, { action: "update" }>["why"]): Decision => ({ action: "update", why, build, minimum });
  if (order < 0) return rollout.rollbackFrom.includes(here.version) ? update("rollback") : stay("downgrade");

  if (rollout.revoked.includes(here.version)) return update("revoked");
  if (minimum.state === "locked") return update("minimum");
  if (now >= rollout.latestBy) return update("latest_by");
  if (hold && now < hold.until) return stay("held");
  if (minimum.state === "warned") return update("minimum");
  return inWave(input) ? update("wave") : stay("wave");
}

/** What is hashed (SHA-256, hex) for the bucket of a workstation and a version: other desks are first each time. */
export const bucketText = (workstationId: string, version: string): string => `${workstationId}|${version}`;
/** The bucket a hash falls into. */
export const bucketFrom = (sha256: string): number => Number.parseInt(sha256.slice(0, 8), 16) % BUCKETS;

/** A minimum above everything that exists here is ignored: nobody is locked out by it. */
export function minimumFor(version: string, builds: readonly Build[], { minimumVersion, minimumBy }: Rollout, now: number): Minimum {
  if (minimumVersion === null || minimumBy === null || compareVersions(version, minimumVersion) >= 0) return NONE;
  if (!builds.some((build) => compareVersions(build.version, minimumVersion) >= 0)) return NONE;
  return { state: now >= minimumBy ? "locked" : "warned", version: minimumVersion, by: minimumBy };
}

const inWave = ({ here, rollout, bucket, now }: DecideInput): boolean =>
  rollout.waves.some(({ rings, percent, after }) => now >= after && (rings === undefined || rings.includes(here.ring)) && bucket < (BUCKETS * percent) / 100);
