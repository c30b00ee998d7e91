/**
 * Where the authority's key, and that of people's second factors, live. Beside an embedded database: files in the data directory, mode
 * 0600. With PostgreSQL: in the database by default, because N services over one database must agree
 * on one authority without a shared disk; `--pki DIR` keeps the key from whoever may read the
 * database or its backups, and is the choice for production.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openPeopleKey, PEOPLE_KEY_BYTES, type PeopleKey } from "../auth/people-key.ts";
import type { Tx } from "../context.ts";
import { metaOnce } from "../db/meta.ts";
import { makeAuthority, openAuthority, type Authority, type StoredAuthority } from "./authority.ts";

const PEOPLE_KEY_FILE = "people.key";

/** The key of people's second factors, made on first use: in `dir` when given, else in the database. */
export async function keepPeopleKey(db: Tx, dir: string | null): Promise<PeopleKey> {
  const make = () => randomBytes(PEOPLE_KEY_BYTES).toString("hex");
  return openPeopleKey(Buffer.from(dir ? await keyInDirectory(join(dir, PEOPLE_KEY_FILE), make) : await metaOnce(db, "people_key", make), "hex"));
}

/** Several services may start at once over one directory: the first name given stays. */
async function keyInDirectory(file: string, make: () => string): Promise<string> {
  if (!existsSync(file)) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const made = `${file}.${process.pid}.new`;
    await writeFile(made, make(), { mode: 0o600, flush: true });
    await link(made, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await rm(made, { force: true });
  }
  return (await readFile(file, "utf8")).trim();
}

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
