import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DocKind } from "../../../shared/model/documents.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { assignCases, recallCases } from "../../../service/records/assign.ts";
import { rangeDigests } from "../../../service/sync/digest.ts";
import { collectorStream } from "../../../service/records/audience.ts";
import { addCases, enrol, foundAgency, signIn as signInDesk, startService, type Agency, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let machine: Machine;
let station: Station;

beforeAll(async () => {
  running = await startService();
  service = running.service;
  ({ url } = await service.listen());
});
afterAll(() => running.stop());
beforeEach(async () => {
  agency = await foundAgency(service);
  machine = await enrolMachine(service, url);
  station = startStation(machine, { pollMs: 100 });
});
afterEach(async () => {
  await station.close();
  machine.remove();
});

const look = <T extends object>(statement: ReturnType<typeof sql>) => service.run(SYSTEM, (ctx) => rows<T>(ctx.tx, statement), "system");
const ws = () => station.vault.workspace()!;
const stream = () => collectorStream(agency.lin.id);
const checked = () => station.until("the rows were compared", () => ws().cache.checkedAt(stream()) !== null);
const signIn = async () => {
  const answer = await station.signIn(agency.lin.no);
  if (!answer.ok) throw new Error(answer.refusal.code);
};
const repairs = async () => Number((await look<{ repaired: number }>(sql`SELECT repaired FROM device WHERE id = ${machine.identity.deviceId}`))[0]?.repaired);

describe("the comparison of what both sides hold", () => {
  it("finds nothing to mend after a load, whatever the collector has done since", async () => {
    const cases = await addCases(service, 30, agency.lin);
    await signIn();
    await checked();
    for (const { caseId } of cases.slice(0, 5)) await station.ok("note.add", { caseId, text: "跟进" });
    await station.until("sent", () => ws().outbox.counts().unsent === 0);
    await station.until("echoed", () => ws().outbox.liveTargets().caseIds.length === 0);
    expect(await look(sql`SELECT 1 FROM event WHERE user_id = ${agency.lin.id}`)).toHaveLength(5);
    for (const kind of ["person", "case", "promise", "warning", "entry"] satisfies DocKind[]) {
      const centre = await service.run({ kind: "user", me: agency.lin, deviceId: machine.identity.deviceId }, (ctx) => rangeDigests(ctx.tx, stream(), kind), "own");
      expect(await ws().cache.ranges(stream(), kind), kind).toEqual(centre.ranges);
    }
    expect(await repairs()).toBe(0);
  });

  it("mends a lost row, a stale row and a row too many by fetching their ranges only", async () => {
    const cases = await addCases(service, 30, agency.lin);
    const strangers = await addCases(service, 1, agency.zhou);
    await signIn();
    await checked();
    const { cache } = ws();
    const before = await cache.ranges(stream(), "case");
    // What a fault of ours might do to mirrored rows, done through the same applier.
    const epoch = service.epoch;
    const pos = cache.streams().find((s) => s.stream === stream())!.pos;
    const lost = cases[0]!.caseId;
    const rangeIds = (id: string) => Number.parseInt(id.slice(-2), 16);
    cache.replaceRange(stream(), "case", rangeIds(lost), [], { end: "range", at: pos, epoch, count: 0, serverTime: 0 });
    expect(cache.records.caseDoc(lost)).toBeNull();
    const foreign = cache.records.caseDoc(cases[1]!.caseId)!.doc;
    const extra = { ...foreign, id: strangers[0]!.caseId };
    const own = cases.filter((c) => rangeIds(c.caseId) === rangeIds(extra.id)).map((c) => cache.records.caseDoc(c.caseId)!.doc);
    const lines = [...own, extra].map((doc) => `[0,"put","case","${doc.id}",1,${JSON.stringify(doc)}]`);
    cache.replaceRange(stream(), "case", rangeIds(extra.id), lines, { end: "range", at: pos, epoch, count: lines.length, serverTime: 0 });
    cache.checked(stream(), 0);
    await station.ok("sync.now", {});
    await station.until("mended", () => (cache.checkedAt(stream()) ?? 0) > 0);
    expect(await cache.ranges(stream(), "case")).toEqual(before);
    expect(cache.records.caseDoc(lost)).not.toBeNull();
    expect(cache.records.caseDoc(extra.id)).toBeNull();
    await station.until("told", async () => (await repairs()) > 0);
    expect(await look(sql`SELECT 1 FROM audit WHERE action = 'sync.repaired' AND ref = ${machine.identity.deviceId}`)).not.toHaveLength(0);
  });

  it("refuses a range that is torn, of another position, or not what was asked for", async () => {
    await addCases(service, 3, agency.lin);
    await signIn();
    await checked();
    const { cache } = ws();
    const { pos, epoch } = cache.streams().find((s) => s.stream === stream())!;
    const trailer = { end: "range" as const, at: pos, epoch, count: 0, serverTime: 0 };
    const before = await cache.ranges(stream(), "case");
    expect(() => cache.replaceRange(stream(), "case", 1, [], { ...trailer, count: 1 })).toThrow("sync page refused");
    expect(() => cache.replaceRange(stream(), "case", 1, [], { ...trailer, at: pos + 1 })).toThrow("sync page refused");
    expect(() => cache.replaceRange(stream(), "case", 1, [], { ...trailer, epoch: randomUUID() })).toThrow("sync page refused");
    expect(() => cache.replaceRange(stream(), "case", 1, [`[0,"put","case","${randomUUID().slice(0, -2)}02",1,{}]`], { ...trailer, count: 1 })).toThrow("sync page refused");
    expect(await cache.ranges(stream(), "case")).toEqual(before);
  });
});

describe("the acknowledgement", () => {
  it("of a revoke is a receipt per case with its trace, and comes at once", async () => {
    const [moved, recalled, stays] = await addCases(service, 3, agency.lin);
    await signIn();
    await station.until("loaded", () => ws().cache.records.caseCount() === 3);
    await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: moved!.caseId, toUserId: agency.zhou.id, asOwner: true }], "test"));
    await service.run(SYSTEM, (ctx) => recallCases(ctx, [recalled!.caseId], "recalled"));
    const receipts = () => look<{ case_id: string }>(sql`SELECT case_id FROM purge_receipt WHERE device_id = ${machine.identity.deviceId} ORDER BY at`);
    await station.until("receipts", async () => (await receipts()).length === 2, 20_000);
    expect(new Set((await receipts()).map((r) => r.case_id))).toEqual(new Set([moved!.caseId, recalled!.caseId]));
    expect(ws().cache.records.caseDoc(stays!.caseId)).not.toBeNull();
    expect(await look(sql`SELECT 1 FROM audit WHERE action = 'case.purged' AND device_id = ${machine.identity.deviceId}`)).toHaveLength(2);
  });

  it("is not given for a cache that stands in for a file which still holds the case; the file gives it when it opens again", async () => {
    const [moved] = await addCases(service, 2, agency.lin);
    await signIn();
    await station.until("loaded", () => ws().cache.records.caseCount() === 2 && !ws().standsIn());
    await checked();
    const path = join(machine.profileDir, "users", agency.lin.no, "cache.db");
    await station.close();
    // Nothing can open what is a folder now; what was there is untouched.
    renameSync(path, `${path}-kept`);
    mkdirSync(path);
    station = startStation(machine, { pollMs: 100 });
    await signIn();
    expect(ws().standsIn()).toBe(true);
    await station.until("loaded into memory", () => ws().cache.records.caseCount() === 2);
    const before = (await station.ok("sync.status", {})).lastSyncAt ?? 0;
    await service.run(SYSTEM, (ctx) => recallCases(ctx, [moved!.caseId], "recalled"));
    await station.until("purged in memory", () => ws().cache.records.caseDoc(moved!.caseId) === null);
    await station.until("pulled again", async () => ((await station.ok("sync.status", {})).lastSyncAt ?? 0) > before);
    const receipts = () => look<{ case_id: string }>(sql`SELECT case_id FROM purge_receipt WHERE device_id = ${machine.identity.deviceId}`);
    expect(await receipts()).toEqual([]);
    await station.close();
    rmdirSync(path);
    renameSync(`${path}-kept`, path);
    station = startStation(machine, { pollMs: 100 });
    await signIn();
    await station.until("the receipt", async () => (await receipts()).length === 1, 20_000);
    expect(ws().cache.records.caseDoc(moved!.caseId)).toBeNull();
  });

  it("of a position beyond the stream's head is taken as the head: later revokes keep their receipts", async () => {
    const [one] = await addCases(service, 1, agency.lin);
    const desk = await signInDesk(service, await enrol(service, url), agency.lin);
    // Said twice over, which is one position.
    const say = (pos: number, of = stream()) => desk.device.call("POST", "/sync/ack", { token: desk.token, body: { cursors: [0, pos].map((p) => ({ stream: of, epoch: service.epoch, pos: p })), unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 } });
    expect((await say(1_000_000)).status).toBe(200);
    const positions = () => look<{ stream: string; pos: number }>(sql`SELECT stream, pos FROM device_cursor WHERE device_id = ${desk.device.deviceId}`);
    const [head] = await look<{ head: number }>(sql`SELECT head FROM stream WHERE name = ${stream()}`);
    expect(await positions()).toEqual([{ stream: stream(), pos: head!.head }]);
    await service.run(SYSTEM, (ctx) => recallCases(ctx, [one!.caseId], "recalled"));
    await say(head!.head + 1);
    expect(await look(sql`SELECT 1 FROM purge_receipt WHERE device_id = ${desk.device.deviceId} AND case_id = ${one!.caseId}`)).toHaveLength(1);
    // Somebody else's stream is not acknowledged, and said to be held by nobody here.
    await say(1, collectorStream(agency.zhou.id));
    expect(await positions()).toEqual([]);
    await desk.device.close();
  });

  it("and the comparison are refused for another's stream, an unknown kind, and a range there is not", async () => {
    const desk = await signInDesk(service, await enrol(service, url), agency.lin);
    const ask = async (path: string) => (await desk.device.call("GET", path, { token: desk.token })).status;
    const theirs = collectorStream(agency.zhou.id);
    expect(await ask(`/sync/digest?stream=${theirs}&kind=case`)).toBe(403);
    expect(await ask(`/sync/range?stream=${theirs}&kind=case&range=1`)).toBe(403);
    expect(await ask(`/sync/digest?stream=${stream()}&kind=secret`)).toBe(400);
    for (const range of ["256", "-1", "x"]) expect(await ask(`/sync/range?stream=${stream()}&kind=case&range=${range}`), range).toBe(400);
    expect((await desk.device.call("POST", "/sync/ack", { token: desk.token, body: { cursors: Array.from({ length: 41 }, () => ({ stream: stream(), epoch: service.epoch, pos: 1 })), unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 } })).status).toBe(400);
    await desk.device.close();
  });

  it("tells IT how far the machine is, what waits and what was refused", async () => {
    const [one] = await addCases(service, 1, agency.lin);
    await signIn();
    await station.until("loaded", () => ws().cache.records.caseCount() === 1);
    await station.ok("note.add", { caseId: one!.caseId, text: "跟进" });
    const row = async () => (await look<{ unsent: number; quarantined: number; skew_ms: number | null }>(sql`SELECT unsent, quarantined, skew_ms FROM device WHERE id = ${machine.identity.deviceId}`))[0];
    await station.until("a position", async () => (await look(sql`SELECT 1 FROM device_cursor WHERE device_id = ${machine.identity.deviceId} AND stream = ${stream()}`)).length === 1);
    expect(await row()).toMatchObject({ quarantined: 0 });
    expect((await row())?.skew_ms).not.toBeNull();
  });
});
