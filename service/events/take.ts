/**
 * Takes in what a workstation pushes: every event once, whatever the number and order of tries (P2),
 * one transaction per batch, one answer per event, and the answer only after the commit. When a batch
 * fails, it is taken again event by event under savepoints, so that one poisoned event delays no other.
 */
import { sql } from "drizzle-orm";
import type { RejectionCode } from "../../shared/model/rejection.ts";
import type { PushAnswer } from "../../shared/protocol/sync.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Service } from "../app.ts";
import type { Actor, Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { errorForLog, isOutage, sqlState } from "../failure.ts";
import { insertEvents, type EventRow } from "../records/entries.ts";
import { attempt } from "../unit-of-work.ts";
import { applyEvent } from "./apply.ts";
import { judge } from "./judge.ts";
import { advanceKnownSeq, keepRejections, type Taken } from "./known-seq.ts";
import { sift, type PushResult, type Refused, type Sifted } from "./sift.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

type User = Extract<Actor, { kind: "user" }>;
type Pushed = Sifted | Refused;
type Answered = { results: PushResult[]; knownSeq: number };

const isRefused = (item: Pushed): item is Refused => "result" in item;
const isSifted = (item: Pushed): item is Sifted => !isRefused(item);

/** Takes a batch and answers per event. Throws `busy` when the database cannot be written to at all. */
export async function takeEvents(service: Pick<Service, "run" | "log">, user: User, raws: readonly unknown[]): Promise<PushAnswer> {
  const items = sift(user, raws);
  const whole = await service.run(user, (ctx) => takeAll(ctx, user, items), "system").catch((error: unknown) => {
    service.log.warn({ err: errorForLog(error), device: user.deviceId, events: items.length }, "a batch failed and is taken event by event");
    return isOutage(error) ? refuse("busy") : null;
  });
  const answered = whole ?? (await service.run(user, (ctx) => takeEach(ctx, user, items, service.log), "system").catch(() => refuse("busy")));
  return { ...answered.body, serverTime: answered.now };
}

async function takeAll(ctx: Ctx, user: User, items: readonly Pushed[]): Promise<{ body: Answered; now: number }> {
  await holdDevice(ctx, user);
  const { results, taken } = await takeBatch(ctx, user, items);
  return { body: { results, knownSeq: await advanceKnownSeq(ctx, user, taken) }, now: ctx.now };
}

async function takeEach(ctx: Ctx, user: User, items: readonly Pushed[], log: Service["log"]): Promise<{ body: Answered; now: number }> {
  await holdDevice(ctx, user);
  const results: PushResult[] = [];
  const taken: Taken[] = [];
  for (const item of items) {
    const one = await attempt(ctx, (inner) => takeBatch(inner, user, [item])).catch(async (error: unknown) => {
      log.warn({ err: errorForLog(error), device: user.deviceId }, "an event failed");
      return { results: await poisoned(ctx, user, item, error), taken: [] };
    });
    results.push(...one.results);
    taken.push(...one.taken);
  }
  return { body: { results, knownSeq: await advanceKnownSeq(ctx, user, taken) }, now: ctx.now };
}

/** An event the database cannot hold (class 22, 23) is refused for good; anything else may work next time. */
async function poisoned(ctx: Ctx, user: User, item: Pushed, error: unknown): Promise<PushResult[]> {
  const { id, seq } = isRefused(item) ? item.result : item.envelope;
  if (!/^2[23]/.test(sqlState(error) ?? "")) return [{ id, seq, result: "retry" }];
  const result: PushResult = { id, seq, result: "rejected", code: "malformed", detail: `the database refuses its content (${sqlState(error)})` };
  await attempt(ctx, (inner) => keepRejections(inner, user, [{ result, raw: item.raw, counts: true }]));
  return [result];
}

/**
 * Two pushes of one device never interleave. The statements of a push look rows up by key, whatever the keys:
 * planning them anew for each push costs more than running them.
 */
async function holdDevice(ctx: Ctx, user: User): Promise<void> {
  await ctx.tx.execute(sql`SELECT set_config('plan_cache_mode', 'force_generic_plan', true) FROM device WHERE id = ${user.deviceId} FOR UPDATE`);
}

async function takeBatch(ctx: Ctx, user: User, items: readonly Pushed[]): Promise<{ results: PushResult[]; taken: Taken[] }> {
  const sifted = items.filter(isSifted);
  const held = await heldAlready(ctx, user, sifted);
  const ws = await openWorkspace(ctx, user.me, sifted.filter((item) => !held.ids.has(item.envelope.id)));
  const refused: Refused[] = [];
  const fresh: EventRow[] = [];
  const results: PushResult[] = [];
  for (const item of items) {
    const outcome = isRefused(item) ? item : (known(held, item) ?? (await takeOne(ctx, user, ws, item)));
    if ("row" in outcome) {
      fresh.push(outcome.row);
      held.ids.set(outcome.row.id, outcome.row.hash);
      held.seqs.set(outcome.row.seq, outcome.row.id);
    }
    if ("counts" in outcome) refused.push(outcome);
    results.push("row" in outcome ? { id: outcome.row.id, seq: outcome.row.seq, result: "ok" } : outcome.result);
  }
  const inserted = await insertEvents(ctx, fresh, ws.cases);
  if (inserted.size !== fresh.length) throw Object.assign(new Error("an event id was taken meanwhile"), { code: "40001" });
  await ws.save(ctx, user.me);
  await keepRejections(ctx, user, refused);
  return { results, taken: fresh.map((row) => ({ seq: row.seq, at: row.atServer })) };
}

interface Held {
  readonly ids: Map<string, string>;
  readonly seqs: Map<number, string>;
}

async function heldAlready(ctx: Ctx, { me, deviceId }: User, items: readonly Sifted[]): Promise<Held> {
  const found = await rows<{ id: string; device_id: string; user_id: string; seq: number; hash: string }>(
    ctx.tx,
    sql`SELECT id, device_id, user_id, seq, hash FROM event_key WHERE id = ANY(${array(items.map((i) => i.envelope.id), "uuid")})
        OR (device_id = ${deviceId}::uuid AND user_id = ${me.id}::uuid AND seq = ANY(${array(items.map((i) => i.envelope.seq), "bigint")}))`,
  );
  return { ids: new Map(found.map((f) => [f.id, f.hash])), seqs: new Map(found.filter((f) => f.device_id === deviceId && f.user_id === me.id).map((f) => [Number(f.seq), f.id])) };
}

/** The answer for an event that is held already, or whose id or number is taken by another; null when it is new. */
function known(held: Held, { envelope: { id, seq }, hash, raw }: Sifted): { result: PushResult } | Refused | null {
  const heldHash = held.ids.get(id);
  if (heldHash === hash) return { result: { id, seq, result: "dup" } };
  const rejected = (code: RejectionCode, detail: string): Refused => ({ result: { id, seq, result: "rejected", code, detail }, raw, counts: false });
  if (heldHash !== undefined) return rejected("hash_mismatch", "the same id is held with other content");
  return held.seqs.has(seq) ? rejected("seq_conflict", "this number is held with another id") : null;
}

async function takeOne(ctx: Ctx, user: User, ws: Workspace, item: Sifted): Promise<{ row: EventRow } | Refused> {
  const { envelope, hash, raw } = item;
  const verdict = judge(ws, user.me, item);
  const refused = (code: RejectionCode, detail: string): Refused => ({ result: { id: envelope.id, seq: envelope.seq, result: "rejected", code, detail }, raw, counts: true });
  if (!verdict.ok) return refused(verdict.code, verdict.detail);
  // Nothing happened after it was heard of (P6): an estimate from the future is held down to now.
  const atServer = Math.min(envelope.atServer, ctx.now);
  const place = tied(ws, item, verdict);
  if (item.event) {
    const rejection = await applyEvent({ ctx, ws, me: user.me, event: { ...item.event, ...place, atServer }, review: verdict.review });
    if (rejection) return refused(rejection.code, rejection.detail);
  }
  const { id, seq, deviceId, userId, type, at, v } = envelope;
  const body = item.event?.body ?? (typeof envelope.body === "object" && envelope.body !== null && !Array.isArray(envelope.body) ? envelope.body : { value: envelope.body });
  return {
    row: { id, seq, deviceId, userId, userName: user.me.name, type, ...place, at, atServer, receivedAt: ctx.now, skewMs: at - envelope.atServer, v, body, hash, review: verdict.review },
  };
}

/** Case and person of an event: as judged, for a step those of its warning; a form's events belong to no case's audience. */
function tied(ws: Workspace, { event }: Sifted, verdict: { caseId: string | null; personId: string | null }): { caseId: string | null; personId: string | null } {
  if (event?.type === "complaint.filed" || event?.type === "referral.filed" || (event?.type === "workflow.stepTaken" && ws.forms.has(event.body.instanceId))) return { caseId: null, personId: null };
  const warning = event?.type === "workflow.stepTaken" ? ws.warnings.get(event.body.instanceId) : undefined;
  return warning ? { caseId: warning.caseId, personId: warning.personId } : { caseId: verdict.caseId, personId: verdict.personId };
}
