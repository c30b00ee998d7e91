/** Brings a database to the newest schema; one transaction, safe when several services start at once. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as migratePg } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzleLite } from "drizzle-orm/pglite";
import { migrate as migrateLite } from "drizzle-orm/pglite/migrator";
import type { PGlite } from "@electric-sql/pglite";
import type pg from "pg";

export const MIGRATIONS = fileURLToPath(new URL("./migrations/", import.meta.url));
/** How many migrations this program knows; an opened database has had at least as many. */
export const SCHEMA_VERSION: number = (JSON.parse(readFileSync(`${MIGRATIONS}meta/_journal.json`, "utf8")) as { entries: unknown[] }).entries.length;
/** Any number, the same in every service: only one of them migrates at a time. */
const MIGRATION_LOCK = 7_301_944;

/** Migrates an embedded database (one process by the directory lock). */
export async function migrateEmbedded(client: PGlite): Promise<void> {
  await migrateLite(drizzleLite(client), { migrationsFolder: MIGRATIONS });
}

/** Migrates PostgreSQL over one connection, under an advisory lock. */
export async function migrateServer(client: pg.Client): Promise<void> {
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await migratePg(drizzle(client), { migrationsFolder: MIGRATIONS });
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  }
}
