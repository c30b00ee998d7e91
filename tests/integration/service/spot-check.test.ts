import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { onEachEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, noAnswer, signIn, type Desk, type TestCase } from "../../support/service.ts";

const codes = (answer: Awaited<ReturnType<Desk["push"]>>) => answer.body.results.map((r) => r.code ?? r.result);

onEachEngine("spot check of notes", {}, (engine) => {
  it("takes a verdict on another's note of the team, tells the collector, and audits draw and verdict; anything else is refused", async (context) => {
    const { service, url } = engine.running(context);
    const agency = await foundAgency(service);
    const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
    const [lin, supervisor, foreign] = [await seat(agency.lin), await seat(agency.supervisorA), await seat(agency.supervisorB)];
    const [kase, other] = (await addCases(service, 2, agency.lin)) as [TestCase, TestCase];
    const now = service.clock.now();
    const note = lin.event("call.logged", kase, noAnswer(kase, now, "无人接听,明日再拨"));
    expect(codes(await lin.push([note]))).toEqual(["ok"]);
    const entryId = String(note["id"]);
    const judged = (desk: Desk, at: TestCase | null, over: Record<string, unknown> = {}) => desk.event("spotCheck.judged", at, { entryId, verdict: "pass", reason: "", seed: 7, ...over });

    const drawn = supervisor.event("spotCheck.drawn", null, { seed: 7, collectorIds: [agency.lin.id], from: "2026-11-17", until: "2026-11-23", population: 1, entryIds: [entryId] });
    const verdict = judged(supervisor, kase, { verdict: "fail", reason: "未写约定时间" });
    expect(codes(await supervisor.push([drawn, verdict]))).toEqual(["ok", "ok"]);
    const seen = (await lin.snapshot(`collector:${agency.lin.id}`)).rows.find((r) => r[3] === verdict["id"]);
    expect(seen?.[5]).toMatchObject({ type: "spotCheck.judged", userName: agency.supervisorA.name, body: { verdict: "fail", reason: "未写约定时间" } });

    const own = supervisor.event("note.added", kase, { text: "主管备注" });
    expect(codes(await supervisor.push([own, judged(supervisor, kase, { entryId: own["id"] }), judged(supervisor, other), judged(supervisor, kase, { entryId: randomUUID() }), judged(supervisor, kase, { verdict: "fail" }), judged(supervisor, null)]))).toEqual(["ok", "forbidden", "forbidden", "forbidden", "malformed", "malformed"]);
    expect(codes(await lin.push([judged(lin, kase)]))).toEqual(["forbidden"]);
    expect(codes(await foreign.push([judged(foreign, kase)]))).toEqual(["forbidden"]);

    const trail = await service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE action LIKE 'spotCheck.%' AND ref IN (${String(drawn["id"])}, ${entryId}) ORDER BY action`));
    expect(trail.map((r) => r.action)).toEqual(["spotCheck.drawn", "spotCheck.judged"]);
  });
});
