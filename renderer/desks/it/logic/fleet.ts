/** The fleet as IT reads it: builds with their machines, what to look at first, and a change of the rollout as it is asked for. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { FLEET_ALARMS, FLEET_FLAGS, type FleetFlag } from "../../../../shared/release/fleet.ts";
import { compareVersions, VersionSchema } from "../../../../shared/release/version.ts";

export type Fleet = DeskOutput<"fleet.read">;
export type FleetMachine = Fleet["machines"][number];
export type Published = NonNullable<Fleet["published"]>;

export interface BuildLine {
  readonly version: string;
  readonly platforms: string;
  readonly machines: number;
  /** Published, and how it stands; `foreign` is a number that nobody has published. */
  readonly standing: "outgoing" | "revoked" | "belowMinimum" | "published" | "foreign";
}

const known = (version: string): boolean => VersionSchema.safeParse(version).success;
const newestFirst = (a: string, b: string): number => (known(a) && known(b) ? compareVersions(b, a) : Number(known(b)) - Number(known(a)));

/** One line per version that is published or run, newest first. */
export function buildLines({ machines, published }: Fleet): BuildLine[] {
  const versions = new Set([...machines.map((machine) => machine.version), ...(published?.builds ?? []).map((build) => build.version)]);
  return [...versions].filter((version) => version !== "").sort(newestFirst).map((version) => ({
    version, machines: machines.filter((machine) => machine.version === version).length, standing: standingOf(version, published),
    platforms: (published?.builds ?? []).filter((build) => build.version === version).map((build) => (build.platform === "win32-x64" ? "Windows" : "Linux")).join(" · ") || "—",
  }));
}

function standingOf(version: string, published: Fleet["published"]): BuildLine["standing"] {
  if (published === null || !published.builds.some((build) => build.version === version)) return "foreign";
  const { rollout } = published;
  if (version === rollout.version) return "outgoing";
  if (rollout.revoked.includes(version)) return "revoked";
  return rollout.minimumVersion !== null && compareVersions(version, rollout.minimumVersion) < 0 ? "belowMinimum" : "published";
}

/** How many machines each flag holds for, worst first, those that hold for none left out. */
export const flagCounts = (machines: readonly FleetMachine[]): { flag: FleetFlag; n: number }[] =>
  FLEET_FLAGS.map((flag) => ({ flag, n: machines.filter((machine) => machine.flags.includes(flag)).length })).filter(({ n }) => n > 0);

export const isAlarm = (flag: FleetFlag): boolean => FLEET_ALARMS.has(flag);

export interface FleetFilter {
  readonly text: string;
  readonly flag: FleetFlag | null;
  readonly version: string | null;
}

/** Machines the filter leaves, the worst flag first, then by name. */
export function filterFleet(machines: readonly FleetMachine[], { text, flag, version }: FleetFilter): FleetMachine[] {
  const wanted = text.trim().toLowerCase();
  const rank = (machine: FleetMachine): number => (machine.flags[0] === undefined ? FLEET_FLAGS.length : FLEET_FLAGS.indexOf(machine.flags[0]));
  return machines.filter((machine) => machine.name.toLowerCase().includes(wanted) && (flag === null || machine.flags.includes(flag)) && (version === null || machine.version === version))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Machines by how far the outgoing build has come. */
export function shares(machines: readonly FleetMachine[]): Record<FleetMachine["share"], number> {
  const counts = { has: 0, due: 0, waits: 0, unknown: 0 };
  for (const { share } of machines) counts[share] += 1;
  return counts;
}
