/** IT: the device list (last seen, version, unsent), one-time codes, and switching a machine off. */
import { desc, eq, sql } from "drizzle-orm";
import type { Ctx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { appUser, device } from "../db/schema.ts";
import { LOST } from "../events/lost.ts";
import { issueEnrolmentCode, revokeDevice } from "../pki/enrol.ts";
import { asSystemFor } from "../unit-of-work.ts";

/** Changes of all streams a device follows that it has not yet acknowledged. */
const BEHIND = sql<number>`(SELECT coalesce(sum(s.head - c.pos), 0) FROM device_cursor c JOIN stream s ON s.name = c.stream WHERE c.device_id = ${device.id})`;

/** Per device: refused events that nobody has dealt with, and numbers that were lost. How many is no record data, their rows are. */
const countRejections = (ctx: Ctx): Promise<Map<string, { refused: number; lost: number }>> =>
  asSystemFor(ctx, "device.read", async () => {
    const found = await rows<{ id: string; refused: number | string; lost: number | string }>(ctx.tx, sql`
      SELECT device_id AS id, count(*) FILTER (WHERE code <> ${LOST} AND settled_at IS NULL) AS refused, count(*) FILTER (WHERE code = ${LOST}) AS lost FROM rejection GROUP BY device_id`);
    return new Map(found.map((f) => [f.id, { refused: Number(f.refused), lost: Number(f.lost) }]));
  });

/** All enrolled workstations, last seen first. */
export async function listDevices(ctx: Ctx): Promise<Awaited<ReturnType<DeskHandlers["device.list"]>>["devices"]> {
  const list = await ctx.tx.select({ d: device, user: appUser.name, behind: BEHIND }).from(device).leftJoin(appUser, eq(appUser.id, device.lastUserId)).orderBy(desc(device.lastSeenAt), desc(device.enrolledAt));
  const counted = await countRejections(ctx);
  return list.map(({ d, user, behind }) => ({
    id: d.id, name: d.name, enrolledAt: d.enrolledAt, lastSeenAt: d.lastSeenAt, version: d.version, unsent: d.unsent, lastUser: user ?? "", revoked: d.revokedAt !== null,
    oldestUnsentAt: d.oldestUnsentAt, quarantined: Math.max(d.quarantined, counted.get(d.id)?.refused ?? 0), lost: counted.get(d.id)?.lost ?? 0, skewMs: d.skewMs, behind: Number(behind),
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
