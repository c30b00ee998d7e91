/** Reports at the desks: the list, one of them, and the act that is owed of it. */
import { sql } from "drizzle-orm";
import { desksOf } from "../../shared/access/desks.ts";
import { ReportBodySchema } from "../../shared/reports/figures.ts";
import { reportDef, type ReportStep } from "../../shared/reports/table.ts";
import { ReportStepTakenSchema } from "../../shared/reports/taken.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { reportDesk } from "../reports/jobs.ts";
import { takeStep, type Steppable } from "../reports/steps.ts";
import { asSystemFor } from "../unit-of-work.ts";

interface Row extends Steppable {
  regionName: string;
  draftedAt: string | number;
  covered: boolean;
  breached: number;
  archivedAt: string | number | null;
  sha256: string | null;
}

const COLUMNS = sql`r.id, r.name, r.region_code AS "regionCode", coalesce(g.name, '') AS "regionName", r.from_at AS "from", r.to_at AS "to", r.drafted_at AS "draftedAt", r.body, r.covered, r.dues, r.steps, r.breached, r.archived_at AS "archivedAt", r.sha256`;
const MOST = 200;

/** The desks are asked here as well: somebody with several posts reads by all of them, whatever the scope of the request. */
const mine = (ctx: DeskCtx) => sql`r.desks && ${array(desksOf(ctx.actor.me), "text")}`;

/** The step owed now, and whether the caller holds its post for this report. */
function owedOf(ctx: DeskCtx, row: Pick<Row, "name" | "regionCode" | "steps">): { step: ReportStep | null; place: number; mine: boolean } {
  const taken = ReportStepTakenSchema.array().parse(row.steps);
  const place = taken.length;
  const step = reportDef(row.name).steps[place] ?? null;
  const { me } = ctx.actor;
  // Nobody approves what they have signed, whatever posts they hold.
  const own = step?.act === "approve" && taken.some((t) => t.by === me.id);
  const holds = step !== null && !own && me.roles.includes(step.owner) && (row.regionCode === "" || desksOf(me).includes(reportDesk(step.owner, row.regionCode)));
  return { step, place, mine: holds };
}

function viewOf(ctx: DeskCtx, row: Row) {
  const { step, place, mine: isMine } = owedOf(ctx, row);
  return {
    id: row.id, name: row.name, regionName: row.regionName, from: Number(row.from), to: Number(row.to), draftedAt: Number(row.draftedAt), covered: row.covered,
    owed: step === null ? null : { act: step.act, owner: step.owner, dueAt: row.dues[place] ?? 0, words: step.words ?? false, mine: isMine }, breached: row.breached >= 0,
    archivedAt: row.archivedAt === null ? null : Number(row.archivedAt),
  };
}

const list: DeskHandlers["report.list"] = async (ctx) => {
  const found = await rows<Row>(ctx.tx, sql`SELECT ${COLUMNS} FROM report r LEFT JOIN region g ON g.code = r.region_code WHERE ${mine(ctx)} ORDER BY r.archived_at IS NOT NULL, coalesce(r.due_at, -r.to_at), r.name, r.region_code LIMIT ${MOST}`);
  return { reports: found.map((row) => viewOf(ctx, row)) };
};

async function find(ctx: DeskCtx, reportId: string, lock = false): Promise<Row> {
  const [row] = await rows<Row>(ctx.tx, sql`SELECT ${COLUMNS} FROM report r LEFT JOIN region g ON g.code = r.region_code WHERE r.id = ${reportId} AND ${mine(ctx)} ${lock ? sql`FOR UPDATE OF r` : sql``}`);
  return row ?? refuse("not_found", ["reportId"]);
}

const read: DeskHandlers["report.read"] = async (ctx, { reportId }) => {
  const row = await find(ctx, reportId);
  const def = reportDef(row.name);
  const taken = ReportStepTakenSchema.array().parse(row.steps);
  await ctx.audit({ action: "report.shown", ref: row.id, detail: { name: row.name } });
  return {
    ...viewOf(ctx, row), body: ReportBodySchema.parse(row.body), sha256: row.sha256,
    steps: def.steps.map((step, i) => ({ act: step.act, owner: step.owner, source: step.source, dueAt: row.dues[i] ?? 0, taken: taken[i] ?? null })), copies: [...def.copies],
  };
};

/** Takes the step that is owed. Refuses another's step, words that are missing, and a step that somebody has taken meanwhile. */
const act: DeskHandlers["report.act"] = async (ctx, { reportId, act: wanted, words }) => {
  await find(ctx, reportId);
  return asSystemFor(ctx, "report.act", async () => {
    const row = await find(ctx, reportId, true);
    const { step, mine: isMine } = owedOf(ctx, row);
    if (!step || step.act !== wanted) return refuse("conflict", ["act"]);
    if (!isMine) return refuse("forbidden", ["report.act"]);
    if (step.words && words.trim() === "") return refuse("bad_input", ["words"]);
    await takeStep(ctx, row, ctx.actor.me, words);
    return {};
  });
};

export const reportHandlers = { "report.list": list, "report.read": read, "report.act": act } satisfies Partial<DeskHandlers>;
