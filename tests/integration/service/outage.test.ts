import pg from "pg";
import { expect, it } from "vitest";
import { onEachEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, signIn } from "../../support/service.ts";

onEachEngine("a database in trouble", { engines: ["postgresql"] }, (engine) => {
  it("connections cut in the middle cost no event: the same push succeeds afterwards, once", async (context) => {
    const { service, url, postgres, databaseUrl } = engine.running(context);
    const agency = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    const [one] = await addCases(service, 1, agency.lin);
    if (!one || !postgres || !databaseUrl) throw new Error("not set up");
    const events = Array.from({ length: 40 }, (_, i) => desk.event("note.added", one, { text: `第 ${i} 条` }));
    const knife = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    await knife.connect();
    let cutting = true;
    const cuts = (async () => {
      while (cutting) await knife.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockdesk'");
    })();
    const during = await Promise.all(events.map((e) => desk.push([e])));
    cutting = false;
    await cuts;
    await knife.end();
    for (const reply of during) expect([200, 503], JSON.stringify(reply.body)).toContain(reply.status);
    expect(during.some((r) => r.status === 503)).toBe(true);
    const after = await desk.push(events);
    expect(after.status).toBe(200);
    expect(new Set(after.body.results.map((r) => r.result))).toEqual(new Set(during.some((r) => r.status === 200) ? ["ok", "dup"] : ["ok"]));
    expect(after.body.knownSeq).toBe(40);
    const figures = await (await fetch((await service.measure(0)).url)).text();
    const connections = (state: string) => Number(new RegExp(`^lockdesk_pool_connections_${state} (\\d+)$`, "m").exec(figures)?.[1]);
    // One of them asks for these figures.
    expect(connections("open") - connections("idle"), "connections that never came back to the pool").toBeLessThanOrEqual(1);
    const { rows } = await desk.snapshot(`collector:${agency.lin.id}`);
    expect(rows.filter((r) => r[2] === "entry").length).toBe(40);
  });
});
