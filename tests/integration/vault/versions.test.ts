import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { openCache } from "../../../db/cache/cache.ts";
import { fileKey } from "../../../electron/vault/keys.ts";
import { userFolder } from "../../../electron/vault/user-folder.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { PROTOCOL_OLDEST, PROTOCOL_VERSION } from "../../../shared/protocol/sync.ts";
import { addCases, enrol, foundAgency, signIn, startService, type TestService } from "../../support/service.ts";
import { COLLECTOR, idOf, line, makeCase, makePerson, openTestVault, ownStream, type TestVault } from "../../support/vault.ts";
import { enrolMachine, startStation } from "../../support/workstation.ts";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function centre(protocol?: number): Promise<TestService & { url: string }> {
  const running = await startService(protocol === undefined ? {} : { protocol });
  open.push(() => running.stop());
  return { ...running, ...(await running.service.listen()) };
}
const count = async (service: Service, statement: ReturnType<typeof sql>) => (await service.run(SYSTEM, (ctx) => rows(ctx.tx, statement), "system")).length;
const helloAs = (protocol: number) => ({ protocol, appVersion: "test", lastSeq: 0, unsent: 0, cursors: [] });

describe("versions one apart", () => {
  it("this workstation works with a service of the version before: loads, saves, is answered", async () => {
    const { service, url } = await centre(PROTOCOL_OLDEST);
    const agency = await foundAgency(service);
    const [one] = await addCases(service, 1, agency.lin);
    const machine = await enrolMachine(service, url);
    const station = startStation(machine, { pollMs: 100 });
    open.push(async () => machine.remove(), () => station.close());
    expect((await station.signIn(agency.lin.no)).ok).toBe(true);
    await station.until("loaded", () => station.vault.workspace()!.cache.records.caseCount() === 1);
    await station.ok("note.add", { caseId: one!.caseId, text: "跟进" });
    await station.until("at the centre", async () => (await count(service, sql`SELECT 1 FROM event WHERE case_id = ${one!.caseId}`)) === 1);
    expect(await station.ok("sync.status", {})).toMatchObject({ connected: true, reason: null });
  });

  it("a workstation of the version before is served, one from another age is asked to update, and both may push", async () => {
    const { service, url } = await centre();
    const agency = await foundAgency(service);
    const [one] = await addCases(service, 1, agency.lin);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    open.push(() => desk.device.close());
    const hello = (protocol: number) => desk.device.call<{ protocol: number; code: string; issues: string[] }>("POST", "/sync/hello", { token: desk.token, body: helloAs(protocol) });
    expect(await hello(PROTOCOL_OLDEST)).toMatchObject({ status: 200, body: { protocol: PROTOCOL_OLDEST } });
    expect(await hello(PROTOCOL_VERSION)).toMatchObject({ status: 200, body: { protocol: PROTOCOL_VERSION } });
    for (const age of [0, PROTOCOL_VERSION + 1]) expect(await hello(age)).toMatchObject({ status: 426, body: { code: "protocol_mismatch", issues: [expect.stringContaining(`${age}`)] } });
    expect((await desk.push([desk.event("note.added", one!, { text: "一" })])).body.results).toMatchObject([{ result: "ok" }]);
  });

  it("an event of a newer version is kept as it came, and forwarded", async () => {
    const { service, url } = await centre();
    const agency = await foundAgency(service);
    const [one] = await addCases(service, 1, agency.lin);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    open.push(() => desk.device.close());
    const event = desk.event("note.added", one!, { text: "一" }, { v: 9, body: { text: "一", mood: { calm: true } } });
    expect((await desk.push([event])).body.results).toMatchObject([{ result: "ok" }]);
    const { rows: got } = await desk.snapshot(`collector:${agency.lin.id}`);
    expect(got.find((r) => r[3] === event["id"])?.[5]).toMatchObject({ type: "note.added", body: { text: "一", mood: { calm: true } } });
  });
});

describe("an event, for ever", () => {
  it("is the same event also when the old ones have been moved out of the way", async () => {
    const { service, url } = await centre();
    const agency = await foundAgency(service);
    const [one] = await addCases(service, 1, agency.lin);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    open.push(() => desk.device.close());
    const event = desk.event("note.added", one!, { text: "多年以前" });
    await desk.push([event]);
    await service.db.transaction(async (tx) => {
      await tx.execute(sql`SELECT set_config('role', 'none', true), set_config('app.scope', 'system', true)`);
      await tx.execute(sql`DELETE FROM event WHERE id = ${String(event["id"])}`);
    });
    expect(await count(service, sql`SELECT 1 FROM event WHERE id = ${String(event["id"])}`)).toBe(0);
    expect((await desk.push([event])).body.results).toMatchObject([{ result: "dup" }]);
    expect((await desk.push([{ ...event, body: { text: "改过" } }])).body.results).toMatchObject([{ result: "rejected", code: "hash_mismatch" }]);
    expect((await desk.push([{ ...event, id: idOf("evnt", 1) }])).body.results).toMatchObject([{ result: "rejected", code: "seq_conflict" }]);
    expect(await count(service, sql`SELECT 1 FROM event WHERE device_id = ${desk.device.deviceId}`)).toBe(0);
  });
});

describe("a row this version cannot read", () => {
  const key = { dek: Buffer.alloc(32, 7), dekId: idOf("dekk", 1) };
  const unread = (v: TestVault) => {
    const { db } = openCache(userFolder(v.dir, COLLECTOR.no).cache, fileKey(Buffer.from(key.dek), key.dekId, "cache"));
    return { db, all: () => db.prepare<[], { kind: string; id: string }>("SELECT kind, id FROM unread ORDER BY kind").all() };
  };

  it("is kept without stopping the cursor, goes with its case, and is read by a version that can", async () => {
    const v = openTestVault({ key });
    open.push(() => v.dispose());
    v.load(ownStream(COLLECTOR), [{ kind: "person", doc: makePerson(1) }, { kind: "case", doc: makeCase(1) }]);
    v.pull(ownStream(COLLECTOR), (pos) => [
      line(pos, "put", "visit", idOf("visi", 1), 1, { caseId: idOf("case", 1), where: "上门" }),
      line(pos + 1, "put", "case", idOf("case", 2), 1, { id: idOf("case", 2), shape: "of the future" }),
      line(pos + 2, "put", "visit", idOf("visi", 2), 1, { caseId: idOf("case", 9) }),
    ]);
    v.pull(ownStream(COLLECTOR), (pos) => [line(pos, "revoke", "case", idOf("case", 1), 0, { grantNo: 1 })]);
    await v.close();
    const kept = unread(v);
    expect(kept.all()).toEqual([{ kind: "case", id: idOf("case", 2) }, { kind: "visit", id: idOf("visi", 2) }]);
    // As if the version that wrote it had not known a shape that this one reads.
    kept.db.prepare("UPDATE unread SET body = ? WHERE kind = 'case'").run(JSON.stringify(makeCase(2)));
    kept.db.close();
    const later = await v.reopen();
    expect(later.ws.cache.records.caseDoc(idOf("case", 2))?.doc).toMatchObject({ id: idOf("case", 2) });
    await later.close();
    const left = unread(later);
    expect(left.all()).toEqual([{ kind: "visit", id: idOf("visi", 2) }]);
    left.db.close();
  });
});
