/**
 * The roles that sign (RELEASE.md 6) as one table, and what makes a list of keys sound. The Update Framework's library
 * counts key ids and never asks whether an id is its key's: the same key under two ids would satisfy a threshold of two.
 * So both sides ask here, the ceremony before it signs and the workstation before it believes.
 */
import { z } from "zod";
import { DAY } from "../model/time.ts";
import { canonical } from "../model/canonical.ts";

/** Least threshold, most days until expiry, days before it at which it should be renewed, and who holds the keys. */
export const RELEASE_ROLES = {
  root: { threshold: 2, days: 365, renewBefore: 90, holders: "three people, offline" },
  targets: { threshold: 2, days: 183, renewBefore: 45, holders: "three release engineers, air-gapped station" },
  snapshot: { threshold: 1, days: 90, renewBefore: 30, holders: "the duty officers" },
  timestamp: { threshold: 1, days: 3, renewBefore: 2, holders: "the central service, online" },
  rollout: { threshold: 1, days: 30, renewBefore: 15, holders: "the duty officers" },
} as const;
export type ReleaseRole = keyof typeof RELEASE_ROLES;
export const TOP_ROLES = ["root", "targets", "snapshot", "timestamp"] as const;

/** `renew` from the day on which it should be signed anew. */
export function roleState(role: ReleaseRole, expires: number, now: number): "good" | "renew" | "expired" {
  const days = (expires - now) / DAY;
  return days <= 0 ? "expired" : days <= RELEASE_ROLES[role].renewBefore ? "renew" : "good";
}

export const KeySchema = z.strictObject({
  keytype: z.literal("ed25519"),
  scheme: z.literal("ed25519"),
  keyval: z.strictObject({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});
export type ReleaseKey = z.infer<typeof KeySchema>;

const RoleSchema = z.object({ keyids: z.array(z.string()).min(1).max(20), threshold: z.number().int().min(1) });
export const RootSchema = z.object({
  signed: z.object({
    _type: z.literal("root"),
    version: z.number().int().min(1),
    expires: z.iso.datetime(),
    consistent_snapshot: z.literal(true),
    keys: z.record(z.string(), KeySchema),
    roles: z.object({ root: RoleSchema, targets: RoleSchema, snapshot: RoleSchema, timestamp: RoleSchema }),
  }),
});
export type RootDocument = z.infer<typeof RootSchema>;

/** The text whose SHA-256 is a key's id. A key's fields are plain ASCII, for which all canonical forms of JSON agree. */
export const keyText = (key: ReleaseKey): string => canonical(key);

type Keys = Readonly<Record<string, ReleaseKey>>;
type Holding = Readonly<{ keyids: readonly string[]; threshold: number }>;

/** What is wrong with a list of keys and one role's use of it; empty when it is sound. `keyId` hashes `keyText`. */
export function keyFaults(role: ReleaseRole, keys: Keys, { keyids, threshold }: Holding, keyId: (key: ReleaseKey) => string): string[] {
  const used = [...new Set(keyids)];
  const known = used.filter((id) => keys[id] !== undefined);
  const distinct = new Set(known.map((id) => keys[id]!.keyval.public));
  const least = RELEASE_ROLES[role].threshold;
  return [
    ...used.filter((id) => keys[id] === undefined).map((id) => `${role}: key ${id.slice(0, 8)} is named but not listed`),
    ...known.filter((id) => keyId(keys[id]!) !== id).map((id) => `${role}: ${id.slice(0, 8)} is not the id of its key`),
    ...(used.length === keyids.length ? [] : [`${role}: a key id is named twice`]),
    ...(distinct.size === known.length ? [] : [`${role}: one key stands under two ids`]),
    ...(threshold < least ? [`${role}: a threshold of ${threshold} is below ${least}`] : []),
    ...(threshold > distinct.size ? [`${role}: a threshold of ${threshold} cannot be met by ${distinct.size} keys`] : []),
  ];
}

/** What is wrong with a root document's keys; empty when it is sound. */
export function rootFaults({ signed }: RootDocument, keyId: (key: ReleaseKey) => string): string[] {
  const online = new Set(signed.roles.timestamp.keyids);
  const shared = TOP_ROLES.filter((role) => role !== "timestamp" && signed.roles[role].keyids.some((id) => online.has(id)));
  return [
    ...TOP_ROLES.flatMap((role) => keyFaults(role, signed.keys, signed.roles[role], keyId)),
    ...shared.map((role) => `${role}: uses the key that lies on the server for timestamp`),
  ];
}
