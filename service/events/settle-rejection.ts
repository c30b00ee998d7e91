/** A refused event that its writer has dealt with: sent again, or handled by hand for a reason. */
import { sql } from "drizzle-orm";
import type { EventOf } from "../../shared/model/events.ts";
import type { Applying } from "./apply.ts";

/**
 * Marks the sender's own rejection as dealt with, in the audit trail too. One that is not kept here
 * (the refusal concerned an id or number of another event) leaves its trace in the audit alone.
 */
export async function settleRejection({ ctx, event }: Applying<EventOf<"quarantine.settled">>): Promise<null> {
  const { eventId, code, reason, replacedBy } = event.body;
  await ctx.tx.execute(sql`UPDATE rejection SET settled_at = ${event.atServer}::bigint, settled_reason = ${reason}, replaced_by = ${replacedBy}::uuid
    WHERE device_id = ${event.deviceId}::uuid AND user_id = ${event.userId}::uuid AND event_id = ${eventId}`);
  await ctx.audit({ action: "quarantine.settled", ref: eventId, detail: { event: event.id, code, reason, replacedBy } });
  return null;
}
