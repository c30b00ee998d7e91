/**
 * When the keys of a user go by themselves: the grace after a lease is over (ELECTRON.md 3.4). One wild reading
 * of a clock must not destroy anything: without the centre the clock has to say it at two starts of the system
 * and for a shift's running time altogether, each time after the centre was asked in vain.
 */
import type { Lease } from "../../shared/protocol/device.ts";
import type { Mark } from "./time-mark.ts";

/** Starts of the system at which the clock must have said so. */
export const GRACE_BOOTS = 2;
/** Running time over which it must have said so: a shift, in which somebody can see it and call IT. */
export const GRACE_RAN_MS = 8 * 3_600_000;
/** Between two looks at most this much counts: a machine that slept did not run. */
const LONGEST_LOOK_MS = 10 * 60_000;

export interface Look {
  /** UTC ms of this machine's clock. */
  readonly wall: number;
  /** Seconds since the system started. */
  readonly uptime: number;
}

/** The mark after a look at which the centre was not reached, and whose keys are to go now. */
export function lookAtGrace(mark: Mark, leases: readonly Lease[], { wall, uptime }: Look): { mark: Mark; due: string[] } {
  const started = uptime < mark.uptime;
  const ran = started ? 0 : Math.min(LONGEST_LOOK_MS, (uptime - mark.uptime) * 1000);
  // A clock that is behind what was seen is no witness at all.
  const now = wall + mark.offset;
  const over: Record<string, Mark["over"][string]> = {};
  for (const { userNo, shredAfter } of leases) {
    if (now < mark.latest - LONGEST_LOOK_MS || now <= shredAfter) continue;
    const before = mark.over[userNo];
    over[userNo] = { boots: (before?.boots ?? 0) + (before && !started ? 0 : 1), ranMs: (before?.ranMs ?? 0) + (before ? ran : 0) };
  }
  const due = Object.entries(over).filter(([, o]) => o.boots >= GRACE_BOOTS && o.ranMs >= GRACE_RAN_MS).map(([userNo]) => userNo);
  return { mark: { ...mark, uptime, over, latest: Math.max(mark.latest, Math.round(now)) }, due };
}

/** The same with the centre's own time: no doubt is left. */
export const overAtCentre = (leases: readonly Lease[], serverTime: number): string[] => leases.filter((lease) => serverTime > lease.shredAfter).map((lease) => lease.userNo);
