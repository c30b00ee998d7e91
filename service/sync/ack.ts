/**
 * What a workstation has applied (SYNC.md 3.1, 5). A position says that all up to it is stored there; a
 * revoke up to it is purged there, and gets its receipt, since rows and position go in one transaction.
 */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { AckInput, AckOutput } from "../../shared/protocol/sync.ts";
import type { Actor, Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import type { SyncFacts } from "../http/house.ts";
import { streamsOfUser } from "./streams.ts";

type User = Extract<Actor, { kind: "user" }>;
type Ack = z.output<typeof AckInput>;

/** Keeps the positions and the machine's own figures, writes a receipt per purged case, and says what is held safely. */
export async function acknowledge(ctx: Ctx, user: User, { epoch }: SyncFacts, input: Ack): Promise<z.input<typeof AckOutput>> {
  const [device] = await rows<{ known_seq: number; safe_seq: number }>(
    ctx.tx,
    sql`UPDATE device SET last_seen_at = ${ctx.now}, unsent = ${input.unsent}, oldest_unsent_at = ${input.oldestUnsentAt}::bigint, quarantined = ${input.quarantined}, repaired = repaired + ${input.repaired}
        WHERE id = ${user.deviceId} RETURNING known_seq, safe_seq`,
  );
  if (input.repaired > 0) await ctx.audit({ action: "sync.repaired", ref: user.deviceId, detail: { ranges: input.repaired } });
  const own = new Set(streamsOfUser(user));
  // Positions of another epoch, or of streams that are not the sender's, say nothing about this history.
  const cursors = input.cursors.filter((c) => c.epoch === epoch && own.has(c.stream));
  await receipts(ctx, user, cursors);
  await keepCursors(ctx, user, cursors);
  return { knownSeq: Number(device?.known_seq ?? 0), safeSeq: Number(device?.safe_seq ?? 0), serverTime: ctx.now };
}

/** A receipt for each case whose revoke lies between the last acknowledged position and this one. */
async function receipts(ctx: Ctx, { me, deviceId }: User, cursors: Ack["cursors"]): Promise<void> {
  if (cursors.length === 0) return;
  const fresh = await rows<{ case_id: string; grant_no: number }>(
    ctx.tx,
    sql`INSERT INTO purge_receipt (device_id, user_id, case_id, grant_no, at)
        SELECT DISTINCT ${deviceId}::uuid, ${me.id}::uuid, c.ref, c.grant_no, ${ctx.now}::bigint
        FROM unnest(${array(cursors.map((c) => c.stream), "text")}, ${array(cursors.map((c) => c.pos), "bigint")}) AS x(stream, pos)
        JOIN device_cursor k ON k.device_id = ${deviceId}::uuid AND k.user_id = ${me.id}::uuid AND k.stream = x.stream
        JOIN change c ON c.stream = x.stream AND c.op = 'revoke' AND c.pos > k.pos AND c.pos <= x.pos
        ON CONFLICT DO NOTHING RETURNING case_id, grant_no`,
  );
  for (const { case_id, grant_no } of fresh) await ctx.audit({ action: "case.purged", ref: case_id, detail: { grantNo: Number(grant_no) } });
}

/** Positions only rise; a stream no longer named has been left and is forgotten here too. */
async function keepCursors(ctx: Ctx, { me, deviceId }: User, cursors: Ack["cursors"]): Promise<void> {
  const names = array(cursors.map((c) => c.stream), "text");
  await ctx.tx.execute(sql`DELETE FROM device_cursor WHERE device_id = ${deviceId}::uuid AND user_id = ${me.id}::uuid AND NOT stream = ANY(${names})`);
  await ctx.tx.execute(sql`INSERT INTO device_cursor (device_id, user_id, stream, pos, at)
    SELECT ${deviceId}::uuid, ${me.id}::uuid, x.stream, x.pos, ${ctx.now}::bigint FROM unnest(${names}, ${array(cursors.map((c) => c.pos), "bigint")}) AS x(stream, pos)
    ON CONFLICT (device_id, user_id, stream) DO UPDATE SET pos = greatest(device_cursor.pos, excluded.pos), at = excluded.at`);
}
