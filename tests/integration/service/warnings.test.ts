import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import type { PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { WARNING_FACTS } from "../../../shared/model/warning-form.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, signIn, type Desk, type TestCase } from "../../support/service.ts";

const FORM = { reached: "本人", types: ["frequency" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "停止来电", summary: "扬言投诉", explained: "", urgency: "urgent" as const };
const FINDING = { finding: "notUpheld", reason: "频次在上限内", ourFault: "none" };
const PLAN = { plan: "主管致电安抚", soother: "何静仪", pauseScope: "person", sootheBy: null };

async function desks(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  const lin = await seat(agency.lin);
  const supervisor = await seat(agency.supervisorA);
  const [kase] = await addCases(service, 1, agency.lin);
  if (!kase) throw new Error("no case");
  return { service, agency, seat, lin, supervisor, kase, now: service.clock.now() };
}

const step = (desk: Desk, at: TestCase, warningId: string, name: string, body: Record<string, unknown>) =>
  desk.event("workflow.stepTaken", at, { workflow: "earlyWarning", instanceId: warningId, step: name, body });

async function warningAt(desk: Desk, stream: string, id: string): Promise<WarningDoc> {
  const { rows: got } = await desk.snapshot(stream);
  return got.find((r) => r[2] === "warning" && r[3] === id)?.[5] as WarningDoc;
}
const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);

onEachEngine("early warning", {}, (engine) => {
  it("from the key in the call to the soothing plan: number, receipt, frozen facts, register number", async (context) => {
    const { service, agency, lin, supervisor, kase, now } = await desks(engine, context);
    const stream = `team:${agency.teamA}`;
    const warningId = randomUUID();
    const call = noAnswer(kase, now);
    expect(codes(await lin.push([lin.event("warning.stamped", kase, { warningId, t0: now, callId: call.callId })]))).toEqual(["ok"]);
    const stamped = await warningAt(supervisor, stream, warningId);
    expect(stamped).toMatchObject({ state: "stamped", collectorName: "林知夏", teamId: agency.teamA, form: null, receivedAt: null });
    expect(stamped.no).toMatch(/^YJ-20261123-\d{4}$/);

    await lin.push([lin.event("call.logged", kase, call), lin.event("warning.filed", kase, { warningId, t0: now, callId: call.callId, form: FORM })]);
    const filed = await warningAt(supervisor, stream, warningId);
    expect(filed).toMatchObject({ state: "filed", no: stamped.no, t0: stamped.t0, form: FORM });
    expect(filed.receivedAt).toBeGreaterThanOrEqual(now);
    expect(filed.facts).toMatchObject({ no: stamped.no, name: "欧***".slice(0, 1) + "**", cardLast4: "4302", idLast4: "0002", phone: "138****8622", placed: "¥12,345.00", contacts30d: "1", warningsBefore: "0", late: "no" });
    expect(Object.keys(filed.facts).sort()).toEqual([...WARNING_FACTS].sort());
    expect(JSON.stringify(filed.facts)).not.toMatch(/13800138622|欧阳测|110101199003070002/);

    expect(codes(await supervisor.push([step(supervisor, kase, warningId, "find", FINDING), step(supervisor, kase, warningId, "plan", PLAN)]))).toEqual(["ok", "ok"]);
    const planned = await warningAt(lin, `collector:${agency.lin.id}`, warningId);
    expect(planned).toMatchObject({ state: "planned", finding: FINDING, plan: PLAN });
    expect(planned.registerNo).toMatch(/^DJ-2026-\d{4}$/);
    expect(planned.steps.map((s) => [s.step, s.byName, s.late])).toEqual([["file", "林知夏", false], ["find", "何静仪", false], ["plan", "何静仪", false]]);
    const trail = await service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${warningId} ORDER BY n`));
    expect(trail.map((t) => t.action)).toEqual(["warning.filed", "warning.find", "warning.plan"]);
  });

  it("numbers run on within the day", async (context) => {
    const { agency, lin, supervisor, kase, now } = await desks(engine, context);
    const ids = [randomUUID(), randomUUID()];
    await lin.push(ids.map((warningId) => lin.event("warning.stamped", kase, { warningId, t0: now, callId: null })));
    const numbers = await Promise.all(ids.map(async (id) => Number((await warningAt(supervisor, `team:${agency.teamA}`, id)).no.slice(-4))));
    expect(numbers[1]).toBe((numbers[0] ?? 0) + 1);
  });

  it("a stamp pauses the person; a form filed more than five minutes after it is late, and says so", async (context) => {
    const { agency, lin, kase, now } = await desks(engine, context);
    const warningId = randomUUID();
    await lin.push([
      lin.event("warning.stamped", kase, { warningId, t0: now - 6 * MINUTE, callId: null }),
      lin.event("warning.filed", kase, { warningId, t0: now - 6 * MINUTE, callId: null, form: FORM }),
    ]);
    const stream = `collector:${agency.lin.id}`;
    const doc = await warningAt(lin, stream, warningId);
    expect(doc.steps[0]?.late).toBe(true);
    expect(doc.facts["late"]).toBe("yes");
    const person = (await lin.snapshot(stream)).rows.find((r) => r[2] === "person")?.[5] as PersonDoc;
    expect(person.holds).toMatchObject([{ reason: "warning", ref: warningId }]);
  });

  it("the wrong role, the wrong team, the wrong state and a finding without its reason are refused and change nothing", async (context) => {
    const { agency, seat, lin, supervisor, kase, now } = await desks(engine, context);
    const other = await seat(agency.supervisorB);
    const warningId = randomUUID();
    await lin.push([lin.event("warning.stamped", kase, { warningId, t0: now, callId: null })]);
    expect(codes(await supervisor.push([step(supervisor, kase, warningId, "find", FINDING)]))).toEqual(["wrong_state"]);
    await lin.push([lin.event("warning.filed", kase, { warningId, t0: now, callId: null, form: FORM })]);
    expect(codes(await lin.push([step(lin, kase, warningId, "find", FINDING)]))).toEqual(["forbidden"]);
    expect(codes(await other.push([step(other, kase, warningId, "find", FINDING)]))).toEqual(["forbidden"]);
    expect(codes(await supervisor.push([step(supervisor, kase, warningId, "find", { ...FINDING, reason: "" }), step(supervisor, kase, warningId, "dismiss", {}), step(supervisor, kase, warningId, "plan", PLAN)]))).toEqual(["malformed", "malformed", "wrong_state"]);
    expect(codes(await lin.push([lin.event("warning.filed", kase, { warningId, t0: now, callId: null, form: FORM })]))).toEqual(["wrong_state"]);
    expect(await warningAt(supervisor, `team:${agency.teamA}`, warningId)).toMatchObject({ state: "filed", finding: null, plan: null });
  });

  it("a supervisor's warning cannot be stamped by somebody without the post, nor a colleague's taken over", async (context) => {
    const { service, agency, seat, lin, supervisor, kase, now } = await desks(engine, context);
    const zhou = await seat(agency.zhou);
    const [zhouCase] = await addCases(service, 1, agency.zhou);
    if (!zhouCase) throw new Error("no case");
    const warningId = randomUUID();
    await lin.push([lin.event("warning.stamped", kase, { warningId, t0: now, callId: null })]);
    expect(codes(await supervisor.push([supervisor.event("warning.stamped", kase, { warningId: randomUUID(), t0: now, callId: null })]))).toEqual(["forbidden"]);
    expect(codes(await zhou.push([zhou.event("warning.filed", zhouCase, { warningId, t0: now, callId: null, form: FORM })]))).toEqual(["forbidden"]);
  });

  it("a filing that comes when the case has moved on still reaches the supervisor", async (context) => {
    const { service, agency, lin, supervisor, kase, now } = await desks(engine, context);
    const { assignCases } = await import("../../../service/records/assign.ts");
    await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: kase.caseId, toUserId: agency.he.id, asOwner: true }], "test"));
    const warningId = randomUUID();
    expect(codes(await lin.push([lin.event("warning.filed", kase, { warningId, t0: now, callId: null, form: FORM })]))).toEqual(["ok"]);
    expect(await warningAt(supervisor, `team:${agency.teamA}`, warningId)).toMatchObject({ state: "filed", collectorName: "林知夏" });
  });
});
