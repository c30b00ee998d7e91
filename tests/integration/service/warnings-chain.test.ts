import { createHash, randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { houseDesk, ownDesk, regionDesk } from "../../../shared/access/desks.ts";
import type { Role } from "../../../shared/access/roles.ts";
import type { PersonDoc, WarningDoc } from "../../../shared/model/documents.ts";
import { atLocal, dayOf, MINUTE } from "../../../shared/model/time.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { setDuty } from "../../../service/desk/roster.ts";
import { addUser } from "../../../service/desk/users.ts";
import { takePackage } from "../../../service/workflow/package.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { warningStanding } from "../../../shared/workflow/warning.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, PASSWORD, signIn, type Desk, type TestCase } from "../../support/service.ts";
import { unsealed } from "../../support/unsealed.ts";
import { STEP_BODIES } from "../../support/warning.ts";

const FORM = { reached: "本人", types: ["conduct" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "停止来电", summary: "来电 13800138622 扬言投诉", explained: "", urgency: "urgent" as const };
const POSTS = ["head", "clerk", "assistant", "customerService", "customerServiceManager", "it"] as const;

async function house(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  const desks = new Map<Role, Desk>();
  const passwordHash = await hashPassword(PASSWORD);
  // Tests share a database: the posts of the house are held by this test's people alone.
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET active = false WHERE roles && ${sql.param([...POSTS])}::text[]`));
  for (const role of POSTS) {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    desks.set(role, await seat((await loadMe(service.db, id))!));
  }
  // What earlier tests left due is no business of this one.
  await runTimers(service);
  const lin = await seat(agency.lin);
  const supervisor = await seat(agency.supervisorA);
  const [kase] = await addCases(service, 1, agency.lin);
  if (!kase) throw new Error("no case");
  return { service, agency, seat, lin, supervisor, kase, at: (role: Role) => desks.get(role)!, now: service.clock.now() };
}
type House = Awaited<ReturnType<typeof house>>;

const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);
const step = (desk: Desk, at: TestCase, warningId: string, name: keyof typeof STEP_BODIES, body: Record<string, unknown> = STEP_BODIES[name]) =>
  desk.event("workflow.stepTaken", at, { workflow: "earlyWarning", instanceId: warningId, step: name, body });

async function file({ lin, kase, now }: House, over: { t0?: number; form?: Record<string, unknown> } = {}): Promise<string> {
  const warningId = randomUUID();
  const t0 = over.t0 ?? now;
  const event = lin.event("warning.filed", kase, { warningId, t0, callId: null, form: { ...FORM, ...over.form } });
  expect(codes(await lin.push([event]))).toEqual(["ok"]);
  return warningId;
}

async function docOf({ service }: House, id: string): Promise<WarningDoc> {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: WarningDoc }>(ctx.tx, sql`SELECT doc FROM warning WHERE id = ${id}`));
  return row!.doc;
}
async function seenAt(desk: Desk, stream: string, id: string): Promise<WarningDoc | null> {
  const { rows: got } = await desk.snapshot(stream);
  return (got.find((r) => r[2] === "warning" && r[3] === id)?.[5] as WarningDoc | undefined) ?? null;
}
async function holdsOf({ service }: House, kase: TestCase) {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: PersonDoc }>(ctx.tx, sql`SELECT doc FROM person WHERE id = ${kase.personId}`));
  return row!.doc.holds.map((h) => h.reason);
}
/** What passes between two moments in the life of a warning. */
async function later({ service }: House, id: string, minutes: number): Promise<void> {
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE workflow_timer SET at = at - ${minutes * MINUTE} WHERE instance_id = ${id}`));
}
const timersOf = ({ service }: House, id: string) =>
  service.run(SYSTEM, (ctx) => rows<{ step: string; kind: string; fired: boolean }>(ctx.tx, sql`SELECT step, kind, fired_at IS NOT NULL AS fired FROM workflow_timer WHERE instance_id = ${id} AND kind <> 'handOver' ORDER BY at, step`));

onEachEngine("the early warning's whole chain", { service: { desk: deskHandlers } }, (engine) => {
  it("goes from the form through every desk to the bank's receipt, each desk seeing it from its own step on", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, at } = h;
    const id = await file(h);
    expect((await seenAt(at("head"), regionDesk("head", "N"), id))?.state).toBe("filed");
    expect(await seenAt(at("clerk"), houseDesk("clerk"), id)).toBeNull();
    expect(await holdsOf(h, kase)).toEqual(["warning"]);
    expect(codes(await at("head").push([step(at("head"), kase, id, "read")]))).toEqual(["ok"]);
    expect(codes(await supervisor.push([step(supervisor, kase, id, "find"), step(supervisor, kase, id, "plan"), step(supervisor, kase, id, "soothe")]))).toEqual(["ok", "ok", "ok"]);
    expect(await holdsOf(h, kase)).toEqual([]);

    const way: [Role, keyof typeof STEP_BODIES, string][] = [
      ["clerk", "forward", "forwarded"], ["customerService", "recheck", "rechecked"], ["customerServiceManager", "approve", "approved"],
      ["customerService", "seal", "sealed"], ["it", "relay", "sent"], ["customerService", "sign", "signed"],
    ];
    for (const [role, name, state] of way) {
      const seen = await seenAt(at(role), houseDesk(role), id);
      expect(seen?.owed, `${role} ${name}`).toMatchObject([{ step: name, users: [at(role).me.id] }]);
      expect(codes(await at(role).push([step(at(role), kase, id, name)])), `${role} ${name}`).toEqual(["ok"]);
      expect((await docOf(h, id)).state).toBe(state);
    }
    const done = await docOf(h, id);
    expect(done.owed).toEqual([]);
    expect(done.steps.filter((s) => s.counts).map((s) => s.step)).toEqual(["file", "read", "find", "plan", "soothe", "forward", "recheck", "approve", "seal", "relay", "sign"]);
    expect(done.copies.map((c) => `${c.step} ${c.role}`)).toEqual(["file head", "find head", "plan head", "soothe head", "soothe clerk", "forward assistant", "relay assistant", "sign assistant"]);
    expect((await seenAt(at("assistant"), houseDesk("assistant"), id))?.state).toBe("signed");
    // What a poll says of a desk's stream is what a hello says of it; it goes on from there without a gap.
    const { head, rows: pulled } = await at("clerk").pull(houseDesk("clerk"), 0);
    expect(pulled.at(-1)?.slice(0, 4)).toEqual([head, "put", "warning", id]);
    expect((await at("head").pull(regionDesk("head", "N"), 0)).head).toBeGreaterThan(0);
    expect((await supervisor.pull(ownDesk(supervisor.me.id), 0)).head).toBe(0);
    expect((await timersOf(h, id)).filter((t) => !t.fired)).toEqual([]);
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${id} ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(["filed", "read", "find", "plan", "soothe", "forward", "recheck", "approve", "seal", "relay", "sign"].map((s) => `warning.${s}`));
  });

  it("the relaying post gets number and bank, nothing of the form; the package opens with the password and not without", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, at } = h;
    const id = await file(h);
    await supervisor.push([step(supervisor, kase, id, "find"), step(supervisor, kase, id, "plan"), step(supervisor, kase, id, "soothe")]);
    for (const [role, name] of [["clerk", "forward"], ["customerService", "recheck"], ["customerServiceManager", "approve"]] as const) await at(role).push([step(at(role), kase, id, name)]);
    expect(await seenAt(at("it"), houseDesk("it"), id)).toBeNull();
    await at("customerService").push([step(at("customerService"), kase, id, "seal")]);
    const envelope = await seenAt(at("it"), houseDesk("it"), id);
    expect(envelope).toMatchObject({ state: "sealed", form: null, finding: null, plan: null, parts: {}, pack: { no: expect.stringMatching(/^FB-20261123-\d{4}$/) as string } });
    // It stands where it stands there too.
    expect(warningStanding(envelope!).state).toBe("sealed");
    expect(JSON.stringify(envelope)).not.toMatch(/扬言|安抚|欧\*|"4302"|LY-0001|齐全/);

    const asked = (role: Role) => at(role).device.call<{ password: string }>("POST", "/desk/packages/password", { token: at(role).token, body: { instanceId: id } });
    expect((await asked("it")).status).toBe(403);
    const { password } = (await asked("customerService")).body;
    expect(password).toMatch(/^([A-Za-z2-9]{4}-){5}[A-Za-z2-9]{4}$/);
    const pack = (await h.service.run(SYSTEM, (ctx) => takePackage(ctx, envelope!.pack!.no)))!;
    expect(createHash("sha256").update(pack.content).digest("hex")).toBe(envelope!.pack!.sha256);
    const page = unsealed(pack.content, password);
    expect(page).toContain("投诉预警账户情况表");
    expect(page).toContain((await docOf(h, id)).no);
    expect(page).not.toContain("13800138622");
    expect(unsealed(pack.content, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")).toBeNull();

    await at("it").push([step(at("it"), kase, id, "relay")]);
    await at("customerService").push([step(at("customerService"), kase, id, "sign")]);
    expect((await asked("customerService")).status).toBe(404);
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${id} AND action LIKE 'package.%' ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(["package.passwordShown", "package.taken"]);
  });

  it("不成立 is registered with its reason, shown to the head, and still filed", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, at } = h;
    const id = await file(h);
    expect(codes(await supervisor.push([step(supervisor, kase, id, "find", { finding: "notUpheld", reason: "录音核实,通话正常", ourFault: "none" }), step(supervisor, kase, id, "release")]))).toEqual(["ok", "ok"]);
    expect(await holdsOf(h, kase)).toEqual([]);
    const seen = await seenAt(at("head"), regionDesk("head", "N"), id);
    expect(seen).toMatchObject({ state: "soothed", finding: { finding: "notUpheld", reason: "录音核实,通话正常" }, registerNo: expect.stringMatching(/^DJ-2026-\d{4}$/) as string });
    expect(codes(await at("clerk").push([step(at("clerk"), kase, id, "forward")]))).toEqual(["ok"]);
    expect((await docOf(h, id)).state).toBe("forwarded");
  });

  it("at night it is filed as 静默时段未安抚 and the pause stays until the morning's call says what becomes of it", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, at } = h;
    const id = await file(h);
    await supervisor.push([step(supervisor, kase, id, "find"), step(supervisor, kase, id, "plan"), step(supervisor, kase, id, "soothe", { result: "quietHours", recordingNo: "", promised: "", disposal: "" })]);
    expect(await docOf(h, id)).toMatchObject({ state: "soothed", parts: { soothe: { result: "quietHours" } } });
    expect(await holdsOf(h, kase)).toEqual(["warning"]);
    await at("clerk").push([step(at("clerk"), kase, id, "forward")]);
    expect(codes(await supervisor.push([step(supervisor, kase, id, "sootheAgain", { result: "insists", recordingNo: "LY-9", promised: "", disposal: "toComplaint" })]))).toEqual(["ok"]);
    expect(await docOf(h, id)).toMatchObject({ state: "forwarded", parts: { sootheAgain: { disposal: "toComplaint" } } });
    expect(await holdsOf(h, kase)).toEqual(["complaint"]);
  });

  it("two warnings pause the person until both have said what becomes of it", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase } = h;
    const ids = [await file(h), await file(h)];
    for (const [i, id] of ids.entries()) {
      await supervisor.push([step(supervisor, kase, id, "find"), step(supervisor, kase, id, "plan"), step(supervisor, kase, id, "soothe")]);
      expect(await holdsOf(h, kase)).toEqual(i === 0 ? ["warning"] : []);
    }
  });

  it("filed offline an hour ago: T0 is kept, the form is late or not by its own time, the next clocks run from receipt", async (context) => {
    const h = await house(engine, context);
    const { lin, kase, now } = h;
    const warningId = randomUUID();
    const t0 = now - 60 * MINUTE;
    const event = { ...lin.event("warning.filed", kase, { warningId, t0, callId: null, form: FORM }), at: t0 + 4 * MINUTE, atServer: t0 + 4 * MINUTE };
    expect(codes(await lin.push([event]))).toEqual(["ok"]);
    const doc = await docOf(h, warningId);
    expect(doc).toMatchObject({ t0, filedAt: t0 + 4 * MINUTE, state: "filed" });
    expect(doc.steps[0]).toMatchObject({ step: "file", late: false, at: t0 + 4 * MINUTE });
    expect(doc.receivedAt).toBeGreaterThanOrEqual(now);
    const [whole] = await h.service.run(SYSTEM, (ctx) => rows<{ at: number }>(ctx.tx, sql`SELECT at FROM workflow_timer WHERE instance_id = ${warningId} AND step = 'whole' AND kind = 'breach'`));
    expect(Number(whole!.at)).toBe(t0 + 300 * MINUTE + 1);
    const [find] = await h.service.run(SYSTEM, (ctx) => rows<{ at: number }>(ctx.tx, sql`SELECT at FROM workflow_timer WHERE instance_id = ${warningId} AND step = 'find' AND kind = 'breach'`));
    expect(Number(find!.at)).toBe(doc.receivedAt! + 30 * MINUTE + 1);
  });

  it("a supervisor named by the debtor is given no step of it: the deputy has it, without one the head", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, service, agency } = h;
    const alone = await file(h, { form: { named: [supervisor.me.id] } });
    expect((await docOf(h, alone)).owed).toMatchObject([{ step: "find", users: [h.at("head").me.id], post: "head" }]);
    expect(codes(await supervisor.push([step(supervisor, kase, alone, "find")]))).toEqual(["forbidden"]);
    expect(codes(await h.at("head").push([step(h.at("head"), kase, alone, "find")]))).toEqual(["ok"]);

    const today = dayOf(service.clock.now());
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: today, from: "00:00", to: "23:59", userId: supervisor.me.id, deputyId: agency.supervisorB.id }));
    const deputy = await h.seat(agency.supervisorB);
    const id = await file(h, { form: { named: [supervisor.me.id] } });
    expect((await docOf(h, id)).owed).toMatchObject([{ step: "find", users: [deputy.me.id], post: "supervisor" }]);
    expect((await seenAt(deputy, ownDesk(deputy.me.id), id))?.state).toBe("filed");
    expect(codes(await supervisor.push([step(supervisor, kase, id, "find")]))).toEqual(["forbidden"]);
    expect(codes(await deputy.push([step(deputy, kase, id, "find")]))).toEqual(["ok"]);
  });

  it("two people on duty take the same step: the earlier counts, whichever comes first, and nothing counts twice", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, service, agency, now } = h;
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: dayOf(now), from: "00:00", to: "23:59", userId: supervisor.me.id, deputyId: agency.supervisorB.id }));
    const deputy = await h.seat(agency.supervisorB);
    const states: unknown[] = [];
    for (const first of [supervisor, deputy]) {
      const id = await file(h);
      const { receivedAt } = await docOf(h, id);
      // The deputy decided a second before the supervisor did.
      const made = new Map([[supervisor, { ...step(supervisor, kase, id, "find"), atServer: receivedAt! + 2 }], [deputy, { ...step(deputy, kase, id, "find", { finding: "notUpheld", reason: "通话正常", ourFault: "none" }), atServer: receivedAt! + 1 }]]);
      const order = first === supervisor ? [supervisor, deputy] : [deputy, supervisor];
      await new Promise((done) => setTimeout(done, 5));
      const answers = [];
      for (const who of order) answers.push(...codes(await who.push([made.get(who)!])));
      expect(answers).toEqual(first === supervisor ? ["ok", "ok"] : ["ok", "wrong_state"]);
      const doc = await docOf(h, id);
      states.push([doc.state, doc.finding, doc.steps.filter((s) => s.counts).map((s) => [s.step, s.by])]);
    }
    expect(states[0]).toEqual(states[1]);
    expect(states[0]).toMatchObject(["unfounded", { finding: "notUpheld" }, [["file", h.lin.me.id], ["find", deputy.me.id]]]);
  });

  it("timers go off once, in order, with several services at once, and a step taken takes its timers away", async (context) => {
    const h = await house(engine, context);
    const { supervisor, kase, service } = h;
    const id = await file(h);
    expect((await timersOf(h, id)).map((t) => `${t.step} ${t.kind}`)).toEqual(["find half", "find fourFifths", "find breach", "whole half", "whole fourFifths", "whole breach"]);
    expect(await runTimers(service)).toBe(0);
    await later(h, id, 31);
    const fired = await Promise.all(Array.from({ length: 4 }, () => runTimers(service)));
    expect(fired.reduce((a, b) => a + b)).toBe(3);
    const doc = await docOf(h, id);
    expect(doc.alerts.map((a) => [a.step, a.kind, a.to])).toEqual([["find", "half", "head"], ["find", "fourFifths", "head"], ["find", "breach", "head"]]);
    expect(doc.owed).toMatchObject([{ step: "find", users: [supervisor.me.id, h.at("head").me.id] }]);
    expect(await runTimers(service)).toBe(0);
    const trail = await service.run(SYSTEM, (ctx) => rows<{ detail: Record<string, unknown> }>(ctx.tx, sql`SELECT detail FROM audit WHERE ref = ${id} AND action = 'warning.breached'`));
    expect(trail.map((t) => t.detail)).toMatchObject([{ step: "find", to: "head" }]);
    // The next level takes it; what has been recorded stays.
    expect(codes(await h.at("head").push([step(h.at("head"), kase, id, "find")]))).toEqual(["ok"]);
    expect((await timersOf(h, id)).filter((t) => t.step === "find")).toEqual(["half", "fourFifths", "breach"].map((kind) => ({ step: "find", kind, fired: true })));
    expect((await timersOf(h, id)).map((t) => t.step)).toContain("plan");
    expect((await docOf(h, id)).alerts).toHaveLength(3);
  });

  it("after a night without any service everything owed goes off in the order in which it should have", async (context) => {
    const h = await house(engine, context);
    const ids = [await file(h), await file(h)];
    await later(h, ids[0]!, 310);
    await later(h, ids[1]!, 320);
    expect(await runTimers(h.service)).toBe(12);
    for (const id of ids) {
      const { alerts } = await docOf(h, id);
      expect(alerts.map((a) => a.at)).toEqual(alerts.map((a) => a.at).toSorted((a, b) => a - b));
      expect(alerts.map((a) => `${a.step} ${a.kind}`)).toEqual(["find half", "find fourFifths", "find breach", "whole half", "whole fourFifths", "whole breach"]);
    }
  });

  it("a change of duty hands the open step over, at the edge of a turn and when the roster is changed by hand", async (context) => {
    const h = await house(engine, context);
    const { supervisor, service, agency, now } = h;
    const [from, to] = [new Date(now + 8 * 3_600_000 - 60 * MINUTE), new Date(now + 8 * 3_600_000 + 60 * MINUTE)].map((d) => d.toISOString().slice(11, 16));
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: dayOf(now), from: from!, to: to!, userId: agency.supervisorB.id, deputyId: null }));
    const id = await file(h);
    expect((await docOf(h, id)).owed).toMatchObject([{ users: [agency.supervisorB.id] }]);
    expect(codes(await supervisor.push([step(supervisor, h.kase, id, "find")]))).toEqual(["forbidden"]);
    const [edge] = await service.run(SYSTEM, (ctx) => rows<{ at: number }>(ctx.tx, sql`SELECT at FROM workflow_timer WHERE instance_id = ${id} AND kind = 'handOver'`));
    expect(Number(edge!.at)).toBe(atLocal(dayOf(now), to!));
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: dayOf(now), from: from!, to: to!, userId: supervisor.me.id, deputyId: null }));
    expect(await runTimers(service)).toBe(1);
    expect((await docOf(h, id)).owed).toMatchObject([{ users: [supervisor.me.id] }]);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`DELETE FROM roster WHERE team_id = ${agency.teamA}`));
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE workflow_timer SET at = ${now - 1} WHERE instance_id = ${id} AND kind = 'handOver'`));
    expect(await runTimers(service)).toBe(1);
    expect((await docOf(h, id)).owed).toMatchObject([{ users: [supervisor.me.id] }]);
    expect(await seenAt(supervisor, `team:${agency.teamA}`, id)).not.toBeNull();
  });
});
