/**
 * Opens the central database: PGlite in a directory (demo and tests) or PostgreSQL by URL. The code
 * above is the same for both. Every connection works as `lockdesk_app` from its first statement on,
 * so that a query outside a scoped transaction sees no record data.
 */
import { join } from "node:path";
import { PGlite, types, type SerializerOptions } from "@electric-sql/pglite";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import { drizzle as drizzleLite } from "drizzle-orm/pglite";
import pg from "pg";
import type { Tx } from "../context.ts";
import { StartFailure, sqlState } from "../failure.ts";
import { beginWithFirst } from "./begin.ts";
import { lockDirectory } from "./lock.ts";
import { migrateEmbedded, migrateServer } from "./migrate.ts";
import { prepareStatements } from "./prepared.ts";
import * as schema from "./schema.ts";

// Amounts and positions fit a double exactly (below 2^53); the driver would hand them over as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Engine = "pglite" | "postgresql";

/** Where the database is, for whoever copies it. */
export type Place =
  | {
      readonly engine: "pglite";
      /** The locked data directory. */
      readonly data: string;
      /** Runs `fn` while nothing is written and every finished write is in the files. */
      readonly still: <T>(fn: () => Promise<T>) => Promise<T>;
    }
  | { readonly engine: "postgresql"; readonly url: string };

/** Connections of the pool now: open, idle, and requests waiting for one. */
export interface PoolUsage {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
}

export interface Database {
  readonly db: Tx;
  readonly engine: Engine;
  readonly place: Place;
  /** Only with PostgreSQL: a connection of its own, for LISTEN. */
  readonly dedicated: (() => Promise<pg.Client>) | null;
  /** Null on the embedded engine, which has no pool. */
  readonly usage: (() => PoolUsage) | null;
  close(): Promise<void>;
}

/**
 * JSON parameters travel to the embedded engine as bytes (jsonb with its version before them). As text
 * its client counts their bytes character by character, which took longer than parsing them.
 */
const jsonBytes = (version: string) => (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(version + (typeof value === "string" ? value : JSON.stringify(value)));
// The client's types know text only; it binds bytes as binary values.
const SERIALIZERS = { [types.JSON]: jsonBytes(""), [types.JSONB]: jsonBytes("\u0001") } as unknown as SerializerOptions;

/**
 * No statement and no lock is waited for without end: a request that meets one is answered `busy`
 * and comes again, instead of holding a connection that others need.
 */
const LIMITS = { lock_timeout: "5s", statement_timeout: "120s", idle_in_transaction_session_timeout: "60s" } as const;

/**
 * The client copies its table of readers at every statement, and fills it with an array type for each
 * table, view and range there is: three entries in four, which no query of ours returns. Without them a small
 * statement costs half.
 */
async function forgetRowArrays(client: PGlite): Promise<void> {
  const { rows } = await client.query<{ typarray: number }>("SELECT typarray FROM pg_type WHERE typarray <> 0 AND typtype <> 'b'");
  for (const { typarray } of rows) {
    Reflect.deleteProperty(client.parsers, typarray);
    Reflect.deleteProperty(client.serializers, typarray);
  }
}

/** Opens and migrates the embedded database of a data directory. Throws StartFailure when it is in use. */
export async function openEmbedded(dir: string): Promise<Database> {
  const lock = await lockDirectory(dir);
  try {
    const client = await PGlite.create(join(dir, "db"), { serializers: SERIALIZERS });
    await migrateEmbedded(client);
    await forgetRowArrays(client);
    await client.exec("SET ROLE lockdesk_app");
    const db = drizzleLite(client, { schema }) as unknown as Tx;
    const close = async () => {
      await client.close();
      await lock.release();
    };
    const still = <T>(fn: () => Promise<T>): Promise<T> =>
      client.transaction(async (tx) => {
        await tx.exec("SET LOCAL ROLE NONE; CHECKPOINT");
        return fn();
      });
    return { db, engine: "pglite", place: { engine: "pglite", data: dir, still }, dedicated: null, usage: null, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Opens and migrates PostgreSQL. Throws StartFailure when it cannot be reached or refuses. */
export async function openServer(url: string, max = 10): Promise<Database> {
  const { asyncCommit } = await prepare(url);
  // Row security makes plans look dear; compiling them would cost more than running them.
  const greeting = [
    "SET ROLE lockdesk_app", "SET jit = off", ...(asyncCommit ? ["SET synchronous_commit = on"] : []),
    ...Object.entries(LIMITS).map(([name, value]) => `SET ${name} = '${value}'`),
  ].join("; ");
  const pool = new pg.Pool({
    connectionString: url, max, application_name: "lockdesk", connectionTimeoutMillis: 10_000,
    // Before any statement of a request. An answer means "durable" (P1), so commits wait for the disk.
    onConnect: (client) => {
      client.on("error", () => undefined); // cut between two statements: the next one fails, not the process
      prepareStatements(client);
      beginWithFirst(client);
      return client.query(greeting) as unknown as void;
    },
  });
  pool.on("error", () => undefined); // an idle connection died; the next request opens another
  const dedicated = async () => {
    const client = new pg.Client({ connectionString: url, application_name: "lockdesk-listen" });
    await client.connect();
    return client;
  };
  const db = drizzlePg(pool, { schema }) as unknown as Tx;
  const usage = () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max });
  return { db, engine: "postgresql", place: { engine: "postgresql", url }, dedicated, usage, close: () => pool.end() };
}

async function prepare(url: string): Promise<{ asyncCommit: boolean }> {
  const client = new pg.Client({ connectionString: url, application_name: "lockdesk-migrate", connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    throw new StartFailure(`The database cannot be reached (${sqlState(cause) ?? (cause as NodeJS.ErrnoException).code ?? "no answer"}): check --database-url and that PostgreSQL is running.`, { cause });
  }
  try {
    await migrateServer(client);
    const show = async (name: string) => ((await client.query(`SHOW ${name}`)).rows[0] as Record<string, string>)[name] ?? "";
    await client.query("SET ROLE lockdesk_app"); // fails here, with a sentence, not at the first request
    return { asyncCommit: (await show("synchronous_commit")) === "off" };
  } catch (cause) {
    throw new StartFailure(`The database could not be brought to this version (SQLSTATE ${sqlState(cause) ?? "unknown"}): the login needs the right to create tables in it, and to create the role lockdesk_app or membership in it.`, { cause });
  } finally {
    await client.end();
  }
}
