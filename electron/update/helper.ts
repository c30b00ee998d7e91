/**
 * Root's side of an update: reads what a workstation handed over, believes nothing of it, and lets the system's package
 * manager install what the signed documents say. It has its own key list (root's file) and its own memory (root's folder),
 * so that neither the person at the desk nor a program in their session can choose what is installed.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { compareVersions, VersionSchema } from "../../shared/release/version.ts";
import { newUpdateClient, type Here } from "./client.ts";
import { asRefused, UpdateRefused } from "./refused.ts";
import { folderSource } from "./source.ts";

export interface HelperOptions {
  readonly incoming: string;
  /** Root's own folder. */
  readonly folder: string;
  readonly shippedRoot: string;
  readonly here: Here;
  readonly clock?: () => number;
  /** Installs a file that lies in root's own folder (`dpkg -i`). */
  readonly install: (path: string) => Promise<void>;
}

/** Installs the newest hand-over that holds; the folder is empty afterwards. Answers each with `installed` or the code of its refusal. */
export async function installIncoming({ incoming, folder, shippedRoot, here, clock, install }: HelperOptions): Promise<Record<string, string>> {
  const found = existsSync(incoming) ? readdirSync(incoming).filter((name) => VersionSchema.safeParse(name).success).toSorted(compareVersions).reverse() : [];
  const said: Record<string, string> = {};
  for (const name of found) {
    const done = Object.values(said).includes("installed");
    said[name] = done ? "superseded" : await one(join(incoming, name)).then(() => "installed", (error: unknown) => asRefused(error).refusal.code);
    rmSync(join(incoming, name), { recursive: true, force: true });
  }
  return said;

  async function one(handed: string): Promise<void> {
    const client = newUpdateClient({ source: folderSource(handed), folder, shippedRoot, here, ...(clock ? { clock } : {}) });
    const { decision } = await client.check(null);
    if (decision.action !== "update") throw new UpdateRefused("update_not_now", [decision.why]);
    // A copy in root's folder, so that nobody exchanges it between the check and the installation.
    const path = await client.download(decision.build);
    await client.verify(decision.build, path);
    await install(path);
  }
}
