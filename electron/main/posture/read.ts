/** The table of facts: what is read, how, and from where. Read-only, no shell, each within a time. */
import { access, constants } from "node:fs/promises";
import { release } from "node:os";
import type { FactName, PostureFact } from "../../../shared/model/posture.ts";
import { drivesShutByPolicy } from "../removable/windows.ts";
import * as linux from "./linux.ts";

const TIME_MS = 2_000;

export interface FactDeps {
  readonly profileDir: string;
  readonly packaged: boolean;
  /** Folder of the program. */
  readonly programDir: string;
  /** Name of the system's secret store. */
  readonly secretStore: () => string;
  /** Whether the VPN was there when the centre was last asked; null = not asked yet. */
  readonly vpnUp: () => boolean | null;
  readonly platform?: NodeJS.Platform;
}

interface Reader {
  readonly source: string;
  readonly read: () => string | Promise<string>;
}

const UNREAD: Reader = { source: "not read on this system", read: () => "unknown" };

function readers(deps: FactDeps): Record<FactName, Reader> {
  const platform = deps.platform ?? process.platform;
  const on = (os: NodeJS.Platform, source: string, read: Reader["read"], otherwise: Reader = UNREAD): Reader => (platform === os ? { source, read } : otherwise);
  return {
    diskEncrypted: on("linux", "/sys/dev/block: dm/uuid", () => linux.diskEncrypted(deps.profileDir)),
    secretStore: { source: "safeStorage", read: deps.secretStore },
    removableMounts: on("linux", "/proc/self/mountinfo", () => linux.removableMounts()),
    drivesPolicy: on("linux", "/sys/module, usb: authorized_default", () => linux.drivesPolicy(), on("win32", "registry", async () => ((await drivesShutByPolicy()) ? "shut" : "open"))),
    coreDumps: on("linux", "/proc/self/limits", () => linux.coreDumps()),
    vpn: { source: "bridge", read: () => ({ true: "up", false: "down", null: "unknown" })[String(deps.vpnUp()) as "true" | "false" | "null"] },
    system: { source: "os", read: () => `${platform} ${release()}`.slice(0, 60) },
    programFolder: { source: "access", read: () => access(deps.programDir, constants.W_OK).then(() => "writable", () => "not writable") },
    packaged: { source: "program", read: () => (deps.packaged ? "yes" : "no") },
  };
}

const inTime = (read: Reader["read"]): Promise<string> =>
  Promise.race([Promise.resolve().then(read), new Promise<string>((resolve) => setTimeout(resolve, TIME_MS, "unknown").unref())]).catch(() => "unknown");

/** Reads them all. Never throws: what cannot be read is unknown. */
export const readFacts = (deps: FactDeps): Promise<PostureFact[]> =>
  Promise.all(Object.entries(readers(deps)).map(async ([name, { source, read }]) => ({ name: name as FactName, value: await inTime(read), source })));
