/** PostgreSQL's side of backups: the base backup, and the WAL archive that carries it on. */
import { execFile, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { StartFailure } from "../failure.ts";
import { postgresPrograms } from "./postgres-tools.ts";
import { ARCHIVE_SLOT } from "./safe-seq.ts";

const exec = promisify(execFile);

/** A URL for PostgreSQL's programs: the password goes by the environment, where other users cannot read it. */
function connection(url: string): { url: string; env: NodeJS.ProcessEnv } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed?.password) return { url, env: process.env };
  const password = decodeURIComponent(parsed.password);
  parsed.password = "";
  return { url: parsed.href, env: { ...process.env, PGPASSWORD: password } };
}

function programsFor(names: readonly string[]): string {
  const bin = postgresPrograms(names);
  if (!bin) throw new StartFailure(`PostgreSQL's ${names.join(" and ")} is not on this machine: install the client programs of the server's version, or put them on PATH.`);
  return bin;
}

/** Copies the whole server with the WAL it needs, forced to the disk and verified against the server's own hashes. */
export async function baseBackup(url: string, to: string): Promise<void> {
  const bin = programsFor(["pg_basebackup"]);
  const { url: target, env } = connection(url);
  try {
    await exec(join(bin, "pg_basebackup"), ["-d", target, "-D", to, "-F", "plain", "-X", "stream", "-c", "fast", "--manifest-checksums=SHA256", "--no-password"], { env });
    if (existsSync(join(bin, "pg_verifybackup"))) await exec(join(bin, "pg_verifybackup"), ["--quiet", to], { env });
  } catch (cause) {
    throw new StartFailure(`The base backup failed (${lastLine(cause)}): the login needs REPLICATION and a "replication" line in pg_hba.conf; name such a login with --replication-url.`, { cause });
  }
}

const lastLine = (cause: unknown): string => String((cause as { stderr?: string }).stderr ?? "").trim().split("\n").at(-1) || ((cause as Error).message.split("\n")[0] ?? "");

/** Refuses an archive directory that does not belong to the slot: it would have a hole. */
export async function demandOneArchive(dir: string, slotExists: boolean): Promise<void> {
  const held = existsSync(dir) ? (await readdir(dir)).length : 0;
  if (!slotExists && held > 0) throw new StartFailure(`${dir} holds an archive whose replication slot ${ARCHIVE_SLOT} is gone, so WAL may be missing after it: give an empty directory, then take a new backup.`);
  if (slotExists && held === 0) throw new StartFailure(`${dir} is empty but the replication slot ${ARCHIVE_SLOT} exists: give the directory the archive was in, or drop the slot (SELECT pg_drop_replication_slot('${ARCHIVE_SLOT}')), start anew and take a new backup.`);
}

/** Makes the slot, from which on the server keeps WAL until the archive has it. */
export async function createArchiveSlot(url: string): Promise<void> {
  const { url: target, env } = connection(url);
  await exec(join(programsFor(["pg_receivewal"]), "pg_receivewal"), ["-d", target, "--slot", ARCHIVE_SLOT, "--create-slot", "--no-password"], { env }).catch((cause: unknown) => {
    throw new StartFailure(`The replication slot could not be made (${lastLine(cause)}): the login needs REPLICATION; name such a login with --replication-url.`, { cause });
  });
}

export interface Archiver {
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>;
  stop(): void;
}

/** Draws WAL into `dir` as it is written, each piece forced to the disk before it is confirmed; connects again by itself. */
export function receiveWal(url: string, dir: string): Archiver {
  const { url: target, env } = connection(url);
  const child = spawn(join(programsFor(["pg_receivewal"]), "pg_receivewal"), ["-d", target, "-D", dir, "--slot", ARCHIVE_SLOT, "--synchronous", "--no-password"], { env, stdio: ["ignore", "ignore", "inherit"] });
  return {
    ended: new Promise((done) => child.once("exit", (code) => done(code)).once("error", () => done(127))),
    stop: () => void child.kill("SIGTERM"),
  };
}
