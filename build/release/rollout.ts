/** `rollout`: what one duty officer may decide about builds that are published already. */
import { DAY } from "../../shared/model/time.ts";
import { RolloutSchema, type BuildIndex, type Rollout } from "../../shared/release/documents.ts";
import { compareVersions, newestOf } from "../../shared/release/version.ts";
import { readIndex, readRollout } from "./documents.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { publishState, putRollout, seal, type Inspection, type PublishingKeys } from "./state.ts";

const LATEST_DAYS = 14;

/** What is asked for; what is not named stays. */
export interface RolloutChange {
  /** Begins anew with this build: waves and holds of the last one are over. */
  readonly version?: string;
  readonly wave?: Rollout["waves"][number];
  readonly latestBy?: number;
  readonly paused?: boolean;
  readonly revoke?: string;
  readonly minimum?: { readonly version: string; readonly by: number } | null;
  readonly rollbackFrom?: string;
}

/** The rollout after a change. Pure; throws `rollout` with what is wrong. */
export function changeRollout(before: Rollout, index: BuildIndex, change: RolloutChange, now: number): Rollout {
  const begun = change.version === undefined || change.version === before.version ? before : { ...before, version: change.version, waves: [], rollbackFrom: [], latestBy: now + LATEST_DAYS * DAY };
  const next = {
    ...begun,
    ...(change.wave ? { waves: [...begun.waves, change.wave] } : {}),
    ...(change.latestBy === undefined ? {} : { latestBy: change.latestBy }),
    ...(change.paused === undefined ? {} : { paused: change.paused }),
    ...(change.revoke === undefined ? {} : { revoked: [...new Set([...begun.revoked, change.revoke])] }),
    ...(change.minimum === undefined ? {} : { minimumVersion: change.minimum?.version ?? null, minimumBy: change.minimum?.by ?? null }),
    ...(change.rollbackFrom === undefined ? {} : { rollbackFrom: [...new Set([...begun.rollbackFrom, change.rollbackFrom])] }),
  };
  demandNone("rollout", rolloutFaults(next, index));
  return next;
}

function rolloutFaults(rollout: Rollout, index: BuildIndex): string[] {
  const parsed = RolloutSchema.safeParse(rollout);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const versions = index.builds.map((build) => build.version);
  const newest = newestOf(versions);
  return [
    ...(versions.includes(rollout.version) ? [] : [`version: ${rollout.version} is not published`]),
    ...(rollout.minimumVersion !== null && newest !== null && compareVersions(rollout.minimumVersion, newest) > 0 ? [`minimumVersion: ${rollout.minimumVersion} is above the newest build ${newest}: workstations would ignore it`] : []),
  ];
}

/** Changes and publishes the rollout. */
export async function rollout(repository: string, change: RolloutChange, keys: PublishingKeys, inspect: Inspection, now: number): Promise<Rollout> {
  let after: Rollout | null = null;
  await publishState(repository, (state, before) => {
    if (!before) throw new ReleaseFailure("not_published_yet");
    after = changeRollout(readRollout(state), readIndex(state), change, now);
    putRollout(state, after, keys.duty, now);
    seal(state, keys, now);
  }, inspect);
  return after!;
}
