/** Rows that match no case: the clerk's worklist. The same row of the same bank is listed once. */
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";

export interface Unmatched {
  readonly row: number;
  /** The same row in another file has the same key. */
  readonly key: string;
  readonly record: Record<string, unknown>;
  readonly reason: string;
}

/** Which of these keys the bank's worklist holds already, open or resolved. */
export async function listedKeys(ctx: Ctx, bankCode: string, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const found = await rows<{ key: string }>(
    ctx.tx,
    sql`SELECT u.record->>'key' AS key FROM unmatched_row u JOIN batch b ON b.id = u.batch_id WHERE b.bank_code = ${bankCode} AND u.record->>'key' = ANY(${array(keys, "text")})`,
  );
  return new Set(found.map((f) => f.key));
}

export async function listUnmatched(ctx: Ctx, batchId: string, list: readonly Unmatched[]): Promise<void> {
  if (list.length === 0) return;
  const values = list.map((u) => ({ id: uuidv7(), row: u.row, record: { ...u.record, key: u.key }, reason: u.reason }));
  await ctx.tx.execute(sql`INSERT INTO unmatched_row (id, batch_id, "row", record, reason)
    SELECT x.id, ${batchId}::uuid, x."row", x.record, x.reason FROM json_to_recordset(${records(values)}) AS x(id uuid, "row" int, record jsonb, reason text)`);
}
