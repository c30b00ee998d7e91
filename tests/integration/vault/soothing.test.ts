/** The supervisor's soothing call from the form: through the gate, past what the complaint or the warning paused, and taken by the centre for what it is. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Role } from "../../../shared/access/roles.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addUser } from "../../../service/desk/users.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { complaintForm } from "../../support/complaint.ts";
import { actor, addCases, foundAgency, noAnswer, startService, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
const posts = new Map<Role, Me>();
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
  for (const role of ["customerService", "assistant"] as const) {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: "", extension: "", pledgedOn: "2026-01-01", passwordHash: "", mustChange: false }));
    posts.set(role, (await loadMe(service.db, id))!);
  }
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  for (const m of machines.splice(0)) m.remove();
});

async function at(who: Me): Promise<Station> {
  const made = await enrolMachine(service, url, `PC-${who.no}`);
  machines.push(made);
  const s = startStation(made);
  stations.push(s);
  const answer = await s.signIn(who.no);
  if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code} ${answer.refusal.issues.join()}`);
  return s;
}

/** A complaint about the case that has been handed to risk control. */
async function complain(place: TestCase, accused: readonly Me[]): Promise<string> {
  const complaintId = randomUUID();
  const now = service.clock.now();
  const send = async (me: Me, type: string, body: Record<string, unknown>) => {
    const deviceId = randomUUID();
    const { results } = await takeEvents(service, actor(me, deviceId), [{ id: randomUUID(), seq: 1, deviceId, userId: me.id, caseId: null, personId: null, at: now, atServer: now, v: 1, type, body }]);
    expect(results.map((r) => r.code ?? r.result)).toEqual(["ok"]);
  };
  const form = complaintForm(now - MINUTE, { caseNo: `C-${place.caseId.slice(0, 8)}`, accused: accused.map((m) => m.id) });
  await send(posts.get("customerService")!, "complaint.filed", { complaintId, form });
  await send(posts.get("assistant")!, "workflow.stepTaken", { workflow: "complaint", instanceId: complaintId, step: "forward", body: { department: agency.teamA, recused: "", opinion: "" } });
  return complaintId;
}

const hasCase = (s: Station, { caseId }: TestCase) => s.vault.workspace()!.cache.records.caseDoc(caseId) !== null;
const stopped = (s: Station, { caseId }: TestCase) => async () => (await s.ok("case.open", { caseId })).person.holds.some((h) => h.reason === "complaint");
const dial = (s: Station, { caseId, contactId }: TestCase) => s.ok("dial.start", { caseId, contactPointId: contactId });
const marked = async ({ caseId }: TestCase) => (await service.run(SYSTEM, (ctx) => rows<{ type: string; review: boolean; by: string }>(ctx.tx, sql`SELECT type, review, user_id AS by FROM event WHERE case_id = ${caseId} AND type IN ('call.started', 'call.logged')`)));

describe("the supervisor's soothing call", () => {
  it("passes the complaint that stops everybody else, is logged, and is no call after a stop", async () => {
    const [kase] = await addCases(service, 1, agency.lin);
    const place = kase!;
    const supervisor = await at(agency.supervisorA);
    const collector = await at(agency.lin);
    await supervisor.until("the case", () => hasCase(supervisor, place));
    await collector.until("the case", () => hasCase(collector, place));
    const complaintId = await complain(place, [agency.lin]);
    await collector.until("the stop", stopped(collector, place));
    expect((await dial(collector, place)).refusal?.rule).toBe("R-14stop");
    await supervisor.until("the stop", stopped(supervisor, place));
    await supervisor.until("the form", async () => (await supervisor.ok("forms.list", { workflow: "complaint" })).forms.some((f) => f.form.id === complaintId));

    const call = await dial(supervisor, place);
    expect(call).toMatchObject({ allowed: true, number: expect.stringMatching(/^1\d{10}$/) as string });
    expect(call.receipt.rules.find((r) => r.id === "S-26")?.value).toBe("soothing");
    await supervisor.ok("call.log", {
      caseId: place.caseId, callId: call.callId!, contactPointId: place.contactId, direction: "out", line: "A1", person: "B1", outcome: null, tags: [], identityStated: false, note: "安抚通话", promises: [], followUpAt: null, callbackAt: null,
    });
    await supervisor.until("both at the centre", async () => (await marked(place)).length === 2);
    expect((await marked(place)).every((e) => !e.review)).toBe(true);
    // Another stop beside it is the supervisor's to lift first, not to dial through.
    await supervisor.ok("stop.set", { caseId: place.caseId, reason: "askedToStop", note: "" });
    expect((await dial(supervisor, place)).refusal?.rule).toBe("R-14stop");
  });

  it("is not for a supervisor whom the complaint accuses: no number leaves, and a call made all the same comes before somebody", async () => {
    const [kase] = await addCases(service, 1, agency.lin);
    const place = kase!;
    const supervisor = await at(agency.supervisorA);
    await supervisor.until("the case", () => hasCase(supervisor, place));
    await complain(place, [agency.lin, agency.supervisorA]);
    await supervisor.until("the stop", stopped(supervisor, place));
    expect((await dial(supervisor, place))).toMatchObject({ allowed: false, number: null, refusal: { rule: "R-14stop" } });
    const now = service.clock.now();
    const deviceId = randomUUID();
    await takeEvents(service, actor(agency.supervisorA, deviceId), [{ id: randomUUID(), seq: 1, deviceId, userId: agency.supervisorA.id, caseId: place.caseId, personId: place.personId, at: now, atServer: now, v: 1, type: "call.logged", body: noAnswer(place, now) }]);
    expect((await marked(place)).map((e) => e.review)).toEqual([true]);
  });
});
