/**
 * A user's lease on this machine: the centre's signed word, kept in `lease.json` beside the slot with the policy
 * it names. Enforced by this program, not by mathematics: who holds password and device secret needs no lease.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "../../db/durable-file.ts";
import { LeaseSchema, PolicySchema, SignedSchema, type Lease, type Policy, type Signed } from "../../shared/protocol/device.ts";
import { SKEW_LIMIT_MS } from "../../shared/protocol/sync.ts";
import type { Mark } from "./time-mark.ts";
import { openSigned, policyHash } from "./signed.ts";

const FileSchema = z.object({ lease: SignedSchema, policy: SignedSchema });

export interface Held {
  readonly lease: Lease;
  readonly policy: Policy;
}
/** Whom a lease must be for. */
export interface LeaseFor {
  readonly userNo: string;
  readonly deviceId: string;
}

export const leaseFile = (folder: string): string => join(folder, "lease.json");

/** A lease with the policy it names; null when either is not the centre's, not for these, or they do not belong together. */
export function openLease(signed: { lease: Signed; policy: Signed }, orderKey: string, { userNo, deviceId }: LeaseFor): Held | null {
  const lease = openSigned("lease", signed.lease, orderKey, LeaseSchema);
  const policy = openSigned("policy", signed.policy, orderKey, PolicySchema);
  if (!lease || !policy || lease.userNo !== userNo || lease.deviceId !== deviceId || lease.policyHash !== policyHash(signed.policy.text)) return null;
  return { lease, policy };
}

/** What is kept in a user's folder, verified anew. */
export function readLease(folder: string, orderKey: string, who: LeaseFor): Held | null {
  try {
    return openLease(FileSchema.parse(JSON.parse(readFileSync(leaseFile(folder), "utf8"))), orderKey, who);
  } catch {
    return null;
  }
}

/** Keeps a lease when it is good and no older than the one in place; answers what is in force then. */
export function keepLease(folder: string, signed: { lease: Signed; policy: Signed }, orderKey: string, who: LeaseFor): Held | null {
  const fresh = openLease(signed, orderKey, who);
  const before = readLease(folder, orderKey, who);
  if (!fresh || (before && before.lease.issuedAt > fresh.lease.issuedAt)) return before;
  replaceFile(leaseFile(folder), JSON.stringify({ lease: signed.lease, policy: signed.policy }));
  return fresh;
}

export type OfflineVerdict = { may: true } | { may: false; why: "lease_over" | "clock_doubtful"; detail: string };

/**
 * Whether somebody may be let in without the centre, by this lease and the time as this machine can know it.
 * `wall` is the machine's clock. A clock more than five minutes behind the latest time seen settles nothing.
 */
export function judgeOffline(lease: Lease | null, mark: Mark | null, wall: number): OfflineVerdict {
  if (!lease) return { may: false, why: "lease_over", detail: "lease: none" };
  if (!mark) return { may: false, why: "clock_doubtful", detail: "time: no mark" };
  const now = wall + mark.offset;
  const floor = Math.max(mark.latest, lease.issuedAt);
  if (now < floor - SKEW_LIMIT_MS) return { may: false, why: "clock_doubtful", detail: `minutes behind: ${Math.round((floor - now) / 60_000)}` };
  return Math.max(now, floor) > lease.notAfter ? { may: false, why: "lease_over", detail: "lease: over" } : { may: true };
}
