/**
 * The report factory: drafts whatever has been cut since the last look, ahead of its hour, and notices whose time has run
 * out. Safe to run from every service at any time: a period is drafted once (unique), a breach recorded once.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { houseDesk, regionDesk } from "../../shared/access/desks.ts";
import { DAY, MINUTE } from "../../shared/model/time.ts";
import { duesOf, periodsCut, type Period } from "../../shared/reports/periods.ts";
import { reportDef, REPORTS, type ReportDef, type ReportName } from "../../shared/reports/table.ts";
import { SYSTEM, type Service } from "../app.ts";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { errorForLog } from "../failure.ts";
import { workCalendar } from "../import/confirm-workdays.ts";
import { countReport } from "./ledger.ts";

/** How far back a period is still drafted when nothing ran at its time: longer than a month and its days off. */
const REACH_BACK = 45 * DAY;
const LOOK_EVERY_MS = MINUTE;

export interface ReportsRun {
  readonly drafted: number;
  readonly breached: number;
}

/** The desk a post reads a report at: the region's own, where the post has one per region. */
export const reportDesk = (role: string, regionCode: string): string => (role === "head" && regionCode !== "" ? regionDesk("head", regionCode) : houseDesk(role as never));

/** Drafts and notices. One transaction; one service at a time. */
export async function runReports(service: Pick<Service, "run">): Promise<ReportsRun> {
  return service.run(SYSTEM, async (ctx) => {
    await ctx.tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('reports'))`);
    return { drafted: await draftDue(ctx), breached: await noticeBreaches(ctx) };
  });
}

/** Drafts what was cut until `ctx.now` and is not there yet; says how many. */
export async function draftDue(ctx: Ctx): Promise<number> {
  const begun = await ledgerBegan(ctx);
  if (begun === null) return 0;
  const after = Math.max(begun, ctx.now - REACH_BACK);
  const regions = await rows<{ code: string }>(ctx.tx, sql`SELECT code FROM region ORDER BY code`);
  const kept = new Set((await rows<{ key: string }>(ctx.tx, sql`SELECT name || ' ' || region_code || ' ' || to_at AS key FROM report WHERE to_at > ${after}`)).map((r) => r.key));
  let drafted = 0;
  for (const def of REPORTS as readonly ReportDef[]) {
    for (const period of periodsCut(def, after, ctx.now, workCalendar)) {
      for (const region of def.per === "region" ? regions.map((r) => r.code) : [""]) {
        if (kept.has(`${def.name} ${region} ${period.to}`)) continue;
        await draft(ctx, def, period, region, regions.map((r) => r.code));
        drafted += 1;
      }
    }
  }
  return drafted;
}

const BEGAN = "ledger_began";

/** When the first event happened: nothing before it is reported. Looked for once, then remembered; null while there is none. */
async function ledgerBegan(ctx: Ctx): Promise<number | null> {
  const [kept] = await rows<{ value: string }>(ctx.tx, sql`SELECT value FROM meta WHERE key = ${BEGAN}`);
  if (kept) return Number(kept.value);
  const [found] = await rows<{ at: string | number | null }>(ctx.tx, sql`SELECT min(at_server) AS at FROM event`);
  if (found?.at === null || found?.at === undefined) return null;
  await ctx.tx.execute(sql`INSERT INTO meta (key, value) VALUES (${BEGAN}, ${String(found.at)}) ON CONFLICT DO NOTHING`);
  return Number(found.at);
}

async function draft(ctx: Ctx, def: ReportDef, period: Period, region: string, regions: readonly string[]): Promise<void> {
  const id = randomUUID();
  const body = await countReport(ctx, def, period, region);
  const dues = duesOf(def, period, workCalendar);
  // Whoever owes a step sees the draft; a post of a region, for a report of the house, in every region.
  const desks = [...new Set(def.steps.flatMap((s) => (s.owner === "head" && region === "" ? regions.map((code) => regionDesk("head", code)) : [reportDesk(s.owner, region)])))];
  await ctx.tx.execute(sql`INSERT INTO report (id, name, region_code, from_at, to_at, drafted_at, body, covered, dues, due_at, desks)
    VALUES (${id}, ${def.name}, ${region}, ${period.from}, ${period.to}, ${ctx.now}, ${JSON.stringify(body)}::jsonb, ${dues.every((d) => d.covered)}, ${JSON.stringify(dues.map((d) => d.at))}::jsonb, ${dues[0]?.at ?? null}, ${array(desks, "text")})`);
  await ctx.audit({ action: "report.drafted", ref: id, detail: { name: def.name, regionCode: region, from: period.from, until: period.to } });
}

/** The step owed now has run out: recorded, and the next level sees the draft too. The step stays its owner's. */
async function noticeBreaches(ctx: Ctx): Promise<number> {
  const late = await rows<{ id: string; name: ReportName; region: string; taken: number }>(ctx.tx, sql`SELECT id, name, region_code AS region, jsonb_array_length(steps) AS taken FROM report
    WHERE due_at < ${ctx.now} AND breached < jsonb_array_length(steps) ORDER BY due_at, id FOR UPDATE`);
  for (const row of late) {
    const step = reportDef(row.name).steps[Number(row.taken)];
    if (!step) continue;
    await ctx.tx.execute(sql`UPDATE report SET breached = ${Number(row.taken)}, desks = (SELECT array_agg(DISTINCT d) FROM unnest(desks || ${array([reportDesk(step.breach, row.region)], "text")}) d) WHERE id = ${row.id}`);
    await ctx.audit({ action: "report.breached", ref: row.id, detail: { name: row.name, regionCode: row.region, step: step.act, to: step.breach } });
  }
  return late.length;
}

/** Looks from now on; returns how to stop. */
export function watchReports(service: Pick<Service, "run" | "log">): () => void {
  let looking = false;
  const look = (): void => {
    if (looking) return;
    looking = true;
    void runReports(service)
      .catch((error: unknown) => service.log.warn({ err: errorForLog(error) }, "reports failed and are tried again"))
      .finally(() => {
        looking = false;
      });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
