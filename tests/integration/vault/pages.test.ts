/** One flipped byte in a page is noticed, whichever page and byte: by what reads it, or by the check in the background. `LOCKDESK_PAGES` sets how many. */
import { randomBytes, randomUUID, randomInt } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { openDatabase } from "../../../db/open.ts";
import { fileKey } from "../../../electron/vault/keys.ts";
import { userFolder } from "../../../electron/vault/user-folder.ts";
import { COLLECTOR, makeCase, makeEntry, makePerson, openTestVault, ownStream, type AnyDoc } from "../../support/vault.ts";

const PAGES = Number(process.env["LOCKDESK_PAGES"] ?? 120);
const PAGE = 4096;
const key = { dek: randomBytes(32), dekId: randomUUID() };
let dir: string;
beforeAll(async () => {
  const vault = openTestVault({ key });
  dir = vault.dir;
  vault.load(ownStream(COLLECTOR), Array.from({ length: 400 }, (_, n): AnyDoc[] => [{ kind: "person", doc: makePerson(n) }, { kind: "case", doc: makeCase(n) }, { kind: "entry", doc: makeEntry(n) }]).flat());
  for (let n = 0; n < 200; n++) await vault.ok("draft.save", { key: `d${n}`, value: "草稿".repeat(200) });
  await vault.close();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const KINDS = { outbox: OUTBOX_MIGRATIONS, cache: CACHE_MIGRATIONS } as const;

/** What the check in the background says of a file; a file that does not open is noticed as well. */
function verdict(kind: keyof typeof KINDS): { noticed: boolean; free: number } {
  try {
    const { db } = openDatabase({ kind, path: userFolder(dir, COLLECTOR.no)[kind], key: fileKey(key.dek, key.dekId, kind), migrations: KINDS[kind] });
    try {
      return { free: Number(db.pragma("freelist_count", { simple: true })), noticed: db.pragma("quick_check(1)", { simple: true }) !== "ok" };
    } finally {
      db.close();
    }
  } catch {
    return { noticed: true, free: 0 };
  }
}

it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("in the %s: every one", (kind) => {
  expect(verdict(kind)).toEqual({ noticed: false, free: 0 });
  const path = userFolder(dir, COLLECTOR.no)[kind];
  const pages = statSync(path).size / PAGE;
  expect(pages).toBeGreaterThan(40);
  const missed: string[] = [];
  const byte = Buffer.alloc(1);
  for (let i = 0; i < PAGES / 2; i++) {
    const at = randomInt(pages) * PAGE + randomInt(PAGE);
    const fd = openSync(path, "r+");
    readSync(fd, byte, 0, 1, at);
    writeSync(fd, Buffer.from([byte[0]! ^ (1 << randomInt(8))]), 0, 1, at);
    if (!verdict(kind).noticed) missed.push(`page ${Math.floor(at / PAGE) + 1} of ${pages}, byte ${at % PAGE}`);
    writeSync(fd, byte, 0, 1, at);
    closeSync(fd);
  }
  expect(missed).toEqual([]);
  expect(verdict(kind).noticed).toBe(false);
}, 300_000);
