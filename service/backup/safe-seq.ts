/**
 * `safe_seq`: how far a second copy of the database holds what a device was answered (SYNC.md 3.1).
 * Until it passes an event, the workstation keeps that event and can push it again. It moves only
 * when one of three copies is known to reach past the moment it was read: a synchronous standby, the
 * WAL archive behind a finished backup, or a finished backup itself. Every doubt leaves it where it is.
 */
import { sql } from "drizzle-orm";
import type { Tx } from "../context.ts";
import type { Engine } from "../db/open.ts";
import { readMeta, writeMeta } from "../db/meta.ts";
import { records, rows } from "../db/query.ts";
import { errorForLog } from "../failure.ts";
import type { Logger } from "pino";

type Executor = Pick<Tx, "execute">;

/** The replication slot the WAL archive is drawn through; its position is what the archive has flushed. */
export const ARCHIVE_SLOT = "lockdesk_archive";
const LAST_BACKUP = "last_backup";
const LOOK_MS = 5_000;

/** What the devices had been answered at one moment, and a WAL position no earlier than all of it. */
export interface Mark {
  readonly devices: readonly { id: string; seq: number }[];
  /** Null on the embedded engine, which only a backup makes safe. */
  readonly lsn: string | null;
}

/** The last finished backup, as the database remembers it. */
export interface LastBackup {
  /** When it was finished, UTC ms. */
  readonly at: number;
  /** Whether the WAL archive reaches back to it, so that archive and backup together are a copy. */
  readonly archived: boolean;
}

/** Reads what has been answered and is not yet safe. A copy that reaches `lsn` holds all of it. */
export async function markAnswered(db: Executor, engine: Engine): Promise<Mark> {
  // One statement: what its snapshot shows was committed, and so written, before the position is taken.
  const lsn = engine === "postgresql" ? sql`pg_current_wal_insert_lsn()::text` : sql`NULL`;
  const list = await rows<{ id: string; seq: number; lsn: string | null }>(db, sql`SELECT id, known_seq AS seq, ${lsn} AS lsn FROM device WHERE known_seq > safe_seq`);
  return { devices: list.map(({ id, seq }) => ({ id, seq: Number(seq) })), lsn: list[0]?.lsn ?? null };
}

/** Takes note that a second copy holds everything in `mark`. Rows are taken in one order, so that two services never deadlock over them. */
export async function raiseSafeSeq(db: Executor, mark: Mark): Promise<void> {
  if (mark.devices.length === 0) return;
  await db.execute(sql`WITH m AS (SELECT d.id, x.seq FROM json_to_recordset(${records(mark.devices)}) AS x(id uuid, seq bigint) JOIN device d ON d.id = x.id
      WHERE x.seq > d.safe_seq ORDER BY d.id FOR UPDATE OF d)
    UPDATE device SET safe_seq = least(m.seq, device.known_seq) FROM m WHERE device.id = m.id`);
}

export async function readLastBackup(db: Executor): Promise<LastBackup | null> {
  return JSON.parse((await readMeta(db, LAST_BACKUP)) ?? "null") as LastBackup | null;
}

export const noteBackup = (db: Executor, backup: LastBackup): Promise<void> => writeMeta(db, LAST_BACKUP, JSON.stringify(backup));

/** The archive begins anew: no earlier backup can be carried on by it. */
export async function forgetArchive(db: Executor): Promise<void> {
  const last = await readLastBackup(db);
  if (last?.archived) await noteBackup(db, { ...last, archived: false });
}

export async function archiveSlotExists(db: Executor): Promise<boolean> {
  return (await rows(db, sql`SELECT 1 FROM pg_replication_slots WHERE slot_name = ${ARCHIVE_SLOT} AND restart_lsn IS NOT NULL`)).length > 0;
}

/** True when a synchronous standby, or the archive behind a backup, has this WAL position on its disk. */
async function reaches(db: Executor, lsn: string): Promise<boolean> {
  const archived = (await readLastBackup(db))?.archived === true;
  const [found] = await rows<{ safe: boolean }>(db, sql`SELECT
    (current_setting('synchronous_commit') IN ('on', 'remote_apply') AND EXISTS (
      SELECT 1 FROM pg_stat_replication r WHERE r.state = 'streaming' AND r.sync_state IN ('sync', 'quorum') AND r.flush_lsn >= ${lsn}::pg_lsn
        AND NOT EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.slot_name = ${ARCHIVE_SLOT} AND s.active_pid = r.pid)))
    OR (${archived}::boolean AND EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.slot_name = ${ARCHIVE_SLOT} AND s.restart_lsn >= ${lsn}::pg_lsn)) AS safe`);
  return found?.safe === true;
}

/** Whether standbys are connected whose state this login may not see. */
async function isBlind(db: Executor): Promise<boolean> {
  return (await rows(db, sql`SELECT 1 FROM pg_stat_replication WHERE sync_state IS NULL`)).length > 0;
}

export interface SecondCopyWatch {
  /** One look: raises `safe_seq` to the last mark when a copy has reached it, then marks anew. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Looks every 5 s at standby and archive; does nothing on the embedded engine. */
export function watchSecondCopy(db: Executor, engine: Engine, log: Logger): SecondCopyWatch {
  if (engine === "pglite") return { look: async () => undefined, close: async () => undefined };
  let mark: Mark | null = null;
  let warned = false;
  let looking: Promise<void> = Promise.resolve();

  const once = async () => {
    if (mark?.lsn && (await reaches(db, mark.lsn))) {
      await raiseSafeSeq(db, mark);
      mark = null;
    } else if (mark?.lsn && !warned && (await isBlind(db))) {
      warned = true;
      log.warn("a standby is connected but its state is hidden: GRANT pg_read_all_stats TO lockdesk_app, or nothing counts as held safely");
    }
    mark ??= nonEmpty(await markAnswered(db, engine));
  };
  const look = () =>
    (looking = looking.then(once).catch((error: unknown) => log.debug({ err: errorForLog(error) }, "second copy not looked at")));
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return {
    look,
    close: () => {
      clearInterval(timer);
      return looking;
    },
  };
}

const nonEmpty = (mark: Mark): Mark | null => (mark.devices.length > 0 ? mark : null);
