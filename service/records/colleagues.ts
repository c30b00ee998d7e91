/** Colleagues: the public side of a user (name, team, extension, duty), known to every workstation. */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { array } from "../db/query.ts";
import { ALL } from "./audience.ts";

/** Tells every workstation that these users changed (created, renamed, moved, on or off duty). Call it after writing them. */
export async function colleaguesChanged(ctx: Ctx, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await ctx.tx.execute(sql`UPDATE app_user SET rev = rev + 1 WHERE id = ANY(${array(userIds, "uuid")})`);
  for (const id of userIds) ctx.changes.add(ALL, "put", "colleague", id);
}
