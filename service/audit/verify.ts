/** Finds what somebody did to the audit trail behind the service's back. */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { hashOf, type AuditRow } from "./chain.ts";

export interface AuditFault {
  readonly day: string;
  readonly n: number;
  readonly fault: "changed" | "missing" | "broken_link";
}
export interface AuditReport {
  readonly ok: boolean;
  readonly rows: number;
  readonly faults: readonly AuditFault[];
}

const MAX_FAULTS = 100;

/**
 * Checks one day's chain, or every day's: each row's own hash (changed), the link to the row before
 * (broken: reordered or replaced) and the numbering up to the day's counter (missing).
 */
export async function verifyAudit(ctx: Ctx, day?: string): Promise<AuditReport> {
  const only = day === undefined ? sql`true` : sql`day = ${day}`;
  const counters = await rows<{ day: string; value: number }>(
    ctx.tx,
    sql`SELECT substr(name, 7) AS day, value FROM counter WHERE name LIKE 'audit:%' ORDER BY name`,
  );
  const faults: AuditFault[] = [];
  let count = 0;
  let prev = "";
  for (const { day: each, value } of counters) {
    const checks = day === undefined || each === day;
    if (!checks) {
      prev = (await lastHash(ctx, each)) ?? prev;
      continue;
    }
    const list = await rows<AuditRow>(ctx.tx, sql`SELECT * FROM audit WHERE day = ${each} ORDER BY n`);
    count += list.length;
    prev = checkDay(each, Number(value), list, prev, faults);
  }
  const strays = await rows<{ day: string; n: number }>(
    ctx.tx,
    sql`SELECT day, n FROM audit WHERE ${only} AND NOT EXISTS (SELECT 1 FROM counter c WHERE c.name = 'audit:' || audit.day) LIMIT 10`,
  );
  faults.push(...strays.map((s) => ({ day: s.day, n: Number(s.n), fault: "broken_link" as const })));
  return { ok: faults.length === 0, rows: count, faults: faults.slice(0, MAX_FAULTS) };
}

function checkDay(day: string, expected: number, list: readonly AuditRow[], before: string, faults: AuditFault[]): string {
  const present = new Set(list.map((row) => Number(row.n)));
  for (let n = 1; n <= expected && faults.length < MAX_FAULTS; n += 1) if (!present.has(n)) faults.push({ day, n, fault: "missing" });
  let prev = before;
  for (const row of list) {
    const n = Number(row.n);
    if (hashOf({ ...row, n, at: Number(row.at) }) !== row.hash) faults.push({ day, n, fault: "changed" });
    if (row.prev !== prev || n > expected) faults.push({ day, n, fault: "broken_link" });
    prev = row.hash;
  }
  return prev;
}

async function lastHash(ctx: Ctx, day: string): Promise<string | null> {
  const [row] = await rows<{ hash: string }>(ctx.tx, sql`SELECT hash FROM audit WHERE day = ${day} ORDER BY n DESC LIMIT 1`);
  return row?.hash ?? null;
}
