/** A centre's order key for tests, and what it signs. */
import { DEFAULT_POLICY, leaseOf } from "../../service/machines/lease.ts";
import { makeOrderKeyPem, openOrderKey, type OrderKey } from "../../service/pki/order-key.ts";
import type { Lease, LeaseGrant, Policy } from "../../shared/protocol/device.ts";

export const TEST_ORDER_KEY: OrderKey = openOrderKey(makeOrderKeyPem());

/** A lease with its policy, as the centre gives it; `change` alters the lease before it is signed. */
export function grant(who: Pick<Lease, "userId" | "userNo" | "deviceId">, now: number, options: { policy?: Partial<Policy>; change?: Partial<Lease>; key?: OrderKey } = {}): { notAfter: number; signed: NonNullable<LeaseGrant["signed"]>; policy: NonNullable<LeaseGrant["policy"]> } {
  const key = options.key ?? TEST_ORDER_KEY;
  const policy: Policy = { ...DEFAULT_POLICY, ...options.policy };
  const text = JSON.stringify(policy);
  const lease: Lease = { ...leaseOf(policy, text, now, who), ...options.change };
  return { notAfter: lease.notAfter, signed: key.sign("lease", JSON.stringify(lease)), policy: key.sign("policy", text) };
}
