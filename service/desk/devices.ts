/** IT: the device list (last seen, version, unsent), one-time codes, and switching a machine off. */
import { desc, eq } from "drizzle-orm";
import type { Ctx, DeskHandlers } from "../context.ts";
import { appUser, device } from "../db/schema.ts";
import { issueEnrolmentCode, revokeDevice } from "../pki/enrol.ts";

/** All enrolled workstations, last seen first. */
export async function listDevices(ctx: Ctx): Promise<Awaited<ReturnType<DeskHandlers["device.list"]>>["devices"]> {
  const list = await ctx.tx.select({ d: device, user: appUser.name }).from(device).leftJoin(appUser, eq(appUser.id, device.lastUserId)).orderBy(desc(device.lastSeenAt), desc(device.enrolledAt));
  return list.map(({ d, user }) => ({
    id: d.id, name: d.name, enrolledAt: d.enrolledAt, lastSeenAt: d.lastSeenAt, version: d.version, unsent: d.unsent, lastUser: user ?? "", revoked: d.revokedAt !== null,
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
