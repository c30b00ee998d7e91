import { accusedDesk } from "../../../shared/access/desks.ts";
import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import type { CaseDoc, PersonDoc } from "../../../shared/model/documents.ts";
import { DOC_KINDS } from "../../../shared/model/documents.ts";
import { RowSchema, type Row } from "../../../shared/protocol/sync.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { assignCases, recallCases, type Move } from "../../../service/records/assign.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, signIn, type Desk } from "../../support/service.ts";

const HELLO = { protocol: 1, appVersion: "1.2.3", lastSeq: 0, unsent: 4, cursors: [] };

/** An agency with Lin signed in on a workstation of her own. */
async function shift(engine: OnEngine, context: TestContext) {
  const running = engine.running(context);
  const agency = await foundAgency(running.service);
  const device = await enrol(running.service, running.url);
  const lin = await signIn(running.service, device, agency.lin);
  const seat = async (me: typeof agency.lin): Promise<Desk> => signIn(running.service, await enrol(running.service, running.url), me);
  const assign = (moves: Move[]) => running.service.run(SYSTEM, (ctx) => assignCases(ctx, moves, "test"));
  return { ...running, agency, lin, seat, assign, mine: `collector:${agency.lin.id}` };
}

const refs = (list: readonly Row[], op: Row[1], kind: string): string[] => list.filter((r) => r[1] === op && r[2] === kind).map((r) => r[3]);
const last = <T>(list: readonly Row[], id: string): T | undefined => list.filter((r) => r[3] === id && r[1] === "put").at(-1)?.[5] as T | undefined;

onEachEngine("sync", {}, (engine) => {
  it("hello names the streams of the session with their heads, and notes the workstation's state", async (context) => {
    const { service, agency, lin, seat } = await shift(engine, context);
    const answer = await lin.device.call<{ streams: { stream: string }[]; epoch: string; safeSeq: number }>("POST", "/sync/hello", { token: lin.token, body: HELLO });
    expect(answer.body.streams.map((s) => s.stream)).toEqual(["all", `device:${lin.device.deviceId}`, accusedDesk(agency.lin.id), `collector:${agency.lin.id}`]);
    expect(answer.body).toMatchObject({ epoch: service.epoch, safeSeq: 0 });
    const [device] = await rows(service.db, sql`SELECT version, unsent FROM device WHERE id = ${lin.device.deviceId}`);
    expect(device).toEqual({ version: "1.2.3", unsent: 4 });
    const supervisor = await seat(agency.supervisorA);
    const theirs = await supervisor.device.call<{ streams: { stream: string }[] }>("POST", "/sync/hello", { token: supervisor.token, body: HELLO });
    expect(theirs.body.streams.map((s) => s.stream)).toContain(`team:${agency.teamA}`);
    expect((await lin.device.call("POST", "/sync/hello", { token: lin.token, body: { ...HELLO, protocol: 99 } })).status).toBe(426);
  });

  it("a snapshot in small pages gives each document once, in the worklist's order, and its position joins on to the pull", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const cases = await addCases(service, 5, agency.lin);
    await addCases(service, 3, agency.zhou);
    await lin.push(cases.flatMap((c) => [lin.event("note.added", c, { text: "一" }), lin.event("note.added", c, { text: "二" })]));
    const { rows: got, at, pages } = await lin.snapshot(mine, 3);
    for (const row of got) RowSchema.parse(row);
    expect(pages).toBeGreaterThan(5);
    expect(refs(got, "put", "case").sort()).toEqual(cases.map((c) => c.caseId).sort());
    expect(refs(got, "put", "person").sort()).toEqual(cases.map((c) => c.personId).sort());
    expect(new Set(refs(got, "put", "entry")).size).toBe(10);
    expect(got.length).toBe(20);
    const kinds = got.map((r) => DOC_KINDS.indexOf(r[2]));
    expect(kinds).toEqual([...kinds].sort((a, b) => a - b));
    // History comes person by person, oldest first: the order in which the workstation stores it.
    const places = got.filter((r) => r[2] === "entry").map((r) => `${String(r[5]?.["personId"])} ${String(r[5]?.["at"])} ${r[3]}`);
    expect(places).toEqual([...places].sort());
    expect(await lin.pull(mine, at)).toMatchObject({ count: 0, to: at });
  });

  it("a pull is gap-free whatever its page size, and a saved event comes back through it", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const [first] = await addCases(service, 1, agency.lin);
    if (!first) throw new Error("no case");
    const { at } = await lin.snapshot(mine);
    const event = lin.event("call.logged", first, noAnswer(first, service.clock.now(), "无人接听"));
    await lin.push([event]);
    const got: Row[] = [];
    for (let from = at; ; ) {
      const page = await lin.pull(mine, from, 1);
      if (page.count === 0) break;
      expect(page.rows.map((r) => r[0])).toEqual([from + 1]);
      got.push(...page.rows);
      from = page.to;
    }
    expect(refs(got, "put", "entry")).toEqual([event["id"]]);
    expect(last<CaseDoc>(got, first.caseId)?.work).toMatchObject({ attempts: 1, lastLine: "A2", lastNote: "无人接听" });
    expect(last<CaseDoc>(got, first.caseId)?.applied).toEqual({ [lin.device.deviceId]: 1 });
    expect(last<PersonDoc>(got, first.personId)?.tally).toMatchObject({ day: "2026-11-23", unanswered: { "13800138622": 1 } });
  });

  it("another epoch, a position from the future, another's stream and a forged token are refused", async (context) => {
    const { agency, lin, mine } = await shift(engine, context);
    const get = async (path: string) => (await lin.device.call<{ code: string }>("GET", path, { token: lin.token })).body.code;
    expect(await get(`/sync/pull?stream=${mine}&epoch=${randomUUID()}&from=0`)).toBe("epoch_changed");
    expect(await get(`/sync/pull?stream=${mine}&epoch=${lin.epoch}&from=999999`)).toBe("behind");
    expect(await get(`/sync/pull?stream=collector:${agency.zhou.id}&epoch=${lin.epoch}&from=0`)).toBe("forbidden");
    expect(await get(`/sync/snapshot?stream=team:${agency.teamA}`)).toBe("forbidden");
    expect(await get(`/sync/snapshot?stream=${mine}&token=eyJhIjoxfQ.AAAA`)).toBe("bad_input");
  });

  it("pushing the same events again, in any grouping, changes nothing: exactly once", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const events = [1, 2, 3].map(() => lin.event("call.logged", one, noAnswer(one, service.clock.now())));
    const [a, b, c] = events;
    expect((await lin.push([a])).body.results.map((r) => r.result)).toEqual(["ok"]);
    expect((await lin.push([a, b])).body.results.map((r) => r.result)).toEqual(["dup", "ok"]);
    expect((await lin.push([c, c, b, a])).body.results.map((r) => r.result)).toEqual(["ok", "dup", "dup", "dup"]);
    await Promise.all([lin.push(events), lin.push(events), lin.push([...events].reverse())]);
    const { rows: got } = await lin.snapshot(mine);
    expect(last<CaseDoc>(got, one.caseId)?.work.attempts).toBe(3);
    expect(last<PersonDoc>(got, one.personId)?.tally.unanswered).toEqual({ "13800138622": 3 });
    expect(refs(got, "put", "entry").length).toBe(3);
  });

  it("events that arrive out of order are all folded in, and the known number waits for the gap", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const [a, b, c] = [1, 2, 3].map(() => lin.event("call.logged", one, noAnswer(one, service.clock.now())));
    expect((await lin.push([c])).body.knownSeq).toBe(0);
    expect((await lin.push([b])).body.knownSeq).toBe(0);
    expect((await lin.push([a])).body.knownSeq).toBe(3);
    expect(last<CaseDoc>((await lin.snapshot(mine)).rows, one.caseId)?.work.attempts).toBe(3);
  });

  it("one poisoned event is refused with its reason and holds up no other", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const batch = [
      lin.event("note.added", one, { text: "前" }),
      lin.event("note.added", one, { text: "nul \u0000 byte" }),
      lin.event("note.added", one, { text: "half \ud800 pair" }),
      lin.event("note.added", one, { text: "" }),
      "rubbish",
      lin.event("note.added", one, { text: "后" }),
    ];
    const answer = (await lin.push(batch)).body;
    expect(answer.results.map((r) => r.code ?? r.result)).toEqual(["ok", "malformed", "malformed", "malformed", "malformed", "ok"]);
    expect(answer.knownSeq).toBe(5);
    expect(refs((await lin.snapshot(mine)).rows, "put", "entry").length).toBe(2);
    const kept = await service.run(SYSTEM, (ctx) => rows<{ seq: number; raw: string }>(ctx.tx, sql`SELECT seq, raw FROM rejection WHERE device_id = ${lin.device.deviceId} ORDER BY seq`));
    expect(kept.map((k) => Number(k.seq))).toEqual([2, 3, 4]);
    expect(JSON.parse(kept[0]?.raw ?? "")).toEqual(batch[1]);
  });

  it("the same id with other content, and the same number with another id, are refused; what was held stays", async (context) => {
    const { service, agency, lin } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const event = lin.event("note.added", one, { text: "原文" });
    await lin.push([event]);
    const answer = await lin.push([{ ...event, body: { text: "改过" } }, { ...event, id: randomUUID() }]);
    expect(answer.body.results.map((r) => r.code)).toEqual(["hash_mismatch", "seq_conflict"]);
    const [held] = await service.run(SYSTEM, (ctx) => rows<{ body: unknown }>(ctx.tx, sql`SELECT body FROM event WHERE id = ${String(event["id"])}`));
    expect(held?.body).toEqual({ text: "原文" });
  });

  it("an event on a case that was never the sender's is refused; so is another device's and another user's", async (context) => {
    const { service, agency, lin } = await shift(engine, context);
    const [theirs] = await addCases(service, 1, agency.he);
    const [mine] = await addCases(service, 1, agency.lin);
    if (!theirs || !mine) throw new Error("no case");
    const answer = await lin.push([
      lin.event("note.added", theirs, { text: "x" }),
      lin.event("note.added", { ...mine, personId: theirs.personId }, { text: "x" }),
      lin.event("promise.made", mine, { callId: null, note: "", items: [{ promiseId: randomUUID(), caseId: theirs.caseId, amountFen: 100, dueOn: "2026-11-25" }] }),
      lin.event("note.added", mine, { text: "x" }, { deviceId: randomUUID() }),
      lin.event("note.added", mine, { text: "x" }, { userId: agency.zhou.id }),
    ]);
    expect(answer.body.results.map((r) => r.code)).toEqual(["forbidden", "malformed", "forbidden", "wrong_device", "forbidden"]);
  });

  it("nothing of another's case reaches a collector by snapshot or pull", async (context) => {
    const { service, agency, lin, mine } = await shift(engine, context);
    const theirs = await addCases(service, 3, agency.zhou);
    const own = await addCases(service, 1, agency.lin);
    const got = [...(await lin.snapshot(mine)).rows, ...(await lin.pull(mine, 0)).rows, ...(await lin.snapshot("all")).rows, ...(await lin.pull("all", 0)).rows];
    const text = JSON.stringify(got);
    for (const c of theirs) expect(text.includes(c.caseId) || text.includes(c.personId)).toBe(false);
    expect(text).toContain(own[0]?.caseId);
  });

  it("a reassigned case is revoked from the one and granted, whole, to the other", async (context) => {
    const { service, agency, lin, seat, assign, mine } = await shift(engine, context);
    const zhou = await seat(agency.zhou);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    await lin.push([
      lin.event("note.added", one, { text: "记" }),
      lin.event("promise.made", one, { callId: null, note: "", items: [{ promiseId: randomUUID(), caseId: one.caseId, amountFen: 5_000, dueOn: "2026-11-25" }] }),
    ]);
    const before = (await lin.pull(mine, 0)).to;
    await assign([{ caseId: one.caseId, toUserId: agency.zhou.id, asOwner: true }]);
    const left = await lin.pull(mine, before);
    expect(left.rows.find((r) => r[1] === "revoke")).toMatchObject([before + 1, "revoke", "case", one.caseId, 0, { grantNo: 1 }]);
    expect(refs(left.rows, "del", "person")).toEqual([one.personId]);
    const arrived = await zhou.pull(`collector:${agency.zhou.id}`, 0);
    expect(arrived.rows.find((r) => r[1] === "grant")?.[5]).toEqual({ grantNo: 2 });
    for (const kind of ["person", "case", "promise"]) expect(refs(arrived.rows, "put", kind).length, kind).toBe(1);
    expect(refs(arrived.rows, "put", "entry").length).toBe(2);
    expect(last<CaseDoc>(arrived.rows, one.caseId)).toMatchObject({ assigneeId: agency.zhou.id, grantNo: 2 });
    expect((await lin.snapshot(mine)).rows).toEqual([]);
    // What was put before the revoke is no longer told either.
    expect((await lin.pull(mine, 0)).rows.filter((r) => r[1] === "put")).toEqual([]);
  });

  it("a case that goes away and comes back has the higher grant last, and a case of the same person keeps the person", async (context) => {
    const { service, agency, lin, assign, mine } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    await assign([{ caseId: one.caseId, toUserId: agency.zhou.id, asOwner: false }]);
    await assign([{ caseId: one.caseId, toUserId: agency.lin.id, asOwner: false }]);
    const all = (await lin.pull(mine, 0)).rows;
    expect(all.filter((r) => r[2] === "case" && r[1] !== "put").map((r) => [r[1], (r[5] as { grantNo: number }).grantNo])).toEqual([["grant", 1], ["revoke", 1], ["grant", 3]]);
    expect((await lin.snapshot(mine)).rows.length).toBe(2);
  });

  it("a supervisor's team keeps a case that moves within it and loses one that leaves it", async (context) => {
    const { service, agency, seat, assign } = await shift(engine, context);
    const supervisor = await seat(agency.supervisorA);
    const stream = `team:${agency.teamA}`;
    const [stays, goes] = await addCases(service, 2, agency.lin);
    if (!stays || !goes) throw new Error("no case");
    const before = (await supervisor.pull(stream, 0)).to;
    await assign([{ caseId: stays.caseId, toUserId: agency.zhou.id, asOwner: true }, { caseId: goes.caseId, toUserId: agency.he.id, asOwner: true }]);
    const { rows: got } = await supervisor.pull(stream, before);
    expect(refs(got, "revoke", "case")).toEqual([goes.caseId]);
    expect(refs(got, "put", "case")).toEqual([stays.caseId]);
  });

  it("a recalled case leaves every workstation", async (context) => {
    const { service, agency, lin, seat, mine } = await shift(engine, context);
    const supervisor = await seat(agency.supervisorA);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    expect(await service.run(SYSTEM, (ctx) => recallCases(ctx, [one.caseId], "recalled"))).toBe(1);
    expect(await service.run(SYSTEM, (ctx) => recallCases(ctx, [one.caseId], "recalled"))).toBe(0);
    expect((await lin.snapshot(mine)).rows).toEqual([]);
    expect((await supervisor.snapshot(`team:${agency.teamA}`)).rows).toEqual([]);
    expect(refs((await lin.pull(mine, 0)).rows, "revoke", "case")).toEqual([one.caseId]);
    expect(refs((await supervisor.pull(`team:${agency.teamA}`, 0)).rows, "revoke", "case")).toEqual([one.caseId]);
  });

  it("a late event on a reassigned case is taken in for review: it counts for the person and leaves the new owner's work alone", async (context) => {
    const { service, agency, lin, seat, assign } = await shift(engine, context);
    const zhou = await seat(agency.zhou);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const late = lin.event("call.logged", one, noAnswer(one, service.clock.now(), "离线记录"));
    const promise = lin.event("promise.made", one, { callId: null, note: "", items: [{ promiseId: randomUUID(), caseId: one.caseId, amountFen: 1, dueOn: "2026-11-25" }] });
    await assign([{ caseId: one.caseId, toUserId: agency.zhou.id, asOwner: true }]);
    expect((await lin.push([late, promise])).body.results.map((r) => r.result)).toEqual(["ok", "ok"]);
    const { rows: got } = await zhou.snapshot(`collector:${agency.zhou.id}`);
    expect(refs(got, "put", "entry")).toContain(late["id"]);
    expect(last<CaseDoc>(got, one.caseId)?.work.attempts).toBe(0);
    expect(last<PersonDoc>(got, one.personId)?.tally.unanswered).toEqual({ "13800138622": 1 });
    expect(refs(got, "put", "promise")).toEqual([]);
    const [kept] = await service.run(SYSTEM, (ctx) => rows<{ review: boolean }>(ctx.tx, sql`SELECT review FROM event WHERE id = ${String(late["id"])}`));
    expect(kept?.review).toBe(true);
  });

  it("a call counts for the same human at every bank, and shows nothing else across banks", async (context) => {
    const { service, agency, lin, seat } = await shift(engine, context);
    const he = await seat(agency.he);
    const human = randomUUID();
    const [here] = await addCases(service, 1, agency.lin, { human });
    const [there] = await addCases(service, 1, agency.he, { human, bank: "OTHER" });
    if (!here || !there) throw new Error("no case");
    await lin.push([lin.event("call.logged", here, { ...noAnswer(here, service.clock.now()), line: "A1", person: "B1", outcome: "C6" })]);
    const { rows: got } = await he.snapshot(`collector:${agency.he.id}`);
    expect(last<PersonDoc>(got, there.personId)?.tally.effective).toBe(1);
    expect(last<PersonDoc>(got, there.personId)?.applied).toEqual({});
    expect(JSON.stringify(got)).not.toContain(here.caseId);
  });

  it("an estimate from the future is held down to the moment of receipt", async (context) => {
    const { service, agency, lin } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const event = lin.event("note.added", one, { text: "x" }, { atServer: service.clock.now() + 86_400_000 });
    await lin.push([event]);
    const [kept] = await service.run(SYSTEM, (ctx) => rows<{ at_server: number; received_at: number }>(ctx.tx, sql`SELECT at_server, received_at FROM event WHERE id = ${String(event["id"])}`));
    expect(kept?.at_server).toBe(kept?.received_at);
  });

  it("an unknown type is kept raw for a later version, and a change of duty reaches every workstation", async (context) => {
    const { service, agency, lin } = await shift(engine, context);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const raw = { ...lin.event("note.added", one, { text: "x" }), type: "visit.recorded", body: { where: "楼下" } };
    const { at } = await lin.snapshot("all");
    expect((await lin.push([raw, lin.event("duty.changed", null, { state: "break" })])).body.results.map((r) => r.result)).toEqual(["ok", "ok"]);
    const [kept] = await service.run(SYSTEM, (ctx) => rows<{ type: string; review: boolean; body: unknown }>(ctx.tx, sql`SELECT type, review, body FROM event WHERE id = ${String((raw as Record<string, unknown>)["id"])}`));
    expect(kept).toEqual({ type: "visit.recorded", review: true, body: { where: "楼下" } });
    expect(last<{ duty: string }>((await lin.pull("all", at)).rows, agency.lin.id)?.duty).toBe("break");
  });

  it("a nudge tells of new rows within a moment, on this stream and not on another's", async (context) => {
    const { service, url, agency, lin } = await shift(engine, context);
    const heard: string[] = [];
    const controller = new AbortController();
    const { request, Agent } = await import("undici");
    const dispatcher = new Agent({ connect: { ca: service.authority.certificatePem, key: lin.device.keyPem, cert: lin.device.certificatePem } });
    const stream = await request(`${url}/sync/nudge`, { dispatcher, signal: controller.signal, headers: { authorization: `Bearer ${lin.token}` } });
    const listening = (async () => {
      for await (const chunk of stream.body) heard.push(String(chunk));
    })().catch(() => undefined);
    await expect.poll(() => heard.join("")).toContain('"stream":"all"');
    heard.length = 0;
    await addCases(service, 1, agency.zhou);
    await addCases(service, 1, agency.lin);
    await expect.poll(() => heard.join(""), { timeout: 5_000 }).toContain(`collector:${agency.lin.id}`);
    expect(heard.join("")).not.toContain(agency.zhou.id);
    controller.abort();
    await listening;
    await dispatcher.close();
  });
});
