/** Facts the service keeps about itself: epoch, secrets, clock offset. */
import { sql } from "drizzle-orm";
import type { Tx } from "../context.ts";
import { rows } from "./query.ts";

type Executor = Pick<Tx, "execute">;

export async function readMeta(db: Executor, key: string): Promise<string | null> {
  const [row] = await rows<{ value: string }>(db, sql`SELECT value FROM meta WHERE key = ${key}`);
  return row?.value ?? null;
}

export async function writeMeta(db: Executor, key: string, value: string): Promise<void> {
  await db.execute(sql`INSERT INTO meta (key, value) VALUES (${key}, ${value}) ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
}

/** The value of a key, made on first use; when several services start at once they all get the same. */
export async function metaOnce(db: Executor, key: string, make: () => string | Promise<string>): Promise<string> {
  const known = await readMeta(db, key);
  if (known !== null) return known;
  await db.execute(sql`INSERT INTO meta (key, value) VALUES (${key}, ${await make()}) ON CONFLICT (key) DO NOTHING`);
  return (await readMeta(db, key)) ?? "";
}

/** Takes the next running number (batch, warning, register) inside the transaction that uses it. */
export async function nextNumber(db: Executor, name: string, count = 1): Promise<number> {
  const [row] = await rows<{ value: number }>(
    db,
    sql`INSERT INTO counter (name, value) VALUES (${name}, ${count}) ON CONFLICT (name) DO UPDATE SET value = counter.value + ${count} RETURNING value`,
  );
  return Number(row?.value ?? 0) - count + 1;
}
