import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { regionDesk } from "../../../shared/access/desks.ts";
import type { PersonDoc } from "../../../shared/model/documents.ts";
import { StopDocSchema, stands, unheardOn, untickedBy, type StopDoc } from "../../../shared/model/stop.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addUser } from "../../../service/desk/users.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, PASSWORD, signIn, type Desk, type TestCase } from "../../support/service.ts";

async function house(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const seat = async (me: typeof agency.lin, name: string) => signIn(service, await enrol(service, url, name), me);
  const headId = await service.run(SYSTEM, async (ctx) =>
    addUser(ctx, { no: `H-${randomUUID().slice(0, 12)}`, name: "郭韫", roles: ["head"], teamId: null, regionCode: "N", extension: "", pledgedOn: "2026-01-01", passwordHash: await hashPassword(PASSWORD), mustChange: false }));
  await runTimers(service);
  const [lin, he, supervisor, supervisorB, head] = [await seat(agency.lin, "PC-lin"), await seat(agency.he, "PC-he"), await seat(agency.supervisorA, "PC-sup"), await seat(agency.supervisorB, "PC-supB"), await seat((await loadMe(service.db, headId))!, "PC-head")];
  // One human: a case at each of two banks, with different teams.
  const human = randomUUID();
  const [here] = await addCases(service, 1, agency.lin, { human });
  const [there] = await addCases(service, 1, agency.he, { human, bank: "OTHER" });
  if (!here || !there) throw new Error("no case");
  return { service, url, agency, seat, lin, he, supervisor, supervisorB, head, here, there, human };
}
type House = Awaited<ReturnType<typeof house>>;

const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);
const ok = async (desk: Desk, ...events: Record<string, unknown>[]) => expect(codes(await desk.push(events))).toEqual(events.map(() => "ok"));

async function personOf({ service }: House, { personId }: TestCase): Promise<PersonDoc> {
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ doc: PersonDoc }>(ctx.tx, sql`SELECT doc FROM person WHERE id = ${personId}`));
  return row!.doc;
}
const holdsOf = async (h: House, at: TestCase) => (await personOf(h, at)).holds.map((x) => x.reason);
async function stopsOf({ service }: House, { personId }: TestCase): Promise<StopDoc[]> {
  const found = await service.run(SYSTEM, (ctx) => rows<{ doc: StopDoc }>(ctx.tx, sql`SELECT doc FROM stop WHERE person_id = ${personId} ORDER BY ref, reason`));
  return found.map((f) => StopDocSchema.parse(f.doc));
}
/** A workstation that has applied what its streams hold, as its acknowledgement says. */
async function follows(desk: Desk, ...streams: string[]): Promise<void> {
  const cursors = await Promise.all(streams.map(async (stream) => ({ stream, epoch: desk.epoch, pos: (await desk.pull(stream, 0)).head })));
  expect((await desk.device.call("POST", "/sync/ack", { token: desk.token, body: { cursors, unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 } })).status).toBe(200);
}
async function allFollow(h: House): Promise<void> {
  await follows(h.lin, `collector:${h.lin.me.id}`);
  await follows(h.he, `collector:${h.he.me.id}`);
  await follows(h.supervisor, `team:${h.agency.teamA}`);
}
const seen = async (desk: Desk, stream: string, id: string) => (await desk.snapshot(stream)).rows.find((r) => r[2] === "stop" && r[3] === id)?.[5] as StopDoc | undefined;
/** What passes between two moments in the life of the person's locks; the case was theirs all along. */
const later = ({ service, here }: House, minutes: number) => service.run(SYSTEM, async (ctx) => {
  await ctx.tx.execute(sql`UPDATE stop SET due_at = due_at - ${minutes * MINUTE}, doc = jsonb_set(doc, '{standsFrom}', to_jsonb((doc->>'standsFrom')::bigint - ${minutes * MINUTE})) WHERE person_id = ${here.personId}`);
  await ctx.tx.execute(sql`UPDATE kase SET doc = jsonb_set(doc, '{assignedAt}', to_jsonb((doc->>'assignedAt')::bigint - ${minutes * MINUTE})) WHERE id = ${here.caseId}`);
});

onEachEngine("停催, the lock on a person", { service: { desk: deskHandlers } }, (engine) => {
  it("stands at every bank that placed the human; every machine that holds a case of theirs and every collector owes a word, and the supervisor sees whose is missing", async (context) => {
    const h = await house(engine, context);
    await allFollow(h);
    const ref = randomUUID();
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref, reason: "reported", note: "报案材料已递交" }));
    expect([await holdsOf(h, h.here), await holdsOf(h, h.there)]).toEqual([["reported"], ["reported"]]);
    const [stop] = await stopsOf(h, h.here);
    const [other] = await stopsOf(h, h.there);
    expect(unheardOn(stop!).map((m) => m.name)).toEqual(["PC-lin", "PC-sup"]);
    expect(untickedBy(stop!).map((c) => c.name)).toEqual(["林知夏"]);
    // The other bank's holders hear of it by a document of their own, which says nothing of the first bank.
    expect([unheardOn(other!).map((m) => m.name), untickedBy(other!).map((c) => c.name)]).toEqual([["PC-he"], ["贺明远"]]);
    expect(JSON.stringify(other)).not.toContain(h.here.caseId);
    expect(await seen(h.he, `collector:${h.he.me.id}`, stop!.id)).toBeUndefined();

    await ok(h.lin, h.lin.event("stop.heard", h.here, { ref, reason: "reported" }), h.lin.event("stop.ticked", h.here, { ref, reason: "reported", userId: h.lin.me.id }));
    const atSupervisor = (await seen(h.supervisor, `team:${h.agency.teamA}`, stop!.id))!;
    expect([unheardOn(atSupervisor).map((m) => m.name), untickedBy(atSupervisor)]).toEqual([["PC-sup"], []]);
    // What the machines are told: the gate's own document and the lock, in one transaction.
    const pulled = (await h.lin.pull(`collector:${h.lin.me.id}`, 0)).rows.map((r) => `${r[1]} ${r[2]} ${r[3]}`);
    expect(pulled).toEqual(expect.arrayContaining([`put person ${h.here.personId}`, `put stop ${stop!.id}`]));
  });

  it("counts a machine that is off or locked as one that has not heard, until it says so itself", async (context) => {
    const h = await house(engine, context);
    await allFollow(h);
    const ref = randomUUID();
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref, reason: "bankruptcy", note: "" }));
    // The collector has been told across the room; their machine is off.
    await ok(h.supervisor, h.supervisor.event("stop.ticked", h.here, { ref, reason: "bankruptcy", userId: h.lin.me.id }));
    const [stop] = await stopsOf(h, h.here);
    expect([untickedBy(stop!), unheardOn(stop!).map((m) => m.name), stop!.ticks]).toEqual([[], ["PC-lin", "PC-sup"], [expect.objectContaining({ userId: h.lin.me.id, by: h.supervisor.me.id })]]);
    await ok(h.lin, h.lin.event("stop.heard", h.here, { ref, reason: "bankruptcy" }));
    expect(unheardOn((await stopsOf(h, h.here))[0]!).map((m) => m.name)).toEqual(["PC-sup"]);
  });

  it("goes to the head when a collector has not ticked in five minutes: once with several services, recorded, and never for one who has", async (context) => {
    const h = await house(engine, context);
    await allFollow(h);
    const ref = randomUUID();
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref, reason: "dispute", note: "" }));
    const [stop] = await stopsOf(h, h.here);
    expect(stop!.desks).toEqual([]);
    await later(h, 4);
    expect(await runTimers(h.service)).toBe(0);
    await later(h, 2);
    const fired = await Promise.all(Array.from({ length: 4 }, () => runTimers(h.service)));
    expect(fired.reduce((a, b) => a + b)).toBe(1);
    const [breached] = await stopsOf(h, h.here);
    expect(breached!.alerts).toEqual([expect.objectContaining({ to: "head", machines: 2, userIds: [h.lin.me.id] })]);
    expect((await seen(h.head, regionDesk("head", "N"), stop!.id))?.facts).toMatchObject({ bank: "示例银行", name: expect.stringMatching(/\*/) as string });
    const trail = await h.service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${h.here.personId} ORDER BY day, n`));
    expect(trail.map((t) => t.action)).toEqual(["stop.set", "stop.breached"]);
    await later(h, 60);
    expect(await runTimers(h.service)).toBe(0);
    // Somebody else gets the case: five minutes of their own, however long the lock has stood.
    await h.service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: h.here.caseId, toUserId: h.agency.zhou.id, asOwner: true }], "test"));
    expect(untickedBy((await stopsOf(h, h.here))[0]!).map((c) => c.name)).toEqual(["周砚"]);
    expect(await runTimers(h.service)).toBe(0);
  });

  it("is lifted by whom the reason allows, with a reason, everywhere at once; another lock stays", async (context) => {
    const h = await house(engine, context);
    const [a, b] = [randomUUID(), randomUUID()];
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref: a, reason: "deceased", note: "" }), h.supervisor.event("stop.set", h.here, { ref: b, reason: "askedToStop", note: "" }));
    const lift = (desk: Desk, at: TestCase, ref: string, reason: "deceased" | "askedToStop") => desk.event("stop.lifted", at, { ref, reason, note: "核实有误" });
    expect(codes(await h.lin.push([lift(h.lin, h.here, a, "deceased")]))).toEqual(["forbidden"]);
    expect(codes(await h.supervisor.push([lift(h.supervisor, h.here, a, "deceased")]))).toEqual(["forbidden"]);
    const stranger = await addCases(h.service, 1, h.agency.lin);
    expect(codes(await h.supervisorB.push([lift(h.supervisorB, stranger[0]!, b, "askedToStop")]))).toEqual(["forbidden"]);
    await ok(h.head, lift(h.head, h.here, a, "deceased"));
    expect([await holdsOf(h, h.here), await holdsOf(h, h.there)]).toEqual([["askedToStop"], ["askedToStop"]]);
    await ok(h.supervisor, lift(h.supervisor, h.here, b, "askedToStop"));
    expect([await holdsOf(h, h.here), await holdsOf(h, h.there)]).toEqual([[], []]);
    expect((await stopsOf(h, h.there)).map((s) => [stands(s), s.lift?.note])).toEqual([[false, "核实有误"], [false, "核实有误"]]);
    // Set again: a lock of its own.
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref: randomUUID(), reason: "askedToStop", note: "" }));
    expect(await holdsOf(h, h.here)).toEqual(["askedToStop"]);
  });

  it("a bank's own matter stays with that bank; what a collector logs, and what a bank's list says, is the same lock", async (context) => {
    const h = await house(engine, context);
    const talked = { ...noAnswer(h.here, h.service.clock.now()), line: "A1" as const, person: "B1" as const, identityStated: true };
    await ok(h.lin, h.lin.event("call.logged", h.here, { ...talked, callId: randomUUID(), outcome: "C10" }), h.lin.event("call.logged", h.here, { ...talked, callId: randomUUID(), outcome: "C14" }));
    expect([await holdsOf(h, h.here), await holdsOf(h, h.there)]).toEqual([["dispute", "deceased"], ["deceased"]]);
    expect((await stopsOf(h, h.here)).map((s) => s.reason).sort()).toEqual(["deceased", "dispute"]);
    // A third bank places the same human: the lock is there before anybody could call.
    const [later] = await addCases(h.service, 1, h.agency.lin, { human: h.human });
    expect(await holdsOf(h, later!)).toEqual(["deceased"]);
    expect(untickedBy((await stopsOf(h, later!))[0]!).map((c) => c.name)).toEqual(["林知夏"]);
  });

  it("an outgoing call from a machine that had not heard is taken in and goes to review; inbound, earlier and later ones do not", async (context) => {
    const h = await house(engine, context);
    const ref = randomUUID();
    const before = h.service.clock.now() - 10 * MINUTE;
    await ok(h.supervisor, h.supervisor.event("stop.set", h.here, { ref, reason: "complaint", note: "" }));
    const now = h.service.clock.now();
    const call = (at: number, direction: "out" | "in") => h.lin.event("call.logged", h.here, { ...noAnswer(h.here, at), callId: randomUUID(), direction }, { atServer: at });
    const calls = [call(before, "out"), call(now, "out"), call(now, "in")];
    await ok(h.lin, ...calls);
    const held = await h.service.run(SYSTEM, (ctx) => rows<{ id: string; review: boolean }>(ctx.tx, sql`SELECT id, review FROM event WHERE id = ANY(${sql.param(calls.map((c) => c["id"]))}::uuid[])`));
    expect(calls.map((c) => held.find((x) => x.id === c["id"])?.review)).toEqual([false, true, false]);
    const listed = await h.supervisor.device.call<{ rows: { eventId: string; reason: string }[] }>("GET", `/desk/reviews?q=${encodeURIComponent("{}")}`, { token: h.supervisor.token });
    expect(listed.body.rows.map((r) => [r.eventId, r.reason])).toEqual([[calls[1]!["id"], "afterStop"]]);
    await ok(h.supervisor, h.supervisor.event("stop.lifted", h.here, { ref, reason: "complaint", note: "已结案" }));
    const after = call(h.service.clock.now() + 1, "out");
    await ok(h.lin, after);
    expect((await h.service.run(SYSTEM, (ctx) => rows<{ review: boolean }>(ctx.tx, sql`SELECT review FROM event WHERE id = ${String(after["id"])}`)))[0]?.review).toBe(false);
  });

  it("is the same at the centre whatever the order in which machines are heard of", async (context) => {
    const h = await house(engine, context);
    const shuffled = <T>(list: T[], seed: number): T[] => list.map((x, i) => [Math.sin(seed * 97 + i * 131), x] as const).sort((a, b) => a[0] - b[0]).map(([, x]) => x);
    let expected: unknown = null;
    for (let run = 0; run < 8; run += 1) {
      const human = randomUUID();
      const [one] = await addCases(h.service, 1, h.agency.lin, { human });
      const [two] = await addCases(h.service, 1, h.agency.he, { human, bank: "OTHER" });
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      const at = h.service.clock.now() - 5 * MINUTE;
      const from = (desk: Desk, at0: number, type: "stop.set" | "stop.lifted" | "stop.heard" | "stop.ticked", place: TestCase, body: Record<string, unknown>) => ({ desk, event: desk.event(type, place, { note: "x", ...body } as never, { atServer: at + at0, at: at + at0 }) });
      const said = [
        from(h.supervisor, 1, "stop.set", one!, { ref: a, reason: "complaint" }), from(h.supervisor, 2, "stop.set", one!, { ref: b, reason: "dispute" }), from(h.supervisor, 3, "stop.lifted", one!, { ref: a, reason: "complaint" }),
        from(h.supervisor, 4, "stop.set", one!, { ref: c, reason: "complaint" }), from(h.lin, 5, "stop.heard", one!, { ref: a, reason: "complaint" }), from(h.lin, 6, "stop.heard", one!, { ref: c, reason: "complaint" }),
        from(h.lin, 7, "stop.ticked", one!, { ref: c, reason: "complaint", userId: h.lin.me.id }), from(h.he, 8, "stop.heard", two!, { ref: c, reason: "complaint" }),
        from(h.supervisor, 9, "stop.lifted", one!, { ref: b, reason: "dispute" }),
      ];
      for (const { desk, event } of run === 0 ? said : shuffled(said, run)) await ok(desk, event);
      const name = (id: string) => ["a", "b", "c"][([a, b, c] as string[]).indexOf(id)];
      const state = await Promise.all([one!, two!].map(async (place) => ({
        holds: (await personOf(h, place)).holds.map((x) => `${x.reason} ${name(x.ref)} ${x.since - at}`).sort(),
        stops: (await stopsOf(h, place)).map((s) => ({ ref: name(s.ref), stands: stands(s), set: s.set && s.set.at - at, lift: s.lift && s.lift.at - at, heard: s.heard.length, ticks: s.ticks.length })).sort((x, y) => (x.ref! < y.ref! ? -1 : 1)),
      })));
      expected ??= state;
      expect(state, `order ${run}`).toEqual(expected);
    }
    expect(expected).toMatchObject([{ holds: ["complaint c 4"] }, { holds: ["complaint c 4"] }]);
  });
});
