/** Facts of a Linux machine, read and never set. Anything unreadable is "unknown". */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRemovableDevice, readMounts } from "../removable/linux.ts";
import { isRemovableMount, type Mount } from "../removable/mountinfo.ts";

/** The mount a path lies on: the one with the longest point that contains it. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  const holds = ({ point }: Mount) => point === "/" || path === point || path.startsWith(`${point}/`);
  return mounts.filter(holds).reduce<Mount | null>((best, mount) => (best === null || mount.point.length >= best.point.length ? mount : best), null);
}

/** Whether a block device is, or stands on, a dm-crypt device. `read` gives a file's text, `below` the devices it stands on. */
export function isCrypt(device: string, read: (file: string) => string, below: (dir: string) => readonly string[], sys = `/sys/dev/block/${device}`): boolean {
  if (read(join(sys, "dm/uuid")).startsWith("CRYPT-")) return true;
  return below(join(sys, "slaves")).some((name) => isCrypt(name, read, below, join(sys, "slaves", name)));
}

const text = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
const names = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir) : []);

export function diskEncrypted(profileDir: string): string {
  const mount = mountOf(profileDir, readMounts());
  if (!mount || !existsSync(`/sys/dev/block/${mount.device}`)) return "unknown";
  return isCrypt(mount.device, text, names) ? "yes" : "no";
}

export function removableMounts(): string {
  const count = readMounts().filter((mount) => isRemovableMount(mount, isRemovableDevice)).length;
  return count === 0 ? "none" : String(count);
}

/** Drivers for USB disks not loaded, or new USB devices not let in (USBGuard). */
export function drivesPolicy(sys = "/sys"): string {
  if (!existsSync(join(sys, "module"))) return "unknown";
  if (!["usb_storage", "uas"].some((name) => existsSync(join(sys, "module", name)))) return "shut";
  const hubs = names(join(sys, "bus/usb/devices")).filter((name) => /^usb\d+$/.test(name)).map((name) => text(join(sys, "bus/usb/devices", name, "authorized_default")));
  return hubs.length > 0 && hubs.every((value) => value === "0") ? "shut" : "open";
}

/** This process's own limit (proc(5)). */
export function coreDumps(limits = text("/proc/self/limits")): string {
  const match = /^Max core file size\s+(\S+)/m.exec(limits);
  return match ? (match[1] === "0" ? "off" : "on") : "unknown";
}
