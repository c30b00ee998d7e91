/**
 * Where the authority's key lives. Beside an embedded database: files in the data directory, mode
 * 0600. With PostgreSQL: in the database by default, because N services over one database must agree
 * on one authority without a shared disk; `--pki DIR` keeps the key from whoever may read the
 * database or its backups, and is the choice for production.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tx } from "../context.ts";
import { metaOnce } from "../db/meta.ts";
import { makeAuthority, openAuthority, type Authority, type StoredAuthority } from "./authority.ts";

/** Opens the authority, making it on first use: in `dir` when given, else in the database. */
export async function keepAuthority(db: Tx, dir: string | null): Promise<Authority> {
  return openAuthority(dir ? await inDirectory(dir) : (JSON.parse(await metaOnce(db, "pki_ca", async () => JSON.stringify(await makeAuthority()))) as StoredAuthority));
}

async function inDirectory(dir: string): Promise<StoredAuthority> {
  const keyFile = join(dir, "ca.key.pem");
  const certificateFile = join(dir, "ca.pem");
  if (!existsSync(keyFile)) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const made = await makeAuthority();
    // The key last: a start cut short before it makes a new pair, never half of one.
    await writeFile(`${certificateFile}.new`, made.certificate);
    await rename(`${certificateFile}.new`, certificateFile);
    await writeFile(`${keyFile}.new`, made.key, { mode: 0o600 });
    await rename(`${keyFile}.new`, keyFile);
  }
  return { key: await readFile(keyFile, "utf8"), certificate: await readFile(certificateFile, "utf8") };
}
