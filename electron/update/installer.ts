/**
 * Who installs: never this program. It hands the installer and the documents that prove it to a folder that root's (or the
 * system's) helper reads, and the helper checks everything again with a memory and a key list of its own (`helper.ts`). The
 * folder may be written by anybody; what lies in it is worth nothing by itself.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashedName } from "../../shared/release/names.ts";
import type { Build } from "../../shared/release/documents.ts";
import { UpdateRefused } from "./refused.ts";

export interface Installer {
  /** Hands over what was checked just now. Throws `update_installer`. */
  handOver(path: string, build: Build): Promise<void>;
}

/** Where the package puts the helper's folder. */
export const INCOMING: Partial<Record<NodeJS.Platform, string>> = {
  linux: "/var/lib/lockdesk/incoming",
  win32: join(process.env["ProgramData"] ?? "C:\\ProgramData", "Lockdesk", "incoming"),
};

/** `incoming` is the helper's folder, `mirror` the documents as they came from the centre (`mirrored`). */
export const folderInstaller = (incoming: string, mirror: string): Installer => ({
  handOver: (path, build) => {
    const [made, final] = [join(incoming, `.${build.version}`), join(incoming, build.version)];
    try {
      if (!existsSync(incoming)) throw new Error("the helper's folder is not there");
      rmSync(made, { recursive: true, force: true });
      rmSync(final, { recursive: true, force: true });
      cpSync(mirror, made, { recursive: true });
      const target = join(made, "targets", hashedName(build.file, build.sha256));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(path, target);
      renameSync(made, final);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(new UpdateRefused("update_installer", [error instanceof Error ? error.message.slice(0, 120) : "unknown"]));
    }
  },
});
