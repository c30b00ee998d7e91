/** The documents of a release before they are signed, and how they are read back. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DAY } from "../../shared/model/time.ts";
import { INDEX_PATH, IndexSchema, ROLLOUT_PATH, RolloutSchema, type BuildIndex, type Rollout } from "../../shared/release/documents.ts";
import { KeySchema, RELEASE_ROLES, type ReleaseKey, type ReleaseRole } from "../../shared/release/roles.ts";
import { hashedName } from "../../shared/release/names.ts";
import { readDocument, targetsOf } from "../../service/release/repository.ts";
import { moment, SPEC_VERSION, type Signable } from "../../service/release/signing.ts";

const HoldingSchema = z.object({ keyids: z.array(z.string()), threshold: z.number() });
const common = { spec_version: z.string(), version: z.number().int().min(1), expires: z.iso.datetime() };
const TargetSchema = z.object({ length: z.number().int().nonnegative(), hashes: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });
export type TargetEntry = z.infer<typeof TargetSchema>;

export const RootBodySchema = z.object({
  _type: z.literal("root"), ...common, consistent_snapshot: z.literal(true), keys: z.record(z.string(), KeySchema),
  roles: z.object({ root: HoldingSchema, targets: HoldingSchema, snapshot: HoldingSchema, timestamp: HoldingSchema }),
});
export type RootBody = z.infer<typeof RootBodySchema>;

const DelegatedSchema = HoldingSchema.extend({ name: z.literal("rollout"), terminating: z.literal(true), paths: z.tuple([z.literal("rollout/*")]) });
export const TargetsBodySchema = z.object({
  _type: z.literal("targets"), ...common, targets: z.record(z.string(), TargetSchema),
  delegations: z.object({ keys: z.record(z.string(), KeySchema), roles: z.tuple([DelegatedSchema]) }).optional(),
});
export type TargetsBody = z.infer<typeof TargetsBodySchema>;

/** `_type`, `spec_version`, version and the longest expiry the role may have. */
export const head = <T extends string>(type: T, role: ReleaseRole, version: number, now: number) =>
  ({ _type: type, spec_version: SPEC_VERSION, version, expires: moment(now + RELEASE_ROLES[role].days * DAY) });

export type KeyList = readonly { readonly keyid: string; readonly key: ReleaseKey }[];
export const keysOf = (list: KeyList): Record<string, ReleaseKey> => Object.fromEntries(list.map(({ keyid, key }) => [keyid, key]));
export const holding = (role: ReleaseRole, list: KeyList) => ({ keyids: list.map(({ keyid }) => keyid), threshold: RELEASE_ROLES[role].threshold });

/** The duty officers' delegation: everything below `rollout/`, nothing else, and nobody after them. */
export const delegation = (duty: KeyList): NonNullable<TargetsBody["delegations"]> =>
  ({ keys: keysOf(duty), roles: [{ name: "rollout", terminating: true, paths: ["rollout/*"], ...holding("rollout", duty) }] });

/** A JSON target of a published state, with the hash its document gives. Throws when it is missing. */
function jsonTarget(state: string, role: string, path: string): unknown {
  const { signed } = readDocument<Signable & { targets: Record<string, TargetEntry> }>(state, role);
  return JSON.parse(readFileSync(join(targetsOf(state), hashedName(path, signed.targets[path]!.hashes.sha256)), "utf8"));
}
export const readIndex = (state: string): BuildIndex => IndexSchema.parse(jsonTarget(state, "targets", INDEX_PATH));
export const readRollout = (state: string): Rollout => RolloutSchema.parse(jsonTarget(state, "rollout", ROLLOUT_PATH));
