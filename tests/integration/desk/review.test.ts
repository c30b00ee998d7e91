import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { assignCases, recallCases } from "../../../service/records/assign.ts";
import { addDays, dayOf, HOUR } from "../../../shared/model/time.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { actor, addCases, foundAgency, noAnswer, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { ask, look, onBothEngines, refusalOf } from "./support.ts";

onBothEngines("late events at the supervisor's desk", (open) => {
  let at: TestService;
  let agency: Agency;
  let now: number;
  const device = randomUUID();
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
    now = at.service.clock.now();
  });
  afterEach(() => at.stop());

  let seq = 0;
  const push = async (who: Me, type: string, on: TestCase, body: unknown): Promise<string> => {
    const id = randomUUID();
    const event = { id, seq: (seq += 1), deviceId: device, userId: who.id, caseId: on.caseId, personId: on.personId, at: now, atServer: now, v: 1, type, body };
    expect((await takeEvents(at.service, actor(who, device), [event])).results[0]!.result).toBe("ok");
    return id;
  };
  const move = (on: TestCase, to: Me) => at.service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: on.caseId, toUserId: to.id, asOwner: true }], "test"));
  const promise = (on: TestCase, dueOn: string) => ({ callId: randomUUID(), note: "改约 13800138622", items: [{ promiseId: randomUUID(), caseId: on.caseId, amountFen: 50_000, dueOn }] });
  const waiting = async (who: Me) => (await ask(at.service, who, "review.list", {})).rows;
  const promisesOf = (on: TestCase) => look<{ by: string }>(at.service, sql`SELECT doc->>'madeBy' AS by FROM promise WHERE case_id = ${on.caseId}`);
  const soon = () => addDays(dayOf(now), 3);
  const theOne = async (to: Me) => {
    const [one] = await addCases(at.service, 1, agency.lin);
    await move(one!, to);
    return one!;
  };

  test("a promise is listed for the supervisor of the team that has the case now, masked, and is made anew once", async () => {
    const one = await theOne(agency.he);
    const id = await push(agency.lin, "promise.made", one, promise(one, soon()));
    expect(await waiting(agency.supervisorA)).toEqual([]);
    const listed = await waiting(agency.supervisorB);
    expect(listed).toMatchObject([{ eventId: id, type: "promise.made", userName: "林知夏", nameMasked: "欧**", reason: "moved", holderName: "贺明远", adoptable: "yes", writtenAt: now }]);
    expect(JSON.stringify(listed)).not.toContain("13800138622");
    expect(await promisesOf(one)).toEqual([]);

    expect((await refusalOf(ask(at.service, agency.supervisorA, "review.decide", { eventId: id, decision: "adopt" }))).code).toBe("not_found");
    expect((await refusalOf(ask(at.service, agency.he, "review.decide", { eventId: id, decision: "adopt" }))).code).toBe("forbidden");
    const both = await Promise.allSettled([1, 2].map(() => ask(at.service, agency.supervisorB, "review.decide", { eventId: id, decision: "adopt", note: "已与债务人核实" })));
    expect(both.map((r) => r.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await refusalOf(ask(at.service, agency.supervisorB, "review.decide", { eventId: id, decision: "archive" }))).code).toBe("conflict");
    expect(await promisesOf(one)).toEqual([{ by: agency.supervisorB.id }]);
    expect(await waiting(agency.supervisorB)).toEqual([]);
    const [kept] = await look<{ adopted_as: string; decision: string; writer_id: string }>(at.service, sql`SELECT adopted_as, decision, writer_id FROM event_review WHERE event_id = ${id}`);
    expect(kept).toMatchObject({ decision: "adopt", writer_id: agency.lin.id });
    expect(await look(at.service, sql`SELECT user_id, review, type FROM event WHERE id = ${kept!.adopted_as}`)).toEqual([{ user_id: agency.supervisorB.id, review: false, type: "promise.made" }]);
    expect(await look(at.service, sql`SELECT detail->>'adoptedAs' AS id FROM audit WHERE action = 'review.adopt' AND ref = ${id}`)).toEqual([{ id: kept!.adopted_as }]);
    const told = await look<{ kind: string }>(at.service, sql`SELECT DISTINCT kind FROM change WHERE stream = ${`collector:${agency.he.id}`} AND kind IN ('promise', 'entry')`);
    expect(told.map((t) => t.kind).toSorted()).toEqual(["entry", "promise"]);
  });

  test("a follow-up sets the present case's time", async () => {
    const one = await theOne(agency.zhou);
    const id = await push(agency.lin, "followUp.set", one, { kind: "callback", at: now + HOUR, note: "" });
    const callback = () => look<{ at: number | null }>(at.service, sql`SELECT (doc->'work'->>'callbackAt')::bigint AS at FROM kase WHERE id = ${one.caseId}`);
    expect((await callback())[0]!.at).toBeNull();
    await ask(at.service, agency.supervisorA, "review.decide", { eventId: id, decision: "adopt" });
    expect(Number((await callback())[0]!.at)).toBe(now + HOUR);
  });

  test("what is over, of no such kind, or on a case that is gone cannot be made anew, and stays to be decided", async () => {
    const one = await theOne(agency.zhou);
    const past = await push(agency.lin, "promise.made", one, promise(one, addDays(dayOf(now), -1)));
    const note = await push(agency.lin, "note.added", one, { text: "离线时写的" });
    const gone = await theOne(agency.zhou);
    await at.service.run(SYSTEM, (ctx) => recallCases(ctx, [gone.caseId], "recalled"));
    const closed = await push(agency.lin, "promise.made", gone, promise(gone, soon()));
    const rows = await waiting(agency.supervisorA);
    expect(new Map(rows.map((r) => [r.eventId, [r.reason, r.adoptable]]))).toEqual(new Map([[past, ["moved", "past"]], [note, ["moved", "kind"]], [closed, ["closed", "notHeld"]]]));
    for (const eventId of [past, note, closed]) expect((await refusalOf(ask(at.service, agency.supervisorA, "review.decide", { eventId, decision: "adopt" }))).code).toBe("conflict");
    expect(await waiting(agency.supervisorA)).toHaveLength(3);
    await ask(at.service, agency.supervisorA, "review.decide", { eventId: note, decision: "archive" });
    expect((await waiting(agency.supervisorA)).map((r) => r.eventId).toSorted()).toEqual([past, closed].toSorted());
  });

  test("an event of an unknown kind is listed; traces, facts about the person and a colleague's message are not", async () => {
    const one = await theOne(agency.zhou);
    const unknown = await push(agency.lin, "visit.recorded", one, { text: "楼下" });
    await push(agency.lin, "reveal.made", one, { field: "phone", contactPointId: one.contactId, reason: "" });
    await push(agency.lin, "contact.marked", one, { contactPointId: one.contactId, status: "invalid", reason: "" });
    await ask(at.service, agency.he, "lookup.message", { ref: one.caseId, message: "请回电" });
    expect(await waiting(agency.supervisorA)).toMatchObject([{ eventId: unknown, reason: "unknownKind", adoptable: "kind" }]);
  });

  test("a note goes back to its writer, who reads it once; nobody else does", async () => {
    const one = await theOne(agency.he);
    const id = await push(agency.lin, "call.logged", one, noAnswer(one, now, "离线记录"));
    expect((await refusalOf(ask(at.service, agency.supervisorB, "review.decide", { eventId: id, decision: "return", note: " " }))).code).toBe("bad_input");
    await ask(at.service, agency.supervisorB, "review.decide", { eventId: id, decision: "return", note: "案件已调走,请勿再跟进" });
    const notes = async (who: Me) => (await ask(at.service, who, "review.returned", {})).notes;
    expect(await notes(agency.zhou)).toEqual([]);
    expect(await notes(agency.lin)).toMatchObject([{ eventId: id, type: "call.logged", note: "案件已调走,请勿再跟进", byName: "宋柏", body: { note: "离线记录" } }]);
    await ask(at.service, agency.zhou, "review.seen", { eventId: id });
    expect(await notes(agency.lin)).toHaveLength(1);
    await ask(at.service, agency.lin, "review.seen", { eventId: id });
    expect(await notes(agency.lin)).toEqual([]);
    expect(await look(at.service, sql`SELECT user_id FROM audit WHERE action = 'review.seen'`)).toEqual([{ user_id: agency.lin.id }]);
  });

  test("a decision cannot be changed or removed, not even by the service", async () => {
    const change = (statement: ReturnType<typeof sql>) => at.service.run(SYSTEM, (ctx) => ctx.tx.execute(statement));
    for (const statement of [sql`DELETE FROM event_review`, sql`UPDATE event_review SET decision = 'archive'`]) await expect(change(statement)).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});
