import { createHash, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it, type TestContext } from "vitest";
import { accusedDesk, houseDesk, ownDesk, regionDesk } from "../../../shared/access/desks.ts";
import type { Role } from "../../../shared/access/roles.ts";
import type { ComplaintEvidence, ComplaintForm } from "../../../shared/model/complaint-form.ts";
import type { PersonDoc } from "../../../shared/model/documents.ts";
import type { FormDoc } from "../../../shared/model/form-doc.ts";
import { dayOf, MINUTE } from "../../../shared/model/time.ts";
import { openSteps } from "../../../shared/workflow/engine.ts";
import { formStanding } from "../../../shared/workflow/form.ts";
import { COMPLAINT, type ComplaintStep } from "../../../shared/workflow/complaint.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { setDuty } from "../../../service/desk/roster.ts";
import { addUser } from "../../../service/desk/users.ts";
import { takePackage } from "../../../service/workflow/package.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { COMPLAINT_BODIES, complaintForm } from "../../support/complaint.ts";
import { unsealed } from "../../support/unsealed.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, PASSWORD, signIn, type Desk } from "../../support/service.ts";

const POSTS = ["it", "head", "assistant", "dataPost", "operationsDirector", "marketingDirector", "generalManager", "customerService", "customerServiceManager", "hr"] as const;

async function house(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  const passwordHash = await hashPassword(PASSWORD);
  // Tests share a database: the posts of the house are held by this test's people alone.
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET active = false WHERE roles && ${sql.param([...POSTS])}::text[]`));
  const desks = new Map<Role, Desk>();
  const addPost = async (role: Role) => {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    return seat((await loadMe(service.db, id))!);
  };
  for (const role of POSTS) desks.set(role, await addPost(role));
  await runTimers(service);
  const lin = await seat(agency.lin);
  const supervisor = await seat(agency.supervisorA);
  desks.set("supervisor", supervisor);
  const [kase] = await addCases(service, 1, agency.lin);
  const [named] = await service.run(SYSTEM, (ctx) => rows<{ no: string }>(ctx.tx, sql`SELECT case_no AS no FROM kase WHERE id = ${kase!.caseId}`));
  return { service, agency, seat, addPost, lin, supervisor, kase: kase!, caseNo: named!.no, at: (role: Role) => desks.get(role)!, now: service.clock.now() };
}
type House = Awaited<ReturnType<typeof house>>;

const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);
const step = (desk: Desk, formId: string, name: ComplaintStep, body: Record<string, unknown> = COMPLAINT_BODIES[name as keyof typeof COMPLAINT_BODIES]) =>
  desk.event("workflow.stepTaken", null, { workflow: "complaint", instanceId: formId, step: name, body });
const take = async (desk: Desk, formId: string, name: ComplaintStep, body?: Record<string, unknown>) => codes(await desk.push([step(desk, formId, name, body)]))[0];

async function file(h: House, over: Partial<ComplaintForm> = {}): Promise<string> {
  const complaintId = randomUUID();
  const desk = h.at("customerService");
  expect(codes(await desk.push([desk.event("complaint.filed", null, { complaintId, form: complaintForm(h.now - 4 * MINUTE, { caseNo: h.caseNo, ...over }) })]))).toEqual(["ok"]);
  return complaintId;
}
const forward = (h: House, id: string, over: Record<string, unknown> = {}) => take(h.at("assistant"), id, "forward", { department: h.agency.teamA, recused: "", opinion: "", ...over });

async function docOf({ service }: Pick<House, "service">, id: string): Promise<FormDoc> {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: FormDoc }>(ctx.tx, sql`SELECT doc FROM workflow_form WHERE id = ${id}`));
  return row!.doc;
}
async function seenAt(desk: Desk, stream: string, id: string): Promise<FormDoc | null> {
  const { rows: got } = await desk.snapshot(stream);
  return (got.find((r) => r[2] === "form" && r[3] === id)?.[5] as FormDoc | undefined) ?? null;
}
async function holdsOf({ service, kase }: House) {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: PersonDoc }>(ctx.tx, sql`SELECT doc FROM person WHERE id = ${kase.personId}`));
  return row!.doc.holds.map((h) => h.reason);
}
const later = ({ service }: House, id: string, minutes: number) => service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE workflow_timer SET at = at - ${minutes * MINUTE} WHERE instance_id = ${id}`));
const owedBy = (doc: FormDoc) => Object.fromEntries((doc.owed ?? []).map((o) => [o.step, o.users]));

/** The shortest way from the hand-over to the closing report: post and step. */
const GATHER: [Role, ComplaintStep][] = [["supervisor", "firstReport"], ["customerService", "sendReport"], ["dataPost", "pull"], ["head", "statement"], ["supervisor", "soothe"]];
const TO_BANK: [Role, ComplaintStep][] = [["dataPost", "review"], ["operationsDirector", "decide"], ["assistant", "handOver"], ["customerServiceManager", "pass"], ["customerService", "report"], ["customerService", "answer"]];
const TO_END: [Role, ComplaintStep][] = [
  ["assistant", "propose"], ["operationsDirector", "approvePenalty"], ["head", "execute"], ["assistant", "penaltyReport"], ["assistant", "confirm"], ["customerServiceManager", "passConfirm"],
  ["customerService", "sendConfirm"], ["customerService", "visit"], ["supervisor", "closing"], ["customerServiceManager", "passClosing"], ["customerService", "sendClosing"],
];

/** Fields that hold words of somebody's own. */
const WRITTEN = ["opinion", "report", "promised", "course", "cause", "correction", "analysis", "solution", "future", "understanding", "channel"];

onEachEngine("a complaint's whole chain", { service: { desk: deskHandlers } }, (engine) => {
  it("goes from the bank's number through every desk to the closing report; the debtor is not collected from meanwhile", async (context) => {
    const h = await house(engine, context);
    const id = await file(h);
    const filed = await docOf(h, id);
    expect(filed).toMatchObject({ no: expect.stringMatching(/^TS-20261123-\d{4}$/) as string, state: "filed", caseId: h.kase.caseId, teamId: h.agency.teamA, facts: { found: "yes", bank: "示例银行", repeat: "no" } });
    // The number is not in the document; it is asked for where it is dialled.
    expect(JSON.stringify(filed)).not.toContain("13800138622");
    expect(owedBy(filed)).toEqual({ forward: [h.at("assistant").me.id] });
    expect(filed.copies.map((c) => c.role).sort()).toEqual(["assistant", "customerServiceManager", "generalManager", "marketingDirector", "operationsDirector"]);
    expect(await holdsOf(h)).toEqual(["complaint"]);
    expect(await seenAt(h.at("dataPost"), houseDesk("dataPost"), id)).toBeNull();
    expect(await forward(h, id)).toBe("ok");
    // All beside each other, at once.
    expect(owedBy(await docOf(h, id))).toEqual({ statement: [h.at("head").me.id], soothe: [h.supervisor.me.id], pull: [h.at("dataPost").me.id], firstReport: [h.supervisor.me.id] });
    expect((await seenAt(h.at("head"), regionDesk("head", "N"), id))?.state).toBe("collecting");
    expect((await seenAt(h.supervisor, ownDesk(h.supervisor.me.id), id))?.opening).toMatchObject({ complainant: "欧阳测" });
    for (const [role, name] of GATHER) {
      expect(await take(h.at("dataPost"), id, "review"), `review before ${name}`).toBe("wrong_state");
      expect(await take(h.at(role), id, name), name).toBe("ok");
    }
    for (const [role, name] of [...TO_BANK, ...TO_END]) {
      expect((await docOf(h, id)).owed?.flatMap((o) => (o.step === name ? o.users : [])), name).toContain(h.at(role).me.id);
      expect(await take(h.at(role), id, name), name).toBe("ok");
    }
    const done = await docOf(h, id);
    expect(done).toMatchObject({ state: "closed", owed: [], facts: { confirmNo: expect.stringMatching(/^QR-20261123-\d{4}$/) as string } });
    expect(done.steps.filter((s) => s.counts).map((s) => s.step)).toEqual(["file", "forward", ...[...GATHER, ...TO_BANK, ...TO_END].map(([, name]) => name)]);
    expect(await holdsOf(h)).toEqual([]);
    expect((await seenAt(h.at("hr"), houseDesk("hr"), id))?.state).toBe("closed");
    const timers = await h.service.run(SYSTEM, (ctx) => rows<{ step: string }>(ctx.tx, sql`SELECT step FROM workflow_timer WHERE instance_id = ${id} AND fired_at IS NULL`));
    expect(timers).toEqual([]);
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${id} ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(done.steps.map((s) => (s.step === "file" ? "complaint.filed" : "complaint.step")));
    // Nothing of it stands in the case's own history.
    const { rows: ofCase } = await h.lin.snapshot(`collector:${h.lin.me.id}`);
    expect(JSON.stringify(ofCase)).not.toMatch(/complaint\.filed|外呼人员语气生硬|workflow\.stepTaken/);
  });

  it("each keeps the debtor from being collected from: the end of one does not end another's hold", async (context) => {
    const h = await house(engine, context);
    const first = await file(h);
    const second = await file(h, { orderNo: "GD-20261123-02" });
    expect(await holdsOf(h)).toEqual(["complaint", "complaint"]);
    await forward(h, first);
    for (const [role, name] of [...GATHER, ...TO_BANK, ...TO_END]) expect(await take(h.at(role), first, name), name).toBe("ok");
    expect((await docOf(h, first)).state).toBe("closed");
    expect(await holdsOf(h)).toEqual(["complaint"]);
    const standing = await h.service.run(SYSTEM, (ctx) => rows<{ ref: string }>(ctx.tx, sql`SELECT ref FROM stop WHERE person_id = ${h.kase.personId} AND standing`));
    expect(standing).toEqual([{ ref: second }]);
  });

  it("pulls calls, notes and refusals of the gate from the ledger itself, and finds the call no receipt allows", async (context) => {
    const h = await house(engine, context);
    const { lin, kase } = h;
    const gate = (allowed: boolean) => ({ pack: "basic", at: h.now, allowed, rules: allowed ? [] : [{ id: "R-09", ok: false, value: "22:10" }] });
    const called = noAnswer(kase, h.now - 60 * MINUTE);
    await lin.push([
      lin.event("call.started", kase, { callId: called.callId, contactPointId: kase.contactId, gate: gate(true) }), lin.event("call.logged", kase, { ...called, note: "来电 13800138622 未接" }),
      lin.event("call.logged", kase, noAnswer(kase, h.now - 30 * MINUTE)), lin.event("note.added", kase, { text: "已发函" }), lin.event("call.refused", kase, { contactPointId: kase.contactId, gate: gate(false) }),
    ]);
    const id = await file(h);
    await forward(h, id);
    const asked = (role: Role) => h.at(role).device.call<ComplaintEvidence>("POST", "/desk/complaints/investigate", { token: h.at(role).token, body: { formId: id } });
    expect((await asked("head")).body).toMatchObject({ calls: 2, notes: 1, refusals: 1 });
    expect((await asked("marketingDirector")).status).toBe(403);
    expect(await take(h.at("dataPost"), id, "pull")).toBe("ok");
    const { evidence } = await docOf(h, id);
    expect(evidence).toMatchObject({ calls: 2, connected: 0, notes: 1, refusals: 1, ungated: 1, busiest: 2, people: [{ name: "林知夏", calls: 2 }], more: 0 });
    expect(evidence!.lines.map((l) => l.kind).sort()).toEqual(["call", "call", "note", "refusal"]);
    expect(evidence!.lines.find((l) => l.callId === called.callId)?.text).not.toContain("13800138622");
    expect(evidence!.lines.find((l) => l.kind === "refusal")?.codes).toEqual(["R-09"]);
    const shown = (desk: Desk) => desk.device.call<{ phone: string }>("POST", "/desk/complaints/number", { token: desk.token, body: { formId: id } });
    expect((await shown(h.supervisor)).body).toEqual({ phone: "13800138622" });
    expect((await shown(lin)).status).toBe(403);
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${id} AND action IN ('complaint.investigated', 'complaint.numberShown') ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(["complaint.investigated", "complaint.numberShown"]);
    // The complaint itself stops collection, not the call about it; any other stop is lifted first.
    const { supervisor } = h;
    expect(codes(await supervisor.push([supervisor.event("stop.set", kase, { ref: randomUUID(), reason: "askedToStop", note: "" })]))).toEqual(["ok"]);
    expect((await shown(supervisor)).body).toMatchObject({ code: "gate_refused", issues: [expect.stringContaining("R-14stop") as string] });
  });

  it("seals what goes to the bank each time: a page under a password of its own, which ends with the bank's receipt", async (context) => {
    const h = await house(engine, context);
    const id = await file(h, { demand: "请回电 13800138622" });
    await forward(h, id);
    const service = h.at("customerService");
    const asked = (desk: Desk, no: string) => desk.device.call<{ password: string }>("POST", "/desk/packages/password", { token: desk.token, body: { instanceId: id, no } });
    const opened = async (no: string) => {
      const pack = (await h.service.run(SYSTEM, (ctx) => takePackage(ctx, no)))!;
      expect(createHash("sha256").update(pack.content).digest("hex")).toBe((await docOf(h, id)).packs.find((p) => p.no === no)?.sha256);
      const { password } = (await asked(service, no)).body;
      return { page: unsealed(pack.content, password) ?? "", password };
    };
    // There is nothing to sign for before anything left.
    expect(await take(service, id, "receipt")).toBe("wrong_state");
    for (const [role, name] of [...GATHER, ...TO_BANK]) expect(await take(h.at(role), id, name), name).toBe("ok");
    const [first, second, ...more] = (await docOf(h, id)).packs;
    expect([first!.step, second!.step, more]).toEqual(["sendReport", "report", []]);
    expect(first!.no).toMatch(/^FB-20261123-\d{4}$/);
    const one = await opened(first!.no);
    const two = await opened(second!.no);
    expect(one.password).not.toBe(two.password);
    expect(one.page).toContain("已受理,正在核查");
    expect(one.page).not.toContain("核查结论与整改如下");
    expect(two.page).toContain("核查结论与整改如下");
    // What is the house's own stays in it, and the number in the demand is masked.
    for (const page of [one.page, two.page]) expect(page).not.toMatch(/13800138622|欧阳测|录音与陈述一致/);

    expect((await asked(h.at("it"), first!.no)).status).toBe(403);
    expect((await asked(service, "FB-20261123-9999")).status).toBe(404);
    expect(await take(service, id, "receipt")).toBe("ok");
    expect((await docOf(h, id)).packs.map((p) => p.signedAt !== null)).toEqual([true, false]);
    expect((await asked(service, first!.no)).status).toBe(404);
    expect((await asked(service, second!.no)).status).toBe(200);
    expect(await take(service, id, "receipt")).toBe("ok");
    expect(await take(service, id, "receipt")).toBe("wrong_state");
  });

  it("gives accused collector and supervisor no step, number or word of it but their own statement; the deputy has the supervisor's steps (R-25)", async (context) => {
    const h = await house(engine, context);
    const { supervisor, lin, service, agency } = h;
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: dayOf(service.clock.now()), from: "00:00", to: "23:59", userId: supervisor.me.id, deputyId: agency.supervisorB.id }));
    const deputy = await h.seat(agency.supervisorB);
    const id = await file(h, { accused: [lin.me.id, supervisor.me.id] });
    await forward(h, id);
    const doc = await docOf(h, id);
    expect(owedBy(doc)).toMatchObject({ soothe: [deputy.me.id], firstReport: [deputy.me.id] });
    expect(doc.desks).not.toContain(ownDesk(supervisor.me.id));
    for (const accused of [lin, supervisor]) {
      const envelope = await seenAt(accused, accusedDesk(accused.me.id), id);
      expect(envelope).toMatchObject({ opening: null, parts: {}, evidence: null, accused: [accused.me.id], facts: { points: "外呼人员语气生硬" } });
      expect(JSON.stringify(envelope)).not.toMatch(/欧阳测|要求致歉|138/);
      // What it may do there is open on its own workstation too.
      expect(openSteps(COMPLAINT, formStanding(envelope!)).map((s) => s.step)).toContain("ownStatement");
      for (const name of ["soothe", "sootheAgain", "firstReport", "statement", "review", "apology", "closing"] as const) expect(await take(accused, id, name), name).toMatch(/forbidden|wrong_state/);
      expect(await take(accused, id, "ownStatement")).toBe("ok");
      expect((await accused.device.call("POST", "/desk/complaints/number", { token: accused.token, body: { formId: id } })).status).toBe(403);
      expect((await seenAt(accused, accusedDesk(accused.me.id), id))?.steps.filter((s) => s.step === "ownStatement").map((s) => s.by)).toEqual([accused.me.id]);
    }
    // Nobody else may write it for them.
    expect(await take(deputy, id, "ownStatement")).toBe("forbidden");
    expect(await take(deputy, id, "soothe")).toBe("ok");
    expect(await take(deputy, id, "apology", { ...COMPLAINT_BODIES.apology, people: `${lin.me.id} ${supervisor.me.id}` })).toBe("ok");
  });

  it("lets nothing that was written of it reach accused collector, named supervisor and named head, by whatever door (R-25)", async (context) => {
    const h = await house(engine, context);
    const { supervisor, lin, service, agency } = h;
    const head = h.at("head");
    await h.addPost("head");
    await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teamA, day: dayOf(service.clock.now()), from: "00:00", to: "23:59", userId: supervisor.me.id, deputyId: agency.supervisorB.id }));
    const deputy = await h.seat(agency.supervisorB);
    const passwordHash = await hashPassword(PASSWORD);
    const besideId = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: "同组主管", roles: ["supervisor"], teamId: agency.teamA, regionCode: "N", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    const beside = await h.seat((await loadMe(service.db, besideId))!);
    // Every word that is written of it bears the mark.
    const MARK = "机密";
    const marked = (name: ComplaintStep) => Object.fromEntries(Object.entries(COMPLAINT_BODIES[name as keyof typeof COMPLAINT_BODIES]).map(([key, value]) => [key, WRITTEN.includes(key) ? `${MARK}${value}` : value]));
    const id = await file(h, { accused: [lin.me.id], complainant: `${MARK}欧阳`, demand: `${MARK}诉求`, orderNo: `${MARK}001`, attachments: `${MARK}附件` });
    const { no } = await docOf(h, id);
    expect(await forward(h, id, { recused: `${supervisor.me.id} ${head.me.id}`, opinion: `${MARK}意见` })).toBe("ok");
    // A refused step is kept, and listed at the writer's team: what it says is not.
    expect(await take(beside, id, "closing", marked("closing"))).toMatch(/forbidden|wrong_state|off_duty/);
    const by = async (step: ComplaintStep) => {
      const holders = (await docOf(h, id)).owed?.find((o) => o.step === step)?.users ?? [];
      return [deputy, beside, ...["customerService", "dataPost", "assistant", "operationsDirector", "customerServiceManager"].map((role) => h.at(role as Role))].find((desk) => holders.includes(desk.me.id));
    };
    for (const name of ["firstReport", "sendReport", "soothe", "pull"] as const) expect(await take((await by(name))!, id, name, marked(name)), name).toBe("ok");

    for (const desk of [lin, supervisor, head]) {
      const call = async (method: "GET" | "POST", path: string, body?: unknown) => JSON.stringify((await desk.device.call<unknown>(method, path, { token: desk.token, ...(body === undefined ? {} : { body }) })).body);
      const asked = (path: string, input: object = {}) => call("GET", `${path}?q=${encodeURIComponent(JSON.stringify(input))}`);
      const streams = ["all", `collector:${desk.me.id}`, `team:${agency.teamA}`, ownDesk(desk.me.id), accusedDesk(desk.me.id), regionDesk("head", "N"), houseDesk("assistant"), houseDesk("customerService"), ownDesk(deputy.me.id), accusedDesk(lin.me.id)];
      const heard: string[] = [];
      for (const stream of streams) {
        heard.push(await call("GET", `/sync/snapshot?stream=${stream}&limit=10000`), await call("GET", `/sync/pull?stream=${stream}&epoch=${service.epoch}&from=0&limit=10000`));
        heard.push(await call("GET", `/sync/range?stream=${stream}&kind=form&range=${Number.parseInt(id.slice(-2), 16)}`));
      }
      heard.push(await asked("/desk/team/today"), await asked("/desk/cases/search", { text: h.caseNo }), await asked("/desk/rejections"), await asked("/desk/rejections", { settled: true }), await asked("/desk/reviews"));
      heard.push(await call("POST", "/desk/complaints/investigate", { formId: id }), await call("POST", "/desk/complaints/number", { formId: id }), await call("POST", "/desk/packages/password", { instanceId: id }));
      expect(heard.join("\n").split(MARK).length - 1, desk.me.name).toBe(0);
      const trail = await asked("/desk/audit", { from: "2026-01-01", until: "2027-12-31", limit: 500 });
      expect(trail.includes(id) || trail.includes(no), `${desk.me.name}: trail`).toBe(false);
    }
    // The doors are open: whoever it does not concern hears of it by them.
    const rejected = await beside.device.call("GET", `/desk/rejections?q=${encodeURIComponent("{}")}`, { token: beside.token });
    expect(JSON.stringify(rejected.body)).toContain("workflow.stepTaken");
    expect((await seenAt(deputy, ownDesk(deputy.me.id), id))?.opening).toMatchObject({ demand: `${MARK}诉求` });
  });

  it("takes an accused head off the region's desk: the next level has the steps, and what was recused later is gone from their workstation", async (context) => {
    const h = await house(engine, context);
    const head = h.at("head");
    const second = await h.addPost("head");
    const id = await file(h);
    expect(await forward(h, id, { recused: head.me.id })).toBe("ok");
    const doc = await docOf(h, id);
    expect(owedBy(doc)["statement"]).toEqual([second.me.id]);
    expect(doc.desks).not.toContain(regionDesk("head", "N"));
    expect(await seenAt(head, regionDesk("head", "N"), id)).toBeNull();
    expect(await seenAt(second, ownDesk(second.me.id), id)).not.toBeNull();
    expect(await take(head, id, "statement")).toBe("forbidden");
    expect((await head.device.call("POST", "/desk/complaints/investigate", { token: head.token, body: { formId: id } })).status).toBe(404);
    expect(await take(second, id, "statement")).toBe("ok");
  });

  it("is taken in without its case, and goes on with the team the assistant names", async (context) => {
    const h = await house(engine, context);
    const id = await file(h, { caseNo: "没有这个号", source: "call", orderNo: "", dueAt: null });
    expect(await docOf(h, id)).toMatchObject({ caseId: null, teamId: null, facts: { found: "no" } });
    expect(await holdsOf(h)).toEqual([]);
    expect(await forward(h, id, { department: randomUUID() })).toBe("malformed");
    expect(await forward(h, id)).toBe("ok");
    expect(owedBy(await docOf(h, id))).toMatchObject({ soothe: [h.supervisor.me.id], statement: [h.at("head").me.id] });
    expect(await take(h.at("dataPost"), id, "pull")).toBe("ok");
    expect((await docOf(h, id)).evidence).toMatchObject({ calls: 0, lines: [] });
  });

  it("refuses a form that lacks what its entrance demands, and who may not file", async (context) => {
    const h = await house(engine, context);
    const push = async (desk: Desk, form: unknown) => codes(await desk.push([desk.event("complaint.filed", null, { complaintId: randomUUID(), form } as never)]))[0];
    expect(await push(h.at("customerService"), complaintForm(h.now, { orderNo: "" }))).toBe("malformed");
    expect(await push(h.at("customerService"), { ...complaintForm(h.now), withdraw: true })).toBe("malformed");
    expect(await push(h.supervisor, complaintForm(h.now))).toBe("forbidden");
    // Whoever is accused does not take the complaint in.
    expect(await push(h.at("customerService"), complaintForm(h.now, { accused: [h.at("customerService").me.id] }))).toBe("forbidden");
  });

  it("each clock goes off once with several services, a breach goes to the next level, and a round of its own has clocks of its own", async (context) => {
    const h = await house(engine, context);
    const id = await file(h);
    await forward(h, id);
    await take(h.supervisor, id, "firstReport");
    await take(h.at("customerService"), id, "sendReport");
    await later(h, id, 121);
    const fired = await Promise.all(Array.from({ length: 4 }, () => runTimers(h.service)));
    // Half, four fifths and breach of three branches; half of the 230 minutes.
    expect(fired.reduce((a, b) => a + b)).toBe(10);
    const breached = (await docOf(h, id)).alerts.filter((a) => a.kind === "breach").map((a) => `${a.step} ${a.to}`).sort();
    expect(breached).toEqual(["pull assistant", "soothe head", "statement operationsDirector"]);
    expect(owedBy(await docOf(h, id))["soothe"]).toEqual([h.supervisor.me.id, h.at("head").me.id]);
    for (const [role, name] of [["dataPost", "pull"], ["head", "statement"], ["head", "soothe"], ["dataPost", "review"]] as const) expect(await take(h.at(role), id, name), name).toBe("ok");
    expect(await take(h.at("operationsDirector"), id, "decide", { decision: "returned", opinion: "请补录音" })).toBe("ok");
    expect(await take(h.at("dataPost"), id, "reviewAgain")).toBe("ok");
    const timers = await h.service.run(SYSTEM, (ctx) => rows<{ step: string; round: number }>(ctx.tx, sql`SELECT DISTINCT step, round FROM workflow_timer WHERE instance_id = ${id} AND fired_at IS NULL AND kind <> 'handOver' ORDER BY step`));
    expect(timers).toEqual([{ step: "decide", round: 1 }, { step: "whole", round: 0 }]);
    for (const [role, name] of [["operationsDirector", "decide"], ["assistant", "handOver"], ["customerServiceManager", "pass"], ["customerService", "report"]] as const) expect(await take(h.at(role), id, name), name).toBe("ok");
    expect(await take(h.at("customerService"), id, "answer", { answer: "supplement", opinion: "请补充整改情况" })).toBe("ok");
    for (const [role, name] of [["head", "supplement"], ["customerServiceManager", "pass"], ["customerService", "report"], ["customerService", "answer"]] as const) expect(await take(h.at(role), id, name), name).toBe("ok");
    expect((await docOf(h, id)).state).toBe("answered");
  });

  it("no penalty is a decision too, and is approved like any other", async (context) => {
    const h = await house(engine, context);
    const id = await file(h);
    await forward(h, id);
    for (const [role, name] of [...GATHER, ...TO_BANK]) await take(h.at(role), id, name);
    expect(await take(h.at("assistant"), id, "propose", { penalty: "none", clause: "", people: "", amount: "", opinion: "不属实" })).toBe("ok");
    expect(await take(h.at("operationsDirector"), id, "approvePenalty")).toBe("wrong_state");
    expect(await take(h.at("operationsDirector"), id, "approveNone", { decision: "returned", opinion: "请列明依据" })).toBe("ok");
    expect((await docOf(h, id)).state).toBe("answered");
    await take(h.at("assistant"), id, "propose", { penalty: "none", clause: "", people: "", amount: "", opinion: "录音证实不属实" });
    expect(await take(h.at("operationsDirector"), id, "approveNone")).toBe("ok");
    expect((await docOf(h, id)).state).toBe("penaltySettled");
  });
});
