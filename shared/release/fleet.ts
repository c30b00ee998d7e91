/**
 * What IT reads from what the machines say of their builds: who runs what, who is stuck, who says something that cannot be.
 * Each line is judged from the machine's own words (under its device key) against the signed documents.
 */
import { DAY, HOUR } from "../model/time.ts";
import { decide, type Decision } from "./decide.ts";
import { BUCKETS, PLATFORMS, type BuildIndex, type Platform, type Rollout } from "./documents.ts";
import type { ReleaseSaid } from "./report.ts";
import { outOfService, buildHeader } from "./standing.ts";
import { VersionSchema } from "./version.ts";

/** Worst first: how the list is sorted, and which one is shown when there is room for one. */
export const FLEET_FLAGS = ["altered", "foreign", "frozen", "outOfService", "refused", "stale", "revoked", "silent", "waits", "unpacked", "unsaid"] as const;
export type FleetFlag = (typeof FLEET_FLAGS)[number];
/** Flags that somebody has to look at. */
export const FLEET_ALARMS: ReadonlySet<FleetFlag> = new Set(["altered", "foreign", "frozen", "outOfService", "refused", "stale"]);

/** A timestamp is signed anew every six hours and good for three days: a machine that is heard and has seen none for so long is being kept from it. */
export const FROZEN_MS = 3 * DAY;
/** Also sooner, when it says that it looked and yet saw an old one. */
const FROZEN_LOOKED_MS = 12 * HOUR;
/** A machine unheard for so long is silent: its other words are old. */
export const SILENT_MS = 3 * DAY;

export interface FleetMachine {
  readonly version: string;
  readonly heardAt: number | null;
  readonly said: ReleaseSaid | null;
  /** Bucket for the rollout's version. */
  readonly bucket: number;
}
export interface FleetDocuments {
  readonly index: BuildIndex;
  readonly rollout: Rollout;
}

const platformOf = (said: ReleaseSaid | null): Platform | null => PLATFORMS.find((name) => name === said?.platform) ?? null;

/** What is to be said of a machine; `documents` null while nothing is published. */
export function fleetFlags({ version, heardAt, said }: FleetMachine, documents: FleetDocuments | null, now: number): FleetFlag[] {
  if (heardAt === null || said === null) return ["unsaid"];
  const silent = now - heardAt > SILENT_MS;
  const platform = platformOf(said);
  const build = documents?.index.builds.find((one) => one.version === version && one.platform === platform);
  // Switched on after a holiday it says what it believed last, until it has looked.
  const looked = said.checkedAt !== null || said.phase === "refused";
  const frozen = !silent && said.seen !== null && said.issued !== null && ((looked && heardAt - said.issued > FROZEN_MS) || (said.checkedAt !== null && said.checkedAt - said.issued > FROZEN_LOOKED_MS));
  const found: Record<FleetFlag, boolean> = {
    altered: build !== undefined && said.build !== null && said.build !== build.asar,
    foreign: documents !== null && said.build !== null && build === undefined,
    frozen,
    outOfService: documents !== null && platform !== null && outOfService(buildHeader(version, platform), documents.index, documents.rollout, now),
    refused: said.phase === "refused", stale: said.staleSince !== null,
    revoked: documents !== null && documents.rollout.revoked.includes(version), silent,
    waits: said.phase === "ready" || said.phase === "handed_over", unpacked: said.build === null, unsaid: false,
  };
  return FLEET_FLAGS.filter((flag) => found[flag]);
}

export type Share = "has" | "due" | "waits" | "unknown";

/** Where a machine stands with the build that goes out. */
export function shareOf({ version, said, bucket }: FleetMachine, documents: FleetDocuments, now: number): Share {
  const platform = platformOf(said);
  if (said === null || platform === null || !VersionSchema.safeParse(version).success) return "unknown";
  if (version === documents.rollout.version) return "has";
  const decision: Decision = decide({ here: { version, platform, ring: said.ring, dataFormat: 0 }, ...documents, hold: null, bucket: bucket % BUCKETS, now });
  return decision.action === "update" ? "due" : "waits";
}

/** From when on a machine said it runs a version. */
export interface BuildChange {
  readonly deviceId: string;
  readonly at: number;
  readonly version: string;
}
export interface FleetMoment {
  readonly at: number;
  /** Machines by version. */
  readonly counts: Record<string, number>;
}

/** How many machines ran what at evenly spaced moments, the last of them `until`. `changes` in the order of time. */
export function fleetHistory(changes: readonly BuildChange[], from: number, until: number, moments: number): FleetMoment[] {
  const running = new Map<string, string>();
  const history: FleetMoment[] = [];
  let next = 0;
  for (let i = 0; i < moments; i += 1) {
    const at = Math.round(from + ((until - from) * i) / Math.max(moments - 1, 1));
    for (; next < changes.length && changes[next]!.at <= at; next += 1) running.set(changes[next]!.deviceId, changes[next]!.version);
    const counts: Record<string, number> = {};
    for (const version of running.values()) counts[version] = (counts[version] ?? 0) + 1;
    history.push({ at, counts });
  }
  return history;
}
