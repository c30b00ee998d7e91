/**
 * 代班: while somebody is away, all they work on is worked by the stand-in; the owner stays. Promises,
 * call-backs and warnings come along because they belong to the case. Starts and ends by the day
 * (`runCovers`, with the daily jobs) or by hand.
 */
import { and, asc, desc, eq, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { uuidv7 } from "uuidv7";
import type { Ctx, DeskCtx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { appUser, cover } from "../db/schema.ts";
import { assignCases } from "../records/assign.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { dayOf, daysBetween } from "../../shared/model/time.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { mustCollect, staffByIds } from "./scope.ts";

const MAX_DAYS = 92;
const standIn = alias(appUser, "stand_in");

type CoverRow = Awaited<ReturnType<DeskHandlers["cover.set"]>>;
type Stored = typeof cover.$inferSelect;

/** Open cases a cover moves: all the absent one works on, or has got back to give. */
const casesWorkedBy = (ctx: Ctx, userId: string) =>
  rows<{ id: string }>(ctx.tx, sql`SELECT id FROM kase WHERE status = 'open' AND assignee_id = ${userId} ORDER BY id`);
const casesCovered = (ctx: Ctx, absentId: string, standInId: string) =>
  rows<{ id: string }>(ctx.tx, sql`SELECT id FROM kase WHERE status = 'open' AND owner_id = ${absentId} AND assignee_id = ${standInId} ORDER BY id`);

/** Hands the absent one's cases to the stand-in; run again it moves what has come since. */
async function hand(ctx: Ctx, row: Stored): Promise<number> {
  const ids = await casesWorkedBy(ctx, row.absentId);
  const cases = await assignCases(ctx, ids.map(({ id }) => ({ caseId: id, toUserId: row.standInId, asOwner: false })), "代班");
  if (row.startedAt === null) {
    await ctx.tx.update(cover).set({ startedAt: ctx.now }).where(eq(cover.id, row.id));
    await ctx.audit({ action: "cover.started", ref: row.id, detail: { absentId: row.absentId, standInId: row.standInId, cases } });
  }
  return cases;
}

/** Gives the cases back to their owner. */
async function giveBack(ctx: Ctx, row: Stored): Promise<number> {
  const ids = await casesCovered(ctx, row.absentId, row.standInId);
  const cases = row.startedAt === null ? 0 : await assignCases(ctx, ids.map(({ id }) => ({ caseId: id, toUserId: row.absentId, asOwner: false })), "代班结束");
  await ctx.tx.update(cover).set({ endedAt: ctx.now }).where(eq(cover.id, row.id));
  await ctx.audit({ action: "cover.ended", ref: row.id, detail: { absentId: row.absentId, standInId: row.standInId, cases } });
  return cases;
}

async function read(ctx: Ctx, where: ReturnType<typeof and>): Promise<CoverRow[]> {
  const list = await ctx.tx
    .select({ row: cover, absentName: appUser.name, standInName: standIn.name }).from(cover)
    .innerJoin(appUser, eq(appUser.id, cover.absentId)).innerJoin(standIn, eq(standIn.id, cover.standInId))
    .where(where).orderBy(sql`${cover.endedAt} IS NOT NULL`, desc(cover.fromDay), asc(cover.id)).limit(200);
  const counted = await asSystemFor(ctx, "roster.read", () => rows<{ absent: string; standin: string; n: number | string }>(
    ctx.tx,
    sql`SELECT owner_id AS absent, assignee_id AS standin, count(*) AS n FROM kase WHERE status = 'open' AND owner_id <> assignee_id GROUP BY 1, 2`,
  ));
  const count = new Map(counted.map((c) => [`${c.absent} ${c.standin}`, Number(c.n)]));
  return list.map(({ row, absentName, standInName }) => ({
    id: row.id, absentId: row.absentId, absentName, standInId: row.standInId, standInName, from: row.fromDay, until: row.untilDay, endedAt: row.endedAt,
    cases: row.endedAt === null && row.startedAt !== null ? (count.get(`${row.absentId} ${row.standInId}`) ?? 0) : 0,
  }));
}

/** Open covers that touch one of these people in these days. */
async function mustBeFree(ctx: Ctx, input: { absentId: string; standInId: string; from: string; until: string }): Promise<void> {
  const clash = await ctx.tx.select({ id: cover.id }).from(cover).where(and(
    isNull(cover.endedAt), sql`${cover.fromDay} <= ${input.until} AND ${cover.untilDay} >= ${input.from}`,
    or(eq(cover.absentId, input.absentId), eq(cover.absentId, input.standInId), eq(cover.standInId, input.absentId)),
  ));
  if (clash.length > 0) refuse("conflict", ["absentId: 这几天已有代班安排 / a cover is arranged for these days"]);
}

export interface CoverInput {
  readonly absentId: string;
  readonly standInId: string;
  readonly from: string;
  readonly until: string;
}

/** Arranges a cover; one that begins today begins at once. Returns its id. */
export async function arrangeCover(ctx: Ctx, input: CoverInput, by: string): Promise<string> {
  const today = dayOf(ctx.now);
  if (input.absentId === input.standInId) refuse("bad_input", ["standInId: 代班人不能是本人 / cannot stand in for oneself"]);
  if (input.until < input.from || daysBetween(input.from, input.until) > MAX_DAYS) refuse("bad_input", [`until: 须在开始日之后 ${MAX_DAYS} 天内 / within ${MAX_DAYS} days`]);
  if (input.until < today) refuse("bad_input", ["until: 已过去 / is over"]);
  await mustBeFree(ctx, input);
  const row: Stored = { id: uuidv7(), absentId: input.absentId, standInId: input.standInId, fromDay: input.from, untilDay: input.until, by, startedAt: null, endedAt: null };
  await ctx.tx.insert(cover).values(row);
  await ctx.audit({ action: "cover.set", ref: row.id, detail: { ...input } });
  if (input.from <= today) await hand(ctx, row);
  return row.id;
}

const set: DeskHandlers["cover.set"] = async (ctx, input) => {
  mustCollect(await staffByIds(ctx, [input.absentId, input.standInId]));
  const id = await arrangeCover(ctx, input, ctx.actor.me.id);
  const [row] = await read(ctx, eq(cover.id, id));
  return row!;
};

/** Ends a cover by hand; returns how many cases went back. Refuses `not_found` when it is over. */
export async function endCover(ctx: Ctx, id: string, mayEnd: (row: Stored) => Promise<void> = async () => undefined): Promise<number> {
  const [row] = await ctx.tx.select().from(cover).where(eq(cover.id, id)).for("update");
  if (!row || row.endedAt !== null) return refuse("not_found", ["coverId"]);
  await mayEnd(row);
  return giveBack(ctx, row);
}

const end: DeskHandlers["cover.end"] = async (ctx: DeskCtx, { coverId }) => {
  await endCover(ctx, coverId, async (row) => void (await staffByIds(ctx, [row.absentId])));
  return {};
};

/** Covers are on the roster for everybody to see; who is away is no secret in the house. */
const list: DeskHandlers["cover.list"] = async (ctx) => ({ covers: await read(ctx, sql`${cover.endedAt} IS NULL OR ${cover.endedAt} > ${ctx.now - 30 * 86_400_000}`) });

/** Starts the covers whose first day has come, hands over what has come since, ends those whose last day is over. */
export async function runCovers(ctx: Ctx): Promise<{ started: number; ended: number }> {
  const today = dayOf(ctx.now);
  const open = await ctx.tx.select().from(cover).where(isNull(cover.endedAt)).orderBy(cover.fromDay).for("update");
  const over = open.filter((row) => row.untilDay < today);
  const due = open.filter((row) => row.fromDay <= today && row.untilDay >= today);
  for (const row of over) await giveBack(ctx, row);
  for (const row of due) await hand(ctx, row);
  return { started: due.filter((row) => row.startedAt === null).length, ended: over.length };
}

export const coverHandlers = { "cover.list": list, "cover.set": set, "cover.end": end } satisfies Partial<DeskHandlers>;
