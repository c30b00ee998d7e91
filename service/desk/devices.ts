/** IT: the device list (last seen, version, unsent), one-time codes, and switching a machine off. */
import { desc, eq, sql } from "drizzle-orm";
import type { Ctx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { appUser, device } from "../db/schema.ts";
import { LOST } from "../events/lost.ts";
import { issueEnrolmentCode, revokeDevice } from "../pki/enrol.ts";
import { asSystem } from "../unit-of-work.ts";

/** Changes of all streams a device follows that it has not yet acknowledged. */
const BEHIND = sql<number>`(SELECT coalesce(sum(s.head - c.pos), 0) FROM device_cursor c JOIN stream s ON s.name = c.stream WHERE c.device_id = ${device.id})`;

/** All enrolled workstations, last seen first. */
export async function listDevices(ctx: Ctx): Promise<Awaited<ReturnType<DeskHandlers["device.list"]>>["devices"]> {
  const list = await ctx.tx.select({ d: device, user: appUser.name, behind: BEHIND }).from(device).leftJoin(appUser, eq(appUser.id, device.lastUserId)).orderBy(desc(device.lastSeenAt), desc(device.enrolledAt));
  const counted = await asSystem(ctx, () => rows<{ device_id: string; n: number | string }>(ctx.tx, sql`SELECT device_id, count(*) AS n FROM rejection WHERE code = ${LOST} GROUP BY device_id`));
  const lost = new Map(counted.map((c) => [c.device_id, Number(c.n)]));
  return list.map(({ d, user, behind }) => ({
    id: d.id, name: d.name, enrolledAt: d.enrolledAt, lastSeenAt: d.lastSeenAt, version: d.version, unsent: d.unsent, lastUser: user ?? "", revoked: d.revokedAt !== null,
    oldestUnsentAt: d.oldestUnsentAt, quarantined: d.quarantined, lost: lost.get(d.id) ?? 0, skewMs: d.skewMs, behind: Number(behind),
  }));
}

export const deviceHandlers = {
  "device.list": async (ctx) => ({ devices: await listDevices(ctx) }),
  "device.enrolCode": (ctx, { name }) => issueEnrolmentCode(ctx, name),
  "device.revoke": async (ctx, { deviceId, reason }) => {
    await revokeDevice(ctx, deviceId, reason);
    return {};
  },
} satisfies Partial<DeskHandlers>;
