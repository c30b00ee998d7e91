/** Orders to destroy what is on a workstation: given by IT, heard at its next heartbeat, done when its signed receipt is here. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Order, Receipt, Signed, WipeMode } from "../../shared/protocol/device.ts";
import { revokeSessions } from "../auth/session.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import type { OrderKey } from "../pki/order-key.ts";

const OPEN = sql`done_at IS NULL AND withdrawn_at IS NULL`;

/** Gives an order; one still open is replaced by it. Refuses `not_found`. */
export async function orderWipe(ctx: Ctx, deviceId: string, mode: WipeMode, reason: string): Promise<{ orderId: string }> {
  const [device] = await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM device WHERE id = ${deviceId} FOR UPDATE`);
  if (!device) refuse("not_found", ["deviceId"]);
  await ctx.tx.execute(sql`UPDATE device_order SET withdrawn_at = ${ctx.now} WHERE device_id = ${deviceId} AND ${OPEN}`);
  const orderId = randomUUID();
  const by = ctx.actor.kind === "user" ? ctx.actor.me.id : null;
  await ctx.tx.execute(sql`INSERT INTO device_order (id, device_id, mode, reason, by, at) VALUES (${orderId}, ${deviceId}, ${mode}, ${reason}, ${by}, ${ctx.now})`);
  await ctx.audit({ action: "device.wipeOrdered", ref: deviceId, detail: { order: orderId, mode, reason } });
  return { orderId };
}

/** Takes an open order back; one the machine has already begun to carry out cannot be. Refuses `not_found`. */
export async function withdrawWipe(ctx: Ctx, deviceId: string): Promise<void> {
  const [found] = await rows<{ id: string }>(ctx.tx, sql`UPDATE device_order SET withdrawn_at = ${ctx.now} WHERE device_id = ${deviceId} AND ${OPEN} RETURNING id`);
  if (!found) return refuse("not_found", ["order"]);
  await ctx.audit({ action: "device.wipeWithdrawn", ref: deviceId, detail: { order: found.id } });
}

/** The open order of a device, signed as the answer to this heartbeat; null when there is none. */
export async function openOrder(ctx: Ctx, key: OrderKey, deviceId: string, answers: number): Promise<Signed | null> {
  const [open] = await rows<{ id: string; mode: WipeMode; sent_at: number | null }>(ctx.tx, sql`SELECT id, mode, sent_at FROM device_order WHERE device_id = ${deviceId} AND ${OPEN}`);
  if (!open) return null;
  if (open.sent_at === null) {
    await ctx.tx.execute(sql`UPDATE device_order SET sent_at = ${ctx.now} WHERE id = ${open.id}`);
    await ctx.audit({ action: "device.wipeSent", ref: deviceId, machine: deviceId, detail: { order: open.id, mode: open.mode } });
  }
  const order: Order = { v: 1, orderId: open.id, deviceId, mode: open.mode, issuedAt: ctx.now, answers };
  return key.sign("order", JSON.stringify(order));
}

/** Keeps a machine's receipt; the same one again changes nothing. The machine has no keys any more: it is revoked. Refuses `not_found`. */
export async function keepReceipt(ctx: Ctx, receipt: Receipt, signed: Signed, deviceKey: string): Promise<void> {
  const { orderId, deviceId } = receipt;
  const [order] = await rows<{ done_at: number | null }>(ctx.tx, sql`SELECT done_at FROM device_order WHERE id = ${orderId} AND device_id = ${deviceId} FOR UPDATE`);
  if (!order) return refuse("not_found", ["orderId"]);
  if (order.done_at !== null) return;
  await ctx.tx.execute(sql`UPDATE device_order SET done_at = ${ctx.now}, receipt = ${signed.text}, signature = ${signed.signature}, device_key = ${deviceKey} WHERE id = ${orderId}`);
  await ctx.tx.execute(sql`UPDATE device SET revoked_at = coalesce(revoked_at, ${ctx.now}), unsent = 0 WHERE id = ${deviceId}`);
  await revokeSessions(ctx, { deviceId });
  await ctx.audit({ action: "device.wiped", ref: deviceId, machine: deviceId, detail: { order: orderId, mode: receipt.mode, resumed: receipt.resumed, counts: JSON.stringify(receipt.counts) } });
}
