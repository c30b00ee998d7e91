/**
 * The two documents a workstation decides by. `builds/index.json` is signed by two of the three targets keys and says
 * what exists; `rollout/<channel>.json` is signed by one duty officer and says who takes which of it when. Where the
 * second names what the first does not have, the first wins.
 */
import { z } from "zod";
import { VersionSchema } from "./version.ts";

export const PLATFORMS = ["linux-x64", "win32-x64"] as const;
export const PlatformSchema = z.enum(PLATFORMS);
export type Platform = z.infer<typeof PlatformSchema>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.number().int().nonnegative();
/** Where a file lies below the targets' root: names without a way out of it. */
export const TargetPathSchema = z.string().max(200).regex(/^[a-z0-9][\w-]*(\/[A-Za-z0-9][\w.+~-]*){1,4}$/);

export const BuildSchema = z.object({
  version: VersionSchema,
  platform: PlatformSchema,
  /** The installer among the targets. */
  file: TargetPathSchema,
  sha256,
  bytes: z.number().int().positive(),
  /** Newest migration of the outbox that the build knows: one that knows fewer could not open what the present one wrote. */
  dataFormat: z.number().int().nonnegative(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** Of `app.asar`, which the heartbeat's own claim is compared with. */
  asar: sha256,
  electron: VersionSchema,
});
export type Build = z.infer<typeof BuildSchema>;

export const IndexSchema = z.object({
  v: z.literal(1),
  /** Nothing below it may be installed any more, whatever a rollout says. */
  lowest: VersionSchema,
  builds: z.array(BuildSchema).max(200),
}).superRefine(({ builds }, ctx) => {
  const names = builds.map((build) => `${build.platform} ${build.version}`);
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) !== i) ctx.addIssue({ code: "custom", path: ["builds", i], message: `${name} is listed twice` });
  }
});
export type BuildIndex = z.infer<typeof IndexSchema>;
export const INDEX_PATH = "builds/index.json";

export const RINGS = ["pilot", "early", "broad"] as const;
export const RingSchema = z.enum(RINGS);
export type Ring = z.infer<typeof RingSchema>;

/** From `after` on, `percent` of the workstations of these rings (all rings when it names none). */
export const WaveSchema = z.object({ rings: z.array(RingSchema).min(1).optional(), percent: z.number().int().min(1).max(100), after: time });

export const RolloutSchema = z.object({
  v: z.literal(1),
  /** The build that goes out. */
  version: VersionSchema,
  waves: z.array(WaveSchema).max(20),
  /** From then on everybody takes it, and no hold counts. */
  latestBy: time,
  /** Older builds warn until `minimumBy`; after it only their update screen works. */
  minimumVersion: VersionSchema.nullable(),
  minimumBy: time.nullable(),
  /** Builds that nobody may run longer than needed: they update at once, waves or not. */
  revoked: z.array(VersionSchema).max(50),
  /** Stops everything, and lifts the lock of `minimumBy`. */
  paused: z.boolean(),
  /** Builds that may go back to `version` though it is older. */
  rollbackFrom: z.array(VersionSchema).max(10),
}).superRefine((rollout, ctx) => {
  const wrong = (path: string, message: string) => ctx.addIssue({ code: "custom", path: [path], message });
  if ((rollout.minimumVersion === null) !== (rollout.minimumBy === null)) wrong("minimumBy", "a minimum version needs its deadline, and a deadline its version");
  if (rollout.revoked.includes(rollout.version)) wrong("revoked", `${rollout.version} is what goes out: it cannot be revoked`);
});
export type Rollout = z.infer<typeof RolloutSchema>;
export const ROLLOUT_PATH = "rollout/stable.json";

/** What the centre may ask for one workstation, unsigned: to wait. It narrows, and ends at the signed `latestBy`. */
export const HoldSchema = z.object({ until: time }).nullable();
export type Hold = z.infer<typeof HoldSchema>;

/** Buckets over which `percent` of a wave is counted. */
export const BUCKETS = 2048;
