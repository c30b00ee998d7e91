/**
 * A real PostgreSQL for tests: binaries of the machine, an own data directory, an unprivileged user,
 * a unix socket. `startPostgres` returns a reason instead when none can be had, for `ctx.skip`.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { postgresPrograms, unprivileged, type RunAs } from "../../service/backup/postgres-tools.ts";

const run = promisify(execFile);

export interface TestPostgres {
  /** The server's first process; those of its connections are its children. */
  readonly pid: number;
  /** Holds `data`, the data directory, and the socket. */
  readonly dir: string;
  /** Creates an empty database owned by an unprivileged login and returns its URL. */
  createDatabase(): Promise<string>;
  /** URL of the superuser, for looking behind the service's back, and for replication. */
  superUrl(databaseUrl: string): string;
  /** The same database in this server, whichever server the URL named. */
  here(databaseUrl: string): string;
  /** Runs a statement as superuser, outside any database of ours. */
  query<T extends object>(statement: string): Promise<T[]>;
  /** Ends it at once, as a power cut would (`pg_ctl -m immediate`). */
  cut(): Promise<void>;
  /** Starts it again over the same directory. */
  start(): Promise<void>;
  /** A streaming standby of it under that application name. */
  standby(name: string): Promise<TestPostgres>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Settings on the server's command line. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Existing directory to live in, instead of a temporary one. */
  readonly dir?: string;
}

interface Home {
  readonly bin: string;
  readonly dir: string;
  readonly as: Partial<RunAs>;
  readonly settings: Readonly<Record<string, string>>;
}

const SETTINGS = { listen_addresses: "", max_connections: "60", shared_buffers: "64MB" };

/** Starts PostgreSQL, or says why it cannot. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres | { reason: string }> {
  const bin = postgresPrograms(["initdb", "postgres"]);
  if (!bin) return { reason: "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql)" };
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "lockdesk-pg-"));
  try {
    const home = { bin, dir, as: await ownDirectory(dir), settings: { ...SETTINGS, ...options.settings } };
    await run(join(bin, "initdb"), ["-D", join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], { ...home.as, cwd: dir, env: { PATH: process.env["PATH"], LC_ALL: "C" } });
    const server = handle(home, await launch(home));
    await server.query("CREATE ROLE lockdesk_owner LOGIN CREATEROLE NOSUPERUSER");
    return server;
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    return { reason: `PostgreSQL could not be started: ${(error as Error).message.split("\n")[0]}` };
  }
}

/** Runs a server over a data directory that is there already (a restored one). */
export async function startPostgresOn(dir: string): Promise<TestPostgres> {
  const bin = postgresPrograms(["initdb", "postgres"]) ?? "";
  const home = { bin, dir, as: await ownDirectory(dir), settings: SETTINGS };
  return handle(home, await launch(home));
}

async function ownDirectory(dir: string): Promise<Partial<RunAs>> {
  const who = await unprivileged();
  chmodSync(dir, 0o700);
  if (who) chownSync(dir, who.uid, who.gid);
  return who ?? {};
}

const urlOf = (dir: string, user: string, database: string): string => `postgresql:///${database}?host=${encodeURIComponent(dir)}&user=${user}`;

async function launch({ bin, dir, as, settings }: Home): Promise<ChildProcess> {
  const server = spawn(join(bin, "postgres"), ["-D", join(dir, "data"), "-k", dir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])], { ...as, cwd: dir, stdio: "ignore" });
  for (let i = 0; i < 300 && server.exitCode === null; i += 1) {
    const client = new pg.Client({ connectionString: urlOf(dir, "postgres", "postgres") });
    try {
      await client.connect();
      return server;
    } catch {
      await sleep(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  server.kill("SIGQUIT");
  throw new Error("it did not accept connections within 30 s");
}

async function ask<T extends object>(dir: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: urlOf(dir, "postgres", "postgres") });
  await client.connect();
  return await client.query<T>(statement).then((r) => r.rows).finally(() => client.end());
}

function handle(home: Home, first: ChildProcess): TestPostgres {
  const { dir } = home;
  let server = first;
  let count = 0;
  const kill = () => server.kill("SIGQUIT");
  process.once("exit", kill);
  const cut = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    kill();
    await gone;
  };
  return {
    get pid() {
      return server.pid ?? 0;
    },
    dir,
    async createDatabase() {
      count += 1;
      await ask(dir, `CREATE DATABASE lockdesk_${count} OWNER lockdesk_owner`);
      return urlOf(dir, "lockdesk_owner", `lockdesk_${count}`);
    },
    superUrl: (databaseUrl) => databaseUrl.replace("user=lockdesk_owner", "user=postgres"),
    here: (databaseUrl) => databaseUrl.replace(/host=[^&]*/, `host=${encodeURIComponent(dir)}`),
    query: (statement) => ask(dir, statement),
    cut,
    start: async () => void (server = await launch(home)),
    async standby(name) {
      const copy = await copyOf(home, name);
      return handle(copy, await launch(copy));
    },
    async stop() {
      process.off("exit", kill);
      await cut();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A standby's directory: a base backup that follows its primary under an application name. */
async function copyOf(home: Home, name: string): Promise<Home> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-pg-"));
  const as = await ownDirectory(dir);
  const bin = postgresPrograms(["pg_basebackup"]) ?? "";
  await run(join(bin, "pg_basebackup"), ["-d", `host=${home.dir} user=postgres application_name=${name}`, "-D", join(dir, "data"), "-R", "-X", "stream", "-c", "fast", "--no-sync"], { ...as, cwd: dir });
  return { ...home, dir, as };
}
