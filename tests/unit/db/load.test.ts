/** The first load of a cache: fast because nothing of it must last, and never taken for more than it is. */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCache } from "../../../db/cache/cache.ts";
import { endLoad, isCutShort, isLoading } from "../../../db/cache/load.ts";
import type { Database } from "../../../db/guard.ts";

let dir: string;
let path: string;
const key = randomBytes(32);
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-load-"));
  path = join(dir, "cache.db");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (at = path) => openCache(at, Buffer.from(key));
const add = (db: Database, from: number, to: number) => {
  const put = db.prepare("INSERT INTO colleague (id, rev, streams, name, doc) VALUES (?, 1, 1, 'n', '{}')");
  for (let i = from; i <= to; i++) put.run(`c${i}`);
};
const held = (db: Database) => db.prepare<[], number>("SELECT count(*) FROM colleague").pluck().get();
const settings = (db: Database) => [db.pragma("journal_mode", { simple: true }), db.pragma("synchronous", { simple: true })];

describe("the first load of a cache", () => {
  it("writes each row once and syncs nothing; when it is over the file is kept like any other", async () => {
    const { db } = open();
    expect([settings(db), isLoading(path)]).toEqual([["persist", 0], true]);
    db.transaction(() => add(db, 1, 50)).immediate();
    await endLoad(db);
    expect([settings(db), isLoading(path), existsSync(`${path}-journal`)]).toEqual([["wal", 1], false, false]);
    db.close();
    const again = open();
    expect([held(again.db), settings(again.db), again.rebuilt]).toEqual([50, ["wal", 1], false]);
    again.db.close();
  });

  it("goes on after a kill where its last page ended, and knows that it is still a load", () => {
    const { db } = open();
    db.transaction(() => add(db, 1, 50)).immediate();
    db.pragma("cache_size = 1"); // so that a page not yet committed has reached the file
    db.exec("BEGIN IMMEDIATE");
    add(db, 51, 4_000);
    const killed = join(dir, "killed.db");
    for (const name of readdirSync(dir).filter((n) => n.startsWith("cache.db"))) copyFileSync(join(dir, name), join(dir, name.replace("cache.db", "killed.db")));
    db.exec("ROLLBACK");
    db.close();
    expect(readFileSync(`${killed}-journal`).length).toBeGreaterThan(0);
    const again = open(killed);
    expect([held(again.db), again.db.pragma("integrity_check", { simple: true }), again.rebuilt, settings(again.db)]).toEqual([50, "ok", false, ["persist", 0]]);
    again.db.close();
  });

  it("begins anew after the machine has been started anew, because nothing of it was synced", () => {
    const first = open();
    add(first.db, 1, 50);
    first.db.close();
    expect(isCutShort(path)).toBe(false);
    writeFileSync(`${path}-loading`, "another start of the machine");
    expect(isCutShort(path)).toBe(true);
    const again = open();
    expect([held(again.db), again.rebuilt, isLoading(path)]).toEqual([0, true, true]);
    again.db.close();
  });

  it("ends for the file it began in only: the note of one that took its place stays", async () => {
    const { db } = open();
    const ended = endLoad(db);
    db.close();
    rmSync(path);
    const fresh = open();
    await ended;
    expect(isLoading(path)).toBe(true);
    fresh.db.close();
  });
});
