/** What one duty officer may decide about builds that are published already, as data: asked for by IT's screen and by the command alike. */
import { z } from "zod";
import { DAY } from "../model/time.ts";
import { RolloutSchema, WaveSchema, type BuildIndex, type Rollout } from "./documents.ts";
import { compareVersions, newestOf, VersionSchema } from "./version.ts";

const LATEST_DAYS = 14;
const time = z.number().int().nonnegative();

/** What is asked for; what is not named stays. */
export const RolloutChangeSchema = z.strictObject({
  /** Begins anew with this build: waves and holds of the last one are over. */
  version: VersionSchema.optional(),
  wave: WaveSchema.optional(),
  latestBy: time.optional(),
  paused: z.boolean().optional(),
  revoke: VersionSchema.optional(),
  minimum: z.strictObject({ version: VersionSchema, by: time }).nullable().optional(),
  rollbackFrom: VersionSchema.optional(),
});
export type RolloutChange = z.infer<typeof RolloutChangeSchema>;

/** The rollout after a change, not yet judged (`rolloutFaults`). */
export function rolloutAfter(before: Rollout, change: RolloutChange, now: number): Rollout {
  const begun = change.version === undefined || change.version === before.version ? before : { ...before, version: change.version, waves: [], rollbackFrom: [], latestBy: now + LATEST_DAYS * DAY };
  return {
    ...begun,
    ...(change.wave ? { waves: [...begun.waves, change.wave] } : {}),
    ...(change.latestBy === undefined ? {} : { latestBy: change.latestBy }),
    ...(change.paused === undefined ? {} : { paused: change.paused }),
    ...(change.revoke === undefined ? {} : { revoked: [...new Set([...begun.revoked, change.revoke])] }),
    ...(change.minimum === undefined ? {} : { minimumVersion: change.minimum?.version ?? null, minimumBy: change.minimum?.by ?? null }),
    ...(change.rollbackFrom === undefined ? {} : { rollbackFrom: [...new Set([...begun.rollbackFrom, change.rollbackFrom])] }),
  };
}

/** What is wrong with a rollout against the builds there are; empty when it is sound. */
export function rolloutFaults(rollout: Rollout, index: BuildIndex): string[] {
  const parsed = RolloutSchema.safeParse(rollout);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const versions = index.builds.map((build) => build.version);
  const newest = newestOf(versions);
  return [
    ...(versions.includes(rollout.version) ? [] : [`version: ${rollout.version} is not published`]),
    ...(rollout.minimumVersion !== null && newest !== null && compareVersions(rollout.minimumVersion, newest) > 0 ? [`minimumVersion: ${rollout.minimumVersion} is above the newest build ${newest}: workstations would ignore it`] : []),
  ];
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).concat("Z");

/** The options of `npm run release -- rollout` that ask for a change: what IT's screen gives the duty officer to run. */
export function rolloutOptions(change: RolloutChange): string[] {
  const { version, wave, latestBy, paused, revoke, minimum, rollbackFrom } = change;
  const share = wave && `${wave.rings?.join("+") ?? ""}${wave.rings && wave.percent === 100 ? "" : `${wave.rings ? ":" : ""}${wave.percent}%`}`;
  return [
    ...(version ? ["--version", version] : []), ...(wave && share ? ["--wave", share, "--after", day(wave.after)] : []), ...(latestBy === undefined ? [] : ["--latest-by", day(latestBy)]),
    ...(paused === undefined ? [] : [paused ? "--pause" : "--resume"]), ...(revoke ? ["--revoke", revoke] : []),
    ...(minimum === undefined ? [] : minimum === null ? ["--no-minimum"] : ["--minimum", minimum.version, "--by", day(minimum.by)]), ...(rollbackFrom ? ["--rollback-from", rollbackFrom] : []),
  ];
}

/** A signed document, before anybody has counted its signatures. */
export const SignedDocumentSchema = z.strictObject({
  signatures: z.array(z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().regex(/^[0-9a-f]{128}$/) })).min(1).max(10),
  signed: z.looseObject({ _type: z.string(), version: z.number().int().positive(), expires: z.iso.datetime() }),
});
/** What a duty officer hands back: the rollout and the two documents over it, as the texts that are published byte for byte. Worth nothing without the officers' signatures. */
export const RolloutAnswerSchema = z.strictObject({ v: z.literal(1), rollout: z.string().max(10_000), documents: z.strictObject({ rollout: z.string().max(20_000), snapshot: z.string().max(20_000) }) });
export type RolloutAnswer = z.infer<typeof RolloutAnswerSchema>;
