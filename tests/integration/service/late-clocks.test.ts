/** Clocks that ran out while no service ran or the desk was off line: they go off with the step that comes late. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it, type TestContext } from "vitest";
import { houseDesk, regionDesk } from "../../../shared/access/desks.ts";
import type { Role } from "../../../shared/access/roles.ts";
import type { WorkflowAlert } from "../../../shared/model/workflow-doc.ts";
import { atLocal, MINUTE } from "../../../shared/model/time.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { addUser } from "../../../service/desk/users.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { complaintForm } from "../../support/complaint.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, PASSWORD, signIn, type Desk } from "../../support/service.ts";
import { STEP_BODIES } from "../../support/warning.ts";

const FORM = { reached: "本人", types: ["conduct" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "", summary: "扬言投诉", explained: "", urgency: "urgent" as const };
const BEGIN = atLocal("2026-11-23", "10:00");
let now = BEGIN;

async function house(engine: OnEngine, context: TestContext) {
  now = BEGIN;
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  const passwordHash = await hashPassword(PASSWORD);
  const post = async (role: Role) => {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    return seat((await loadMe(service.db, id))!);
  };
  const [kase] = await addCases(service, 1, agency.lin);
  const codes = async (desk: Desk, ...events: Record<string, unknown>[]) => (await desk.push(events)).body.results.map((r) => r.code ?? r.result);
  const known = async (table: "warning" | "workflow_form", id: string) => {
    const [row] = await service.run(SYSTEM, (ctx) => rows<{ alerts: WorkflowAlert[]; desks: string[] }>(ctx.tx, sql`SELECT doc->'alerts' AS alerts, desks FROM ${sql.raw(table)} WHERE id = ${id}`));
    const trail = await service.run(SYSTEM, (ctx) => rows<{ action: string; to: string }>(ctx.tx, sql`SELECT action, detail->>'to' AS "to" FROM audit WHERE ref = ${id} ORDER BY day, n`));
    return { alerts: row!.alerts.map((a) => `${a.step} ${a.kind}`), desks: row!.desks, trail: trail.map((t) => (t.to ? `${t.action} ${t.to}` : t.action)), firedAt: row!.alerts.map((a) => a.firedAt) };
  };
  return { service, agency, kase: kase!, lin: await seat(agency.lin), supervisor: await seat(agency.supervisorA), post, codes, known };
}

onEachEngine("a clock that ran out unseen", { service: { clock: { now: () => now, training: true } } }, (engine) => {
  it("goes off with the step taken after it: in an outage no breach is lost, and none is told twice", async (context) => {
    const { service, kase, lin, supervisor, post, codes, known } = await house(engine, context);
    await post("head");
    const warningId = randomUUID();
    expect(await codes(lin, lin.event("warning.filed", kase, { warningId, t0: now, callId: null, form: FORM }))).toEqual(["ok"]);
    // Nobody looks for timers; 35 minutes later the supervisor decides, five too late.
    now = BEGIN + 35 * MINUTE;
    const find = (name: "find" | "plan") => supervisor.event("workflow.stepTaken", kase, { workflow: "earlyWarning", instanceId: warningId, step: name, body: STEP_BODIES[name] });
    expect(await codes(supervisor, find("find"))).toEqual(["ok"]);
    const then = await known("warning", warningId);
    expect(then.alerts).toEqual(["find half", "find fourFifths", "find breach"]);
    expect(then.firedAt).toEqual([now, now, now]);
    expect(then.trail).toEqual(["warning.filed", "warning.breached head", "warning.find"]);
    // The next step's clock has run as long; it is told once, whoever is quicker.
    await runTimers(service);
    expect(await codes(supervisor, find("plan"))).toEqual(["ok"]);
    await runTimers(service);
    const after = await known("warning", warningId);
    expect(after.alerts.filter((a) => a.startsWith("find"))).toEqual(then.alerts);
    expect(after.alerts.filter((a) => a === "plan breach")).toHaveLength(1);
    expect(after.trail.filter((t) => t === "warning.breached head")).toHaveLength(2);
  });

  it("does not for a step that was taken in time and is heard of later", async (context) => {
    const { kase, lin, supervisor, codes, known } = await house(engine, context);
    const warningId = randomUUID();
    await codes(lin, lin.event("warning.filed", kase, { warningId, t0: now, callId: null, form: FORM }));
    const taken = { atServer: BEGIN + 20 * MINUTE, at: BEGIN + 20 * MINUTE };
    now = BEGIN + 50 * MINUTE;
    expect(await codes(supervisor, supervisor.event("workflow.stepTaken", kase, { workflow: "earlyWarning", instanceId: warningId, step: "find", body: STEP_BODIES.find }, taken))).toEqual(["ok"]);
    expect((await known("warning", warningId)).alerts).toEqual(["find half"]);
  });

  it("goes off for a form that was stamped and filed off line, too late, and comes in one batch", async (context) => {
    const { kase, lin, codes, known } = await house(engine, context);
    const warningId = randomUUID();
    now = BEGIN + 60 * MINUTE;
    const [stamped, filed] = [BEGIN, BEGIN + 12 * MINUTE].map((atServer) => ({ at: atServer, atServer }));
    expect(await codes(lin, lin.event("warning.stamped", kase, { warningId, t0: BEGIN, callId: null }, stamped), lin.event("warning.filed", kase, { warningId, t0: BEGIN, callId: null, form: FORM }, filed))).toEqual(["ok", "ok"]);
    expect(await known("warning", warningId)).toMatchObject({ alerts: ["file half", "file fourFifths", "file breach"], trail: ["warning.breached supervisor", "warning.filed"] });
  });

  it("goes off for a complaint that customer service wrote down too late: its manager has it", async (context) => {
    const { post, codes, known } = await house(engine, context);
    const desk = await post("customerService");
    const complaintId = randomUUID();
    expect(await codes(desk, desk.event("complaint.filed", null, { complaintId, form: complaintForm(BEGIN - 25 * MINUTE) }))).toEqual(["ok"]);
    const { alerts, trail, desks } = await known("workflow_form", complaintId);
    expect(alerts).toEqual(["file half", "file fourFifths", "file breach"]);
    expect(trail).toEqual(["complaint.breached customerServiceManager", "complaint.filed"]);
    expect(desks).toContain(houseDesk("customerServiceManager"));
    expect(desks).not.toContain(regionDesk("head", "N"));
  });
});
