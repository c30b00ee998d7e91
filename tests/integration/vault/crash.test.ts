import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDeviceSeq } from "../../../db/device-seq.ts";
import { LostTailError } from "../../../db/failures.ts";
import { OUTBOX_MIGRATIONS } from "../../../db/migrations/outbox.ts";
import { openDatabase } from "../../../db/open.ts";
import { tailOf, verifyChain } from "../../../db/outbox.ts";

const CHILD = join(import.meta.dirname, "children/append.ts");
const keys: Record<string, string> = { anna: randomBytes(32).toString("hex"), bert: randomBytes(32).toString("hex") };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-crash-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const args = (owner: string, count: number, durability = "asOpened", what = "events") => [CHILD, dir, owner, keys[owner]!, String(count), durability, what];

/** Lets a child append and kills it hard some time after its first save. Returns the numbers it had told. */
function appendAndKill(owner: string, afterMs: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args(owner, 100_000), { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (part: Buffer) => {
      if (out === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
      out += part.toString();
    });
    child.once("error", reject);
    // A line torn by the kill was not told.
    child.once("close", () => resolve(out.slice(0, out.lastIndexOf("\n") + 1).split(/\s+/).filter(Boolean).map(Number)));
  });
}

const openOutbox = (owner: string) => openDatabase({ kind: "outbox", path: join(dir, `${owner}.db`), key: Buffer.from(keys[owner]!, "hex"), migrations: OUTBOX_MIGRATIONS }).db;
function held(owner: string): number[] {
  const db = openOutbox(owner);
  try {
    verifyChain(db);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    return db.prepare<[], number>("SELECT seq FROM event ORDER BY n").pluck().all() as number[];
  } finally {
    db.close();
  }
}

describe("a kill -9 in mid-append", () => {
  it("loses nothing that was told saved and leaves one gapless count over two users (8 kills)", async () => {
    const told: Record<string, number[]> = { anna: [], bert: [] };
    for (let i = 0; i < 8; i++) {
      const owner = i % 3 === 2 ? "bert" : "anna";
      told[owner]!.push(...(await appendAndKill(owner, 5 + ((i * 37) % 90))));
    }
    // Both come back once more, settle what was in doubt and use up what was set aside for them.
    for (const owner of ["anna", "bert"]) spawnSync(process.execPath, args(owner, 20), { stdio: "ignore" });
    const all: number[] = [];
    for (const owner of ["anna", "bert"]) {
      const kept = held(owner);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
      expect(told[owner]!.filter((seq) => !kept.includes(seq)), `${owner} lost`).toEqual([]);
      all.push(...kept);
    }
    all.sort((a, b) => a - b);
    expect(all.length).toBeGreaterThan(20);
    expect(all).toEqual(Array.from({ length: all.length }, (_, i) => i + 1));
  }, 240_000);
});

describe("a saved event", () => {
  it("has reached the disk: every call that says saved syncs the outbox, and NORMAL would not (counted)", (ctx) => {
    if (process.platform !== "linux" || spawnSync("strace", ["-V"]).status !== 0) return ctx.skip("strace, which counts the syncs, is not installed");
    if (spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status !== 0) return ctx.skip("strace may not trace here");
    const rounds = 60;
    const syncs = (durability: string, what = "events") => {
      rmSync(dir, { recursive: true, force: true });
      dir = mkdtempSync(join(tmpdir(), "lockdesk-crash-"));
      const trace = join(dir, "trace");
      const run = spawnSync("strace", ["-f", "-y", "-e", "trace=fsync,fdatasync", "-o", trace, process.execPath, ...args("anna", rounds, durability, what)], { stdio: ["ignore", "ignore", "inherit"] });
      expect(run.status).toBe(0);
      const lines = readFileSync(trace, "utf8").split("\n");
      return { wal: lines.filter((l) => l.includes("anna.db-wal")).length, counter: lines.filter((l) => l.includes("device.seq")).length };
    };
    const full = syncs("asOpened");
    expect(full.wal).toBeGreaterThanOrEqual(rounds);
    // Two events a round, sixteen numbers a block: no block is used before the counter says so.
    expect(full.counter).toBeGreaterThanOrEqual(Math.floor((rounds * 2) / 16));
    expect(syncs("NORMAL").wal).toBeLessThan(rounds / 2);
    // A draft says saved as well. The centre's answers say nothing to anybody; they share the connection, and a lost one is asked again.
    expect(syncs("asOpened", "drafts").wal).toBeGreaterThanOrEqual(rounds);
    expect(syncs("asOpened", "answers").wal).toBeGreaterThanOrEqual(rounds);
    expect(syncs("NORMAL", "drafts").wal).toBeLessThan(rounds / 2);
  });
});

describe("an outbox that was tampered with or put back", () => {
  it("is noticed when an older copy takes its place", () => {
    spawnSync(process.execPath, args("anna", 5), { stdio: "ignore" });
    copyFileSync(join(dir, "anna.db"), join(dir, "old.db"));
    spawnSync(process.execPath, args("anna", 5), { stdio: "ignore" });
    copyFileSync(join(dir, "old.db"), join(dir, "anna.db"));
    rmSync(join(dir, "anna.db-wal"), { force: true });
    const db = openOutbox("anna");
    expect(() => openDeviceSeq(join(dir, "device.seq"), "anna", tailOf(db))).toThrow(LostTailError);
    db.close();
  });

  it("is noticed when a flipped byte in its journal drops the newest saves", async () => {
    const told = await appendAndKill("anna", 150);
    const wal = join(dir, "anna.db-wal");
    const bytes = readFileSync(wal);
    if (bytes.length < 8_192) return expect(held("anna")).toEqual(expect.arrayContaining(told)); // just emptied: nothing to drop
    bytes[Math.floor(bytes.length / 2)]! ^= 0x20;
    writeFileSync(wal, bytes);
    let noticed: boolean;
    try {
      const db = openOutbox("anna");
      try {
        openDeviceSeq(join(dir, "device.seq"), "anna", tailOf(db)).close();
        noticed = told.every((seq) => (db.prepare<[], number>("SELECT seq FROM event").pluck().all() as number[]).includes(seq));
      } finally {
        db.close();
      }
    } catch (error) {
      noticed = error instanceof Error && ["LostTailError", "DamagedDatabaseError"].includes(error.name);
    }
    expect(noticed).toBe(true);
  });
});
