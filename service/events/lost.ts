/**
 * Numbers a workstation can no longer read. Those the centre holds are not lost; the others are answered
 * here for good, so that the device's count goes on past them, and are shown to IT.
 */
import { sql } from "drizzle-orm";
import type { EventOf } from "../../shared/model/events.ts";
import { records, rows } from "../db/query.ts";
import type { Applying } from "./apply.ts";

/** The code under which a lost number is kept among the refused ones. */
export const LOST = "lost";

/** Notes what is lost and leaves a trace in the audit trail (P7). */
export async function noteLost({ ctx, me, event }: Applying<EventOf<"outbox.salvaged">>): Promise<null> {
  const { reason, keptAs, saved, lost } = event.body;
  const noted = await rows<{ seq: number }>(ctx.tx, sql`INSERT INTO rejection (device_id, user_id, seq, event_id, code, detail, received_at, raw)
    SELECT ${event.deviceId}::uuid, ${me.id}::uuid, s.seq, '', ${LOST}, ${keptAs}, ${ctx.now}::bigint, 'null'
    FROM json_to_recordset(${records([...lost])}) AS x("from" bigint, "to" bigint), generate_series(x."from", x."to") AS s(seq)
    WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.device_id = ${event.deviceId}::uuid AND e.seq = s.seq)
      AND NOT EXISTS (SELECT 1 FROM rejection r WHERE r.device_id = ${event.deviceId}::uuid AND r.seq = s.seq)
    ON CONFLICT DO NOTHING RETURNING seq`);
  await ctx.audit({ action: "outbox.salvaged", ref: event.deviceId, detail: { event: event.id, reason, keptAs, saved, lost: noted.length, ranges: lost } });
  return null;
}
