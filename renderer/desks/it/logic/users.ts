/** Users and devices as IT sees them: states and filters. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { SKEW_LIMIT_MS } from "../../../../shared/protocol/sync.ts";
import { DAY } from "../../../../shared/model/time.ts";

export type UserRow = DeskOutput<"user.list">["users"][number];
export type DeviceRow = DeskOutput<"device.list">["devices"][number];
export type UserState = "active" | "locked" | "disabled";

/** Disabled outranks locked: unlocking would change nothing. */
export function userState(user: Pick<UserRow, "active" | "locked">): UserState {
  if (!user.active) return "disabled";
  return user.locked ? "locked" : "active";
}

const SILENT_MS = 3 * DAY;

/** A device in service that has not been heard for over three days, or never. */
export function isSilent(device: Pick<DeviceRow, "revoked" | "lastSeenAt" | "enrolledAt">, now: number): boolean {
  return !device.revoked && now - (device.lastSeenAt ?? device.enrolledAt) > SILENT_MS;
}

/** A machine whose clock is further off than may be overlooked; minutes it is ahead (+) or behind (−), else null. */
export function clockOffMinutes(device: Pick<DeviceRow, "skewMs">): number | null {
  return device.skewMs === null || Math.abs(device.skewMs) <= SKEW_LIMIT_MS ? null : Math.round(-device.skewMs / 60_000);
}

/** Devices the filter leaves, those with lost or unsent records first, then the longest unheard. */
export function filterDevices(devices: readonly DeviceRow[], filter: { text: string; withRevoked: boolean }): DeviceRow[] {
  const text = filter.text.trim().toLowerCase();
  return devices
    .filter((d) => (filter.withRevoked || !d.revoked) && (text === "" || d.name.toLowerCase().includes(text) || d.lastUser.toLowerCase().includes(text)))
    .sort((a, b) => Number(a.revoked) - Number(b.revoked) || b.lost - a.lost || b.unsent + b.quarantined - a.unsent - a.quarantined || (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0));
}
