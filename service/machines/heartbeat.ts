/** A workstation's heartbeat: keeps what it says of itself, and answers with leases, policy and its order, all signed. */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Heartbeat, HeartbeatOutput, Policy, Signed } from "../../shared/protocol/device.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import type { OrderKey } from "../pki/order-key.ts";
import { leaseOf, readPolicy } from "./lease.ts";
import { openOrder } from "./orders.ts";

/** Refuses `conflict` with the last number when this one is not higher: the heartbeat was sent before. */
export async function takeHeartbeat(ctx: Ctx, key: OrderKey, beat: Heartbeat, signed: Signed): Promise<z.input<typeof HeartbeatOutput>> {
  await keep(ctx, beat, signed);
  await keepBuild(ctx, beat);
  // One user of whom the machine cannot tell: the number told before stands.
  const unsent = beat.users.some((user) => user.unsent === null) ? null : beat.users.reduce((sum, user) => sum + (user.unsent ?? 0), 0);
  const oldest = beat.users.map((user) => user.oldestAt).filter((at) => at !== null).sort((a, b) => a - b)[0] ?? null;
  const [device] = await rows<{ revoked_at: number | null }>(
    ctx.tx,
    sql`UPDATE device SET last_seen_at = ${ctx.now}, version = ${beat.version}, skew_ms = coalesce(${beat.offsetMs}::bigint, skew_ms), unsent = coalesce(${unsent}::int, unsent),
          oldest_unsent_at = CASE WHEN ${unsent}::int IS NULL THEN oldest_unsent_at ELSE ${oldest}::bigint END WHERE id = ${beat.deviceId} RETURNING revoked_at`,
  );
  const revoked = device?.revoked_at != null;
  const policy = await readPolicy(ctx.tx);
  const text = JSON.stringify(policy);
  return {
    serverTime: ctx.now, orderKey: key.publicKey, revoked, policy: key.sign("policy", text), order: await openOrder(ctx, key, beat.deviceId, beat.seq),
    leases: revoked ? [] : await leases(ctx, key, policy, text, beat),
  };
}

async function keep(ctx: Ctx, beat: Heartbeat, { text, signature }: Signed): Promise<void> {
  const kept = await rows<{ seq: number }>(
    ctx.tx,
    sql`INSERT INTO device_state (device_id, seq, at, said, signature) VALUES (${beat.deviceId}, ${beat.seq}, ${ctx.now}, ${text}, ${signature})
        ON CONFLICT (device_id) DO UPDATE SET seq = excluded.seq, at = excluded.at, said = excluded.said, signature = excluded.signature WHERE device_state.seq < excluded.seq RETURNING seq`,
  );
  if (kept.length > 0) return;
  const [last] = await rows<{ seq: number }>(ctx.tx, sql`SELECT seq FROM device_state WHERE device_id = ${beat.deviceId}`);
  refuse("conflict", [`seq: ${last?.seq ?? 0}`]);
}

/** One row per change of what runs: the fleet's history is made of them. */
async function keepBuild(ctx: Ctx, { deviceId, version, release }: Heartbeat): Promise<void> {
  const build = release?.build ?? "";
  await ctx.tx.execute(sql`INSERT INTO device_build (device_id, at, version, build) SELECT ${deviceId}::uuid, ${ctx.now}::bigint, ${version}, ${build}
    WHERE (${version} || ' ' || ${build}) IS DISTINCT FROM (SELECT b.version || ' ' || b.build FROM device_build b WHERE b.device_id = ${deviceId} ORDER BY b.at DESC LIMIT 1)
    ON CONFLICT (device_id, at) DO UPDATE SET version = excluded.version, build = excluded.build`);
}

/** A user who is away keeps a lease while the machine is heard; a disabled or locked one gets none. */
async function leases(ctx: Ctx, key: OrderKey, policy: Policy, text: string, { users, deviceId }: Heartbeat): Promise<Signed[]> {
  if (users.length === 0) return [];
  const nos = users.map((user) => user.userNo);
  const active = await rows<{ id: string; no: string }>(ctx.tx, sql`SELECT id, no FROM app_user WHERE active AND locked_at IS NULL AND no = ANY(${sql.param(nos)}::text[])`);
  return active.map(({ id, no }) => key.sign("lease", JSON.stringify(leaseOf(policy, text, ctx.now, { userId: id, userNo: no, deviceId }))));
}
