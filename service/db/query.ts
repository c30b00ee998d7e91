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

const [JSONB_VERSION, OPEN, COMMA, CLOSE] = ["\u0001", "[", ",", "]"].map((sign) => Buffer.from(sign)) as [Buffer, Buffer, Buffer, Buffer];

/**
 * Documents as one array for `jsonb_array_elements`: parsed once, however many columns are read from
 * each. In jsonb's binary form, so that no string as long as the whole list is made on the way.
 */
export function documents(values: readonly object[]): SQL {
  const parts = values.flatMap((value, i) => [i === 0 ? OPEN : COMMA, Buffer.from(JSON.stringify(value))]);
  return sql`${sql.param(Buffer.concat([JSONB_VERSION, ...(parts.length > 0 ? parts : [OPEN]), CLOSE]))}::jsonb`;
}

/** Splits a long list so that one parameter stays of a digestible size. */
export function* chunks<T>(values: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < values.length; i += size) yield values.slice(i, i + size);
}
