import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { rows } from "../../../service/db/query.ts";
import { onEachEngine } from "../../support/engines.ts";
import { AUDIT_KEEP_DAYS } from "../../../shared/model/audit.ts";
import { DAY, dayOf } from "../../../shared/model/time.ts";
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
    const report = await verifyAudit(service);
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
    expect((await verifyAudit(service)).ok).toBe(true);
  });
});

/** A database that somebody with its superuser's rights has tampered with: what guards the trail is switched off first. */
async function tampered(context: TestContext, statements: readonly string[], prepare: (service: Service) => Promise<void> = fourRows) {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  const databaseUrl = await postgres.createDatabase();
  const { service, stop } = await startService({ databaseUrl });
  try {
    await prepare(service);
    expect((await verifyAudit(service)).ok).toBe(true);
    const client = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    await client.connect();
    await client.query("SET session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
    await client.end();
    const report = await verifyAudit(service);
    expect(report.first).toEqual(report.faults[0] ?? null);
    return report.faults.map((f) => [f.n, f.fault]);
  } finally {
    await stop();
    await postgres.stop();
  }
}

async function fourRows(service: Service): Promise<void> {
  for (const action of ["a", "b", "c", "d"]) await service.run(SYSTEM, (ctx) => ctx.audit({ action, ref: randomUUID(), detail: { amount: 12.5, text: "中文" } }));
}

it("a changed row is found", async (context) => {
  expect(await tampered(context, ["UPDATE audit SET detail = '{\"amount\": 99}' WHERE action = 'b'"])).toEqual([[2, "changed"]]);
});

it("a missing row is found, in the middle and at the end", async (context) => {
  expect(await tampered(context, ["DELETE FROM audit WHERE action IN ('b', 'd')"])).toEqual([[2, "missing"], [3, "broken_link"], [4, "missing"]]);
});

it("a whole day that is gone is found", async (context) => {
  expect(await tampered(context, ["DELETE FROM audit"])).toEqual([[1, "missing"], [2, "missing"], [3, "missing"], [4, "missing"]]);
});

it("an inserted row is found, at the end and in the middle", async (context) => {
  const copy = (n: number) => `INSERT INTO audit SELECT day, ${n}, at, user_id, device_id, 'x', ref, detail, prev, hash FROM audit WHERE action = 'b'`;
  expect(await tampered(context, [copy(5)])).toEqual(expect.arrayContaining([[5, "inserted"], [5, "changed"], [5, "broken_link"]]));
  expect((await tampered(context, ["UPDATE audit SET n = n + 100 WHERE n > 2", copy(3), "UPDATE audit SET n = n - 99 WHERE n > 100"]))?.[0]).toEqual([3, "changed"]);
});

it("reordered rows are found", async (context) => {
  const swap = ["UPDATE audit SET n = 99 WHERE n = 2", "UPDATE audit SET n = 2 WHERE n = 3", "UPDATE audit SET n = 3 WHERE n = 99"];
  const faults = await tampered(context, swap);
  expect(faults).toEqual(expect.arrayContaining([[2, "changed"], [2, "broken_link"], [3, "changed"]]));
  expect(faults?.[0]?.[0]).toBe(2);
});

it("nobody removes or changes a row of the last 180 days, the tables' owner included; older ones may go", async (context) => {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  const databaseUrl = await postgres.createDatabase();
  const { service, stop } = await startService({ databaseUrl, clock: { now: () => Date.now(), training: false } });
  const owner = new pg.Client({ connectionString: databaseUrl });
  try {
    await fourRows(service);
    await owner.connect();
    await owner.query("SELECT set_config('app.scope', 'system', false)");
    for (const statement of ["DELETE FROM audit", "UPDATE audit SET detail = '{}'", "TRUNCATE audit"]) await expect(owner.query(statement), statement).rejects.toMatchObject({ code: "42501" });
    const old = (days: number) => dayOf(Date.now() - days * DAY);
    const day = (value: string) => owner.query("INSERT INTO audit (day, n, at, action, prev, hash) VALUES ($1, 1, 0, 'old', '', '')", [value]);
    for (const value of [old(AUDIT_KEEP_DAYS - 1), old(AUDIT_KEEP_DAYS + 2)]) await day(value);
    await expect(owner.query("DELETE FROM audit WHERE day = $1", [old(AUDIT_KEEP_DAYS - 1)])).rejects.toMatchObject({ code: "42501" });
    expect((await owner.query("DELETE FROM audit WHERE day = $1", [old(AUDIT_KEEP_DAYS + 2)])).rowCount).toBe(1);
  } finally {
    await owner.end();
    await stop();
    await postgres.stop();
  }
});
