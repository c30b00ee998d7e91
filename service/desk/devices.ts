/** IT: the device list (last seen, version, unsent), one-time codes, and switching a machine off. */
import { desc, eq, isNull, sql } from "drizzle-orm";
import { judgePosture } from "../../shared/model/posture.ts";
import { HeartbeatSchema, ReceiptSchema, type Policy } from "../../shared/protocol/device.ts";
import type { Ctx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { appUser, device, deviceOrder, deviceState } from "../db/schema.ts";
import { LOST } from "../events/lost.ts";
import { readPolicy } from "../machines/lease.ts";
import { orderWipe, withdrawWipe } from "../machines/orders.ts";
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

type Row = Awaited<ReturnType<DeskHandlers["device.list"]>>["devices"][number];

/** What a machine's last heartbeat said, judged by the policy in force. */
function heardOf(state: typeof deviceState.$inferSelect | null, policy: Policy): Pick<Row, "heardAt" | "locked" | "leaseNotAfter" | "diskFreeMb" | "facts" | "warned" | "refused"> & { waits: string | null } {
  const beat = state ? HeartbeatSchema.parse(JSON.parse(state.said)) : null;
  const { warn, refuse } = beat ? judgePosture(policy.facts, beat.facts) : { warn: [], refuse: [] };
  const ends = (beat?.users ?? []).map((user) => user.leaseNotAfter).filter((at) => at !== null);
  return {
    heardAt: state?.at ?? null, locked: beat?.locked ?? null, leaseNotAfter: ends.length > 0 ? Math.max(...ends) : null, diskFreeMb: beat?.diskFreeMb ?? null,
    facts: beat?.facts ?? [], warned: warn, refused: refuse, waits: beat?.waits ?? null,
  };
}

/** The open order of each device, else the last one carried out. */
async function ordersOf(ctx: Ctx): Promise<Map<string, Omit<NonNullable<Row["order"]>, "waits">>> {
  const found = await ctx.tx.selectDistinctOn([deviceOrder.deviceId], { o: deviceOrder, by: appUser.name }).from(deviceOrder).leftJoin(appUser, eq(appUser.id, deviceOrder.by))
    .where(isNull(deviceOrder.withdrawnAt)).orderBy(deviceOrder.deviceId, sql`${deviceOrder.doneAt} IS NOT NULL`, desc(deviceOrder.at));
  return new Map(found.map(({ o, by }) => [o.deviceId, {
    id: o.id, mode: o.mode, reason: o.reason, by: by ?? "", at: o.at, sentAt: o.sentAt, doneAt: o.doneAt,
    counts: o.receipt === "" ? null : ReceiptSchema.parse(JSON.parse(o.receipt)).counts,
  }]));
}

/** All enrolled workstations, last seen first. */
export async function listDevices(ctx: Ctx): Promise<Row[]> {
  const list = await ctx.tx.select({ d: device, state: deviceState, user: appUser.name, behind: BEHIND }).from(device).leftJoin(appUser, eq(appUser.id, device.lastUserId)).leftJoin(deviceState, eq(deviceState.deviceId, device.id))
    .orderBy(desc(device.lastSeenAt), desc(device.enrolledAt));
  const counted = await countRejections(ctx);
  const orders = await ordersOf(ctx);
  const policy = await readPolicy(ctx.tx);
  return list.map(({ d, state, user, behind }) => {
    const { waits, ...heard } = heardOf(state, policy);
    const order = orders.get(d.id);
    return { ...rowOf(d, user, behind, counted), ...heard, order: order ? { ...order, waits: order.doneAt === null && order.id === waits } : null };
  });
}

const rowOf = (d: typeof device.$inferSelect, user: string | null, behind: number, counted: Awaited<ReturnType<typeof countRejections>>): Omit<Row, keyof ReturnType<typeof heardOf> | "order"> => ({
  id: d.id, name: d.name, enrolledAt: d.enrolledAt, lastSeenAt: d.lastSeenAt, version: d.version, unsent: d.unsent, lastUser: user ?? "", revoked: d.revokedAt !== null,
  oldestUnsentAt: d.oldestUnsentAt, quarantined: Math.max(d.quarantined, counted.get(d.id)?.refused ?? 0), lost: counted.get(d.id)?.lost ?? 0, skewMs: d.skewMs, behind: Number(behind),
});

export const deviceHandlers = {
  "device.list": async (ctx) => ({ devices: await listDevices(ctx) }),
  "device.enrolCode": (ctx, { name }) => issueEnrolmentCode(ctx, name),
  "device.wipe": (ctx, { deviceId, mode, reason }) => orderWipe(ctx, deviceId, mode, reason),
  "device.wipeWithdraw": async (ctx, { deviceId }) => {
    await withdrawWipe(ctx, deviceId);
    return {};
  },
  "device.revoke": async (ctx, { deviceId, reason }) => {
    await revokeDevice(ctx, deviceId, reason);
    return {};
  },
} satisfies Partial<DeskHandlers>;
