/**
 * Migrations: numbered in tens, strictly rising, each database brought up in one transaction, and
 * a named error for a database from the future. A migration is never edited once released.
 */
import type { Database } from "./guard.ts";
import { failPoint } from "./fail-points.ts";
import { FutureDatabaseError } from "./failures.ts";

export interface Migration {
  /** A multiple of ten, higher than the one before. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Throws unless the list is numbered in tens and strictly rising. */
export function checkNumbers(migrations: readonly Migration[]): void {
  migrations.forEach((migration, i) => {
    const before = migrations[i - 1]?.version ?? 0;
    if (migration.version % 10 !== 0 || migration.version <= before) throw new Error(`migration ${migration.version} ${migration.name}: numbers are tens and rise strictly`);
  });
}

/**
 * Brings the database to the newest version, all or nothing. Returns true when something was done.
 * Throws `FutureDatabaseError` and touches nothing when the file is newer than this program. `before`
 * is told the version found when something is due; what it throws prevents the migration.
 */
export function migrate(db: Database, kind: string, migrations: readonly Migration[], before?: (found: number) => void): boolean {
  checkNumbers(migrations);
  const newest = migrations.at(-1)?.version ?? 0;
  const found = db.pragma("user_version", { simple: true }) as number;
  if (found > newest) throw new FutureDatabaseError(kind, found, newest);
  const due = migrations.filter((m) => m.version > found);
  if (due.length === 0) return false;
  before?.(found);
  db.transaction(() => {
    for (const migration of due) {
      db.exec(migration.sql);
      failPoint("migrate.mid");
      db.pragma(`user_version = ${migration.version}`);
    }
  }).immediate();
  return true;
}
