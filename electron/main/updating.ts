/** Updating as main composes it: the way to the centre, the moment for a hand-over, who hears of a build that is out of service. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { OUTBOX_FORMAT } from "../update/data-format.ts";
import { folderInstaller, INCOMING } from "../update/installer.ts";
import { mirrored } from "../update/mirror.ts";
import { centreSource } from "../update/source.ts";
import { createUpdater, type UpdateLoop } from "../update/updater.ts";
import { createBridge } from "../bridge/client.ts";
import { refusal } from "../../shared/protocol/errors.ts";
import { HoldSchema, PlatformSchema, type Platform } from "../../shared/release/documents.ts";
import { NO_UPDATES } from "../../shared/release/report.ts";
import { buildHeader } from "../../shared/release/standing.ts";
import { bridgeSettings, type Provision } from "./config.ts";
import { isEnrolled, openMachine } from "./device.ts";
import { packedReleaseFolder } from "./installed.ts";
import { note } from "./journal.ts";
import { localUsers } from "./machine/files.ts";
import type { Unsent } from "./machine/unsent.ts";
import type { Workstation } from "./workstation.ts";

export interface UpdatingDeps {
  readonly profileDir: string;
  readonly provision: Provision;
  readonly version: string;
  readonly packaged: boolean;
  readonly workstation: () => Workstation;
  readonly unsent: Unsent;
  /** A wipe has begun or waits. */
  readonly wiping: () => boolean;
}

const platform = (): Platform | null => PlatformSchema.safeParse(`${process.platform}-${process.arch}`).data ?? null;

/** What this program says it is with every request; on a platform nothing is built for, its version alone. */
export const thisBuild = (version: string): string => buildHeader(version, platform() ?? ("" as Platform));

/** Inside the program when packaged; in an evaluation run the profile may hold one, to try updates with. */
const releaseFolder = ({ packaged, profileDir }: UpdatingDeps): string => (packaged ? packedReleaseFolder() : join(profileDir, "release"));
const BuiltSchema = z.object({ builtAt: z.number().int() });
type Updating = Pick<UpdateLoop, "start" | "report" | "settle" | "published">;
const OFF: Updating = { start: () => undefined, report: () => NO_UPDATES, settle: () => Promise.resolve(), published: () => undefined };

/** The loop, not yet started. Off where no key list ships with the program, which only an evaluation run may lack. */
export function startUpdating(deps: UpdatingDeps): Updating {
  const { profileDir, provision, version } = deps;
  const [ships, here] = [releaseFolder(deps), platform()];
  if (here === null || (!deps.packaged && !existsSync(join(ships, "root.json")))) return OFF;
  const folder = join(profileDir, "update");
  const mirror = join(folder, "mirror");
  let closedAt = Date.now();
  const open = async () => {
    const { identity } = await openMachine(profileDir, deps.packaged);
    const bridge = createBridge({ settings: { ...bridgeSettings(provision), build: thisBuild(version) }, caPem: identity.caPem, identity });
    const held = await bridge.json({ method: "GET", path: "/release/hold" }, z.object({ hold: HoldSchema }));
    return { source: mirrored(centreSource(bridge), mirror), hold: held.ok ? held.value.hold : null, close: bridge.close };
  };
  return createUpdater({
    folder, shippedRoot: join(ships, "root.json"), installer: folderInstaller(deps.packaged ? (INCOMING[process.platform] ?? "") : join(profileDir, "incoming"), mirror),
    here: () => ({ version, platform: here, ring: provision.ring, dataFormat: OUTBOX_FORMAT, workstationId: deviceIdOf(profileDir), builtAt: builtAt(join(ships, "build.json")) }),
    open: () => (isEnrolled(profileDir) ? open() : Promise.reject(new Error("not enrolled yet"))),
    moment: () => {
      const vaultOpen = deps.workstation().me() !== null;
      if (vaultOpen) closedAt = Date.now();
      const waiting = localUsers(profileDir).map(({ userNo }) => deps.unsent.of(userNo).unsent);
      return { vaultOpen, wiping: deps.wiping(), unsent: waiting.includes(null) ? null : waiting.reduce<number>((sum, n) => sum + (n ?? 0), 0), closedAt };
    },
    onLocked: (locked) => {
      note("update.minimum", { state: locked ? "locked" : "lifted" });
      if (locked) void deps.workstation().bar(refusal("update_needed"));
      // A wipe bars the door for its own reason, and opens it itself.
      else if (!deps.wiping()) deps.workstation().free(null);
    },
    onReport: noted(),
  });
}

/** The journal hears of each new refusal and of each hand-over, once. */
function noted(): (report: ReturnType<UpdateLoop["report"]>) => void {
  let last = "";
  return ({ phase, refusal: refused, offered }) => {
    const now = phase === "refused" ? (refused?.code ?? "") : phase === "handed_over" ? `handed ${offered}` : last;
    if (now !== last && phase === "refused") note("update.refused", { code: now });
    if (now !== last && phase === "handed_over") note("update.handed_over", { to: offered ?? "" });
    last = now;
  };
}

/** A program that does not know when it was made takes no date for granted. */
function builtAt(path: string): number {
  try {
    return BuiltSchema.parse(JSON.parse(readFileSync(path, "utf8"))).builtAt;
  } catch {
    return 0;
  }
}

const DeviceSchema = z.object({ deviceId: z.string() });
/** Whose bucket it is; before enrolment there is nothing to decide. */
function deviceIdOf(profileDir: string): string {
  try {
    return DeviceSchema.parse(JSON.parse(readFileSync(join(profileDir, "device.json"), "utf8"))).deviceId;
  } catch {
    return "";
  }
}
