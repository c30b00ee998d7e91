/** The reports of the demo's past: drafted at their cuts, signed in time by the posts they belong to. */
import { sql } from "drizzle-orm";
import { HOUR } from "../../shared/model/time.ts";
import { periodsCut } from "../../shared/reports/periods.ts";
import { reportDef, REPORTS } from "../../shared/reports/table.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { workCalendar } from "../import/confirm-workdays.ts";
import { draftDue } from "../reports/jobs.ts";
import { takeStep, type Steppable } from "../reports/steps.ts";
import { USERS } from "./agency.ts";
import type { Staff } from "./seed-house.ts";

/** How long before its hour a step was taken. */
const AHEAD_MS = HOUR;
const WORDS = "本期情况已核对,按计划开展话术与合规培训。";

/** Writes them; the first event is the ledger's beginning, as for anybody. */
export async function writeReports(ctx: Ctx, staff: Staff): Promise<number> {
  const [begun] = await rows<{ at: string | number }>(ctx.tx, sql`SELECT min(at_server) AS at FROM event`);
  const cuts = [...new Set(REPORTS.flatMap((def) => periodsCut(def, Number(begun?.at ?? ctx.now), ctx.now, workCalendar).map((p) => p.to)))].toSorted((a, b) => a - b);
  let drafted = 0;
  for (const at of cuts) drafted += await draftDue({ ...ctx, now: at });
  const columns = sql`id, name, region_code AS "regionCode", from_at AS "from", to_at AS "to", body, dues, steps`;
  for (let open = await rows<Steppable>(ctx.tx, sql`SELECT ${columns} FROM report WHERE due_at <= ${ctx.now} ORDER BY due_at, id`); open.length > 0;
    open = await rows<Steppable>(ctx.tx, sql`SELECT ${columns} FROM report WHERE due_at <= ${ctx.now} ORDER BY due_at, id`)) {
    for (const row of open) await signOne(ctx, staff, row);
  }
  return drafted;
}

async function signOne(ctx: Ctx, staff: Staff, row: Steppable): Promise<void> {
  const place = (row.steps as readonly unknown[]).length;
  const step = reportDef(row.name).steps[place]!;
  const holders = USERS.filter((u) => u.roles.includes(step.owner)).map((u) => staff.me(u.no));
  const who = holders.find((me) => row.regionCode === "" || step.owner !== "head" || me.regionCode === row.regionCode) ?? holders[0];
  if (!who) throw new Error(`demo: nobody is ${step.owner}`);
  await takeStep({ ...ctx, now: (row.dues[place] ?? ctx.now) - AHEAD_MS }, row, who, step.words ? WORDS : "");
}
