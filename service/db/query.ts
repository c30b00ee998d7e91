/** Raw SQL over either engine: rows as plain objects. Values always travel as parameters. */
import { sql, type SQL } from "drizzle-orm";
import type { Tx } from "../context.ts";

/** Runs a statement and returns its rows. The caller names the row's shape; the schema is its witness. */
export async function rows<T extends object>(tx: Pick<Tx, "execute">, statement: SQL): Promise<T[]> {
  const result = (await tx.execute(statement)) as { rows: T[] };
  return result.rows;
}

/** A list as one array parameter (drizzle would spread a bare array into many). */
export const array = (values: readonly (string | number | null)[], type: "uuid" | "text" | "bigint" | "int"): SQL =>
  sql`${sql.param([...values])}::${sql.raw(type)}[]`;

/** Objects as one JSON parameter for `json_to_recordset`. */
export const records = (values: readonly object[]): SQL => sql`${JSON.stringify(values)}::json`;

/** Splits a long list so that one parameter stays of a digestible size. */
export function* chunks<T>(values: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < values.length; i += size) yield values.slice(i, i + size);
}
