/** The ledger of a time and place, as reports count it. Runs as the service: whoever signs sees counts only. */
import { sql, type SQL } from "drizzle-orm";
import { WarningDocSchema, type WarningDoc } from "../../shared/model/documents.ts";
import { FormDocSchema, type FormDoc } from "../../shared/model/form-doc.ts";
import { COMPLAINT_FIGURES, countFigures, LEGAL_FIGURES, WARNING_FIGURES, type Calls, type Counted, type ReportBody } from "../../shared/reports/figures.ts";
import type { Period } from "../../shared/reports/periods.ts";
import type { ReportDef } from "../../shared/reports/table.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";

interface Row {
  doc: unknown;
  team: string | null;
  bank: string | null;
}

/** Instances with the names of their team and bank; `region` empty = of the whole house. */
async function instances<D>(ctx: Ctx, table: SQL, where: SQL, region: string, parse: (doc: unknown) => D): Promise<Counted<D>[]> {
  const found = await rows<Row>(ctx.tx, sql`SELECT x.doc, t.name AS team, b.name AS bank FROM ${table} x
    LEFT JOIN team t ON t.id = x.team_id LEFT JOIN bank b ON b.code = x.doc->>'bankCode'
    WHERE ${where} AND (${region} = '' OR t.region_code = ${region}) ORDER BY x.id`);
  return found.map((r) => ({ doc: parse(r.doc), team: r.team ?? "", bank: r.bank ?? "" }));
}

const began = ({ from, to }: Period): SQL => sql`(x.doc->>'t0')::bigint >= ${from} AND (x.doc->>'t0')::bigint < ${to}`;
const warnings = (ctx: Ctx, period: Period, region: string): Promise<Counted<WarningDoc>[]> => instances(ctx, sql`warning`, began(period), region, (doc) => WarningDocSchema.parse(doc));
const forms = (ctx: Ctx, workflow: string, where: SQL, region: string): Promise<Counted<FormDoc>[]> =>
  instances(ctx, sql`workflow_form`, sql`x.workflow = ${workflow} AND ${where}`, region, (doc) => FormDocSchema.parse(doc));

const NO_CALLS: Calls = { attempts: 0, debtor: 0, worked: 0 };

/** Outbound calls of the time, by the team of whoever made them. */
async function callsOf(ctx: Ctx, { from, to }: Period, region: string): Promise<Calls> {
  const [found] = await rows<Record<keyof Calls, string | number>>(ctx.tx, sql`SELECT
      count(*) FILTER (WHERE e.body->>'line' <> 'A11') AS attempts,
      count(*) FILTER (WHERE e.body->>'person' = 'B1') AS debtor,
      count(DISTINCT e.person_id) FILTER (WHERE e.body->>'line' <> 'A11') AS worked
    FROM event e LEFT JOIN app_user u ON u.id = e.user_id LEFT JOIN team t ON t.id = u.team_id
    WHERE e.type = 'call.logged' AND e.body->>'direction' = 'out' AND e.at_server >= ${from} AND e.at_server < ${to} AND (${region} = '' OR t.region_code = ${region})`);
  return found ? { attempts: Number(found.attempts), debtor: Number(found.debtor), worked: Number(found.worked) } : NO_CALLS;
}

/** Counts what a report of a period and region counts, as the ledger stands now. */
export async function countReport(ctx: Ctx, def: ReportDef, period: Period, region: string): Promise<ReportBody> {
  switch (def.of) {
    case "warning":
      return countFigures(WARNING_FIGURES, await warnings(ctx, period, region), period, await callsOf(ctx, period, region));
    case "complaint":
      return countFigures(COMPLAINT_FIGURES, await forms(ctx, "complaint", began(period), region), period, await callsOf(ctx, period, region));
    case "legal":
      return countFigures(LEGAL_FIGURES, await forms(ctx, "legalReferral", sql`(x.doc->>'t0')::bigint < ${period.to}`, region), period, NO_CALLS);
  }
}
