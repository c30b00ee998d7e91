/** Regions, teams and client banks: the frame that has to stand before anybody or anything comes in. */
import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { bank, region, team } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";

/** Adds or renames a client bank (委托方). */
export async function setBank(ctx: Ctx, code: string, name: string): Promise<void> {
  await ctx.tx.insert(bank).values({ code, name }).onConflictDoUpdate({ target: bank.code, set: { name } });
  await ctx.audit({ action: "bank.set", ref: code, detail: { name } });
}

/** Adds or renames a region. */
export async function setRegion(ctx: Ctx, code: string, name: string): Promise<void> {
  await ctx.tx.insert(region).values({ code, name }).onConflictDoUpdate({ target: region.code, set: { name } });
  await ctx.audit({ action: "region.set", ref: code, detail: { name } });
}

/** Adds a team to a region, or moves it there; returns its id. */
export async function setTeam(ctx: Ctx, name: string, regionCode: string): Promise<string> {
  const [known] = await ctx.tx.select().from(region).where(eq(region.code, regionCode));
  if (!known) return refuse("bad_input", [`region: 没有地区 ${regionCode} / no region ${regionCode}`]);
  const [row] = await ctx.tx.insert(team).values({ id: uuidv7(), name, regionCode }).onConflictDoUpdate({ target: team.name, set: { regionCode } }).returning({ id: team.id });
  await ctx.audit({ action: "team.set", ref: row!.id, detail: { name, regionCode } });
  return row!.id;
}
