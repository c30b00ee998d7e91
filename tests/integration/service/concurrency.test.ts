import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { sql } from "drizzle-orm";
import type { CaseDoc } from "../../../shared/model/documents.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { pullPage } from "../../../service/sync/pull.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { onEachEngine } from "../../support/engines.ts";
import { actor, addCases, foundAgency, startService, type Agency, type TestCase } from "../../support/service.ts";
import { EVENT_VERSION } from "../../../shared/model/events.ts";

const WRITERS = 16;
const EACH = 12;

const note = (agency: Agency, deviceId: string, seq: number, at: TestCase) => ({
  id: randomUUID(), seq, deviceId, userId: agency.lin.id, caseId: at.caseId, personId: at.personId, at: 1, atServer: 1, v: EVENT_VERSION, type: "note.added", body: { text: `${deviceId} ${seq}` },
});

onEachEngine("concurrent writers", { engines: ["postgresql"] }, (engine) => {
  it("a reader misses nothing that 16 writers commit, sees no gap and nothing twice", async (context) => {
    const { service } = engine.running(context);
    const agency = await foundAgency(service);
    const cases = await addCases(service, 4, agency.lin);
    const stream = `collector:${agency.lin.id}`;
    let writing = true;
    const seen: string[] = [];
    const reader = (async () => {
      for (let from = 0; ; ) {
        const done = !writing;
        const page = await service.run(actor(agency.lin), (ctx) => pullPage(ctx.tx, stream, from, 50), "own");
        const lines = page.lines.map((l) => JSON.parse(l) as [number, string, string, string]);
        lines.forEach((l, i) => expect(l[0]).toBe(from + i + 1));
        seen.push(...lines.filter((l) => l[2] === "entry").map((l) => l[3]));
        from = page.to;
        if (done && lines.length === 0) return;
        await sleep(1);
      }
    })();
    const sent: string[] = [];
    await Promise.all(Array.from({ length: WRITERS }, async () => {
      const user = actor(agency.lin);
      await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${user.deviceId}, 'x', 'x', ${user.deviceId}, 0)`));
      for (let seq = 1; seq <= EACH; seq += 1) {
        const event = note(agency, user.deviceId, seq, cases[seq % cases.length] as TestCase);
        const answer = await takeEvents(service, user, [event]);
        expect(answer.results[0]?.result).toBe("ok");
        sent.push(event.id);
        if (seq % 7 === 0) await takeEvents(service, user, [event]);
      }
    }));
    writing = false;
    await reader;
    expect(sent.length).toBe(WRITERS * EACH);
    expect([...seen].sort()).toEqual([...sent].sort());
  }, 180_000);

  it("transactions that stay open a while or roll back leave neither gap nor loss", async (context) => {
    const { service } = engine.running(context);
    const stream = `device:${randomUUID()}`;
    const committed: string[] = [];
    const work = async (i: number) => {
      const ref = randomUUID();
      const fails = i % 5 === 0;
      await service.run(SYSTEM, async (ctx) => {
        ctx.changes.add(stream, "put", "colleague", ref);
        ctx.changes.add("device:another", "put", "colleague", ref);
        if (i % 3 === 0) await sleep(i % 20);
        if (fails) throw new Error("rolled back");
      }).then(() => committed.push(ref), (error: Error) => expect(error.message).toBe("rolled back"));
    };
    await Promise.all(Array.from({ length: 120 }, (_, i) => work(i)));
    const list = await service.run(SYSTEM, (ctx) => rows<{ pos: number; ref: string }>(ctx.tx, sql`SELECT pos, ref FROM change WHERE stream = ${stream} ORDER BY pos`));
    expect(list.map((r) => Number(r.pos))).toEqual(list.map((_, i) => i + 1));
    expect(list.map((r) => r.ref).sort()).toEqual(committed.sort());
  });

  it("assignments crossing pushes end with one holder, and every count is kept", async (context) => {
    const { service } = engine.running(context);
    const agency = await foundAgency(service);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one) throw new Error("no case");
    const user = actor(agency.lin);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${user.deviceId}, 'x', 'x', ${user.deviceId}, 0)`));
    const pushes = Array.from({ length: 20 }, (_, i) => takeEvents(service, user, [note(agency, user.deviceId, i + 1, one)]));
    const moves = Array.from({ length: 10 }, (_, i) => service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: one.caseId, toUserId: i % 2 === 0 ? agency.zhou.id : agency.lin.id, asOwner: true }], "test")));
    const answers = await Promise.all(pushes);
    await Promise.all(moves);
    expect(answers.map((a) => a.results[0]?.result)).toEqual(Array.from({ length: 20 }, () => "ok"));
    expect(Math.max(...answers.map((a) => a.knownSeq))).toBe(20);
    const [kase] = await service.run(SYSTEM, (ctx) => rows<{ doc: CaseDoc; assignee_id: string; grant_no: number; grants: number }>(
      ctx.tx, sql`SELECT doc, assignee_id, grant_no, (SELECT count(*) FROM assignment a WHERE a.case_id = kase.id AND a.until_at IS NULL) AS grants FROM kase WHERE id = ${one.caseId}`));
    expect(kase?.doc.assigneeId).toBe(kase?.assignee_id);
    expect(kase?.doc.grantNo).toBe(kase?.grant_no);
    expect(kase?.grants).toBe(1);
  });

  it("two services over one database share authority, epoch and streams, and nudge each other", async (context) => {
    const { service, databaseUrl } = engine.running(context);
    const second = await startService({ databaseUrl: databaseUrl ?? "" });
    try {
      expect(second.service.epoch).toBe(service.epoch);
      expect(second.service.authority.certificatePem).toBe(service.authority.certificatePem);
      const agency = await foundAgency(service);
      const { connectNudges } = await import("../../support/nudges.ts");
      const nudges = await connectNudges(second.service, agency.lin);
      await addCases(service, 1, agency.lin);
      await expect.poll(() => nudges.heard(), { timeout: 10_000 }).toContain(`collector:${agency.lin.id}`);
      await nudges.close();
    } finally {
      await second.stop();
    }
  });
});
