/** Whether the centre still serves a build: by the signed rollout alone, as `decide` reads it. */
import type { BuildIndex, Platform, Rollout } from "./documents.ts";
import { PlatformSchema } from "./documents.ts";
import { compareVersions, VersionSchema } from "./version.ts";
import { minimumFor } from "./decide.ts";

/** Header in which a workstation names its build: version and platform. It is the workstation's own claim. */
export const BUILD_HEADER = "x-lockdesk-build";
export const buildHeader = (version: string, platform: Platform): string => `${version} ${platform}`;

/**
 * True when a build is out of service: revoked, or below the minimum after its deadline. `paused` lifts both. A build that does not
 * say what it is counts as older than any, once there is something to be older than.
 */
export function outOfService(header: string | undefined, index: BuildIndex, rollout: Rollout, now: number): boolean {
  if (rollout.paused) return false;
  const [version = "", platform = ""] = (header ?? "").split(" ");
  const known = VersionSchema.safeParse(version).success && PlatformSchema.safeParse(platform).success;
  if (!known) return rollout.minimumBy !== null && now >= rollout.minimumBy;
  const builds = index.builds.filter((build) => build.platform === platform && !rollout.revoked.includes(build.version));
  if (minimumFor(version, builds, rollout, now).state === "locked") return true;
  // A revoked build keeps working while there is nothing newer it could become.
  return rollout.revoked.includes(version) && builds.some((build) => compareVersions(build.version, version) > 0);
}
