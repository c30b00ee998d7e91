/** Tries that lock the workstation: each has it for itself. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmdirSync } from "node:fs";
import type { Try } from "./try.ts";

const POINT = "/media/lockdesk-redteam";

interface Facts {
  readonly clipboard: string;
}

export const ENDING: readonly Try[] = [
  {
    name: "a copied case number after the lock", row: 17, aim: "clipboard", expect: "copied, then nothing",
    run: async ({ ask, own, workstation }) => {
      const held = async () => ((await workstation.probe({ ask: "facts" })) as Facts).clipboard;
      await ask("clipboard.copy", { caseId: own.caseId, field: "caseNo" });
      const copied = (await held()) === own.caseNo;
      await ask("session.lock", {}).catch(() => undefined);
      await workstation.window("unlock");
      await new Promise((done) => setTimeout(done, 500));
      const after = await held();
      return `${copied ? "copied" : "not copied"}, then ${after === "" ? "nothing" : "still there"}`;
    },
  },
  {
    // A file system is mounted where drives are: root on Linux only.
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
