/** PostgreSQL's own programs: where they are, and under whom they run (the server refuses root). */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);
const DEBIAN = "/usr/lib/postgresql";

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** The directory that has all the named programs: of the given or else the newest Debian version, or one of PATH. Null when none has. */
export function postgresPrograms(names: readonly string[], version?: string): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const debian = versions.filter((v) => version === undefined || v === version).map((v) => join(DEBIAN, v, "bin"));
  const dirs = [...debian, ...(process.env["PATH"] ?? "").split(":")];
  return dirs.find((dir) => names.every((name) => existsSync(join(dir, name)))) ?? null;
}

/** Whom to run a server as: nobody special, unless we are root. Throws when root finds no such user. */
export async function unprivileged(names: readonly string[] = ["postgres", "nobody"]): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of names) {
    const found = await Promise.all([exec("id", ["-u", name]), exec("id", ["-g", name])]).catch(() => null);
    if (found) return { uid: Number(found[0].stdout), gid: Number(found[1].stdout) };
  }
  throw new Error("no unprivileged user to run PostgreSQL as");
}
