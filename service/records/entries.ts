/** Event rows and the timeline entries they become. */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { chunks, records, rows } from "../db/query.ts";
import { caseAudiences, type HeldCases } from "./audience.ts";

/** One stored event; times UTC ms. */
export interface EventRow {
  readonly id: string;
  readonly deviceId: string;
  readonly seq: number;
  readonly userId: string;
  readonly userName: string;
  readonly type: string;
  readonly caseId: string | null;
  readonly personId: string | null;
  readonly at: number;
  readonly atServer: number;
  readonly receivedAt: number;
  readonly skewMs: number;
  readonly v: number;
  readonly body: unknown;
  readonly hash: string;
  readonly review: boolean;
}

const CHUNK = 1000;
const SHAPE = sql`x("id" uuid, "deviceId" uuid, "seq" bigint, "userId" uuid, "userName" text, "type" text, "caseId" uuid, "personId" uuid, "at" bigint,
  "atServer" bigint, "receivedAt" bigint, "skewMs" bigint, "v" int, "body" jsonb, "hash" text, "review" boolean)`;

/**
 * Stores events; one that was ever held (by id, or by device, user and seq) is left alone, also when its
 * event has since been moved out of the way. Each new
 * one becomes a timeline entry in its case's audiences. Returns the ids that are new.
 */
export async function insertEvents(ctx: Ctx, events: readonly EventRow[], held?: HeldCases): Promise<Set<string>> {
  const inserted = new Set<string>();
  for (const part of chunks(events, CHUNK)) {
    const fresh = await rows<{ id: string }>(ctx.tx, sql`WITH x AS MATERIALIZED (SELECT * FROM json_to_recordset(${records(part)}) AS ${SHAPE}),
        k AS (INSERT INTO event_key (id, device_id, user_id, seq, hash) SELECT id, "deviceId", "userId", seq, hash FROM x ON CONFLICT DO NOTHING RETURNING id)
      INSERT INTO event (id, device_id, seq, user_id, user_name, type, case_id, person_id, at, at_server, received_at, skew_ms, v, body, review)
      SELECT x.id, "deviceId", seq, "userId", "userName", type, "caseId", "personId", at, "atServer", "receivedAt", "skewMs", v, body, review FROM x JOIN k USING (id) RETURNING id`);
    for (const row of fresh) inserted.add(row.id);
  }
  const shown = events.filter((e) => e.caseId !== null && inserted.has(e.id));
  const audiences = await caseAudiences(ctx, shown.map((e) => e.caseId ?? ""), held);
  for (const event of shown) for (const stream of audiences.get(event.caseId ?? "") ?? []) ctx.changes.add(stream, "put", "entry", event.id);
  return inserted;
}
