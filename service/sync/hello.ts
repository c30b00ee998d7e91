/** The first word of a sync: who follows what, where the streams stand, how much of this device is held. */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { refuse } from "../../shared/protocol/errors.ts";
import { PROTOCOL_OLDEST, type Hello, type HelloInput } from "../../shared/protocol/sync.ts";
import type { Actor, Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import type { SyncFacts } from "../http/house.ts";
import { grantLease } from "../machines/lease.ts";
import type { OrderKey } from "../pki/order-key.ts";
import { headsOf } from "./snapshot.ts";
import { streamsOfUser } from "./streams.ts";

/**
 * Notes the workstation's state and answers, in the version the workstation speaks. Only what a second
 * copy is known to hold counts as held safely. When the database says another epoch than the service,
 * it was exchanged under it: `busy` until the service is started anew. Refuses `protocol_mismatch`; a
 * push is taken all the same.
 */
export async function hello(ctx: Ctx, user: Extract<Actor, { kind: "user" }>, { epoch, newest, orderKey }: SyncFacts & { orderKey: OrderKey }, input: z.output<typeof HelloInput>): Promise<Hello> {
  if (input.protocol < PROTOCOL_OLDEST || input.protocol > newest) refuse("protocol_mismatch", [`protocol ${input.protocol}, the service speaks ${PROTOCOL_OLDEST} to ${newest}`]);
  const [device] = await rows<{ known_seq: number; safe_seq: number; epoch: string | null }>(
    ctx.tx,
    sql`UPDATE device SET last_seen_at = ${ctx.now}, version = ${input.appVersion}, unsent = ${input.unsent}, skew_ms = coalesce(${input.skewMs}::bigint, skew_ms), last_user_id = ${user.me.id} WHERE id = ${user.deviceId} 
        RETURNING known_seq, safe_seq, (SELECT value FROM meta WHERE key = 'epoch') AS epoch`,
  );
  if (device?.epoch !== epoch) refuse("busy", ["the database was exchanged: start the service anew"]);
  const names = streamsOfUser(user);
  const heads = await headsOf(ctx.tx, names);
  return {
    serverTime: ctx.now, protocol: input.protocol, epoch, streams: names.map((stream) => ({ stream, head: heads[stream] ?? 0 })),
    knownSeq: Number(device.known_seq), safeSeq: Number(device.safe_seq), lease: await grantLease(ctx, orderKey, { userId: user.me.id, userNo: user.me.no, deviceId: user.deviceId }),
  };
}
