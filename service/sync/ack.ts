/**
 * What a workstation has applied (SYNC.md 3.1, 5). A position says that all up to it is stored there; a
 * revoke up to it is purged there, and gets its receipt, since rows and position go in one transaction.
 */
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { REFUSALS } from "../../shared/protocol/errors.ts";
import type { AckInput, AckOutput } from "../../shared/protocol/sync.ts";
import type { Actor, Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import type { SyncFacts } from "../http/house.ts";
import { streamsOfUser } from "./streams.ts";

/** A workstation says what it likes: so many codes of ours are taken down, and none that is not. */
const MOST_CODES = 20;

/** What a workstation says it has refused its own windows, by codes that exist. */
export const knownCodes = (said: Ack["refusedCalls"]): Record<string, number> =>
  Object.fromEntries(Object.entries(said).filter(([code, n]) => n > 0 && Object.hasOwn(REFUSALS, code)).slice(0, MOST_CODES));

type User = Extract<Actor, { kind: "user" }>;
type Ack = z.output<typeof AckInput>;

/**
 * Keeps the positions and the machine's own figures, writes a receipt per purged case, and says what is held
 * safely. One statement, since every workstation says it twice a minute: its parts read the positions as they
 * were before, so a receipt is for each case whose revoke lies between the last acknowledged position and
 * this one. Nobody is ahead of the stream: a position beyond its head would swallow the receipts of revokes to
 * come. Positions only rise; a stream no longer named has been left and is forgotten here too.
 */
export async function acknowledge(ctx: Ctx, user: User, { epoch }: SyncFacts, input: Ack): Promise<z.input<typeof AckOutput>> {
  const own = new Set(streamsOfUser(user));
  // Positions of another epoch, or of streams that are not the sender's, say nothing about this history.
  const cursors = input.cursors.filter((c) => c.epoch === epoch && own.has(c.stream));
  const names = array(cursors.map((c) => c.stream), "text");
  const [deviceId, userId] = [sql`${user.deviceId}::uuid`, sql`${user.me.id}::uuid`];
  const [found] = await rows<{ known_seq: number; safe_seq: number; purged: { id: string; grantNo: number }[] | null }>(
    ctx.tx,
    sql`WITH x AS MATERIALIZED (SELECT u.stream, least(max(u.pos), s.head) AS pos
                FROM unnest(${names}, ${array(cursors.map((c) => c.pos), "bigint")}) AS u(stream, pos) JOIN stream s ON s.name = u.stream GROUP BY u.stream, s.head),
          d AS (UPDATE device SET last_seen_at = ${ctx.now}, unsent = ${input.unsent}, oldest_unsent_at = ${input.oldestUnsentAt}::bigint, quarantined = ${input.quarantined}, repaired = least(repaired::bigint + ${input.repaired}::bigint, 2147483647)::int
                WHERE id = ${deviceId} RETURNING known_seq, safe_seq),
          r AS (INSERT INTO purge_receipt (device_id, user_id, case_id, grant_no, at)
                SELECT DISTINCT ${deviceId}, ${userId}, c.ref, c.grant_no, ${ctx.now}::bigint FROM x
                JOIN device_cursor k ON k.device_id = ${deviceId} AND k.user_id = ${userId} AND k.stream = x.stream
                JOIN change c ON c.stream = x.stream AND c.op = 'revoke' AND c.pos > k.pos AND c.pos <= x.pos
                ON CONFLICT DO NOTHING RETURNING case_id, grant_no),
          gone AS (DELETE FROM device_cursor WHERE device_id = ${deviceId} AND user_id = ${userId} AND NOT stream = ANY(${names})),
          kept AS (INSERT INTO device_cursor (device_id, user_id, stream, pos, at) SELECT ${deviceId}, ${userId}, x.stream, x.pos, ${ctx.now}::bigint FROM x
                   ON CONFLICT (device_id, user_id, stream) DO UPDATE SET pos = greatest(device_cursor.pos, excluded.pos), at = excluded.at)
        SELECT d.known_seq, d.safe_seq, (SELECT json_agg(json_build_object('id', r.case_id, 'grantNo', r.grant_no)) FROM r) AS purged FROM d`,
  );
  if (input.repaired > 0) await ctx.audit({ action: "sync.repaired", ref: user.deviceId, detail: { ranges: input.repaired } });
  const refused = knownCodes(input.refusedCalls);
  if (Object.keys(refused).length > 0) await ctx.audit({ action: "ipc.refused", ref: user.deviceId, detail: refused });
  for (const { id, grantNo } of found?.purged ?? []) await ctx.audit({ action: "case.purged", ref: id, detail: { grantNo } });
  return { knownSeq: Number(found?.known_seq ?? 0), safeSeq: Number(found?.safe_seq ?? 0), serverTime: ctx.now };
}
