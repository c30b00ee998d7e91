/**
 * Root's side of an update: reads what a workstation handed over, believes nothing of it, and lets the system's package
 * manager install what the signed documents say. It has its own key list (root's file) and its own memory (root's folder),
 * so that neither the person at the desk nor a program in their session can choose what is installed. Whatever it opens or
 * removes in the folder it opens and removes as the one who put it there: a link can lead root nowhere.
 */
import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HOUR } from "../../shared/model/time.ts";
import { compareVersions, VersionSchema } from "../../shared/release/version.ts";
import { newUpdateClient, type Here } from "./client.ts";
import { asOwner, ownedSource } from "./owned.ts";
import { asRefused, UpdateRefused } from "./refused.ts";

/** A hand-over that is still being made has a dot before its name; one that nobody finished is removed after this. */
const HALF_MADE_MS = HOUR;

export interface HelperOptions {
  readonly incoming: string;
  /** Root's own folder. */
  readonly folder: string;
  readonly shippedRoot: string;
  /** Without a workstation's id: whose share of a wave it is, is the workstation's matter; a wave of its ring must have begun. */
  readonly here: Omit<Here, "workstationId">;
  readonly clock?: () => number;
  /** Installs a file that lies in root's own folder (`dpkg --install`). */
  readonly install: (path: string) => Promise<void>;
}

/** Installs the newest hand-over that holds; nothing but what is still being made is left in the folder. Answers each with `installed`, `superseded`, or the code of its refusal. */
export async function installIncoming({ incoming, folder, shippedRoot, here, clock = Date.now, install }: HelperOptions): Promise<Record<string, string>> {
  const names = existsSync(incoming) ? readdirSync(incoming) : [];
  for (const name of names) if (name.startsWith(".") ? clock() - lstatSync(join(incoming, name)).mtimeMs > HALF_MADE_MS : !isVersion(name)) remove(join(incoming, name));
  const said: Record<string, string> = {};
  for (const name of names.filter(isVersion).toSorted(compareVersions).reverse()) {
    const done = Object.values(said).includes("installed");
    said[name] = done ? "superseded" : await one(join(incoming, name)).then(() => "installed", (error: unknown) => asRefused(error).refusal.code);
    remove(join(incoming, name));
  }
  return said;

  async function one(handed: string): Promise<void> {
    const client = newUpdateClient({ source: ownedSource(handed), folder, shippedRoot, here: { ...here, workstationId: null }, clock });
    const { decision } = await client.check(null);
    if (decision.action !== "update") throw new UpdateRefused("update_not_now", [decision.why]);
    // A copy in root's folder, so that nobody exchanges it between the check and the installation.
    const path = await client.download(decision.build);
    await client.verify(decision.build, path);
    await install(path);
  }
}

const isVersion = (name: string): boolean => VersionSchema.safeParse(name).success;
const remove = (path: string): void => asOwner(path, () => rmSync(path, { recursive: true, force: true }));
