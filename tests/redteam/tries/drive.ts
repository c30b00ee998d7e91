/** A drive that appears while somebody is signed in. Needs root on Linux: a file system is mounted where drives are. Locks the workstation. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmdirSync } from "node:fs";
import type { Try } from "./try.ts";

const POINT = "/media/lockdesk-redteam";

export const DRIVE: readonly Try[] = [
  {
    name: "a removable drive is put in", row: null, aim: "drive", expect: "locked, written down",
    cannot: () => (process.platform === "linux" && process.getuid?.() === 0 ? undefined : "only root on Linux mounts a drive"),
    run: async ({ page, workstation, journal }) => {
      mkdirSync(POINT, { recursive: true });
      try {
        if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", POINT]).status !== 0) return "could not mount";
        const locked = await workstation.window("unlock", 8_000).then(() => page.isClosed(), () => false);
        const written = journal().some((entry) => entry.what === "drive.appeared");
        return `${locked ? "locked" : "open"}, ${written ? "written down" : "not written down"}`;
      } finally {
        spawnSync("umount", [POINT]);
        rmdirSync(POINT);
      }
    },
  },
];
