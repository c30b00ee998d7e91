import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChannelOutput } from "../../../shared/ipc/contract.ts";
import { unheardOn, StopDocSchema, type StopDoc } from "../../../shared/model/stop.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addCases, foundAgency, startService, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
const machines: Machine[] = [];
const stations: Station[] = [];

beforeAll(async () => {
  running = await startService({ desk: deskHandlers });
  service = running.service;
  ({ url } = await service.listen());
});
afterAll(() => running.stop());
beforeEach(async () => {
  agency = await foundAgency(service);
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  for (const m of machines.splice(0)) m.remove();
});

async function machine(name: string): Promise<Machine> {
  const made = await enrolMachine(service, url, name);
  machines.push(made);
  return made;
}
/** A vault on a machine with somebody signed in. */
async function at(on: Machine, who: Me): Promise<Station> {
  const s = startStation(on);
  stations.push(s);
  const answer = await s.signIn(who.no);
  if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code} ${answer.refusal.issues.join()}`);
  return s;
}
const holds = (s: Station, { caseId }: TestCase) => s.vault.workspace()!.cache.records.caseDoc(caseId) !== null;
async function stopOf({ personId }: TestCase): Promise<StopDoc | null> {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: StopDoc }>(ctx.tx, sql`SELECT doc FROM stop WHERE person_id = ${personId}`));
  return row ? StopDocSchema.parse(row.doc) : null;
}
const missing = async (place: TestCase) => unheardOn((await stopOf(place))!).map((m) => m.name);
const listed = async (s: Station): Promise<ChannelOutput<"stops.list">["stops"]> => (await s.ok("stops.list", {})).stops;
const dial = (s: Station, { caseId, contactId }: TestCase) => s.ok("dial.start", { caseId, contactPointId: contactId });

describe("停催 on the workstations that hold the person's cases", () => {
  it("one that is on obeys and says so; one that is off is counted until it is on again; then no number leaves either, and inbound is logged", async () => {
    const [kase] = await addCases(service, 1, agency.lin);
    const place = kase!;
    const [left, right] = [await machine("PC-left"), await machine("PC-right")];
    // The collector has worked on both machines; the one on the right is switched off now.
    const first = await at(right, agency.lin);
    await first.until("the case", () => holds(first, place));
    await first.until("its word of it", async () => (await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT 1 FROM device_cursor WHERE device_id = ${right.identity.deviceId} AND stream = ${`collector:${agency.lin.id}`}`))).length > 0);
    await first.close();
    const collector = await at(left, agency.lin);
    const supervisor = await at(await machine("PC-sup"), agency.supervisorA);
    await collector.until("the case", () => holds(collector, place));
    await supervisor.until("the case", () => holds(supervisor, place));
    expect((await dial(collector, place)).allowed).toBe(true);

    const { view } = await supervisor.ok("stop.set", { caseId: place.caseId, reason: "reported", note: "已递交报案材料" });
    expect(view.person.holds.map((h) => h.reason)).toEqual(["reported"]);
    expect((await dial(supervisor, place)).refusal?.rule).toBe("R-14stop");
    await collector.until("the lock", async () => !(await dial(collector, place)).allowed);
    // The machines have spoken by themselves, each once.
    await collector.until("both words", async () => (await missing(place)).join() === "PC-right");
    const words = await service.run(SYSTEM, (ctx) => rows<{ n: number }>(ctx.tx, sql`SELECT count(*)::int AS n FROM event WHERE type = 'stop.heard' AND person_id = ${place.personId}`));
    expect(words[0]?.n).toBe(2);

    // No way out to the person opens; what comes in is logged.
    const refused = async (call: Promise<unknown>) => call.then(() => "answered", (error: Error) => /refused: (\w+)/.exec(error.message)?.[1]);
    expect(await refused(collector.ok("reveal.field", { caseId: place.caseId, field: "phone", contactPointId: place.contactId }))).toBe("stopped");
    expect(await refused(collector.ok("reveal.field", { caseId: place.caseId, field: "address", contactPointId: null }))).toBe("stopped");
    expect(await refused(collector.ok("reveal.field", { caseId: place.caseId, field: "idNo", contactPointId: null }))).toBe("answered");
    await collector.ok("call.log", {
      caseId: place.caseId, callId: randomUUID(), contactPointId: null, direction: "in", line: "A1", person: "B1", outcome: "C1", tags: [], identityStated: true, note: "来电称已还款", promises: [], followUpAt: null, callbackAt: null,
    });

    // The supervisor sees who has not; the collector ticks, by key.
    await supervisor.until("who is missing", async () => (await listed(supervisor))[0]?.unheard.map((m) => m.name).join() === "PC-right");
    const [row] = await listed(collector);
    expect([row!.mine, row!.mayLift, row!.unticked.map((c) => c.name)]).toEqual([true, false, ["林知夏"]]);
    await collector.ok("stop.tick", { stopId: row!.stop.id, userId: agency.lin.id });
    expect((await listed(collector))[0]).toMatchObject({ mine: false, unticked: [] });
    await supervisor.until("the tick", async () => (await listed(supervisor))[0]?.unticked.length === 0);

    // The machine on the right is switched on: it hears by its first pull, obeys and says so.
    await collector.close();
    const again = await at(right, agency.lin);
    await again.until("the lock", async () => !(await dial(again, place)).allowed);
    await again.until("its word", async () => (await missing(place)).length === 0);

    // Lifted by the supervisor? Not this reason; another one, with a reason.
    expect(await refused(supervisor.ok("stop.lift", { stopId: row!.stop.id, note: "误报" }))).toBe("forbidden");
  });

  it("obeys with the centre out of reach, after a lock and off line, from its own disk; and its word waits in the outbox", async () => {
    const [kase] = await addCases(service, 1, agency.lin);
    const place = kase!;
    const pc = await machine("PC-1");
    const supervisor = await at(await machine("PC-sup"), agency.supervisorA);
    await supervisor.until("the case", () => holds(supervisor, place));
    const collector = await at(pc, agency.lin);
    await collector.until("the case", () => holds(collector, place));
    await supervisor.ok("stop.set", { caseId: place.caseId, reason: "dispute", note: "" });
    await collector.until("the lock", async () => !(await dial(collector, place)).allowed);
    await collector.close();
    pc.settings = { ...pc.settings, serviceUrl: "https://127.0.0.1:9" };
    const offline = await at(pc, agency.lin);
    expect((await offline.ok("sync.status", {})).connected).toBe(false);
    expect((await dial(offline, place)).refusal?.rule).toBe("R-14stop");
    const [row] = await listed(offline);
    await offline.ok("stop.tick", { stopId: row!.stop.id, userId: agency.lin.id });
    expect((await listed(offline))[0]).toMatchObject({ mine: false, pending: true });
    await offline.close();
    pc.settings = { ...pc.settings, serviceUrl: url };
    const back = await at(pc, agency.lin);
    await back.until("tick and word", async () => {
      const stop = await stopOf(place);
      return stop?.ticks.length === 1 && unheardOn(stop).every((m) => m.name !== "PC-1");
    });
    const [shown] = await listed(supervisor);
    await supervisor.ok("stop.lift", { stopId: shown!.stop.id, note: "异议已核实" });
    expect((await dial(supervisor, place)).refusal?.rule).not.toBe("R-14stop");
    await back.until("the lift", async () => (await dial(back, place)).refusal?.rule !== "R-14stop");
    expect((await listed(back))[0]).toMatchObject({ standing: false });
  });
});
