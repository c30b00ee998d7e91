/** WAL segments of an archive: which are there, whether one is missing, and laying them into a restored server. */
import { copyFile, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { StartFailure } from "../failure.ts";

interface Segment {
  /** File name in its directory; the newest of an archive ends in `.partial`. */
  readonly file: string;
  readonly name: string;
  /** Position in the row of all segments, whatever the timeline. */
  readonly n: number;
}

export interface LaidWal {
  /** Position (LSN) the newest segment begins at. */
  readonly newestBegins: string;
  /** The segment that holds a position. */
  segmentOf(lsn: string): string;
}

const SEGMENT = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\.partial)?$/;
const HISTORY = /^[0-9A-F]{8}\.history$/;

const segmentsIn = (files: readonly string[], perLog: number): Segment[] =>
  files.flatMap((file) => {
    const m = SEGMENT.exec(file);
    return m ? [{ file, name: file.slice(0, 24), n: Number.parseInt(m[2]!, 16) * perLog + Number.parseInt(m[3]!, 16) }] : [];
  });

const lsnOf = (bytes: bigint): string => `${(bytes >> 32n).toString(16).toUpperCase()}/${(bytes & 0xffff_ffffn).toString(16).toUpperCase()}`;
const bytesOf = (lsn: string): bigint => {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
};

/**
 * Lays the archive's segments from the backup's beginning on into the restored server's own WAL
 * directory. Throws a StartFailure that names the first segment the row lacks.
 */
export async function layWal(archive: string, pgdata: string): Promise<LaidWal> {
  const [, first] = /START WAL LOCATION: .* \(file ([0-9A-F]{24})\)/.exec(await readFile(join(pgdata, "backup_label"), "utf8")) ?? [];
  const names = await readdir(archive).catch(() => {
    throw new StartFailure(`The WAL archive ${archive} cannot be read: give the directory "backup archive --to" writes, or leave out --wal.`);
  });
  const own = await readdir(join(pgdata, "pg_wal"));
  const size = (await stat(join(pgdata, "pg_wal", own.find((f) => SEGMENT.test(f)) ?? ""))).size;
  const perLog = 0x1_0000_0000 / size;
  const [start] = segmentsIn([first ?? ""], perLog);
  const useful = segmentsIn(names, perLog).filter((s) => start !== undefined && s.n >= start.n);
  const present = new Set([...segmentsIn(own, perLog), ...useful].map((s) => s.n));
  const newest = Math.max(start?.n ?? 0, ...present);
  for (let n = start?.n ?? 0; n <= newest; n += 1) {
    if (!present.has(n)) throw new StartFailure(`The WAL archive ${archive} has a hole: the segment ending in ${place(n, perLog)} is missing, so nothing after it can be restored. Put it back, or leave out --wal to restore the backup alone.`);
  }
  // Whole segments after unfinished ones of the same name: the whole one stays.
  for (const { file, name } of useful.sort((a, b) => b.file.length - a.file.length)) await copyFile(join(archive, file), join(pgdata, "pg_wal", name));
  for (const file of names.filter((f) => HISTORY.test(f))) await copyFile(join(archive, file), join(pgdata, "pg_wal", file));
  return {
    newestBegins: lsnOf(BigInt(newest) * BigInt(size)),
    segmentOf: (lsn) => `…${place(Number(bytesOf(lsn) / BigInt(size)), perLog)}`,
  };
}

const hex = (n: number): string => n.toString(16).toUpperCase().padStart(8, "0");
const place = (n: number, perLog: number): string => hex(Math.floor(n / perLog)) + hex(n % perLog);
