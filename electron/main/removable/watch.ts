/** A drive that appears while the program runs locks it and is written down (P4). On Windows the policy is read and written down. */
import { log } from "../log.ts";
import { note } from "../journal.ts";
import { isRemovableDevice, readMounts } from "./linux.ts";
import { isRemovableMount, newMounts } from "./mountinfo.ts";
import { drivesShutByPolicy } from "./windows.ts";

const LOOK_EVERY_MS = 1_000;

/** Watches until the program ends; `lock` is called once per occasion. Never throws. */
export function watchRemovable(lock: () => void, platform: NodeJS.Platform = process.platform): void {
  if (platform === "linux") watchMounts(lock);
  else if (platform === "win32") void drivesShutByPolicy().then((shut) => note("drive.policy", { shut }));
}

function watchMounts(lock: () => void): void {
  let known = readMounts();
  const there = known.filter((mount) => isRemovableMount(mount, isRemovableDevice)).length;
  if (there > 0) note("drive.present", { count: there });
  setInterval(() => {
    const now = readMounts();
    const added = newMounts(known, now).filter((mount) => isRemovableMount(mount, isRemovableDevice));
    known = now;
    if (added.length === 0) return;
    log("warn", "drive.appeared", { count: added.length });
    note("drive.appeared", { count: added.length, types: [...new Set(added.map((mount) => mount.type))].join(" ").slice(0, 100) });
    lock();
  }, LOOK_EVERY_MS);
}
