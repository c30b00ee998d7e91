/**
 * What IT's provisioning file says: where the centre is, whose CA signs it, which networks count
 * as VPN. Machine-wide file first; the profile's own file only for evaluation and tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { RingSchema } from "../../shared/release/documents.ts";
import type { BridgeSettings } from "../../shared/ipc/vault.ts";
import { OrderKeySchema } from "../../shared/protocol/device.ts";

export const ProvisionSchema = z.object({
  v: z.literal(1),
  serviceUrl: z.url({ protocol: /^https$/ }),
  caPem: z.string().includes("BEGIN CERTIFICATE"),
  /** CIDR ranges that are the VPN; sockets are bound to an own address inside them. */
  vpnRanges: z.array(z.string().min(3)).min(1),
  /** The VPN's interface by name (`wg0`, "Agency VPN"); absent: any that has no hardware address, as a tunnel has none. */
  vpnInterface: z.string().min(1).max(80).optional(),
  /** Name servers inside the VPN; needed when `serviceUrl` names the centre instead of giving its address. */
  vpnDns: z.array(z.union([z.ipv4(), z.ipv6()])).max(4).optional(),
  /** The centre's order key, when IT pins it here: then no other is taken at enrolment. */
  orderKey: OrderKeySchema.optional(),
  /** Present on a fresh machine: enrols by itself at first start. */
  enrolment: z.object({ code: z.string().min(6), name: z.string().min(1).max(60) }).optional(),
  /** Minutes without input until the workstation locks (S-30). */
  idleLockMinutes: z.number().min(0.1).max(60).default(5),
  /** Seconds between two heartbeats: how soon an order reaches a machine that is on. */
  heartbeatSeconds: z.number().min(1).max(3600).default(60),
  /** Which ring this workstation belongs to: pilot machines take new builds first. */
  ring: RingSchema.default("broad"),
  training: z.boolean().default(false),
});
export type Provision = z.infer<typeof ProvisionSchema>;

/** What the bridge is told of it. */
export const bridgeSettings = ({ serviceUrl, vpnRanges, vpnInterface, vpnDns }: Provision): BridgeSettings => ({ serviceUrl, vpnRanges, vpnInterface, vpnDns });

const MACHINE_FILES: Partial<Record<NodeJS.Platform, string>> = {
  linux: "/etc/lockdesk/provision.json",
  win32: join(process.env.ProgramData ?? "C:\\ProgramData", "Lockdesk", "provision.json"),
};

export type ProvisionAnswer = { ok: true; provision: Provision; path: string } | { ok: false; path: string; issues: string[] };

/**
 * Reads the provisioning file. `profileDir` is consulted only when `allowProfile` (a development
 * or evaluation run). Never throws; `issues` name the field or the missing file.
 */
export function readProvision(profileDir: string, allowProfile: boolean): ProvisionAnswer {
  const machine = MACHINE_FILES[process.platform];
  const candidates = [...(machine && existsSync(machine) ? [machine] : []), ...(allowProfile ? [join(profileDir, "provision.json")] : [])];
  const path = candidates[0] ?? machine ?? join(profileDir, "provision.json");
  try {
    const parsed = ProvisionSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return { ok: true, provision: parsed.data, path };
    return { ok: false, path, issues: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`) };
  } catch (error) {
    return { ok: false, path, issues: [error instanceof Error ? error.message : String(error)] };
  }
}
