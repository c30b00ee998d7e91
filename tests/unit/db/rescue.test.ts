import { randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FailedMigrationError, FutureDatabaseError } from "../../../db/failures.ts";
import type { Migration } from "../../../db/migrate.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { checkpoint } from "../../../db/open.ts";
import { createOutbox, type Outbox } from "../../../db/outbox.ts";
import { chainedAnew, isFlawedInside } from "../../../db/rescue/journal.ts";
import { openOutbox, SALVAGE_META, salvageIn, type OpenedOutbox } from "../../../db/rescue/open-outbox.ts";

const NOW = Date.UTC(2026, 10, 26, 2, 30);
const author = { deviceId: randomUUID(), userId: randomUUID() };
const caseId = randomUUID();
let dir: string;
let key: Buffer;
const open: (OpenedOutbox & { outbox: Outbox; close(): void })[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-rescue-"));
  key = randomBytes(32);
});
afterEach(() => {
  for (const o of open.splice(0)) o.close();
  rmSync(dir, { recursive: true, force: true });
});

const path = () => join(dir, "outbox.db");
function start(migrations: readonly Migration[] = OUTBOX_MIGRATIONS, owner = "me", k = key) {
  const opened = openOutbox({ path: path(), key: Buffer.from(k), owner, counterPath: join(dir, "device.seq"), now: NOW, migrations });
  let closed = false;
  const whole = {
    ...opened, outbox: createOutbox(opened.db, opened.seq, author),
    close: () => {
      if (closed) return;
      closed = true;
      opened.seq.close();
      opened.db.close();
    },
  };
  open.push(whole);
  return whole;
}
const note = (text: string) => ({ type: "note.added" as const, caseId, personId: null, body: { text } });
/** Each its own commit, as in work. */
const append = (outbox: Outbox, from: number, to: number) => {
  for (let i = from; i <= to; i++) outbox.append([note(`${i} ${"记".repeat(120)}`)], { at: 1, atServer: 2 });
};
const seqsOf = (o: { db: OpenedOutbox["db"] }) => o.db.prepare<[], number>("SELECT seq FROM event ORDER BY seq").pluck().all() as number[];
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
const lostOf = (o: { outbox: Outbox }) => salvageIn(o.outbox.meta(SALVAGE_META))?.lost ?? null;
const kept = () => readdirSync(dir).filter((name) => /^outbox\.db\.damaged-2026-11-26T02-30-00-000Z(-\d)?$/.test(name));

/** An outbox of `count` events, all in the main file. */
function filled(count: number): void {
  const o = start();
  append(o.outbox, 1, count);
  o.outbox.saveDraft("note:x", "打到一半", Date.now());
  checkpoint(o.db);
  o.close();
}
function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 0x10;
  writeFileSync(file, bytes);
}

describe("a damaged outbox", () => {
  it("gives back everything when its first page or an inner page is lost", () => {
    filled(200);
    for (const page of [0, 1]) {
      flip(path(), page * 4096 + 1000);
      const o = start();
      expect(seqsOf(o), `page ${page}`).toEqual(upTo(200));
      expect(o.outbox.loadDraft("note:x")).toBe("打到一半");
      expect(lostOf(o)).toEqual([]);
      append(o.outbox, 201, 201);
      expect(o.outbox.lastSeq()).toBe(201);
      o.db.prepare("DELETE FROM event WHERE seq > 200").run();
      rmSync(join(dir, "device.seq"));
      checkpoint(o.db);
      o.close();
    }
    expect(kept()).toHaveLength(2);
  });

  it("keeps the file, takes over what each page still proves, and names the numbers that are gone", () => {
    filled(300);
    const pages = statSync(path()).size / 4096;
    const before = readFileSync(path());
    // Whichever page it is: nothing is lost unnamed, and nothing is invented.
    let lostSomething = 0;
    for (let page = 0; page < pages; page += 7) {
      const bent = Buffer.from(before);
      bent[page * 4096 + 2000]! ^= 1;
      writeFileSync(path(), bent);
      const o = start();
      const seqs = seqsOf(o);
      const named = new Set((lostOf(o) ?? []).flatMap((r) => upTo(r.to, r.from)));
      if (o.salvaged) expect(upTo(300).filter((s) => !seqs.includes(s)), `page ${page}`).toEqual([...named]);
      else expect(seqs).toEqual(upTo(300));
      if (named.size > 0) lostSomething++;
      expect(named.size).toBeLessThan(12);
      o.close();
      for (const name of readdirSync(dir)) if (name.startsWith("outbox.db")) rmSync(join(dir, name));
    }
    expect(lostSomething).toBeGreaterThan(3);
  });

  it("keeps the state of what it takes over: what was sent is not sent again, what was refused stays in view, and dealt with what was", () => {
    const first = start();
    append(first.outbox, 1, 40);
    const ids = first.outbox.listUnsent(40, 1e7).map((e) => e.id);
    first.outbox.markSent(ids.slice(0, 20).map((id, i) => ({ id, seq: i + 1, result: i === 3 || i === 4 ? "rejected" as const : "ok" as const, ...(i === 3 || i === 4 ? { code: "forbidden" } : {}) })), NOW);
    first.outbox.quarantine.settle(first.outbox.quarantine.find(ids[4]!)!, "已补记", { at: NOW, atServer: NOW });
    checkpoint(first.db);
    first.close();
    flip(path(), 500);
    const o = start();
    expect(o.salvaged).toBe("unreadable");
    expect(o.outbox.listUnsent(40, 1e7).map((e) => e.seq)).toEqual(upTo(41, 21));
    expect(o.outbox.quarantine.open(10)).toMatchObject([{ event: { seq: 4 }, code: "forbidden" }]);
    expect(o.outbox.quarantine.resolved(10)).toMatchObject([{ event: { seq: 5 }, resolution: "settled", resolvedAt: NOW }]);
  });

  it("goes on in a fresh chain that opens whole, and never hands a lost number out again", () => {
    filled(60);
    truncateSync(path(), 5 * 4096);
    const o = start();
    expect(o.salvaged).toBe("damaged");
    const gone = lostOf(o)!;
    expect(gone.at(-1)?.to).toBe(60);
    append(o.outbox, 1, 3);
    expect(o.outbox.lastSeq()).toBe(63);
    o.close();
    const again = start();
    expect(again.salvaged).toBeNull();
    expect(seqsOf(again).slice(-3)).toEqual([61, 62, 63]);
    expect(lostOf(again)).toEqual(gone);
  });
});

describe("the log of an outbox", () => {
  /** Events 1–100 in the main file, 101–200 in the log only, as a kill leaves them. */
  function killed(): void {
    const o = start();
    append(o.outbox, 1, 100);
    checkpoint(o.db);
    append(o.outbox, 101, 200);
    for (const name of ["outbox.db", "outbox.db-wal", "device.seq"]) copyFileSync(join(dir, name), join(dir, `${name}.copy`));
    o.close();
    for (const name of ["outbox.db", "outbox.db-wal", "device.seq"]) copyFileSync(join(dir, `${name}.copy`), join(dir, name));
  }
  const wal = () => join(dir, "outbox.db-wal");

  it("flawed in its middle is noticed even where SQLite says ok, and given back around the flaw", () => {
    killed();
    const whole = readFileSync(wal());
    const results: { lost: number; salvaged: string | null }[] = [];
    for (const share of [0.02, 0.25, 0.5, 0.75, 0.9]) {
      for (const name of ["outbox.db", "device.seq"]) copyFileSync(join(dir, `${name}.copy`), join(dir, name));
      const bent = Buffer.from(whole);
      bent[Math.floor(whole.length * share)]! ^= 4;
      writeFileSync(wal(), bent);
      expect(isFlawedInside(bent)).toBe(true);
      const o = start();
      const seqs = seqsOf(o);
      const named = (lostOf(o) ?? []).flatMap((r) => upTo(r.to, r.from));
      expect([...seqs, ...named].sort((a, b) => a - b)).toEqual(upTo(200));
      results.push({ lost: named.length, salvaged: o.salvaged });
      o.close();
      for (const name of readdirSync(dir)) if (name.startsWith("outbox.db.damaged") || name === "outbox.db-wal") rmSync(join(dir, name));
    }
    expect(results.map((r) => r.salvaged)).toEqual(Array(5).fill("flawedLog"));
    expect(Math.max(...results.map((r) => r.lost))).toBeLessThan(8);
  });

  it("torn at its end is no damage", () => {
    killed();
    const whole = readFileSync(wal());
    expect(isFlawedInside(whole)).toBe(false);
    for (const cut of [1, 100, 4096, 5000]) expect(isFlawedInside(whole.subarray(0, whole.length - cut)), `${cut}`).toBe(false);
    const torn = Buffer.from(whole);
    torn.fill(0, whole.length - 3000);
    expect(isFlawedInside(torn)).toBe(false);
  });

  it("chained anew without a flaw is the log itself", () => {
    killed();
    const whole = readFileSync(wal());
    expect(chainedAnew(whole)!.equals(whole)).toBe(true);
  });

  it("deleted beside its file is a lost tail, by number", () => {
    killed();
    rmSync(wal());
    const o = start();
    expect(o.salvaged).toBe("lostTail");
    expect(lostOf(o)).toEqual([{ from: 101, to: 200 }]);
    expect(seqsOf(o)).toEqual(upTo(100));
  });

  it("beside an empty or missing file is read, not thrown away", () => {
    const o = start();
    append(o.outbox, 1, 20);
    for (const name of ["outbox.db-wal", "device.seq"]) copyFileSync(join(dir, name), join(dir, `${name}.copy`));
    o.close();
    for (const spoil of [() => writeFileSync(path(), ""), () => rmSync(path())]) {
      for (const name of ["outbox.db-wal", "device.seq"]) copyFileSync(join(dir, `${name}.copy`), join(dir, name));
      spoil();
      const again = start();
      expect(again.salvaged).toBe("missing");
      expect(seqsOf(again)).toEqual(upTo(20));
      again.close();
    }
  });
});

describe("a key that does not fit, or a file that is not there", () => {
  it("is never taken for an empty outbox", () => {
    filled(10);
    const mine = readFileSync(path());
    const spoils: [string, () => void][] = [
      ["missing", () => writeFileSync(path(), "")],
      ["missing", () => rmSync(path())],
      ["unreadable", () => writeFileSync(path(), randomBytes(mine.length))],
      ["damaged", () => writeFileSync(path(), mine.subarray(0, 4096))],
    ];
    for (const [reason, spoil] of spoils) {
      writeFileSync(path(), mine);
      spoil();
      const counter = readFileSync(join(dir, "device.seq"));
      const o = start();
      expect(o.salvaged).toBe(reason);
      expect(lostOf(o)).toEqual([{ from: 1, to: 10 }]);
      o.close();
      writeFileSync(join(dir, "device.seq"), counter);
    }
    // Another machine's file, under another key.
    writeFileSync(path(), mine);
    const o = start(OUTBOX_MIGRATIONS, "me", randomBytes(32));
    expect(o.salvaged).toBe("unreadable");
    expect(seqsOf(o)).toEqual([]);
    expect(readFileSync(join(dir, kept().at(-1)!)).equals(mine)).toBe(true);
  });

  it("is a fresh start only where no outbox was ever made", () => {
    expect(start().salvaged).toBeNull();
    open.splice(0).forEach((o) => o.close());
    rmSync(path());
    // Made once, without a single event: a draft may have been in it.
    expect(start().salvaged).toBe("missing");
  });
});

describe("a migration of the outbox", () => {
  const NEXT: readonly Migration[] = [...OUTBOX_MIGRATIONS, { version: 990, name: "a column", sql: "ALTER TABLE draft ADD COLUMN colour TEXT; CREATE INDEX event_type ON event (type);" }];
  const LOSSY: readonly Migration[] = [...OUTBOX_MIGRATIONS, { version: 990, name: "loses", sql: "DELETE FROM event WHERE seq = 7;" }];
  const BROKEN: readonly Migration[] = [...OUTBOX_MIGRATIONS, { version: 990, name: "breaks", sql: "CREATE TABLE u (a); INSERT INTO missing VALUES (1);" }];
  const copies = () => readdirSync(dir).filter((name) => name.startsWith("outbox.db.before-"));

  it("begins with a verified copy, which goes when the new version has been opened again", () => {
    filled(30);
    const o = start(NEXT);
    expect(o.db.pragma("user_version", { simple: true })).toBe(990);
    expect(seqsOf(o)).toEqual(upTo(30));
    expect(copies()).toEqual([`outbox.db.before-${OUTBOX_MIGRATIONS.at(-1)!.version}`]);
    append(o.outbox, 31, 31);
    o.close();
    const again = start(NEXT);
    expect(again.salvaged).toBeNull();
    expect(seqsOf(again)).toEqual(upTo(31));
    expect(copies()).toEqual([]);
  });

  it("that fails or loses anything is undone: the copy takes its place, and the old program goes on", () => {
    filled(30);
    for (const list of [BROKEN, LOSSY]) {
      expect(() => start(list)).toThrow(FailedMigrationError);
      const o = start();
      expect(o.salvaged).toBeNull();
      expect(seqsOf(o)).toEqual(upTo(30));
      expect(o.outbox.loadDraft("note:x")).toBe("打到一半");
      o.close();
    }
    expect(readdirSync(dir).filter((name) => name.startsWith("outbox.db.failed-")).length).toBe(2);
  });

  it("leaves a newer program's outbox alone", () => {
    filled(3);
    start(NEXT).close();
    expect(() => start()).toThrow(FutureDatabaseError);
    expect(kept()).toEqual([]);
    expect(existsSync(path())).toBe(true);
  });
});
