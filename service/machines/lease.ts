/** Leases and the policy they name: what a workstation may do without the centre, signed. */
import { createHash } from "node:crypto";
import { DAY, HOUR } from "../../shared/model/time.ts";
import { PolicySchema, type Lease, type LeaseGrant, type Policy } from "../../shared/protocol/device.ts";
import type { Ctx, Tx } from "../context.ts";
import { readMeta, writeMeta } from "../db/meta.ts";
import type { OrderKey } from "../pki/order-key.ts";

const SETTING = "device_policy";

/** 72 hours and a week (ELECTRON.md 3.4). Facts are reported and judged by nothing until IT has seen its machines and says what each means. */
export const DEFAULT_POLICY: Policy = { v: 1, leaseHours: 72, graceDays: 7, facts: {} };

/** The policy in force. */
export async function readPolicy(tx: Tx): Promise<Policy> {
  const kept = await readMeta(tx, SETTING);
  return kept === null ? DEFAULT_POLICY : PolicySchema.parse(JSON.parse(kept));
}

/** Sets the policy; workstations take it with their next heartbeat, hello or sign-in. */
export async function setPolicy(ctx: Ctx, policy: Policy): Promise<void> {
  await writeMeta(ctx.tx, SETTING, JSON.stringify(PolicySchema.parse(policy)));
  await ctx.audit({ action: "device.policySet", detail: { policy: JSON.stringify(policy) } });
}

type Holder = Pick<Lease, "userId" | "userNo" | "deviceId">;

/** The lease of a user on a device from now on, under this policy. */
export function leaseOf(policy: Policy, policyText: string, now: number, { userId, userNo, deviceId }: Holder): Lease {
  const notAfter = now + Math.round(policy.leaseHours * HOUR);
  return { v: 1, userId, userNo, deviceId, issuedAt: now, notAfter, shredAfter: notAfter + Math.round(policy.graceDays * DAY), policyHash: createHash("sha256").update(policyText).digest("hex") };
}

/** Lease and policy as they go out with a sign-in or a hello. */
export async function grantLease(ctx: Pick<Ctx, "tx" | "now">, key: OrderKey, holder: Holder): Promise<LeaseGrant> {
  const policy = await readPolicy(ctx.tx);
  const text = JSON.stringify(policy);
  const lease = leaseOf(policy, text, ctx.now, holder);
  return { notAfter: lease.notAfter, signed: key.sign("lease", JSON.stringify(lease)), policy: key.sign("policy", text) };
}
