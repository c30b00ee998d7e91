/**
 * A real PostgreSQL for tests: binaries of the machine, an own data directory, an unprivileged user,
 * a unix socket. `startPostgres` returns a reason instead when none can be had, for `ctx.skip`.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

export interface TestPostgres {
  /** The server's first process; those of its connections are its children. */
  readonly pid: number;
  /** Creates an empty database owned by an unprivileged login and returns its URL. */
  createDatabase(): Promise<string>;
  /** URL of the superuser, for looking behind the service's back. */
  superUrl(databaseUrl: string): string;
  stop(): Promise<void>;
}

function binaries(): string | null {
  const dirs = (process.env["PATH"] ?? "").split(":");
  const debian = "/usr/lib/postgresql";
  if (existsSync(debian)) dirs.push(...readdirSync(debian).sort((a, b) => Number(b) - Number(a)).map((v) => join(debian, v, "bin")));
  return dirs.find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "postgres"))) ?? null;
}

/** The unprivileged user to run as: PostgreSQL refuses root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const found = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]).catch(() => null);
    if (found) return { uid: Number(found[0].stdout), gid: Number(found[1].stdout) };
  }
  throw new Error("no unprivileged user to run PostgreSQL as");
}

/** Starts PostgreSQL, or says why it cannot. */
export async function startPostgres(): Promise<TestPostgres | { reason: string }> {
  const bin = binaries();
  if (!bin) return { reason: "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql)" };
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-pg-"));
  try {
    const who = await unprivileged();
    chmodSync(dir, 0o700);
    if (who) chownSync(dir, who.uid, who.gid);
    const as = who ? { uid: who.uid, gid: who.gid } : {};
    const data = join(dir, "data");
    await run(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], { ...as, cwd: dir, env: { PATH: process.env["PATH"], LC_ALL: "C" } });
    const server = spawn(join(bin, "postgres"), ["-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=64MB"], { ...as, cwd: dir, stdio: "ignore" });
    await reachable(dir);
    return handle(dir, server);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    return { reason: `PostgreSQL could not be started: ${(error as Error).message.split("\n")[0]}` };
  }
}

const urlOf = (dir: string, user: string, database: string): string => `postgresql:///${database}?host=${encodeURIComponent(dir)}&user=${user}`;

async function reachable(dir: string): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const client = new pg.Client({ connectionString: urlOf(dir, "postgres", "postgres") });
    try {
      await client.connect();
      await client.query("CREATE ROLE lockdesk_owner LOGIN CREATEROLE NOSUPERUSER");
      return;
    } catch {
      await sleep(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error("it did not accept connections within 10 s");
}

function handle(dir: string, server: ChildProcess): TestPostgres {
  let count = 0;
  const kill = () => server.kill("SIGQUIT");
  process.once("exit", kill);
  return {
    pid: server.pid ?? 0,
    async createDatabase() {
      count += 1;
      const name = `lockdesk_${count}`;
      const client = new pg.Client({ connectionString: urlOf(dir, "postgres", "postgres") });
      await client.connect();
      await client.query(`CREATE DATABASE ${name} OWNER lockdesk_owner`);
      await client.end();
      return urlOf(dir, "lockdesk_owner", name);
    },
    superUrl: (databaseUrl) => databaseUrl.replace("user=lockdesk_owner", "user=postgres"),
    async stop() {
      process.off("exit", kill);
      const gone = new Promise((resolve) => server.once("exit", resolve));
      kill();
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
