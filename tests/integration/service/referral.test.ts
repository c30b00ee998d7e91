import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it, type TestContext } from "vitest";
import { houseDesk, regionDesk } from "../../../shared/access/desks.ts";
import type { Role } from "../../../shared/access/roles.ts";
import type { PersonDoc } from "../../../shared/model/documents.ts";
import { FormDocSchema, type FormDoc } from "../../../shared/model/form-doc.ts";
import { StopDocSchema, untickedBy, type StopDoc } from "../../../shared/model/stop.ts";
import { DAY, MINUTE } from "../../../shared/model/time.ts";
import type { ReferralStep } from "../../../shared/workflow/referral.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addUser } from "../../../service/desk/users.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { REFERRAL_BODIES, referralForm } from "../../support/referral.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, PASSWORD, signIn, type Desk } from "../../support/service.ts";

const POSTS = ["legalSpecialist", "legalCollector", "clerk", "head", "operationsDirector"] as const;

async function house(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  const passwordHash = await hashPassword(PASSWORD);
  // Tests share a database: the posts of the house are held by this test's people alone.
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET active = false WHERE roles && ${sql.param([...POSTS])}::text[]`));
  const desks = new Map<Role, Desk>();
  for (const role of POSTS) {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    desks.set(role, await seat((await loadMe(service.db, id))!));
  }
  await runTimers(service);
  const lin = await seat(agency.lin);
  desks.set("supervisor", await seat(agency.supervisorA));
  const human = randomUUID();
  const [kase] = await addCases(service, 1, agency.lin, { human });
  const [other] = await addCases(service, 1, agency.he, { human, bank: "OTHER" });
  const [named] = await service.run(SYSTEM, (ctx) => rows<{ no: string }>(ctx.tx, sql`SELECT case_no AS no FROM kase WHERE id = ${kase!.caseId}`));
  return { service, agency, lin, kase: kase!, other: other!, caseNo: named!.no, at: (role: Role) => desks.get(role)!, now: service.clock.now() };
}
type House = Awaited<ReturnType<typeof house>>;

const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);
const take = async (desk: Desk, formId: string, name: Exclude<ReferralStep, "file">, body: Record<string, unknown> = REFERRAL_BODIES[name]) =>
  codes(await desk.push([desk.event("workflow.stepTaken", null, { workflow: "legalReferral", instanceId: formId, step: name, body })]))[0];
async function file(h: House, over: Parameters<typeof referralForm>[0] = {}): Promise<string> {
  const referralId = randomUUID();
  const desk = h.at("legalSpecialist");
  expect(codes(await desk.push([desk.event("referral.filed", null, { referralId, form: referralForm({ caseNo: h.caseNo, ...over }) })]))).toEqual(["ok"]);
  return referralId;
}
async function docOf({ service }: House, id: string): Promise<FormDoc> {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: unknown }>(ctx.tx, sql`SELECT doc FROM workflow_form WHERE id = ${id}`));
  return FormDocSchema.parse(row!.doc);
}
async function holdsOf({ service }: House, personId: string) {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: PersonDoc }>(ctx.tx, sql`SELECT doc FROM person WHERE id = ${personId}`));
  return row!.doc.holds.map((x) => x.reason);
}
const seenAt = async (desk: Desk, stream: string, id: string) => (await desk.snapshot(stream)).rows.some((r) => r[2] === "form" && r[3] === id);

onEachEngine("the legal referral", { service: { desk: deskHandlers } }, (engine) => {
  it("goes from the legal department through its desks to the archive; 停催 stands at every bank from the delivery on", async (context) => {
    const h = await house(engine, context);
    const { at } = h;
    const id = await file(h);
    expect(await seenAt(at("clerk"), houseDesk("clerk"), id)).toBe(true);
    expect(await seenAt(at("legalCollector"), houseDesk("legalCollector"), id)).toBe(false);
    const way: [Role, Exclude<ReferralStep, "file">, string][] = [["clerk", "register", "registered"], ["legalCollector", "signFor", "signed"], ["legalCollector", "check", "checked"], ["head", "confirmChannel", "channelled"], ["legalCollector", "deliver", "delivered"]];
    for (const [role, name, state] of way) {
      expect((await docOf(h, id)).owed, `${role} ${name}`).toMatchObject([{ step: name, users: [at(role).me.id] }]);
      expect(await take(at(role), id, name), `${role} ${name}`).toBe("ok");
      expect((await docOf(h, id)).state).toBe(state);
    }
    expect([await holdsOf(h, h.kase.personId), await holdsOf(h, h.other.personId)]).toEqual([["reported"], ["reported"]]);
    const [stop] = await h.service.run(SYSTEM, (ctx) => rows<{ doc: StopDoc }>(ctx.tx, sql`SELECT doc FROM stop WHERE person_id = ${h.kase.personId}`));
    const lock = StopDocSchema.parse(stop!.doc);
    expect([lock.ref, untickedBy(lock).map((c) => c.name)]).toEqual([id, ["林知夏"]]);
    await h.lin.push([h.lin.event("stop.ticked", h.kase, { ref: id, reason: "reported", userId: h.lin.me.id })]);
    expect(await take(at("supervisor"), id, "confirmStop")).toBe("ok");

    // Requests: asked by legal, decided by the head or the director, never by who asked.
    expect(await take(at("legalCollector"), id, "decideRepayment")).toBe("wrong_state");
    expect(await take(at("legalCollector"), id, "askRepayment")).toBe("ok");
    expect(await take(at("legalCollector"), id, "decideRepayment")).toBe("forbidden");
    expect(await take(at("head"), id, "decideRepayment")).toBe("ok");
    expect(await take(at("head"), id, "decideRepayment")).toBe("wrong_state");
    expect(await take(at("legalCollector"), id, "askMerge")).toBe("ok");
    expect(await take(at("head"), id, "decideMerge")).toBe("forbidden");
    expect(await take(at("operationsDirector"), id, "decideMerge")).toBe("ok");
    expect(await take(at("legalCollector"), id, "arrest")).toBe("ok");
    expect(await take(at("legalCollector"), id, "conclude")).toBe("ok");
    expect(await take(at("clerk"), id, "archive")).toBe("ok");
    const done = await docOf(h, id);
    expect([done.state, done.owed, done.facts["usageNo"]]).toEqual(["archived", [], expect.stringMatching(/^SY-\d{8}-\d{4}$/) as string]);
    expect(await seenAt(at("head"), regionDesk("head", "N"), id)).toBe(true);
    // The lock outlives the paper: only the head ends it.
    expect(await holdsOf(h, h.kase.personId)).toEqual(["reported"]);
  });

  it("builds the evidence of R-30 from the ledger and the proofs handed in, and says what is missing; looked at again with the check", async (context) => {
    const h = await house(engine, context);
    const first = h.now - 200 * DAY;
    const call = (startedAt: number) => h.lin.event("call.logged", h.kase, { ...noAnswer(h.kase, startedAt), callId: randomUUID(), line: "A1", person: "B1", outcome: "C7", identityStated: true }, { at: startedAt, atServer: startedAt });
    expect(codes(await h.lin.push([call(first), call(first + 40 * DAY)]))).toEqual(["ok", "ok"]);
    const bare = await docOf(h, await file(h));
    expect(bare.proof?.missing.map((m) => m.gap)).toEqual(["noProof", "amount"]);
    const id = await file(h, { proofs: [{ kind: "call", at: first + 20_000, proofNo: "LY-1" }, { kind: "letter", at: first + 50 * DAY, proofNo: "EMS-9" }] });
    const proved = await docOf(h, id);
    expect(proved.proof).toMatchObject({ enough: false, daysApart: 50, missing: [{ gap: "amount" }] });
    expect(proved.proof?.contacts.map((c) => [c.kind, c.counts])).toEqual([["call", true], ["call", false], ["letter", true]]);
    await h.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE kase SET doc = jsonb_set(doc, '{balances,principalFen}', '6000000') WHERE id = ${h.kase.caseId}`));
    for (const [role, name] of [["clerk", "register"], ["legalCollector", "signFor"], ["legalCollector", "check"]] as const) expect(await take(h.at(role), id, name)).toBe("ok");
    expect((await docOf(h, id)).proof).toMatchObject({ enough: true, missing: [] });
  });

  it("tells the legal post what is missing and lets it decide: a report that leaves half proved says so on its form and in the trail (R-30)", async (context) => {
    const h = await house(engine, context);
    const id = await file(h);
    for (const [role, name] of [["clerk", "register"], ["legalCollector", "signFor"], ["legalCollector", "check"]] as const) expect(await take(h.at(role), id, name)).toBe("ok");
    expect((await docOf(h, id)).proof?.missing.map((m) => m.gap)).toEqual(["noContact", "amount"]);
    // Between the check and the channel somebody reached the debtor; the head reads it, and so does whoever delivers.
    const now = h.service.clock.now();
    await h.lin.push([h.lin.event("call.logged", h.kase, { ...noAnswer(h.kase, now - MINUTE), callId: randomUUID(), line: "A1", person: "B1", outcome: "C7", identityStated: true })]);
    expect(await take(h.at("head"), id, "confirmChannel")).toBe("ok");
    expect((await docOf(h, id)).proof?.missing.map((m) => m.gap)).toEqual(["noProof", "amount"]);
    expect(await take(h.at("legalCollector"), id, "deliver")).toBe("ok");
    const left = await docOf(h, id);
    expect(left).toMatchObject({ state: "delivered", proof: { enough: false } });
    const [row] = await h.service.run(SYSTEM, (ctx) => rows<{ evidence: string }>(ctx.tx, sql`SELECT detail->>'evidence' AS evidence FROM audit WHERE ref = ${id} AND action = 'referral.step' AND detail->>'step' = 'deliver'`));
    expect(row?.evidence).toBe("noProof amount");
  });

  it("a clock that runs out goes to the next level, once; a case that is not placed with us is refused", async (context) => {
    const h = await house(engine, context);
    const desk = h.at("legalSpecialist");
    expect(codes(await desk.push([desk.event("referral.filed", null, { referralId: randomUUID(), form: referralForm({ caseNo: "none" }) })]))).toEqual(["malformed"]);
    expect(codes(await h.lin.push([h.lin.event("referral.filed", null, { referralId: randomUUID(), form: referralForm({ caseNo: h.caseNo }) })]))).toEqual(["forbidden"]);
    const id = await file(h);
    await h.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE workflow_timer SET at = at - ${11 * MINUTE} WHERE instance_id = ${id}`));
    const fired = await Promise.all(Array.from({ length: 3 }, () => runTimers(h.service)));
    expect(fired.reduce((a, b) => a + b)).toBe(3);
    expect((await docOf(h, id)).alerts.filter((x) => x.kind === "breach")).toMatchObject([{ step: "register", to: "assistant" }]);
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${id} ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(["referral.filed", "referral.breached"]);
  });
});
