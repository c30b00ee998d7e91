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

/** True when the database has had every migration this program knows; false also when that cannot be seen. */
async function isMigrated(client: pg.Client): Promise<boolean> {
  const found = await client.query("SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations").catch(() => null);
  return Number((found?.rows[0] as { n: number } | undefined)?.n ?? 0) >= SCHEMA_VERSION;
}

/**
 * Migrates PostgreSQL over one connection, under an advisory lock. A database that has everything is left
 * alone, so that the service can run under a login that may not change it.
 */
export async function migrateServer(client: pg.Client): Promise<void> {
  if (await isMigrated(client)) return;
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await migratePg(drizzle(client), { migrationsFolder: MIGRATIONS });
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  }
}
