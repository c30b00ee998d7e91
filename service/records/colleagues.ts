/** Colleagues: the public side of a user (name, team, extension, duty), known to every workstation. */
import type { Ctx } from "../context.ts";
import { ALL } from "./audience.ts";

/** Tells every workstation that these users changed (created, renamed, moved, on or off duty). */
export function colleaguesChanged(ctx: Ctx, userIds: readonly string[]): void {
  for (const id of userIds) ctx.changes.add(ALL, "put", "colleague", id);
}
