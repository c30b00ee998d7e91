/** The table bare peers insert into: rows as they come, by kind and id. */
import type { Migration } from "../../db/migrate.ts";

export const TABLE: readonly Migration[] = [{ version: 10, name: "rows", sql: "CREATE TABLE rows (kind TEXT, id TEXT, rev INTEGER, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID" }];
