/** The desk routes of recovery: what a workstation asks for its own user, and what IT decides, two together. */
import { createHash } from "node:crypto";
import { asc, desc, eq, gt, isNull, or } from "drizzle-orm";
import { becomeHolder, ownWrapped, removeHolder } from "../auth/recovery/holders.ts";
import { approveRequest, expiresAt, finish, keepEnvelope, lookAt, materialOf, openRequest, refuseRequest, stateOf, want } from "../auth/recovery/requests.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { appUser, device, recoveryHolder, recoveryRequest } from "../db/schema.ts";
import { asSystem, asSystemFor } from "../unit-of-work.ts";
import { canonical } from "../../shared/model/canonical.ts";
import { DAY } from "../../shared/model/time.ts";
import { HOLDERS_NEEDED } from "../../shared/protocol/recovery.ts";

/** Ended requests stay on the screen this long. */
const SHOWN_FOR = 30 * DAY;

const at = ({ actor }: DeskCtx) => ({ userId: actor.me.id, deviceId: actor.deviceId });
/** Own envelope, own request, own machine: whose it is comes from the session, never from what was sent. */
const own = <T>(ctx: DeskCtx, fn: () => Promise<T>): Promise<T> => asSystem(ctx, fn);
const forIt = <T>(ctx: DeskCtx, fn: () => Promise<T>): Promise<T> => asSystemFor(ctx, "recovery.work", fn);
const nothing = () => ({});

async function list(ctx: DeskCtx): Promise<Awaited<ReturnType<DeskHandlers["recovery.list"]>>> {
  const me = ctx.actor.me.id;
  const holders = await ctx.tx.select({ id: recoveryHolder.userId, no: appUser.no, name: appUser.name, at: recoveryHolder.at, active: appUser.active }).from(recoveryHolder).innerJoin(appUser, eq(appUser.id, recoveryHolder.userId)).orderBy(asc(recoveryHolder.at));
  const found = await ctx.tx
    .select({ row: recoveryRequest, userNo: appUser.no, userName: appUser.name, deviceName: device.name, unsent: device.unsent }).from(recoveryRequest)
    .innerJoin(appUser, eq(appUser.id, recoveryRequest.userId)).innerJoin(device, eq(device.id, recoveryRequest.deviceId))
    .where(or(isNull(recoveryRequest.endedAt), gt(recoveryRequest.endedAt, ctx.now - SHOWN_FOR))).orderBy(desc(recoveryRequest.wantedAt)).limit(200);
  const names = new Map((await ctx.tx.select({ id: appUser.id, name: appUser.name }).from(appUser)).map((u) => [u.id, u.name]));
  const nameOf = (id: string | null) => (id === null ? "" : (names.get(id) ?? ""));
  return {
    needed: HOLDERS_NEEDED, holders: holders.map((h) => ({ ...h, mine: h.id === me })),
    requests: found.map(({ row, ...who }) => {
      const until = expiresAt(row);
      return {
        id: row.id, ...who, wantedAt: row.wantedAt, state: stateOf(row, ctx.now), outcome: row.outcome, openedBy: nameOf(row.openedBy), openedByMe: row.openedBy === me, ofMine: row.userId === me,
        approvedBy: nameOf(row.approvedBy), until: Number.isFinite(until) ? until : null,
      };
    }),
  };
}

export const recoveryHandlers = {
  "recovery.keep": (ctx, { envelope }) => own(ctx, async () => {
    const digest = createHash("sha256").update(canonical(envelope)).digest("hex");
    await keepEnvelope(ctx, at(ctx), envelope, digest);
    return { digest };
  }),
  "recovery.want": (ctx, wish) => own(ctx, async () => ({ requestId: await want(ctx, at(ctx), wish) })),
  "recovery.look": (ctx, { requestId }) => own(ctx, () => lookAt(ctx, at(ctx), requestId)),
  "recovery.done": (ctx, { requestId, events, unsent }) => own(ctx, () => finish(ctx, at(ctx), requestId, { events, unsent }).then(nothing)),

  "recovery.list": (ctx) => forIt(ctx, () => list(ctx)),
  "recovery.material": (ctx, { requestId }) => forIt(ctx, async () => ({ wrapped: await ownWrapped(ctx, ctx.actor.me.id), ...(await materialOf(ctx, requestId)) })),
  "recovery.become": (ctx, { publicKey, wrapped }) => forIt(ctx, () => becomeHolder(ctx, ctx.actor.me, publicKey, wrapped).then(nothing)),
  "recovery.leave": (ctx, { userId, reason }) => forIt(ctx, () => removeHolder(ctx, userId, reason).then(nothing)),
  "recovery.open": (ctx, { requestId, part, reason }) => forIt(ctx, () => openRequest(ctx, requestId, ctx.actor.me.id, part, reason).then(nothing)),
  "recovery.approve": (ctx, { requestId, part }) => forIt(ctx, () => approveRequest(ctx, requestId, ctx.actor.me.id, part).then(nothing)),
  "recovery.refuse": (ctx, { requestId, reason }) => forIt(ctx, () => refuseRequest(ctx, requestId, reason).then(nothing)),
} satisfies Partial<DeskHandlers>;
