/** Reads mounts and devices of this Linux machine. Reads only; anything unreadable counts as not there. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseMountInfo, type Mount } from "./mountinfo.ts";

/** The mounts this process sees. */
export const readMounts = (): Mount[] => parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8"));

/** Whether a block device, or the disk it is a part of, is removable or hangs on USB. */
export function isRemovableDevice(device: string): boolean {
  const link = `/sys/dev/block/${device}`;
  if (!existsSync(link)) return false;
  const path = realpathSync(link);
  const flag = [path, dirname(path)].map((dir) => join(dir, "removable")).find((file) => existsSync(file));
  return /\/usb\d+\//.test(path) || (flag !== undefined && readFileSync(flag, "utf8").trim() === "1");
}
