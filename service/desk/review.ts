/** 迟到记录待复核: the supervisor makes the work anew, leaves the record where it is, or sends a note to its writer. */
import { and, desc, eq, isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { EventBody, EventDraft, LockdeskEvent } from "../../shared/model/events.ts";
import { maskName } from "../../shared/model/masking.ts";
import { maskBody, maskText } from "../../shared/model/masking-text.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { appUser, event, eventReview } from "../db/schema.ts";
import { applyEvent } from "../events/apply.ts";
import { isPresent, openWorkspace } from "../events/workspace.ts";
import { insertEvents } from "../records/entries.ts";
import { asSystem, asSystemFor } from "../unit-of-work.ts";
import { centreEvent } from "./entry.ts";
import { lateEvents, type LateEvent } from "./late-events.ts";

const masked = (body: unknown): Record<string, unknown> => maskBody(body) as Record<string, unknown>;

const list: DeskHandlers["review.list"] = async (ctx) => ({
  rows: (await lateEvents(ctx)).map(({ row, reason, adoptable }) => ({
    eventId: row.id, type: row.type, caseId: row.case_id, caseNo: row.case_no ?? "", bankName: row.bank_name ?? "", nameMasked: row.name ? maskName(row.name) : "",
    userName: row.user_name, writtenAt: row.at_server, receivedAt: row.received_at, body: masked(row.body), reason, holderName: row.holder_name ?? "", adoptable,
  })),
});

/** Decides on a late event of the own team, once: `conflict` when somebody has, or when it can no longer be made anew. */
const decide: DeskHandlers["review.decide"] = async (ctx, { eventId, decision, note }) => {
  if (decision === "return" && note === "") return refuse("bad_input", ["note: 请写明说明 / say what the writer should know"]);
  const { me } = ctx.actor;
  const [late] = await lateEvents(ctx, eventId);
  if (!late || me.teamId === null) return (await decided(ctx, eventId)) ? refuse("conflict", ["eventId"]) : refuse("not_found", ["eventId"]);
  const adoptedAs = decision === "adopt" ? uuidv7() : null;
  const { row } = late;
  const kept = await ctx.tx.insert(eventReview).values({ eventId, decision, note, by: me.id, teamId: me.teamId, at: ctx.now, adoptedAs, writerId: row.user_id }).onConflictDoNothing().returning({ id: eventReview.eventId });
  if (kept.length === 0) return refuse("conflict", ["eventId"]);
  if (adoptedAs !== null) await asSystemFor(ctx, "review.decide", () => adopt(ctx, late, adoptedAs));
  await ctx.audit({ action: `review.${decision}`, ref: eventId, detail: { type: row.type, caseId: row.case_id, writer: row.user_id, adoptedAs, note } });
  return { adoptedAs };
};

const decided = async (ctx: DeskCtx, eventId: string): Promise<boolean> => (await ctx.tx.$count(eventReview, eq(eventReview.eventId, eventId))) > 0;

/**
 * The work of a late event as an event of the supervisor's own, now, on the present case. The cases are
 * locked before they are looked at again: one that is being moved is moved before or after, never between.
 */
async function adopt(ctx: DeskCtx, { event: old, adoptable }: LateEvent, id: string): Promise<void> {
  const { me } = ctx.actor;
  const anew = old && adoptable === "yes" ? draftOf(old) : null;
  if (anew === null) return refuse("conflict", [`adoptable: ${adoptable}`]);
  const made = await centreEvent(ctx, { ...anew, id });
  const written = made.event as LockdeskEvent;
  const ws = await openWorkspace(ctx, me, [{ envelope: written, event: written, hash: made.hash, raw: null }]);
  const cases = [written.caseId, ...(written.type === "promise.made" ? written.body.items.map((item) => item.caseId) : [])];
  if (!cases.every((caseId) => isPresent(me, ws.cases.get(caseId ?? "")))) return refuse("conflict", ["adoptable: notHeld"]);
  const rejection = await applyEvent({ ctx, ws, me, event: written, review: false });
  if (rejection) return refuse("conflict", [rejection.detail]);
  await insertEvents(ctx, [{ ...written, userName: me.name, receivedAt: ctx.now, skewMs: 0, hash: made.hash, review: false }]);
  await ws.save(ctx, me);
}

/** What the kinds that may be made anew become; the promises get names of their own. */
function draftOf({ type, caseId, personId, body }: LockdeskEvent): EventDraft | null {
  if (type === "promise.made") return { type, caseId, personId, body: { ...renamed(body), callId: null } };
  return type === "followUp.set" ? { type, caseId, personId, body } : null;
}
const renamed = (body: EventBody<"promise.made">): EventBody<"promise.made"> => ({ ...body, items: body.items.map((item) => ({ ...item, promiseId: uuidv7() })) });

const unread = (ctx: DeskCtx) => and(eq(eventReview.writerId, ctx.actor.me.id), eq(eventReview.decision, "return"), isNull(eventReview.seenAt));

/** Notes that came back to the caller. Read as the system: the writer may no longer have the case, but the words are theirs. */
const returned: DeskHandlers["review.returned"] = async (ctx) => {
  const found = await asSystem(ctx, () =>
    ctx.tx
      .select({ r: eventReview, type: event.type, writtenAt: event.atServer, body: event.body, byName: appUser.name })
      .from(eventReview).innerJoin(event, eq(event.id, eventReview.eventId)).innerJoin(appUser, eq(appUser.id, eventReview.by))
      .where(unread(ctx)).orderBy(desc(eventReview.at)).limit(100),
  );
  return { notes: found.map(({ r, type, writtenAt, body, byName }) => ({ eventId: r.eventId, type, writtenAt, body: masked(body), note: maskText(r.note), byName, at: r.at })) };
};

/** The writer has read the note; a second time changes nothing. */
const seen: DeskHandlers["review.seen"] = async (ctx, { eventId }) => {
  const read = await ctx.tx.update(eventReview).set({ seenAt: ctx.now }).where(and(unread(ctx), eq(eventReview.eventId, eventId))).returning({ id: eventReview.eventId });
  if (read.length > 0) await ctx.audit({ action: "review.seen", ref: eventId });
  return {};
};

export const reviewHandlers = { "review.list": list, "review.decide": decide, "review.returned": returned, "review.seen": seen } satisfies Partial<DeskHandlers>;
