/**
 * The audit trail (P7): append-only rows, hash-chained. `hash = SHA-256(prev | canonical row)`; the
 * first row of a day continues from the last row of the day before, and the day's counter says how
 * many rows there must be, so that a changed, missing, reordered or cut-off row is found.
 */
import { hash as digest } from "node:crypto";
import { sql } from "drizzle-orm";
import { canonical } from "../../shared/model/canonical.ts";
import { dayOf } from "../../shared/model/time.ts";
import type { Actor, AuditEntry, Tx } from "../context.ts";
import { nextNumber } from "../db/meta.ts";
import { records, rows } from "../db/query.ts";

export interface AuditRow {
  day: string;
  n: number;
  at: number;
  user_id: string | null;
  device_id: string | null;
  action: string;
  ref: string;
  detail: Record<string, unknown>;
  prev: string;
  hash: string;
}

/** The hash a row must have. */
export function hashOf(row: Omit<AuditRow, "hash">): string {
  const body = canonical([row.day, row.n, row.at, row.user_id, row.device_id, row.action, row.ref, row.detail]);
  return digest("sha256", `${row.prev}|${body}`);
}

/** Who did it: the user on a machine, the machine itself, or nobody of either. */
function whoOf(actor: Actor, entry: AuditEntry): Pick<AuditRow, "user_id" | "device_id"> {
  if (entry.machine !== undefined) return { user_id: null, device_id: entry.machine };
  return actor.kind === "user" ? { user_id: actor.me.id, device_id: actor.deviceId } : { user_id: null, device_id: null };
}

/** Appends entries of one transaction; the day's counter row is locked until the commit, so the chain has one writer. */
export async function appendAudit(tx: Tx, at: number, actor: Actor, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const day = dayOf(at);
  const first = await nextNumber(tx, `audit:${day}`, entries.length);
  const [last] = await rows<{ hash: string }>(tx, sql`SELECT hash FROM audit WHERE day <= ${day} ORDER BY day DESC, n DESC LIMIT 1`);
  let prev = last?.hash ?? "";
  const list = entries.map((entry, i) => {
    const detail = JSON.parse(JSON.stringify({ ...entry.detail, ...(actor.kind === "system" && entry.machine === undefined ? { by: actor.name } : {}) })) as Record<string, unknown>;
    const row = { day, n: first + i, at, ...whoOf(actor, entry), action: entry.action, ref: entry.ref ?? "", detail, prev };
    prev = hashOf(row);
    return { ...row, hash: prev };
  });
  await tx.execute(sql`INSERT INTO audit (day, n, at, user_id, device_id, action, ref, detail, prev, hash)
    SELECT * FROM json_to_recordset(${records(list)}) AS x(day text, n bigint, at bigint, user_id uuid, device_id uuid, action text, ref text, detail jsonb, prev text, hash text)`);
}
