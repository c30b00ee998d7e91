import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, type TestContext } from "vitest";
import { asRefusal } from "../../../electron/vault/handlers/index.ts";
import { fileKey } from "../../../electron/vault/keys.ts";
import { REFUSALS } from "../../../shared/protocol/errors.ts";
import { COLLECTOR, idOf, makeCase, makePerson, openTestVault, ownStream, type TestVault } from "../../support/vault.ts";

const vaults: TestVault[] = [];
const mounts: string[] = [];
const dirs: string[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const v of vaults.splice(0)) await v.close();
  for (const mount of mounts.splice(0)) spawnSync("umount", [mount]);
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-disk-"));
  dirs.push(dir);
  return dir;
}
/** A real small disk; skips the test, saying why, where none can be made. */
function smallDisk(ctx: TestContext, size: string): string {
  const dir = folder();
  if (process.platform !== "linux" || process.getuid?.() !== 0) ctx.skip("a small disk is mounted by root on Linux only");
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", dir]).status !== 0) ctx.skip("mounting is not allowed here");
  mounts.push(dir);
  return dir;
}
/** Takes the last byte of a disk; returns what gives it back. */
function fill(dir: string): () => void {
  const path = join(dir, "filler");
  const fd = openSync(path, "w");
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) if (writeSync(fd, Buffer.alloc(size)) < size) break;
    } catch {
      // full
    }
  }
  closeSync(fd);
  return () => rmSync(path);
}
const caseId = idOf("case", 1);
function vaultIn(dir: string, key = { dek: randomBytes(32), dekId: randomUUID() }): TestVault {
  const v = openTestVault({ dir, key });
  vaults.push(v);
  v.load(ownStream(COLLECTOR), [{ kind: "person", doc: makePerson(1) }, { kind: "case", doc: makeCase(1) }]);
  return v;
}
const notes = (v: TestVault) => v.ws.outbox.listUnsent(1000, 1e8).length;
/** The refusal an opening gives. */
function openingRefused(dir: string, key: { dek: Buffer; dekId: string }): string {
  try {
    vaults.push(openTestVault({ dir, key }));
    return "ok";
  } catch (error) {
    return asRefusal(error, "signIn").code;
  }
}
/** A process that holds one of the files, once it does. */
function holder(path: string, key: Buffer, kind: "outbox" | "cache"): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "children/hold.ts"), path, key.toString("hex"), kind], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => resolve(child));
    child.once("exit", () => reject(new Error("the holder ended")));
  });
}
const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
const signInCode = (dir: string, options: object = {}) => String(spawnSync(process.execPath, [join(import.meta.dirname, "children/sign-in.ts"), dir], { ...options, encoding: "utf8" }).stdout);

describe("a full disk", () => {
  it("refuses a save in words, keeps what was saved, serves reads, and works on when there is room", async (ctx) => {
    const v = vaultIn(smallDisk(ctx, "4m"));
    let told = 0;
    for (; told < 5; told++) await v.ok("note.add", { caseId, text: `前 ${told}` });
    await v.ok("draft.save", { key: "note:x", value: "还在" });
    const release = fill(v.dir);
    let refused = "";
    for (let i = 0; i < 400 && refused === ""; i++) {
      const answer = await v.call("note.add", { caseId, text: "满".repeat(2000) });
      if (answer.ok) told++;
      else refused = answer.refusal.code;
    }
    expect(refused).toBe("disk_full");
    expect(await v.refused("note.add", { caseId, text: "满".repeat(2000) })).toBe("disk_full");
    expect(notes(v)).toBe(told);
    expect((await v.ok("case.open", { caseId })).caseId).toBe(caseId);
    expect((await v.ok("draft.load", { key: "note:x" })).value).toBe("还在");
    expect(v.locks).toEqual([]);
    release();
    await v.ok("note.add", { caseId, text: "又有空间" });
    expect(notes(v)).toBe(told + 1);
    const again = await v.reopen();
    vaults.push(again);
    expect(notes(again)).toBe(told + 1);
  });

  it("at opening is a refusal in words or a stay in memory, and nothing is lost by it", async (ctx) => {
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const dir = smallDisk(ctx, "4m");
    const v = vaultIn(dir, key);
    await v.ok("note.add", { caseId, text: "前" });
    // Past its first load the cache needs room for a log at opening.
    await v.ws.cache.endLoad();
    await v.close();
    const release = fill(dir);
    // How much a file system keeps back for itself decides which of the two it is.
    const opening = openingRefused(dir, key);
    expect(["disk_full", "ok"]).toContain(opening);
    if (opening === "ok") {
      const within = vaults.at(-1)!;
      within.open.attend();
      expect(within.pushes.map((p) => (p.body as { code?: string }).code)).toContain("cache_in_memory");
      expect(notes(within)).toBe(1);
      await within.close();
    }
    release();
    const again = openTestVault({ dir, key });
    vaults.push(again);
    expect(notes(again)).toBe(1);
    expect(readdirSync(join(dir, "users", COLLECTOR.no)).filter((name) => name.includes("damaged"))).toEqual([]);
  });
});

describe("a folder that may not be written", () => {
  it("read-only, is said in words at signing in", (ctx) => {
    const dir = smallDisk(ctx, "1m");
    expect(spawnSync("mount", ["-o", "remount,ro", dir]).status).toBe(0);
    expect(signInCode(dir)).toBe("disk_read_only");
  });

  it("of another owner, is said in words at signing in", (ctx) => {
    if (process.getuid?.() !== 0) return ctx.skip("only root can start a process as somebody else");
    const nobody = { uid: 65_534, gid: 65_534 };
    if (spawnSync(process.execPath, [join(import.meta.dirname, "children/sign-in.ts"), "/"], { ...nobody }).status !== 0) return ctx.skip("another user may not run the program from here");
    const dir = folder();
    chmodSync(dir, 0o700);
    expect(signInCode(dir, nobody)).toBe("disk_denied");
    // Its own folder is refused for nothing but the absent centre.
    chownSync(dir, nobody.uid, nobody.gid);
    expect(signInCode(dir, nobody)).toBe("no_local_data");
  });
});

describe("a file another program holds", () => {
  it("the outbox: said in words, untouched, opened when it is let go", async () => {
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const v = vaultIn(folder(), key);
    await v.ok("note.add", { caseId, text: "前" });
    await v.close();
    const child = await holder(join(v.dir, "users", COLLECTOR.no, "outbox.db"), fileKey(key.dek, key.dekId, "outbox"), "outbox");
    expect(openingRefused(v.dir, key)).toBe("disk_busy");
    await ended(child);
    expect(openingRefused(v.dir, key)).toBe("ok");
    expect(notes(vaults.at(-1)!)).toBe(1);
  }, 60_000);

  it("the cache, in mid-work: the save is kept and told saved, and drawn when it is let go", async () => {
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const v = vaultIn(folder(), key);
    await v.ws.cache.endLoad();
    const child = await holder(join(v.dir, "users", COLLECTOR.no, "cache.db"), fileKey(key.dek, key.dekId, "cache"), "cache");
    expect((await v.ok("note.add", { caseId, text: "一" })).view.pending).toBe(true);
    expect(notes(v)).toBe(1);
    expect(v.ws.undrawn.due).toBe(true);
    await ended(child);
    await v.ok("note.add", { caseId, text: "二" });
    expect((await v.ok("case.open", { caseId })).timeline.filter((e) => e.pending)).toHaveLength(2);
    expect(v.ws.undrawn.due).toBe(false);
    expect(v.locks).toEqual([]);
  }, 60_000);

  it("the cache, at opening: the work goes on in memory, in words", async () => {
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const v = vaultIn(folder(), key);
    await v.ok("note.add", { caseId, text: "一" });
    await v.close();
    const child = await holder(join(v.dir, "users", COLLECTOR.no, "cache.db"), fileKey(key.dek, key.dekId, "cache"), "cache");
    const again = vaultIn(v.dir, key);
    again.open.attend();
    expect(again.pushes.find((p) => p.push === "desk.notice")?.body).toMatchObject({ code: "cache_in_memory" });
    await again.ok("note.add", { caseId, text: "二" });
    expect((await again.ok("case.open", { caseId })).timeline.filter((e) => e.pending)).toHaveLength(2);
    await ended(child);
  }, 60_000);
});

describe("the words for a disk's faults", () => {
  it("say in both languages what to do, and that nothing was saved", () => {
    for (const code of ["disk_full", "disk_read_only", "disk_denied", "disk_busy", "disk_failed"] as const) {
      expect(REFUSALS[code].zh).toMatch(/未保存.*(IT|重试|再试)/);
      expect(REFUSALS[code].en).toMatch(/nothing was saved.*(IT|again)/i);
    }
  });
});
