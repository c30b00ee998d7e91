/** How far the centre holds a device's events without a gap; a refused event counts as answered. */
import { sql } from "drizzle-orm";
import type { Actor, Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import type { Refused } from "./sift.ts";

/** An event that is new with a push: its number, and when it happened on the centre's clock. */
export interface Taken {
  readonly seq: number;
  readonly at: number;
}

/** Keeps refused events as they came, for whoever has to explain them (P1). */
export async function keepRejections(ctx: Ctx, user: Extract<Actor, { kind: "user" }>, refused: readonly Refused[]): Promise<void> {
  const own = refused.filter((r) => r.counts && r.result.seq > 0);
  if (own.length === 0) return;
  const list = [...new Map(own.map((r) => [r.result.seq, r])).values()].map(({ result, raw }) => ({
    seq: result.seq, id: storable(result.id), code: result.code ?? "", detail: storable(result.detail ?? ""), raw: JSON.stringify(raw),
  }));
  await ctx.tx.execute(sql`INSERT INTO rejection (device_id, user_id, seq, event_id, code, detail, received_at, raw)
    SELECT ${user.deviceId}::uuid, ${user.me.id}::uuid, x.seq, x.id, x.code, x.detail, ${ctx.now}::bigint, x.raw
    FROM json_to_recordset(${records(list)}) AS x(seq bigint, id text, code text, detail text, raw text)
    ON CONFLICT (device_id, user_id, seq) DO UPDATE SET code = excluded.code, detail = excluded.detail, received_at = excluded.received_at`);
}

/** Text as a column can hold it; the raw event is JSON, which escapes by itself. */
const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/**
 * Raises and returns the highest seq below which nothing of this device is missing. An event refused once
 * and taken in now is no longer refused; it is held instead, so it counts either way. The user's last act moves on too.
 */
export async function advanceKnownSeq(ctx: Ctx, { me, deviceId }: Extract<Actor, { kind: "user" }>, taken: readonly Taken[]): Promise<number> {
  const last = taken.length > 0 ? Math.max(...taken.map((t) => t.at)) : null;
  const [row] = await rows<{ known: number }>(
    ctx.tx,
    sql`WITH gone AS (DELETE FROM rejection WHERE device_id = ${deviceId}::uuid AND user_id = ${me.id}::uuid AND seq = ANY(${array(taken.map((t) => t.seq), "bigint")})),
          act AS (UPDATE app_user SET last_act_at = ${last}::bigint WHERE id = ${me.id}::uuid AND ${last}::bigint > coalesce(last_act_at, -1)),
          d AS (SELECT known_seq FROM device WHERE id = ${deviceId}::uuid),
          held AS (SELECT e.seq FROM event_key e, d WHERE e.device_id = ${deviceId}::uuid AND e.seq > d.known_seq
                   UNION SELECT r.seq FROM rejection r, d WHERE r.device_id = ${deviceId}::uuid AND r.seq > d.known_seq),
          run AS (SELECT seq, seq - row_number() OVER (ORDER BY seq) AS before FROM held)
        UPDATE device SET known_seq = coalesce((SELECT max(run.seq) FROM run, d WHERE run.before = d.known_seq), device.known_seq)
        WHERE id = ${deviceId}::uuid RETURNING known_seq AS known`,
  );
  return Number(row?.known ?? 0);
}
