/**
 * The caller's scope as a filter. Row security hides other people's rows already; every handler says
 * it again, so that neither net alone decides (P5).
 */
import { and, arrayOverlaps, eq, inArray, sql, type SQL } from "drizzle-orm";
import { desksOf } from "../../shared/access/desks.ts";
import type { DeskCtx } from "../context.ts";
import { appUser, kase, team, warning, workflowForm } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";

const NOBODY = sql`false`;

/** Cases the caller may reach with the route's action. */
export function casesInScope(ctx: DeskCtx): SQL | undefined {
  const { me } = ctx.actor;
  switch (ctx.scope) {
    case "own":
      return eq(kase.assigneeId, me.id);
    case "team":
      return me.teamId ? eq(kase.teamId, me.teamId) : NOBODY;
    case "desk":
      return NOBODY;
    case "region":
      return inArray(kase.teamId, ctx.tx.select({ id: team.id }).from(team).where(eq(team.regionCode, me.regionCode)));
    case "all":
      return undefined;
  }
}

/** Warnings the caller may reach: those their team, or a team of their region, has stamped. */
export function warningsInScope(ctx: DeskCtx): SQL | undefined {
  const { me } = ctx.actor;
  switch (ctx.scope) {
    case "own":
      return eq(warning.collectorId, me.id);
    case "team":
      return me.teamId ? eq(warning.teamId, me.teamId) : NOBODY;
    case "desk":
      return arrayOverlaps(warning.desks, desksOf(me));
    case "region":
      return inArray(warning.teamId, ctx.tx.select({ id: team.id }).from(team).where(eq(team.regionCode, me.regionCode)));
    case "all":
      return undefined;
  }
}

/** Complaints the caller's team, or a team of their region, answers for, without those that concern the caller. */
export function complaintsInScope(ctx: DeskCtx): SQL | undefined {
  const { me } = ctx.actor;
  const others = sql`workflow = 'complaint' AND NOT (doc->'accused' ? ${me.id} OR doc->'named' ? ${me.id})`;
  switch (ctx.scope) {
    case "own":
    case "desk":
      return NOBODY;
    case "team":
      return me.teamId ? and(eq(workflowForm.teamId, me.teamId), others) : NOBODY;
    case "region":
      return and(inArray(workflowForm.teamId, ctx.tx.select({ id: team.id }).from(team).where(eq(team.regionCode, me.regionCode))), others);
    case "all":
      return others;
  }
}

/** Users the caller may act on or look at as their staff. */
export function staffInScope(ctx: DeskCtx): SQL | undefined {
  const { me } = ctx.actor;
  switch (ctx.scope) {
    case "own":
      return eq(appUser.id, me.id);
    case "team":
      return me.teamId ? eq(appUser.teamId, me.teamId) : NOBODY;
    case "desk":
      return NOBODY;
    case "region":
      return eq(appUser.regionCode, me.regionCode);
    case "all":
      return undefined;
  }
}

export type UserRow = typeof appUser.$inferSelect;

/** Reads the users by id within scope; refuses `not_found` when one is missing, outside scope or inactive. */
export async function staffByIds(ctx: DeskCtx, ids: readonly string[]): Promise<UserRow[]> {
  const wanted = [...new Set(ids)];
  const rows = await ctx.tx.select().from(appUser).where(and(inArray(appUser.id, wanted), eq(appUser.active, true), staffInScope(ctx)));
  if (rows.length !== wanted.length) refuse("not_found", wanted.filter((id) => !rows.some((r) => r.id === id)).map((id) => `user: ${id}`));
  return wanted.map((id) => rows.find((r) => r.id === id)!);
}

/** Only collectors may be given cases. */
export function mustCollect(rows: readonly UserRow[]): void {
  const others = rows.filter((r) => !r.roles.includes("collector"));
  if (others.length > 0) refuse("bad_input", others.map((r) => `${r.no} ${r.name}: 不是催收员 / not a collector`));
}
