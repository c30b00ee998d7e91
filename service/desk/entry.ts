/** Entries that a desk leaves on a case through the service itself, not from a workstation's outbox. */
import { createHash } from "node:crypto";
import type { DeskCtx } from "../context.ts";
import { nextNumber } from "../db/meta.ts";
import { insertEvents } from "../records/entries.ts";
import { EVENT_VERSION, type EventDraft } from "../../shared/model/events.ts";

/** The device of events made at the centre; no workstation can have it, its certificate does not exist. */
export const CENTRE_DEVICE = "00000000-0000-4000-8000-00000000ce01";

/** An event by the signed-in user, made at the centre now, with its number and its hash. */
export async function centreEvent<D extends EventDraft>(ctx: DeskCtx, draft: D & { id: string }) {
  const { me } = ctx.actor;
  const seq = await nextNumber(ctx.tx, `centre:${me.id}`);
  const event = { ...draft, seq, deviceId: CENTRE_DEVICE, userId: me.id, at: ctx.now, atServer: ctx.now, v: EVENT_VERSION };
  return { event, hash: createHash("sha256").update(JSON.stringify(event)).digest("hex") };
}

/**
 * Writes an event by the signed-in user, marked for review: it stands in the timeline of whoever has
 * the case, and changes no document.
 */
export async function leaveEntry(ctx: DeskCtx, draft: EventDraft & { id: string }): Promise<void> {
  const { event, hash } = await centreEvent(ctx, draft);
  await insertEvents(ctx, [{ ...event, userName: ctx.actor.me.name, receivedAt: ctx.now, skewMs: 0, hash, review: true }]);
}
