/** Who of IT holds a part of every new envelope. Two are needed; with fewer no workstation seals one, and IT's desk says so. */
import { eq, sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { rows } from "../../db/query.ts";
import { recoveryHolder } from "../../db/schema.ts";
import { HOLDERS_NEEDED, MOST_HOLDERS, type Holder } from "../../../shared/protocol/recovery.ts";
import { refuse } from "../../../shared/protocol/errors.ts";

/** The holders a workstation seals for: none while there are too few. Accounts that are switched off do not count. */
export async function sealingHolders(ctx: Ctx): Promise<Holder[]> {
  const found = await rows<Holder>(ctx.tx, sql`SELECT h.user_id AS id, h.public_key AS "publicKey" FROM recovery_holder h JOIN app_user u ON u.id = h.user_id WHERE u.active AND 'it' = ANY(u.roles) ORDER BY h.at, h.user_id LIMIT ${MOST_HOLDERS}`);
  return found.length < HOLDERS_NEEDED ? [] : found;
}

/** Makes somebody a holder, or gives a holder a new key; envelopes sealed for the old one are renewed at their workstations' next sign-in. */
export async function becomeHolder(ctx: Ctx, me: { id: string; no: string }, publicKey: string, wrapped: string): Promise<void> {
  await ctx.tx.insert(recoveryHolder).values({ userId: me.id, publicKey, wrapped, at: ctx.now }).onConflictDoUpdate({ target: recoveryHolder.userId, set: { publicKey, wrapped, at: ctx.now } });
  await ctx.audit({ action: "recovery.holderAdded", ref: me.id, detail: { no: me.no } });
}

export async function removeHolder(ctx: Ctx, userId: string, reason: string): Promise<void> {
  const gone = await ctx.tx.delete(recoveryHolder).where(eq(recoveryHolder.userId, userId)).returning({ id: recoveryHolder.userId });
  if (gone.length === 0) refuse("not_found", ["userId"]);
  await ctx.audit({ action: "recovery.holderRemoved", ref: userId, detail: { reason } });
}

/** The holder's own wrapped key. Refuses `recovery_not_holder`. */
export async function ownWrapped(ctx: Ctx, userId: string): Promise<string> {
  const [mine] = await ctx.tx.select({ wrapped: recoveryHolder.wrapped }).from(recoveryHolder).where(eq(recoveryHolder.userId, userId));
  return mine?.wrapped ?? refuse("recovery_not_holder");
}
