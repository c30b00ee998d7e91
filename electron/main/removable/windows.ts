/**
 * Whether Windows' policy keeps removable drives shut (ELECTRON.md 2.7): three values of the machine's
 * registry, read with `reg.exe`. Never run against a real Windows so far.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const POLICIES = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices";
const USB_STORAGE = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\USBSTOR";
const TIMEOUT_MS = 3_000;

/** A value that shuts removable drives, and which. */
const SHUTTING = [
  { key: POLICIES, name: "Deny_All", shut: 1 },
  { key: `${POLICIES}\\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}`, name: "Deny_Write", shut: 1 },
  { key: USB_STORAGE, name: "Start", shut: 4 },
] as const;

/** The number of a `REG_DWORD` in what `reg query` prints; null when there is none. */
export function parseRegDword(output: string, name: string): number | null {
  const match = new RegExp(`^\\s*${name}\\s+REG_DWORD\\s+0x([0-9a-f]+)\\s*$`, "im").exec(output);
  return match?.[1] === undefined ? null : Number.parseInt(match[1], 16);
}

/** Prints one value of the registry as `reg query` does; rejects when it is not there. */
export type QueryRegistry = (key: string, name: string) => Promise<string>;

const queryRegistry: QueryRegistry = async (key, name) => {
  const exe = join(process.env.SystemRoot ?? "C:\\Windows", "System32", "reg.exe");
  return (await promisify(execFile)(exe, ["query", key, "/v", name], { timeout: TIMEOUT_MS, windowsHide: true })).stdout;
};

/** True when at least one of the three shuts removable drives. A value that cannot be read shuts nothing. */
export async function drivesShutByPolicy(query: QueryRegistry = queryRegistry): Promise<boolean> {
  const found = await Promise.all(SHUTTING.map(async ({ key, name, shut }) => {
    const output = await query(key, name).catch(() => "");
    return parseRegDword(output, name) === shut;
  }));
  return found.includes(true);
}
