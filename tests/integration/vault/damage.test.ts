import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Service } from "../../../service/app.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { listDevices } from "../../../service/desk/devices.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { addCases, foundAgency, startService, type Agency, type TestService } from "../../support/service.ts";
import { COLLECTOR, idOf, makeCase, makeEntry, makePerson, openTestVault, ownStream, type TestVault } from "../../support/vault.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

const vaults: TestVault[] = [];
const stations: Station[] = [];
const machines: Machine[] = [];
afterEach(async () => {
  for (const v of vaults.splice(0)) await v.dispose();
  for (const s of stations.splice(0)) await s.close();
  for (const m of machines.splice(0)) m.remove();
});
const caseId = (n: number) => idOf("case", n);
const CASES = 120;
const notices = (from: { pushes: { push: string; body: unknown }[] }) => from.pushes.filter((p) => p.push === "desk.notice").map((p) => (p.body as { code: string }).code);

/** A vault over a cache of some megabytes of which nothing is in memory yet. */
async function coldVault(): Promise<TestVault> {
  const warm = openTestVault();
  warm.load(ownStream(COLLECTOR), Array.from({ length: CASES }, (_, n) => n).flatMap((n) => [
    { kind: "person", doc: makePerson(n) } as const, { kind: "case", doc: makeCase(n) } as const,
    ...Array.from({ length: 20 }, (_, k) => ({ kind: "entry", doc: makeEntry(n * 20 + k, { caseId: caseId(n), personId: idOf("pers", n), body: { text: "跟进".repeat(60) } }) }) as const),
  ]));
  const cold = await warm.reopen();
  vaults.push(cold);
  cold.open.attend();
  return cold;
}
const cachePath = (dir: string) => join(dir, "users", COLLECTOR.no, "cache.db");
/** Spoils every page of a file whose number `which` picks. */
function spoil(path: string, which: (page: number) => boolean): void {
  const bytes = readFileSync(path);
  for (let page = 0; page < bytes.length / 4096; page++) if (which(page)) bytes[page * 4096 + 99]! ^= 1;
  writeFileSync(path, bytes);
}
const notesShown = async (v: TestVault, n: number) => (await v.ok("case.open", { caseId: caseId(n) })).timeline.filter((e) => e.pending).length;

describe("a cache damaged in mid-work", () => {
  it("is replaced without a lock: the desk is served, every save is kept and shown, and it is said in words", async () => {
    const v = await coldVault();
    await v.ok("note.add", { caseId: caseId(3), text: "损坏之前" });
    spoil(cachePath(v.dir), (page) => page % 9 === 5);
    let served = 0;
    for (let n = 0; n < CASES; n++) {
      const answer = await v.call("case.open", { caseId: caseId(n) });
      expect(answer.ok || answer.refusal.code === "not_found", `case ${n}`).toBe(true);
      if (answer.ok) served++;
    }
    expect(v.locks).toEqual([]);
    expect(notices(v)).toEqual(["cache_rebuilt"]);
    expect(v.pushes.find((p) => p.push === "desk.notice")?.body).toMatchObject({ zh: expect.stringContaining("可继续工作") as string, en: expect.stringContaining("work on") as string });
    // Eight pages in nine are whole: what they show has been taken over.
    expect(served).toBeGreaterThan(CASES / 2);
    expect(served).toBeLessThan(CASES);
    expect(await notesShown(v, 3)).toBe(1);
    await v.ok("note.add", { caseId: caseId(3), text: "损坏之后" });
    expect(await notesShown(v, 3)).toBe(2);
    expect(v.ws.outbox.counts().unsent).toBe(2);
    expect((await v.ok("queue.counts", {})).counts.all ?? 1).toBeGreaterThan(0);
  });

  it("still shows the case on the screen when none of its own pages can be read", async () => {
    const v = await coldVault();
    await v.ok("case.open", { caseId: caseId(7) });
    spoil(cachePath(v.dir), (page) => page > 0);
    for (let n = 20; n < 40 && notices(v).length === 0; n++) await v.call("case.open", { caseId: caseId(n) });
    expect(notices(v)).toEqual(["cache_rebuilt"]);
    await v.ok("note.add", { caseId: caseId(7), text: "照常保存" });
    expect(await notesShown(v, 7)).toBe(1);
    expect(v.locks).toEqual([]);
  });

  it("is not replaced for ever: the fourth time the stay ends with words, saved work is kept", async () => {
    const v = await coldVault();
    const corrupt = Object.assign(new Error("x"), { code: "SQLITE_CORRUPT" });
    const left = () => existsSync(cachePath(v.dir));
    expect([1, 2, 3, 4].map(() => [v.ws.damaged(corrupt), left()])).toEqual([["replaced", true], ["replaced", true], ["replaced", false], ["ended", false]]);
    expect(v.locks.map((l) => l.code)).toEqual(["cache_damaged"]);
  });

  it("missing or from the future at opening is made anew, in words", async () => {
    for (const act of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, ""), (path: string) => writeFileSync(path, readFileSync(path).fill(7))]) {
      const v = await coldVault();
      await v.close();
      act(cachePath(v.dir));
      const again = await v.reopen();
      vaults.push(again);
      again.open.attend();
      expect(notices(again)).toEqual(["cache_rebuilt"]);
    }
  });
});

describe("a cache with any one page spoiled", () => {
  it("opens as it is or is made anew, in words: never is it left on the disk beside a stay in memory", async () => {
    const whole = openTestVault();
    vaults.push(whole);
    whole.load(ownStream(COLLECTOR), [0, 1].flatMap((n) => [{ kind: "person", doc: makePerson(n) } as const, { kind: "case", doc: makeCase(n) } as const, { kind: "entry", doc: makeEntry(n) } as const]));
    await whole.close();
    const bytes = readFileSync(cachePath(whole.dir));
    const pages = bytes.length / 4096;
    expect(pages).toBeGreaterThan(30);
    const said: string[] = [];
    for (let page = 0; page < pages; page++) {
      writeFileSync(cachePath(whole.dir), bytes);
      spoil(cachePath(whole.dir), (n) => n === page);
      const v = await whole.reopen();
      v.open.attend();
      said.push(...notices(v));
      expect(v.locks, `page ${page}`).toEqual([]);
      await v.close();
    }
    expect(new Set(said)).toEqual(new Set(["cache_rebuilt"]));
  }, 60_000);
});

describe("with the centre", () => {
  let running: TestService;
  let service: Service;
  let url: string;
  let agency: Agency;
  beforeAll(async () => {
    running = await startService({ desk: deskHandlers });
    service = running.service;
    ({ url } = await service.listen());
    agency = await foundAgency(service);
  });
  afterAll(() => running.stop());

  async function machine(name: string): Promise<Machine> {
    const made = await enrolMachine(service, url, name);
    machines.push(made);
    return made;
  }
  async function station(on: Machine): Promise<Station> {
    const s = startStation(on);
    stations.push(s);
    const answer = await s.signIn(agency.lin.no);
    if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code} ${answer.refusal.issues.join()}`);
    return s;
  }
  const stop = async (s: Station) => {
    stations.splice(stations.indexOf(s), 1);
    await s.close();
  };
  const ws = (s: Station) => s.vault.workspace()!;
  const sent = (s: Station) => s.until("all sent", () => ws(s).outbox.counts().unsent === 0, 30_000);
  const files = (m: Machine) => ["outbox.db"].map((name) => join(m.profileDir, "users", agency.lin.no, name));
  const device = async (m: Machine) => {
    const [row] = await service.run(SYSTEM, (ctx) => rows<{ known_seq: number | string }>(ctx.tx, sql`SELECT known_seq FROM device WHERE id = ${m.identity.deviceId}::uuid`));
    const listed = (await service.run(SYSTEM, (ctx) => listDevices(ctx))).find((d) => d.id === m.identity.deviceId);
    return { known: Number(row!.known_seq), lost: listed!.lost };
  };

  it("a damaged cache fills again, and a case that left meanwhile does not stay behind", async () => {
    const at = await addCases(service, 6, agency.lin);
    const m = await machine("PC-cache");
    const first = await station(m);
    await first.until("all cases", () => at.every((c) => ws(first).cache.records.caseDoc(c.caseId) !== null));
    await first.ok("note.add", { caseId: at[0]!.caseId, text: "一" });
    await sent(first);
    await stop(first);
    const s = await station(m);
    await s.until("a round", () => ws(s).sync.status().lastSyncAt !== null);
    // Taken from the user while the carried copy of it is still shown.
    await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: at[5]!.caseId, toUserId: agency.zhou.id, asOwner: true }], "test"));
    expect(ws(s).damaged(Object.assign(new Error("x"), { code: "SQLITE_CORRUPT" }))).toBe("replaced");
    await s.ok("note.add", { caseId: at[1]!.caseId, text: "照常" });
    await s.until("the case that left is gone", () => ws(s).cache.records.caseDoc(at[5]!.caseId) === null, 30_000);
    await s.until("the history is back", async () => (await s.ok("case.open", { caseId: at[0]!.caseId })).timeline.length > 0);
    expect(at.slice(0, 5).every((c) => ws(s).cache.records.caseDoc(c.caseId) !== null)).toBe(true);
    await sent(s);
    expect(s.locks).toEqual([]);
  }, 120_000);

  it("an outbox put back is salvaged, the centre told what is lost and not what it holds, and the count goes on", async () => {
    const m = await machine("PC-tail");
    const first = await station(m);
    for (let i = 0; i < 8; i++) await first.ok("duty.set", { state: i % 2 ? "busy" : "working" });
    await sent(first);
    await stop(first);
    const [outbox] = files(m) as [string];
    copyFileSync(outbox, `${outbox}.old`);
    const second = await station(m);
    for (let i = 0; i < 4; i++) await second.ok("duty.set", { state: "break" });
    await sent(second);
    m.settings = { ...m.settings, vpnRanges: ["198.51.100.0/24"] };
    await stop(second);
    const offline = startStation(m);
    stations.push(offline);
    expect((await offline.signIn(agency.lin.no)).ok).toBe(true);
    for (let i = 0; i < 3; i++) await offline.ok("duty.set", { state: "off" });
    await stop(offline);
    m.settings = { ...m.settings, vpnRanges: ["127.0.0.0/8"] };
    copyFileSync(`${outbox}.old`, outbox);

    const s = await station(m);
    await s.ok("duty.set", { state: "working" });
    await s.until("told", () => notices(s).includes("outbox_lost"), 30_000);
    expect(notices(s)[0]).toBe("outbox_salvaged");
    // 9–12 reached the centre before they were lost here; 13–15 did not.
    const said = s.pushes.find((p) => p.push === "desk.notice" && (p.body as { code: string }).code === "outbox_lost")!.body as { issues: string[] };
    expect(said.issues[0]).toBe("13–15");
    await sent(s);
    await s.until("the count goes on", async () => (await device(m)).known >= 17);
    expect((await device(m)).lost).toBe(3);
    const audited = await service.run(SYSTEM, (ctx) => rows<{ n: number | string }>(ctx.tx, sql`SELECT count(*) AS n FROM audit WHERE action = 'outbox.salvaged' AND ref = ${m.identity.deviceId}`));
    expect(Number(audited[0]!.n)).toBe(1);
    expect((await s.ok("sync.status", {})).rejected).toBe(0);
    // Once told, not told again; the damaged file is still there.
    await stop(s);
    const last = await station(m);
    await last.ok("duty.set", { state: "busy" });
    await sent(last);
    expect(notices(last)).toEqual([]);
    expect((await device(m)).lost).toBe(3);
  }, 180_000);

  it("an outbox with a flipped page gives back what was unsent, and nothing arrives twice", async () => {
    const m = await machine("PC-page");
    m.settings = { ...m.settings };
    const first = await station(m);
    await sent(first);
    await stop(first);
    m.settings = { ...m.settings, vpnRanges: ["198.51.100.0/24"] };
    const offline = startStation(m);
    stations.push(offline);
    expect((await offline.signIn(agency.lin.no)).ok).toBe(true);
    for (let i = 0; i < 40; i++) await offline.ok("duty.set", { state: i % 2 ? "busy" : "working" });
    await stop(offline);
    m.settings = { ...m.settings, vpnRanges: ["127.0.0.0/8"] };
    const [outbox] = files(m) as [string];
    const pages = statSync(outbox).size / 4096;
    expect(pages).toBeGreaterThan(10);
    spoil(outbox, (page) => page === 0 || page === 1);
    const s = await station(m);
    await s.ok("duty.set", { state: "off" });
    await s.until("told", () => notices(s).includes("outbox_whole"), 30_000);
    await sent(s);
    const held = await service.run(SYSTEM, (ctx) => rows<{ n: number | string; d: number | string }>(ctx.tx, sql`SELECT count(*) AS n, count(DISTINCT seq) AS d FROM event WHERE device_id = ${m.identity.deviceId}::uuid`));
    // Forty, the one after, and the report itself.
    expect([Number(held[0]!.n), Number(held[0]!.d)]).toEqual([42, 42]);
    expect(await device(m)).toEqual({ known: 42, lost: 0 });
  }, 120_000);
});
