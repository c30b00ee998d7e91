/** Desk routes called as the service calls them: input by schema, grant by the access table, output by schema. */
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { sql } from "drizzle-orm";
import type { Service } from "../../../service/app.ts";
import { SYSTEM } from "../../../service/app.ts";
import type { DeskCtx } from "../../../service/context.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { ROUTE_FILTER } from "../../../service/http/route-filter.ts";
import { storeUpload } from "../../../service/http/upload.ts";
import { rows } from "../../../service/db/query.ts";
import { recordScopeOf } from "../../../shared/access/table.ts";
import { idNoCheckDigit } from "../../../shared/model/identity.ts";
import { DESK_ROUTES, type DeskInput, type DeskOutput, type DeskRoute } from "../../../shared/protocol/desk.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { RefusalError, type Refusal } from "../../../shared/protocol/errors.ts";
import { actor, startService, type TestService } from "../../support/service.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";

/** Calls a desk route as a user. */
export async function ask<R extends DeskRoute>(service: Service, me: Me, route: R, input: DeskInput<R>): Promise<DeskOutput<R>> {
  const def = DESK_ROUTES[route];
  const who = actor(me);
  const scope = ROUTE_FILTER.scope(who, def.action);
  const handler = deskHandlers[route] as (ctx: DeskCtx, input: unknown) => Promise<unknown>;
  const parsed = def.input.parse(input);
  const output = await service.run(who, (ctx) => handler({ ...ctx, actor: who, scope, releases: null }, parsed), recordScopeOf(me.roles, def.action));
  return def.output.parse(output) as DeskOutput<R>;
}

/** The refusal of a call that must be refused. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const outcome = await work.then(() => null, (error: unknown) => error);
  if (outcome instanceof RefusalError) return outcome.refusal;
  throw new Error(`not refused: ${outcome instanceof Error ? outcome.stack : String(outcome)}`);
}

/** Rows behind every filter, for looking at what a call left. */
export const look = <T extends object>(service: Service, statement: ReturnType<typeof sql>): Promise<T[]> => service.run(SYSTEM, (ctx) => rows<T>(ctx.tx, statement));

/** Positions of all streams: equal before and after means that no workstation hears of anything. */
export const heads = (service: Service): Promise<{ name: string; head: number }[]> => look(service, sql`SELECT name, head::int AS head FROM stream ORDER BY name`);

/** An uploaded file. */
export async function upload(service: Service, me: Me, name: string, content: Buffer | string): Promise<string> {
  async function* bytes() {
    yield Buffer.from(content);
  }
  return (await storeUpload(service, actor(me), "all", name, bytes())).uploadId;
}

/** Previews and confirms a file with its own totals, as an administrator whose letter agrees. */
export async function take(service: Service, admin: Me, content: Buffer | string, options: { bank?: string; name?: string } = {}): Promise<DeskOutput<"import.confirm">> {
  const uploadId = await upload(service, admin, options.name ?? "file.csv", content);
  const { report } = await ask(service, admin, "import.preview", { uploadId, bankCode: options.bank ?? "DEMO" });
  return ask(service, admin, "import.confirm", { batchId: report.batchId, controlCount: report.controlCount, controlFen: report.controlFen });
}

/** A resident ID number of nobody: sequence 000, right check digit. */
export function idNo(n: number): string {
  const first = `110101${1960 + (n % 40)}${String(1 + (n % 12)).padStart(2, "0")}${String(1 + (n % 28)).padStart(2, "0")}000`;
  return first + idNoCheckDigit(first);
}

export interface Row {
  readonly caseNo: string;
  readonly name?: string;
  readonly idNo?: string;
  readonly cardNo?: string;
  readonly amount?: string;
  readonly placedOn?: string;
  readonly bucket?: string;
  readonly mobile?: string;
  readonly contactMobile?: string;
}

const HEAD = "个案序列号,委案日期,委案金额,姓名,卡号,证件号,本人手机,逾期账龄,预计退案日,最低还款额,家庭地址,联系人1姓名,联系人1关系,联系人1手机";

/** A small case file as CSV; every row is another person with another card unless it says otherwise. */
export function casesCsv(list: readonly Row[]): string {
  const lines = list.map((r, i) => [
    r.caseNo, r.placedOn ?? "2026-11-20", r.amount ?? "1000.00", r.name ?? "测试某", r.cardNo ?? `62220000000${String(10_000 + hash(r.caseNo))}`, r.idNo ?? idNo(hash(r.caseNo)),
    r.mobile ?? `1380000${String(1000 + i)}`, r.bucket ?? "M1", "2027-02-20", "100.00", "北京市东城区示例路1号", "测试乙", "配偶", r.contactMobile ?? "13900001111",
  ].join(","));
  return [HEAD, ...lines].join("\n");
}

/** A stable number below 10,000 for a case number. */
const hash = (text: string): number => [...text].reduce((n, ch) => (n * 31 + ch.charCodeAt(0)) % 9973, 7);

/** Empties the embedded database but for what the service keeps of itself: opening another one costs seconds. The trail's guard is the superuser's to lift. */
async function wipe(service: Service): Promise<void> {
  const tables = await rows<{ name: string }>(service.db, sql`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'meta'`);
  await service.db.execute(sql`RESET ROLE`);
  try {
    await service.db.execute(sql`ALTER TABLE audit DISABLE TRIGGER USER`);
    await service.db.execute(sql.raw(`TRUNCATE ${tables.map((t) => t.name).join(", ")} CASCADE`));
  } finally {
    await service.db.execute(sql`ALTER TABLE audit ENABLE TRIGGER USER`);
    await service.db.execute(sql`SET ROLE lockdesk_app`);
  }
}

/** Runs a suite on the embedded engine and on a real PostgreSQL; the latter is skipped with its reason where none can be had. */
export function onBothEngines(name: string, suite: (open: () => Promise<TestService>) => void): void {
  describe(`${name} [pglite]`, () => {
    let shared: TestService | null = null;
    afterAll(() => shared?.stop());
    suite(async () => {
      if (shared) await wipe(shared.service);
      shared ??= await startService();
      return { ...shared, stop: async () => undefined };
    });
  });
  describe(`${name} [postgresql]`, () => {
    let postgres: TestPostgres | { reason: string };
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(async () => {
      if ("stop" in postgres) await postgres.stop();
    });
    beforeEach((ctx) => {
      if ("reason" in postgres) ctx.skip(postgres.reason);
    });
    suite(async () => {
      if ("reason" in postgres) throw new Error(postgres.reason);
      return startService({ databaseUrl: await postgres.createDatabase() });
    });
  });
}
