/**
 * Brings a restored PostgreSQL directory to its newest end: a server of our own runs over it, deaf to
 * the network and to the directory's own settings, replays, begins a new timeline, takes the new
 * epoch and stops. The directory is then ready for the real server.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openServer, type Database } from "../db/open.ts";
import { StartFailure } from "../failure.ts";
import { treeOf } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import { postgresPrograms, unprivileged, type RunAs } from "./postgres-tools.ts";
import { layWal, type LaidWal } from "./wal.ts";

const POLL_MS = 100;
/** A record may begin this far before the segment it ends in. */
const RECORD_MAX = 1024 * 1024;

/** Replays and calls `renew` on the opened database. Returns the commit time of the last transaction that came back, UTC ms. */
export async function restoreServer(pgdata: string, manifest: Manifest, archive: string | undefined, renew: (database: Database) => Promise<void>): Promise<number | null> {
  const version = (await readFile(join(pgdata, "PG_VERSION"), "utf8")).trim();
  const bin = postgresPrograms(["postgres"], version);
  if (!bin) throw new StartFailure(`PostgreSQL ${version} is not on this machine, and only that version can open this backup: install its server programs, or put them on PATH.`);
  const wal = archive ? await layWal(archive, pgdata) : null;
  await writeFile(join(pgdata, "recovery.signal"), "");
  const as = await unprivileged();
  const room = await mkdtemp(join(tmpdir(), "lockdesk-restore-"));
  try {
    await writeFile(join(room, "postgresql.conf"), "");
    await writeFile(join(room, "pg_hba.conf"), "local all all trust\n");
    if (as) await own(pgdata, room, as);
    return await replay(bin, pgdata, room, as, manifest, { wal, archive, renew });
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

async function own(pgdata: string, room: string, { uid, gid }: RunAs): Promise<void> {
  const tree = await treeOf(pgdata);
  for (const path of ["", ...tree.directories, ...tree.files]) await chown(join(pgdata, path), uid, gid);
  for (const path of ["", "postgresql.conf", "pg_hba.conf"]) await chown(join(room, path), uid, gid);
}

interface Replay {
  readonly wal: LaidWal | null;
  readonly archive: string | undefined;
  readonly renew: (database: Database) => Promise<void>;
}

async function replay(bin: string, pgdata: string, room: string, as: RunAs | null, manifest: Manifest, { wal, archive, renew }: Replay): Promise<number | null> {
  const url = `postgresql:///${encodeURIComponent(manifest.database?.name ?? "")}?host=${encodeURIComponent(room)}&user=${encodeURIComponent(manifest.database?.user ?? "")}`;
  const server = startServer(bin, pgdata, room, as);
  try {
    const upTo = await reachEnd(server, url, wal, archive);
    const database = await openServer(url, 2);
    await renew(database).finally(() => database.close());
    return upTo;
  } finally {
    await stop(server);
  }
}

interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  said(): string;
}

function startServer(bin: string, pgdata: string, room: string, as: RunAs | null): Running {
  // Everything that could reach out, wait for others or ask for files elsewhere is overruled here.
  const settings = {
    config_file: join(room, "postgresql.conf"), hba_file: join(room, "pg_hba.conf"), ident_file: "", listen_addresses: "", unix_socket_directories: room, hot_standby: "off", archive_mode: "off",
    synchronous_standby_names: "", restore_command: "false", recovery_target_timeline: "latest", primary_conninfo: "", shared_preload_libraries: "", ssl: "off", logging_collector: "off", log_destination: "stderr", lc_messages: "C",
  };
  const child = spawn(join(bin, "postgres"), ["-D", pgdata, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])], { ...as, cwd: room, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said = (said + chunk.toString("utf8")).slice(-4000)));
  let over = false;
  const ended = new Promise<void>((done) => child.once("exit", () => done()).once("error", () => done())).then(() => void (over = true));
  return { process: child, ended, hasEnded: () => over, said: () => said };
}

/** Waits for the end of replay, however long it takes, and refuses an end that comes too early. */
async function reachEnd(server: Running, url: string, wal: LaidWal | null, archive: string | undefined): Promise<number | null> {
  for (;;) {
    if (server.hasEnded()) throw new StartFailure(`The restored server would not run: ${lastWords(server.said())}. The backup is untouched.`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      const { rows } = await client.query<{ lsn: string | null; short: boolean; at: Date | null }>(
        "SELECT pg_last_wal_replay_lsn()::text AS lsn, pg_last_wal_replay_lsn() < $1::pg_lsn - $2::numeric AS short, pg_last_xact_replay_timestamp() AS at", [wal?.newestBegins ?? "0/0", wal ? RECORD_MAX : 0]);
      const [end] = rows;
      if (wal && end?.short) throw new StartFailure(`The WAL archive ${archive ?? ""} is damaged in segment ${wal.segmentOf(end.lsn ?? "0/0")}: replay ends there although younger segments follow. Put a good copy of it back, or leave out --wal to restore the backup alone.`);
      return end?.at?.getTime() ?? null;
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      await sleep(POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function lastWords(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => /FATAL|PANIC/.test(line)).at(-1) ?? lines.at(-1) ?? "it ended without a reason";
}

/** A fast stop: the server writes everything down and forces it to the disk. */
async function stop(server: Running): Promise<void> {
  server.process.kill("SIGINT");
  await server.ended;
}
