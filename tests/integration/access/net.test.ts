import { afterAll, expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import pg from "pg";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { NET_MUTATIONS } from "../../support/access/net-mutations.ts";
import { netFaults, WITHOUT_NET } from "../../support/access/net.ts";
import { setStage, type Stage } from "../../support/access/stage.ts";
import { onEachEngine } from "../../support/engines.ts";
import { actor, addCases, foundAgency, startService } from "../../support/service.ts";

const MINUTES = 60_000;

/** As whoever migrated the database: past grants, and on the embedded engine past row security. */
const asOwner = (service: Service, statement: ReturnType<typeof sql>): Promise<unknown> =>
  service.run(SYSTEM, async ({ tx }) => {
    await tx.execute(sql`SELECT set_config('role', 'none', true)`);
    await tx.execute(statement);
  });

onEachEngine("row security as the second net", {}, (engine) => {
  let stage: Promise<Stage> | null = null;
  const staged = (context: TestContext): Promise<Stage> => {
    const { service, url } = engine.running(context);
    return (stage ??= setStage(service, url));
  };
  afterAll(async () => (await stage)?.device.close());

  it("shows each scope its own of every table, to a query without any filter", async (context) => {
    expect(await netFaults(await staged(context))).toEqual([]);
  }, MINUTES);

  it("is over every table, or there is a reason why the table holds no record data", async (context) => {
    const { service } = engine.running(context);
    const tables = await rows<{ name: string; forced: boolean }>(service.db, sql`SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`);
    expect(tables.filter((t) => !t.forced).map((t) => t.name).sort()).toEqual(Object.keys(WITHOUT_NET).sort());
  });

  it("has a policy on every table under it, each with a mutation that is noticed", async (context) => {
    const { service } = engine.running(context);
    const policies = await rows<{ policy: string; qual: string }>(service.db, sql`SELECT tablename || ' ' || policyname AS policy, qual FROM pg_policies WHERE schemaname = 'public'`);
    const open = policies.filter((p) => p.qual === "true").map((p) => p.policy);
    expect(open).toEqual(["cover cover_seen"]);
    expect([...new Set(NET_MUTATIONS.map((m) => `${m.table} ${m.policy}`))].sort()).toEqual(policies.map((p) => p.policy).filter((p) => !open.includes(p)).sort());
  });

  it.for(NET_MUTATIONS)("it is noticed when $title", { timeout: MINUTES }, async ({ table, policy, using }, context) => {
    const at = await staged(context);
    const [kept] = await rows<{ qual: string }>(at.service.db, sql`SELECT qual FROM pg_policies WHERE tablename = ${table} AND policyname = ${policy}`);
    const set = (expression: string) => asOwner(at.service, sql.raw(`ALTER POLICY ${policy} ON ${table} USING (${expression})`));
    await set(using);
    try {
      const found = await netFaults(at);
      expect(found.filter((fault) => fault.startsWith(table))).not.toEqual([]);
    } finally {
      await set(kept!.qual);
    }
  });

  it("is that of a role that owns nothing, may pass nothing by and may change nothing about it", async (context) => {
    const { service } = engine.running(context);
    const [role] = await rows(service.db, sql`SELECT current_user::text AS name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
      (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns, (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS in_roles FROM pg_roles r WHERE rolname = current_user`);
    expect(role).toEqual({ name: "lockdesk_app", rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolcanlogin: false, owns: 0, in_roles: 0 });
    for (const statement of ["ALTER TABLE kase DISABLE ROW LEVEL SECURITY", "ALTER TABLE kase NO FORCE ROW LEVEL SECURITY", "DROP POLICY kase_scope ON kase", "ALTER POLICY kase_scope ON kase USING (true)", "TRUNCATE kase", "CREATE TABLE mine (id int)", "ALTER FUNCTION app_scope() RENAME TO x"]) {
      await expect(service.run(SYSTEM, ({ tx }) => tx.execute(sql.raw(statement))), statement).rejects.toMatchObject({ cause: { code: "42501" } });
    }
    // Asking for no row security makes a query fail; it shows nothing.
    const off = service.run(actor((await staged(context)).seats[0]!.me), async ({ tx }) => {
      await tx.execute(sql`SET LOCAL row_security = off`);
      return rows(tx, sql`SELECT 1 FROM kase`);
    });
    await expect(off).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("carries no context from one request to the next, not by a pooled connection, a prepared statement, an error or a rollback", async (context) => {
    const { service } = engine.running(context);
    const { lin, zhou, he } = await foundAgency(service);
    const cases = new Map(await Promise.all([lin, zhou, he].map(async (me) => [me.id, (await addCases(service, 3, me)).map((c) => c.caseId).sort()] as const)));
    const context_ = () => rows<{ scope: string; who: string }>(service.db, sql`SELECT coalesce(current_setting('app.scope', true), '') AS scope, coalesce(current_setting('app.user_id', true), '') AS who`);
    // Prepared once per connection and run many times over, so that the server plans it for good.
    const look = (me: typeof lin) => service.run(actor(me), (ctx) => rows<{ id: string }>(ctx.tx, sql`SELECT id FROM kase WHERE status = ${"open"} ORDER BY id`));
    const jobs = Array.from({ length: 120 }, (_, i) => async () => {
      const me = [lin, zhou, he][i % 3]!;
      if (i % 5 === 0) await service.run(actor(me), (ctx) => ctx.tx.execute(sql`SELECT 1 / ${0}::int`)).catch(() => undefined);
      if (i % 7 === 0) await service.run(actor(me), async () => { throw new Error("half way"); }).catch(() => undefined);
      expect((await look(me)).map((r) => r.id)).toEqual(cases.get(me.id));
      expect(await context_()).toEqual([{ scope: "", who: "" }]);
      expect(await rows(service.db, sql`SELECT id FROM kase WHERE status = ${"open"} ORDER BY id`)).toEqual([]);
    });
    await Promise.all(jobs.map((job) => job()));
  }, MINUTES);
});

onEachEngine("a login of its own for the service", { engines: ["postgresql"] }, (engine) => {
  it("is enough once the database is of this version, and is neither owner nor more", async (context) => {
    const { service, postgres, databaseUrl } = engine.running(context);
    const { lin } = await foundAgency(service);
    const [mine] = await addCases(service, 1, lin);
    await postgres!.query("CREATE ROLE lockdesk_run LOGIN NOSUPERUSER NOBYPASSRLS IN ROLE lockdesk_app");
    const runUrl = databaseUrl!.replace("user=lockdesk_owner", "user=lockdesk_run");
    const narrow = await startService({ databaseUrl: runUrl });
    try {
      expect(await narrow.service.run(actor(lin), (ctx) => rows(ctx.tx, sql`SELECT id FROM kase`))).toEqual([{ id: mine!.caseId }]);
    } finally {
      await narrow.stop();
    }
    // Whatever a statement does to its role, behind it is nobody.
    const client = new pg.Client({ connectionString: runUrl });
    await client.connect();
    try {
      const [who] = (await client.query("SELECT session_user::text AS login, rolsuper OR rolbypassrls OR rolcreaterole AS strong, (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns FROM pg_roles r WHERE rolname = session_user")).rows as unknown[];
      expect(who).toEqual({ login: "lockdesk_run", strong: false, owns: 0 });
      await client.query("RESET ROLE");
      expect((await client.query("SELECT id FROM kase")).rows).toEqual([]);
      await expect(client.query("ALTER TABLE kase DISABLE ROW LEVEL SECURITY")).rejects.toMatchObject({ code: "42501" });
    } finally {
      await client.end();
    }
  });

  it("an owner that forgot its role still sees nothing: row security is forced", async (context) => {
    const { service, databaseUrl } = engine.running(context);
    await addCases(service, 1, null);
    const client = new pg.Client({ connectionString: databaseUrl! });
    await client.connect();
    expect((await client.query("SELECT id FROM kase")).rows).toEqual([]);
    await client.end();
  });
});
