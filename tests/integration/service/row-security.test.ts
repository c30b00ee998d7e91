import { expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM } from "../../../service/app.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { asSystem } from "../../../service/unit-of-work.ts";
import { onEachEngine } from "../../support/engines.ts";
import { actor, addCases, foundAgency } from "../../support/service.ts";

const TABLES = [
  "person", "kase", "promise", "warning", "event", "change", "repayment", "refused_row", "unmatched_row", "upload_chunk", "rejection", "event_review",
  "assignment", "purge_receipt", "event_key", "allocation", "upload", "batch", "audit", "cover", "workflow_form", "report", "workflow_timer", "sealed_package", "package_password", "second_factor", "stop", "recovery_code", "recovery_holder", "recovery_envelope", "recovery_request",
];
const caseIds = sql`SELECT id FROM kase ORDER BY id`;

onEachEngine("row security", {}, (engine) => {
  it("a query without a scope sees no record data", async (context) => {
    const { service } = engine.running(context);
    const { lin } = await foundAgency(service);
    await addCases(service, 2, lin);
    for (const table of ["person", "kase", "change"]) {
      const all = await service.run(SYSTEM, (ctx) => rows<{ n: number }>(ctx.tx, sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`));
      expect(all[0]?.n, table).toBeGreaterThan(0);
    }
    for (const table of TABLES) expect((await rows<{ n: number }>(service.db, sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`))[0]?.n, table).toBe(0);
    const inTransaction = await service.db.transaction((tx) => rows<{ n: number }>(tx, sql`SELECT count(*) AS n FROM kase`));
    expect(inTransaction[0]?.n).toBe(0);
  });

  it("every table with record data forces row security, also on its owner", async (context) => {
    const { service } = engine.running(context);
    const found = await rows<{ relname: string }>(service.db, sql`SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity`);
    expect(found.map((f) => f.relname).sort()).toEqual([...TABLES].sort());
  });

  it("the service works under a role that is no superuser and cannot pass row security by", async (context) => {
    const { service } = engine.running(context);
    const [role] = await rows<{ name: string; strong: boolean }>(service.db, sql`SELECT current_user AS name, rolsuper OR rolbypassrls AS strong FROM pg_roles WHERE rolname = current_user`);
    expect(role).toEqual({ name: "lockdesk_app", strong: false });
  });

  it("a collector sees own cases, a supervisor the team's, IT none, the administrator all, with no filter in the query", async (context) => {
    const { service } = engine.running(context);
    const agency = await foundAgency(service);
    const lin = await addCases(service, 2, agency.lin);
    const zhou = await addCases(service, 1, agency.zhou);
    const he = await addCases(service, 1, agency.he);
    const seen = async (me: typeof agency.lin, scope?: "all") => (await service.run(actor(me), (ctx) => rows<{ id: string }>(ctx.tx, caseIds), scope)).map((r) => r.id);
    const ids = (...lists: { caseId: string }[][]) => lists.flat().map((c) => c.caseId).sort();
    expect(await seen(agency.lin)).toEqual(ids(lin));
    expect(await seen(agency.supervisorA)).toEqual(ids(lin, zhou));
    expect(await seen(agency.supervisorB)).toEqual(ids(he));
    expect(await seen(agency.it)).toEqual([]);
    expect(await seen(agency.admin)).toEqual([]);
    expect(await seen(agency.admin, "all")).toEqual(expect.arrayContaining(ids(lin, zhou, he)));
  });

  it("persons follow their cases, and work done as the system does not widen what comes after it", async (context) => {
    const { service } = engine.running(context);
    const agency = await foundAgency(service);
    const [mine] = await addCases(service, 1, agency.lin);
    await addCases(service, 1, agency.he);
    const persons = sql`SELECT id FROM person`;
    await service.run(actor(agency.lin), async (ctx) => {
      expect(await rows(ctx.tx, persons)).toEqual([{ id: mine?.personId }]);
      expect((await asSystem(ctx, () => rows(ctx.tx, persons))).length).toBeGreaterThan(1);
      expect(await rows(ctx.tx, persons)).toEqual([{ id: mine?.personId }]);
    });
  });

  it("a supervisor cannot move a case of another team", async (context) => {
    const { service } = engine.running(context);
    const agency = await foundAgency(service);
    const [theirs] = await addCases(service, 1, agency.he);
    const move = service.run(actor(agency.supervisorA), (ctx) => assignCases(ctx, [{ caseId: theirs?.caseId ?? "", toUserId: agency.lin.id, asOwner: true }], "grab"));
    await expect(move).rejects.toMatchObject({ refusal: { code: "not_found" } });
  });

  it("the service has no right to change or remove what has happened", async (context) => {
    const { service } = engine.running(context);
    for (const table of ["audit", "event", "change"]) {
      const attempt = service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`DELETE FROM ${sql.identifier(table)}`));
      await expect(attempt, table).rejects.toMatchObject({ cause: { code: "42501" } });
    }
  });
});
