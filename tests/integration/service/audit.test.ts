import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { SYSTEM } from "../../../service/app.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { rows } from "../../../service/db/query.ts";
import { onEachEngine } from "../../support/engines.ts";
import { addCases, enrol, foundAgency, signIn } from "../../support/service.ts";
import { startPostgres } from "../../support/postgres.ts";
import { startService } from "../../support/service.ts";

onEachEngine("the audit trail", {}, (engine) => {
  it("a reveal leaves a trace with who, where and what, and the chain holds under concurrent writers", async (context) => {
    const { service, url } = engine.running(context);
    const agency = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    const [kase] = await addCases(service, 1, agency.lin);
    if (!kase) throw new Error("no case");
    await desk.push([desk.event("reveal.made", kase, { field: "phone", contactPointId: kase.contactId, reason: "" })]);
    await Promise.all(Array.from({ length: 12 }, (_, i) => service.run(SYSTEM, (ctx) => ctx.audit({ action: "test", detail: { i } }))));
    const [trace] = await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT user_id, device_id, ref, detail->>'field' AS field FROM audit WHERE action = 'reveal.made'`));
    expect(trace).toEqual({ user_id: agency.lin.id, device_id: desk.device.deviceId, ref: kase.caseId, field: "phone" });
    const report = await service.run(SYSTEM, (ctx) => verifyAudit(ctx));
    expect(report).toMatchObject({ ok: true, faults: [] });
    expect(report.rows).toBeGreaterThan(12);
  });

  it("work that fails leaves no trace and no gap in the numbers", async (context) => {
    const { service } = engine.running(context);
    const failed = service.run(SYSTEM, async (ctx) => {
      await ctx.audit({ action: "never" });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT n FROM audit WHERE action = 'never'`))).toEqual([]);
    expect((await service.run(SYSTEM, (ctx) => verifyAudit(ctx))).ok).toBe(true);
  });
});

/** A database that somebody with its superuser's rights has tampered with. */
async function tampered(context: TestContext, statements: readonly string[]) {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  const databaseUrl = await postgres.createDatabase();
  const { service, stop } = await startService({ databaseUrl });
  try {
    for (const action of ["a", "b", "c", "d"]) await service.run(SYSTEM, (ctx) => ctx.audit({ action, ref: randomUUID(), detail: { amount: 12.5, text: "中文" } }));
    expect((await service.run(SYSTEM, (ctx) => verifyAudit(ctx))).ok).toBe(true);
    const client = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
    return (await service.run(SYSTEM, (ctx) => verifyAudit(ctx))).faults.map((f) => [f.n, f.fault]);
  } finally {
    await stop();
    await postgres.stop();
  }
}

it("a changed row is found", async (context) => {
  expect(await tampered(context, ["UPDATE audit SET detail = '{\"amount\": 99}' WHERE action = 'b'"])).toEqual([[2, "changed"]]);
});

it("a missing row is found, in the middle and at the end", async (context) => {
  expect(await tampered(context, ["DELETE FROM audit WHERE action IN ('b', 'd')"])).toEqual([[2, "missing"], [4, "missing"], [3, "broken_link"]]);
});

it("reordered rows are found", async (context) => {
  const swap = ["UPDATE audit SET n = 99 WHERE n = 2", "UPDATE audit SET n = 2 WHERE n = 3", "UPDATE audit SET n = 3 WHERE n = 99"];
  expect(await tampered(context, swap)).toEqual(expect.arrayContaining([[2, "changed"], [2, "broken_link"], [3, "changed"]]));
});
