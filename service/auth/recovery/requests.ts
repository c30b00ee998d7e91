/**
 * A request to open one envelope: the workstation wants it, one of IT opens it, another approves, the workstation takes
 * the two parts. Each step names who may take it; what does not fit is refused and moves nothing.
 */
import { randomUUID } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { DAY } from "../../../shared/model/time.ts";
import type { Envelope, Sealed } from "../../../shared/protocol/recovery.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import type { Ctx } from "../../context.ts";
import { recoveryEnvelope, recoveryHolder, recoveryRequest } from "../../db/schema.ts";

/** How long an opened request waits for the second person, and an approved one for its workstation. */
export const OPEN_FOR = DAY;
export const TAKE_FOR = 3 * DAY;

type Row = typeof recoveryRequest.$inferSelect;
interface At {
  readonly userId: string;
  readonly deviceId: string;
}
const gone = { firstPart: null, secondPart: null } as const;

export function stateOf(row: Row, now: number): "wanted" | "opened" | "approved" | "gone" {
  if (row.endedAt !== null || expiresAt(row) < now) return "gone";
  return row.approvedAt !== null ? "approved" : row.openedAt !== null ? "opened" : "wanted";
}

/** When it runs out, UTC ms; a wish waits as long as the workstation wants. */
export const expiresAt = (row: Pick<Row, "openedAt" | "approvedAt">): number => (row.approvedAt !== null ? row.approvedAt + TAKE_FOR : row.openedAt !== null ? row.openedAt + OPEN_FOR : Infinity);

/** Keeps a workstation's envelope. Refuses a part for somebody who is no holder, and one whose opening is under way. */
export async function keepEnvelope(ctx: Ctx, at: At, envelope: Envelope, digest: string): Promise<void> {
  const holders = new Set((await ctx.tx.select({ id: recoveryHolder.userId }).from(recoveryHolder)).map((h) => h.id));
  const ids = envelope.shares.map((s) => s.holderId);
  if (new Set(ids).size !== ids.length || ids.some((id) => !holders.has(id))) refuse("conflict", ["shares: not the present holders"]);
  const [before] = await ctx.tx.select({ id: recoveryEnvelope.id, userId: recoveryEnvelope.userId, deviceId: recoveryEnvelope.deviceId }).from(recoveryEnvelope)
    .where(and(eq(recoveryEnvelope.userId, at.userId), eq(recoveryEnvelope.deviceId, at.deviceId), eq(recoveryEnvelope.dekId, envelope.dekId)));
  const opening = before ? await openOf(ctx, before.id) : null;
  if (opening && stateOf(opening, ctx.now) !== "gone") refuse("conflict", ["envelope: it is being opened"]);
  if (before) await ctx.tx.delete(recoveryEnvelope).where(eq(recoveryEnvelope.id, before.id));
  const kept = await ctx.tx.insert(recoveryEnvelope).values({ id: envelope.id, ...at, dekId: envelope.dekId, digest, envelope, at: ctx.now }).onConflictDoNothing().returning({ id: recoveryEnvelope.id });
  if (kept.length === 0) refuse("conflict", ["envelope: its id is taken"]);
  await ctx.audit({ action: "recovery.envelopeKept", ref: envelope.id, detail: { device: at.deviceId, count: ids.length } });
}

async function openOf(ctx: Ctx, envelopeId: string): Promise<Row | null> {
  const [row] = await ctx.tx.select().from(recoveryRequest).where(and(eq(recoveryRequest.envelopeId, envelopeId), isNull(recoveryRequest.endedAt))).for("update");
  return row ?? null;
}

/** The envelope as it was when it was sealed; refuses `recovery_envelope_changed` when it is not. */
async function envelopeOf(ctx: Ctx, row: Pick<Row, "envelopeId" | "digest" | "userId" | "deviceId">): Promise<Envelope> {
  const [found] = await ctx.tx.select().from(recoveryEnvelope).where(eq(recoveryEnvelope.id, row.envelopeId));
  if (!found || found.userId !== row.userId || found.deviceId !== row.deviceId) return refuse("not_found", ["envelopeId"]);
  return found.digest === row.digest ? found.envelope : refuse("recovery_envelope_changed");
}

/** The workstation's wish. The same wish again is the same request; one with another key ends the former. */
export async function want(ctx: Ctx, at: At, wish: { envelopeId: string; digest: string; publicKey: string }): Promise<string> {
  await envelopeOf(ctx, { ...wish, ...at });
  const before = await openOf(ctx, wish.envelopeId);
  if (before && before.publicKey === wish.publicKey && stateOf(before, ctx.now) !== "gone") return before.id;
  if (before) await end(ctx, before, "replaced");
  const id = randomUUID();
  await ctx.tx.insert(recoveryRequest).values({ id, ...wish, ...at, wantedAt: ctx.now });
  await ctx.audit({ action: "recovery.wanted", ref: id, detail: { device: at.deviceId } });
  return id;
}

async function end(ctx: Ctx, row: Row, outcome: string): Promise<void> {
  await ctx.tx.update(recoveryRequest).set({ ...gone, endedAt: ctx.now, outcome }).where(eq(recoveryRequest.id, row.id));
}

async function locked(ctx: Ctx, requestId: string): Promise<Row> {
  const [row] = await ctx.tx.select().from(recoveryRequest).where(eq(recoveryRequest.id, requestId)).for("update");
  return row ?? refuse("not_found", ["requestId"]);
}

/** What a holder's workstation needs to hand its part over. */
export async function materialOf(ctx: Ctx, requestId: string): Promise<{ envelope: Envelope; userId: string; deviceId: string; publicKey: string }> {
  const row = await locked(ctx, requestId);
  if (stateOf(row, ctx.now) === "gone") return refuse("recovery_gone");
  return { envelope: await envelopeOf(ctx, row), userId: row.userId, deviceId: row.deviceId, publicKey: row.publicKey };
}

/** A step of one of IT, who must be a holder of this envelope and not the person whose outbox it is. */
async function stepOf(ctx: Ctx, requestId: string, by: string, wanted: "wanted" | "opened"): Promise<Row> {
  const row = await locked(ctx, requestId);
  const state = stateOf(row, ctx.now);
  if (state === "gone") return refuse("recovery_gone");
  if (state !== wanted) return refuse("conflict", [`request: ${state}`]);
  if (row.userId === by || row.openedBy === by) return refuse("recovery_same_person");
  const envelope = await envelopeOf(ctx, row);
  return envelope.shares.some((s) => s.holderId === by) ? row : refuse("recovery_not_holder");
}

/** The first of two. */
export async function openRequest(ctx: Ctx, requestId: string, by: string, part: Sealed, reason: string): Promise<void> {
  const row = await stepOf(ctx, requestId, by, "wanted");
  await ctx.tx.update(recoveryRequest).set({ openedBy: by, openedAt: ctx.now, firstPart: part }).where(eq(recoveryRequest.id, row.id));
  await ctx.audit({ action: "recovery.opened", ref: row.id, detail: { user: row.userId, device: row.deviceId, reason } });
}

/** The second, who is another. */
export async function approveRequest(ctx: Ctx, requestId: string, by: string, part: Sealed): Promise<void> {
  const row = await stepOf(ctx, requestId, by, "opened");
  await ctx.tx.update(recoveryRequest).set({ approvedBy: by, approvedAt: ctx.now, secondPart: part }).where(eq(recoveryRequest.id, row.id));
  await ctx.audit({ action: "recovery.approved", ref: row.id, detail: { user: row.userId, device: row.deviceId, by: row.openedBy } });
}

/** Ends it without opening; the envelope stays, and the workstation may ask again. */
export async function refuseRequest(ctx: Ctx, requestId: string, reason: string): Promise<void> {
  const row = await locked(ctx, requestId);
  if (row.endedAt !== null) refuse("recovery_gone");
  await end(ctx, row, "refused");
  await ctx.audit({ action: "recovery.refused", ref: row.id, detail: { user: row.userId, device: row.deviceId, reason } });
}

/** The workstation's own request, by its own user on its own machine. */
async function own(ctx: Ctx, at: At, requestId: string): Promise<Row> {
  const row = await locked(ctx, requestId);
  return row.userId === at.userId && row.deviceId === at.deviceId ? row : refuse("not_found", ["requestId"]);
}

/** How far it has got, with the two parts once it is approved. */
export async function lookAt(ctx: Ctx, at: At, requestId: string): Promise<{ state: ReturnType<typeof stateOf>; envelope: Envelope | null; parts: { holderId: string; sealed: Sealed }[] }> {
  const row = await own(ctx, at, requestId);
  const state = stateOf(row, ctx.now);
  if (state !== "approved" || !row.firstPart || !row.secondPart) return { state, envelope: null, parts: [] };
  const envelope = await envelopeOf(ctx, row);
  return { state, envelope, parts: [{ holderId: row.openedBy!, sealed: row.firstPart }, { holderId: row.approvedBy!, sealed: row.secondPart }] };
}

/** The workstation has taken everything over: parts and envelope go, so that nobody opens that outbox again. */
export async function finish(ctx: Ctx, at: At, requestId: string, counts: { events: number; unsent: number }): Promise<void> {
  const row = await own(ctx, at, requestId);
  if (row.outcome === "done") return;
  if (stateOf(row, ctx.now) !== "approved") refuse("recovery_gone");
  await end(ctx, row, "done");
  await ctx.tx.delete(recoveryEnvelope).where(eq(recoveryEnvelope.id, row.envelopeId));
  await ctx.audit({ action: "recovery.finished", ref: row.id, detail: { device: row.deviceId, events: counts.events, saved: counts.unsent } });
}
