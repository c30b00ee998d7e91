/** Roster and deputies (值班表, AB 角) of the clocked posts: without them a 30-minute clock on a Saturday is fiction. */
import { and, asc, between, eq, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { uuidv7 } from "uuidv7";
import type { Ctx, DeskCtx, DeskHandlers } from "../context.ts";
import { appUser, bank, roster, team } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { dutyChanged } from "../workflow/timer-rows.ts";
import { daysBetween } from "../../shared/model/time.ts";
import type { Role } from "../../shared/access/roles.ts";

const MAX_DAYS = 92;
const deputy = alias(appUser, "deputy");

type RosterRow = Awaited<ReturnType<DeskHandlers["roster.set"]>>;

async function read(ctx: Ctx, where: ReturnType<typeof and>): Promise<RosterRow[]> {
  const list = await ctx.tx
    .select({ row: roster, teamName: team.name, userName: appUser.name, deputyName: deputy.name })
    .from(roster)
    .innerJoin(appUser, eq(appUser.id, roster.userId))
    .leftJoin(deputy, eq(deputy.id, roster.deputyId))
    .leftJoin(team, eq(team.id, roster.teamId))
    .where(where)
    .orderBy(asc(roster.day), asc(roster.fromTime), asc(roster.post));
  return list.map(({ row, teamName, userName, deputyName }) => ({
    id: row.id, post: row.post as Role, teamId: row.teamId, teamName: teamName ?? "", day: row.day, from: row.fromTime, to: row.toTime,
    userId: row.userId, userName, deputyId: row.deputyId, deputyName: deputyName ?? "",
  }));
}

const list: DeskHandlers["roster.list"] = async (ctx, { from, to }) => {
  if (daysBetween(from, to) < 0 || daysBetween(from, to) > MAX_DAYS) refuse("bad_input", [`to: 起止不超过 ${MAX_DAYS} 天 / at most ${MAX_DAYS} days`]);
  return { rows: await read(ctx, between(roster.day, from, to)) };
};

/** A post may be held only by active people who have its role. */
async function mustHold(ctx: Ctx, userId: string, post: Role, field: string): Promise<typeof appUser.$inferSelect> {
  const [user] = await ctx.tx.select().from(appUser).where(and(eq(appUser.id, userId), eq(appUser.active, true)));
  if (!user?.roles.includes(post)) refuse("bad_input", [`${field}: 此人没有该岗位 / does not hold this post`]);
  return user;
}

export interface Duty {
  readonly post: Role;
  readonly teamId: string | null;
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly userId: string;
  readonly deputyId: string | null;
}

/** Puts somebody on duty; the same post, team, day and beginning is replaced. */
export async function setDuty(ctx: Ctx, duty: Duty): Promise<string> {
  const same = and(eq(roster.post, duty.post), duty.teamId ? eq(roster.teamId, duty.teamId) : isNull(roster.teamId), eq(roster.day, duty.day), eq(roster.fromTime, duty.from));
  await ctx.tx.delete(roster).where(same);
  const id = uuidv7();
  await ctx.tx.insert(roster).values({ id, post: duty.post, teamId: duty.teamId, day: duty.day, fromTime: duty.from, toTime: duty.to, userId: duty.userId, deputyId: duty.deputyId });
  await dutyChanged(ctx, duty.teamId);
  await ctx.audit({ action: "roster.set", ref: id, detail: { ...duty } });
  return id;
}

const set: DeskHandlers["roster.set"] = async (ctx: DeskCtx, input) => {
  if (input.from >= input.to) refuse("bad_input", ["to: 结束时间须晚于开始时间 / must be after the beginning"]);
  if (ctx.scope !== "all" && (!ctx.actor.me.teamId || input.teamId !== ctx.actor.me.teamId)) refuse("forbidden", ["teamId: 只能排本组 / own team only"]);
  const user = await mustHold(ctx, input.userId, input.post, "userId");
  if (ctx.scope !== "all" && user.teamId !== ctx.actor.me.teamId) refuse("forbidden", ["userId: 只能排本组人员 / own team only"]);
  if (input.deputyId) await mustHold(ctx, input.deputyId, input.post, "deputyId");
  if (input.deputyId === input.userId) refuse("bad_input", ["deputyId: 代理人不能是本人 / cannot deputise oneself"]);
  const id = await setDuty(ctx, input);
  const [row] = await read(ctx, eq(roster.id, id));
  return row!;
};

const banks: DeskHandlers["import.banks"] = async (ctx) => ({ banks: await ctx.tx.select().from(bank).orderBy(bank.code) });

export const rosterHandlers = { "roster.list": list, "roster.set": set, "import.banks": banks } satisfies Partial<DeskHandlers>;
