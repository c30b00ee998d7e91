/** 小休 / 示忙 / 下班: the state a collector shows to the house. */
import { eq } from "drizzle-orm";
import type { DeskHandlers } from "../context.ts";
import { appUser } from "../db/schema.ts";
import { colleaguesChanged } from "../records/colleagues.ts";

const set: DeskHandlers["duty.set"] = async (ctx, { state }) => {
  const { me } = ctx.actor;
  await ctx.tx.update(appUser).set({ duty: state, lastActAt: ctx.now }).where(eq(appUser.id, me.id));
  await colleaguesChanged(ctx, [me.id]);
  await ctx.audit({ action: "duty.set", ref: me.id, detail: { state } });
  return {};
};

export const dutyHandlers = { "duty.set": set } satisfies Partial<DeskHandlers>;
