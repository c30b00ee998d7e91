/** The supervisor's view of the team, and finding a case in it. */
import { and, eq, gt, inArray, or, sql, type SQL } from "drizzle-orm";
import { appUser, cover, kase, person, team, warning, workflowForm } from "../db/schema.ts";
import type { Ctx, DeskCtx, DeskHandlers } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { DAY, dayOf, startOfDay } from "../../shared/model/time.ts";
import { STALE_DAYS } from "../../shared/model/worklist.ts";
import { figuresOfToday, hoursOfToday, NO_FIGURES, refusalsOfToday } from "./figures.ts";
import { readHits } from "./hits.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { casesInScope, complaintsInScope, staffInScope, warningsInScope } from "./scope.ts";

interface Load {
  cases: number;
  fen: number;
  untouched: number;
}

/** Open cases in hand per user. */
async function loads(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Load>> {
  const before = ctx.now - STALE_DAYS * DAY;
  const list = await rows<{ id: string } & Record<keyof Load, string | number>>(
    ctx.tx,
    sql`SELECT assignee_id AS id, count(*) AS cases, coalesce(sum(current_fen), 0) AS fen,
          count(*) FILTER (WHERE greatest(coalesce(touched_at, 0), coalesce((doc->>'assignedAt')::bigint, 0)) < ${before}) AS untouched
        FROM kase WHERE status = 'open' AND assignee_id = ANY(${array(ids, "uuid")}) GROUP BY assignee_id`,
  );
  return new Map(list.map((r) => [r.id, { cases: Number(r.cases), fen: Number(r.fen), untouched: Number(r.untouched) }]));
}

/** Who stands in for whom now: absent → name of the stand-in. */
async function coversNow(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const list = await ctx.tx
    .select({ absentId: cover.absentId, name: appUser.name })
    .from(cover)
    .innerJoin(appUser, eq(appUser.id, cover.standInId))
    .where(and(inArray(cover.absentId, [...ids]), sql`${cover.startedAt} IS NOT NULL AND ${cover.endedAt} IS NULL`));
  return new Map(list.map((c) => [c.absentId, c.name]));
}

interface Concerns {
  readonly warnings: ReadonlyMap<string, number>;
  readonly complaints: ReadonlyMap<string, number>;
  readonly all: { readonly warnings: number; readonly complaints: number };
}

/**
 * Warnings and complaints that began today, by the collector they are about. Only their number is read of a complaint: its
 * form stays at the desks it is addressed to, and one that concerns the caller is not even counted (R-25).
 */
async function concernsOfToday(ctx: DeskCtx): Promise<Concerns> {
  const since = startOfDay(dayOf(ctx.now));
  const warned = await ctx.tx.select({ id: warning.collectorId }).from(warning).where(and(warningsInScope(ctx), sql`(doc->>'t0')::bigint >= ${since}`));
  const complained = await asSystemFor(ctx, "team.read", () =>
    ctx.tx.select({ accused: sql<string[]>`doc->'accused'` }).from(workflowForm).where(and(complaintsInScope(ctx), sql`(doc->>'t0')::bigint >= ${since}`)));
  const accused = complained.flatMap((c) => c.accused);
  return { warnings: tally(warned.map((w) => w.id)), complaints: tally(accused), all: { warnings: warned.length, complaints: complained.length } };
}

function tally(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const collectors = sql`'collector' = ANY(${appUser.roles})`;

async function today(ctx: DeskCtx): ReturnType<DeskHandlers["team.today"]> {
  const staff = await ctx.tx.select().from(appUser).where(and(eq(appUser.active, true), collectors, staffInScope(ctx))).orderBy(appUser.no);
  const ids = staff.map((u) => u.id);
  const [load, figures, covers] = [await loads(ctx, ids), await figuresOfToday(ctx, ids), ids.length ? await coversNow(ctx, ids) : new Map<string, string>()];
  const openWarnings = await ctx.tx.$count(warning, and(eq(warning.state, "filed"), warningsInScope(ctx)));
  const concerns = await concernsOfToday(ctx);
  const day = { ...concerns.all, hours: await hoursOfToday(ctx, ids), refusals: await refusalsOfToday(ctx, ids) };
  const members = staff.map((u) => {
    const own = load.get(u.id) ?? { cases: 0, fen: 0, untouched: 0 };
    return { userId: u.id, no: u.no, name: u.name, extension: u.extension, duty: u.duty, lastActAt: u.lastActAt, ...own, figures: figures.get(u.id) ?? NO_FIGURES, cover: covers.get(u.id) ?? "",
      warnings: concerns.warnings.get(u.id) ?? 0, complaints: concerns.complaints.get(u.id) ?? 0 };
  });
  return { members, serverTime: ctx.now, openWarnings, day };
}

async function listCollectors(ctx: DeskCtx): ReturnType<DeskHandlers["team.collectors"]> {
  const staff = await ctx.tx
    .select({ id: appUser.id, no: appUser.no, name: appUser.name, teamId: appUser.teamId, teamName: team.name, duty: appUser.duty })
    .from(appUser).leftJoin(team, eq(team.id, appUser.teamId)).where(and(eq(appUser.active, true), collectors, staffInScope(ctx))).orderBy(appUser.no);
  const load = await loads(ctx, staff.map((u) => u.id));
  return { collectors: staff.map((u) => ({ ...u, teamName: u.teamName ?? "", cases: load.get(u.id)?.cases ?? 0 })) };
}

/** Escapes what LIKE reads as a pattern. */
const like = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`);

function matches(text: string): SQL | undefined {
  const wanted = text.trim();
  if (wanted === "") return undefined;
  return or(sql`${kase.caseNo} ILIKE ${`%${like(wanted)}%`}`, sql`${person.name} LIKE ${`${like(wanted)}%`}`, /^\d{4,}$/.test(wanted) ? sql`${kase.cardNo} LIKE ${`%${like(wanted)}`}` : undefined);
}

/** Page mark: the case number and id of the last row, so that pages never overlap or skip. */
const mark = (hit: { caseNo: string; caseId: string }): string => JSON.stringify([hit.caseNo, hit.caseId]);
function afterMark(text: string | null): SQL | undefined {
  if (text === null) return undefined;
  const [caseNo, id] = readMark(text);
  return or(gt(kase.caseNo, caseNo), and(eq(kase.caseNo, caseNo), gt(kase.id, id)));
}
function readMark(text: string): [string, string] {
  try {
    const [caseNo, id] = JSON.parse(text) as unknown[];
    if (typeof caseNo === "string" && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id)) return [caseNo, id];
  } catch {
    // An unreadable mark begins at the first page.
  }
  return ["", "00000000-0000-0000-0000-000000000000"];
}

async function search(ctx: DeskCtx, input: Parameters<DeskHandlers["case.search"]>[1]): ReturnType<DeskHandlers["case.search"]> {
  const where = and(
    casesInScope(ctx),
    eq(kase.status, "open"),
    input.assigneeId ? eq(kase.assigneeId, input.assigneeId) : undefined,
    input.bucket ? eq(kase.bucket, input.bucket) : undefined,
    input.bankCode ? eq(kase.bankCode, input.bankCode) : undefined,
    matches(input.text),
    afterMark(input.after),
  );
  const hits = await readHits(ctx, where, input.limit + 1);
  const more = hits.length > input.limit;
  const page = more ? hits.slice(0, input.limit) : hits;
  const last = page.at(-1);
  return { hits: page, next: more && last ? mark(last) : null };
}

export const teamHandlers = {
  "team.today": today,
  "team.collectors": listCollectors,
  "case.search": search,
} satisfies Partial<DeskHandlers>;
