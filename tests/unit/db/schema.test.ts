import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { is } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { openDatabase, type DatabaseKind } from "../../../db/open.ts";
import type { Database } from "../../../db/guard.ts";
import * as cacheSchema from "../../../db/schema/cache.ts";
import * as outboxSchema from "../../../db/schema/outbox.ts";

const dir = mkdtempSync(join(tmpdir(), "lockdesk-schema-"));
const files = {} as Record<DatabaseKind, Database>;
beforeAll(() => {
  for (const [kind, migrations] of [["outbox", OUTBOX_MIGRATIONS], ["cache", CACHE_MIGRATIONS]] as const) files[kind] = openDatabase({ kind, path: join(dir, `${kind}.db`), key: randomBytes(32), migrations }).db;
});
afterAll(() => {
  for (const db of Object.values(files)) db.close();
  rmSync(dir, { recursive: true, force: true });
});

const schemas = { outbox: outboxSchema, cache: cacheSchema } as const;

it.each(["outbox", "cache"] as const)("the %s's migrations build exactly the tables the schema names", (kind) => {
  const drawn = Object.values(schemas[kind]).filter((t): t is SQLiteTable => is(t, SQLiteTable)).map((t) => {
    const c = getTableConfig(t);
    return { name: c.name, columns: c.columns.map((col) => `${col.name} ${col.getSQLType()}${col.notNull || col.primary ? " NOT NULL" : ""}`).sort(), indexes: c.indexes.map((i) => i.config.name).sort() };
  });
  const built = (files[kind].prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search_term*'").all() as { name: string }[]).map(({ name }) => {
    const columns = files[kind].prepare(`SELECT name, type, "notnull" AS nn, pk FROM pragma_table_info(?)`).all(name) as { name: string; type: string; nn: number; pk: number }[];
    const indexes = files[kind].prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL").all(name) as { name: string }[];
    return { name, columns: columns.map((c) => `${c.name} ${c.type.toLowerCase()}${c.nn || c.pk ? " NOT NULL" : ""}`).sort(), indexes: indexes.map((i) => i.name).sort() };
  });
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect(built.sort(byName)).toEqual(drawn.sort(byName));
});
