import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallLog } from "../../../shared/ipc/contract.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import type { Service } from "../../../service/app.ts";
import { SYSTEM } from "../../../service/app.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { rows } from "../../../service/db/query.ts";
import { addCases, foundAgency, startService, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let machine: Machine;
const stations: Station[] = [];

beforeAll(async () => {
  running = await startService({ desk: deskHandlers });
  service = running.service;
  ({ url } = await service.listen());
  agency = await foundAgency(service);
});
afterAll(() => running.stop());
beforeEach(async () => {
  machine = await enrolMachine(service, url);
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  machine.remove();
});

function station(on = machine): Station {
  const s = startStation(on);
  stations.push(s);
  return s;
}

const signedIn = async (s: Station, who: Me) => {
  const answer = await s.signIn(who.no);
  if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code} ${answer.refusal.issues.join()}`);
  return answer.value;
};
const cached = (s: Station, caseId: string) => s.vault.workspace()!.cache.records.caseDoc(caseId) !== null;
const sent = (s: Station) => s.vault.workspace()!.outbox.counts().unsent === 0;
const log = (at: TestCase, callId: string, over: Partial<CallLog> = {}): CallLog => ({
  caseId: at.caseId, callId, contactPointId: at.contactId, direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note: "",
  promises: [], followUpAt: null, callbackAt: null, ...over,
});
/** What the centre holds of a case, in the order of the device's numbers. */
const eventsOf = (caseId: string) =>
  service.run(SYSTEM, async (ctx) => rows<{ id: string; type: string; seq: number }>(ctx.tx, sql`SELECT id, type, seq FROM event WHERE case_id = ${caseId} ORDER BY seq`));

describe("a workstation and its centre", () => {
  it("signs in, loads what its user may see, and nothing else", async () => {
    const mine = await addCases(service, 5, agency.lin);
    const others = await addCases(service, 2, agency.zhou);
    const s = station();
    const { me, offline, training } = await signedIn(s, agency.lin);
    expect(me).toEqual(agency.lin);
    expect(offline).toBe(false);
    expect(training).toBe(true);
    await s.until("own cases", () => mine.every((c) => cached(s, c.caseId)));
    expect(others.some((c) => cached(s, c.caseId))).toBe(false);
    const { rows } = await s.ok("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 100 });
    expect(rows.map((r) => r.caseId)).toEqual(expect.arrayContaining(mine.map((c) => c.caseId)));
    expect((await s.ok("colleagues.list", {})).colleagues.length).toBeGreaterThanOrEqual(7);
    const status = await s.ok("sync.status", {});
    expect(status).toMatchObject({ connected: true, reason: null, pending: 0, rejected: 0 });
    expect(Math.abs(status.serverNow - service.clock.now())).toBeLessThan(1_000);
  });

  it("delivers a call with its promise once, and shows the centre's version without counting twice", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    const s = station();
    await signedIn(s, agency.lin);
    await s.until("the case", () => cached(s, at!.caseId));
    const dial = await s.ok("dial.start", { caseId: at!.caseId, contactPointId: at!.contactId });
    expect(dial).toMatchObject({ allowed: true, number: "13800138622" });
    const saved = await s.ok("call.log", log(at!, dial.callId!, { line: "A1", person: "B1", outcome: "C3", promises: [{ caseId: at!.caseId, amountFen: 50_000, dueOn: "2026-12-01" }], note: "下周先还五百" }));
    expect(saved.view).toMatchObject({ pending: true, promises: [{ amountFen: 50_000, state: "pending", pending: true }] });
    expect(saved.view.person.effectiveToday).toBe(1);
    await s.until("everything sent", () => sent(s));
    await s.until("the echo", async () => !(await s.ok("case.open", { caseId: at!.caseId })).pending);
    const view = await s.ok("case.open", { caseId: at!.caseId });
    expect(view.person.effectiveToday).toBe(1);
    expect(view.promises).toMatchObject([{ amountFen: 50_000, pending: false }]);
    expect(view.timeline.map((e) => [e.type, e.pending])).toEqual(expect.arrayContaining([["call.started", false], ["call.logged", false], ["promise.made", false]]));
    expect((await s.ok("figures.today", {})).promisedFen).toBe(50_000);
    expect((await eventsOf(at!.caseId)).map((e) => e.type)).toEqual(["call.started", "call.logged", "promise.made"]);
  });

  it("works on with the centre gone, and everything arrives once when it is back", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    const first = station();
    await signedIn(first, agency.lin);
    await first.until("the case", () => cached(first, at!.caseId));
    await first.close();
    // A port nobody listens on: the centre is off.
    const away: Machine = { ...machine, settings: { ...machine.settings, serviceUrl: "https://127.0.0.1:9" } };
    const alone = station(away);
    expect(await signedIn(alone, agency.lin)).toMatchObject({ offline: true, training: true });
    await alone.ok("note.add", { caseId: at!.caseId, text: "断线时写的" });
    const dial = await alone.ok("dial.start", { caseId: at!.caseId, contactPointId: at!.contactId });
    await alone.ok("call.log", log(at!, dial.callId!));
    expect(await alone.ok("sync.status", {})).toMatchObject({ connected: false, reason: { code: "offline" }, pending: 3 });
    await alone.close();
    const back = station();
    await signedIn(back, agency.lin);
    await back.until("everything sent", () => sent(back));
    expect((await eventsOf(at!.caseId)).map((e) => e.type)).toEqual(["note.added", "call.started", "call.logged"]);
    await back.until("the echo", async () => !(await back.ok("case.open", { caseId: at!.caseId })).pending);
    expect((await back.ok("case.open", { caseId: at!.caseId })).contacts[0]!.unansweredToday).toBe(1);
  });

  it("a reassigned case is gone after the next pull, its draft too; the unsent note still arrives", async () => {
    const [kept, moved] = await addCases(service, 2, agency.lin);
    const s = station();
    await signedIn(s, agency.lin);
    await s.until("both cases", () => cached(s, kept!.caseId) && cached(s, moved!.caseId));
    await s.ok("draft.save", { key: `note:${moved!.caseId}`, value: "写到一半" });
    await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: moved!.caseId, toUserId: agency.zhou.id, asOwner: true }], "test"));
    await s.ok("note.add", { caseId: moved!.caseId, text: "调走前的最后一句" }).catch(() => undefined);
    await s.until("the revoke", () => !cached(s, moved!.caseId));
    expect(cached(s, kept!.caseId)).toBe(true);
    expect((await s.ok("draft.load", { key: `note:${moved!.caseId}` })).value).toBeNull();
    const ws = s.vault.workspace()!;
    expect(ws.cache.records.person(moved!.personId)).toBeNull();
    await s.until("everything sent", () => sent(s));
    expect((await s.ok("sync.status", {})).rejected).toBe(0);
    // Back again: the higher grant wins over the older revoke.
    await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: moved!.caseId, toUserId: agency.lin.id, asOwner: true }], "test"));
    await s.until("the grant", () => cached(s, moved!.caseId));
    expect((await s.ok("case.open", { caseId: moved!.caseId })).accounts[0]!.caseNo).toBeTruthy();
  });

  it("carries an early warning from the collector's key to the supervisor's finding and back", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    const collector = station();
    await signedIn(collector, agency.lin);
    await collector.until("the case", () => cached(collector, at!.caseId));
    const second = await enrolMachine(service, url, "PC-2");
    const supervisor = station(second);
    await signedIn(supervisor, agency.supervisorA);

    const dial = await collector.ok("dial.start", { caseId: at!.caseId, contactPointId: at!.contactId });
    const stamp = await collector.ok("warning.stamp", { caseId: at!.caseId, callId: dial.callId });
    expect(stamp.view.contacts[0]!.refusal?.rule).toBe("S-26");
    await collector.ok("warning.file", { caseId: at!.caseId, warningId: stamp.warningId, callId: dial.callId, form: stamp.prefill });

    const list = () => supervisor.ok("warnings.list", { open: true });
    await supervisor.until("the form", async () => (await list()).warnings.some((w) => w.warning.id === stamp.warningId && w.warning.receivedAt !== null));
    const row = (await list()).warnings.find((w) => w.warning.id === stamp.warningId)!;
    expect(row).toMatchObject({ nameMasked: "欧**", warning: { state: "filed", t0: stamp.t0, collectorName: "林知夏" } });
    const found = await supervisor.ok("warning.step", { warningId: stamp.warningId, step: "find", body: { finding: "upheld", reason: "", ourFault: "none" } });
    expect(found).toMatchObject({ pending: true, warning: { state: "found" } });
    await supervisor.ok("warning.step", { warningId: stamp.warningId, step: "plan", body: { plan: "主管致电安抚", soother: "何静仪", pauseScope: "person" } });
    await supervisor.until("everything sent", () => sent(supervisor));
    await collector.until("the finding", async () => (await collector.ok("case.open", { caseId: at!.caseId })).warning?.state === "planned");
    expect((await collector.ok("warnings.list", { open: true })).warnings).toMatchObject([{ warning: { id: stamp.warningId, state: "planned" } }]);
    expect((await supervisor.ok("sync.status", {})).rejected).toBe(0);
    second.remove();
  });

  it("finds another collector's debtor for an inbound call by team and extension only", async () => {
    await addCases(service, 1, agency.zhou);
    const s = station();
    await signedIn(s, agency.lin);
    const found = await s.ok("inbound.find", { query: "8622" });
    expect(found.centralAsked).toBe(true);
    expect(JSON.stringify(found.others)).not.toMatch(/欧阳|13800138622/);
  });
});
