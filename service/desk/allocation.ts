/**
 * 分案 and 调案: a preview keeps the plan, applying carries it out, and within the hour it can be undone
 * for every case nobody has touched since. A supervisor deals out own team's cases among own team's
 * collectors; the administrator everybody's.
 */
import { and, eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx, DeskCtx, DeskHandlers } from "../context.ts";
import { array, chunks, rows } from "../db/query.ts";
import { allocation, kase, team } from "../db/schema.ts";
import { assignCases } from "../records/assign.ts";
import { HOUR } from "../../shared/model/time.ts";
import { RefusalError, refuse } from "../../shared/protocol/errors.ts";
import { planAllocation, type Head, type Move, type Plan, type PoolCase, type PoolPerson } from "./allocation-plan.ts";
import { casesInScope, mustCollect, staffByIds, type UserRow } from "./scope.ts";

/** A wrong allocation is noticed at once or never. */
export const UNDO_WITHIN = HOUR;
/** A preview older than this may no longer fit. */
const PREVIEW_LIFE = HOUR;

type PreviewInput = Parameters<DeskHandlers["allocation.preview"]>[1];
type Loads = Awaited<ReturnType<DeskHandlers["allocation.preview"]>>["loads"];
/** A planned move, with the team the case comes from, so that undo puts it back there. */
type PlannedMove = { caseId: string; fromId: string | null; toId: string; fromTeamId?: string | null };

interface Candidate extends PoolCase {
  readonly personId: string;
  readonly teamId: string | null;
}

const COLUMNS = { caseId: kase.id, personId: kase.personId, bankCode: kase.bankCode, bucket: kase.bucket, fen: kase.currentFen, fromId: kase.ownerId, teamId: kase.teamId };

/** The open cases a filter names, within scope. */
async function poolOf(ctx: Ctx, scope: SQL | undefined, filter: PreviewInput["filter"]): Promise<Candidate[]> {
  return ctx.tx.select(COLUMNS).from(kase).where(and(
    scope, eq(kase.status, "open"),
    filter.bankCode ? eq(kase.bankCode, filter.bankCode) : undefined,
    filter.buckets?.length ? inArray(kase.bucket, filter.buckets) : undefined,
    filter.batchId ? eq(kase.batchId, filter.batchId) : undefined,
    filter.onlyUnassigned ? isNull(kase.ownerId) : undefined,
  )).orderBy(kase.id);
}

/** Who holds other open cases of these persons (same bank: a person is a bank's). */
async function holders(ctx: Ctx, pool: readonly Candidate[]): Promise<Map<string, string>> {
  const ids = new Set(pool.map((c) => c.caseId));
  const found: { id: string; person: string; owner: string }[] = [];
  for (const part of chunks([...new Set(pool.map((c) => c.personId))], 5000)) {
    found.push(...(await rows<{ id: string; person: string; owner: string }>(ctx.tx, sql`SELECT id, person_id AS person, owner_id AS owner FROM kase WHERE status = 'open' AND owner_id IS NOT NULL AND person_id = ANY(${array(part, "uuid")}) ORDER BY id`)));
  }
  return new Map(found.filter((f) => !ids.has(f.id)).map((f) => [f.person, f.owner]));
}

async function personsOf(ctx: Ctx, pool: readonly Candidate[]): Promise<PoolPerson[]> {
  const held = await holders(ctx, pool);
  return [...Map.groupBy(pool, (c) => c.personId)].map(([personId, cases]) => ({ personId, cases, heldBy: held.get(personId) ?? null }));
}

interface Slice {
  cases: number;
  fen: number;
  byBucket: Record<string, number>;
  byBank: Record<string, number>;
}

/** What each collector owns now, by bucket and bank. */
async function slices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Slice>> {
  const found = await rows<{ id: string; bucket: string; bank: string; n: number | string; fen: number | string }>(
    ctx.tx,
    sql`SELECT owner_id AS id, bucket, bank_code AS bank, count(*) AS n, sum(current_fen) AS fen FROM kase WHERE status = 'open' AND owner_id = ANY(${array(ids, "uuid")}) GROUP BY 1, 2, 3`,
  );
  const all = new Map<string, Slice>(ids.map((id) => [id, { cases: 0, fen: 0, byBucket: {}, byBank: {} }]));
  for (const f of found) shift(all.get(f.id)!, f.bucket, f.bank, Number(f.n), Number(f.fen));
  return all;
}

function shift(slice: Slice, bucket: string, bank: string, n: number, fen: number): void {
  slice.cases += n;
  slice.fen += fen;
  slice.byBucket[bucket] = (slice.byBucket[bucket] ?? 0) + n;
  slice.byBank[bank] = (slice.byBank[bank] ?? 0) + n;
}

/** Loads before and after the plan, per head; buckets and banks as they will be. */
async function loadRows(ctx: Ctx, staff: readonly UserRow[], before: Map<string, Slice>, pool: readonly Candidate[], plan: Plan): Promise<Loads> {
  const after = structuredClone(before);
  const byId = new Map(pool.map((c) => [c.caseId, c]));
  for (const move of plan.moves) {
    const c = byId.get(move.caseId)!;
    const from = move.fromId === null ? undefined : after.get(move.fromId);
    if (from) shift(from, c.bucket, c.bankCode, -1, -c.fen);
    shift(after.get(move.toId)!, c.bucket, c.bankCode, 1, c.fen);
  }
  const teams = new Map((await ctx.tx.select().from(team)).map((t) => [t.id, t.name]));
  const nonZero = (counts: Record<string, number>) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0).toSorted());
  return staff.map((u) => {
    const [b, a] = [before.get(u.id)!, after.get(u.id)!];
    return {
      userId: u.id, no: u.no, name: u.name, teamName: teams.get(u.teamId ?? "") ?? "", duty: u.duty,
      before: { cases: b.cases, fen: b.fen }, after: { cases: a.cases, fen: a.fen }, byBucket: nonZero(a.byBucket), byBank: nonZero(a.byBank),
    };
  });
}

const preview: DeskHandlers["allocation.preview"] = async (ctx, input) => {
  const staff = await staffByIds(ctx, input.collectorIds);
  mustCollect(staff);
  const pool = await poolOf(ctx, casesInScope(ctx), input.filter);
  const persons = await personsOf(ctx, pool);
  const before = await slices(ctx, staff.map((u) => u.id));
  const heads: Head[] = staff.map((u) => ({ userId: u.id, cases: before.get(u.id)!.cases, fen: before.get(u.id)!.fen }));
  const plan = planAllocation({ persons, heads, balanceBy: input.balanceBy, maxPerHead: input.maxPerHead });
  const previewId = uuidv7();
  const personOf = new Map(pool.map((c) => [c.caseId, c.personId]));
  await ctx.tx.insert(allocation).values({ id: previewId, kind: "allocation", plan: withTeams(plan.moves, pool), by: ctx.actor.me.id, at: ctx.now });
  return {
    previewId, cases: plan.moves.length, fen: sumOf(plan.moves, pool), persons: new Set(plan.moves.map((m) => personOf.get(m.caseId))).size,
    unplaced: plan.unplaced.length, loads: await loadRows(ctx, staff, before, pool, plan),
  };
};

function withTeams(moves: readonly Move[], pool: readonly Candidate[]): PlannedMove[] {
  const teams = new Map(pool.map((c) => [c.caseId, c.teamId]));
  return moves.map((m) => ({ ...m, fromTeamId: teams.get(m.caseId) ?? null }));
}

function sumOf(moves: readonly Move[], pool: readonly Candidate[]): number {
  const fens = new Map(pool.map((c) => [c.caseId, c.fen]));
  return moves.reduce((sum, m) => sum + (fens.get(m.caseId) ?? 0), 0);
}

type Stored = typeof allocation.$inferSelect;

async function ownAllocation(ctx: DeskCtx, id: string): Promise<Stored> {
  const [row] = await ctx.tx.select().from(allocation).where(eq(allocation.id, id)).for("update");
  if (!row || row.by !== ctx.actor.me.id) return refuse("not_found", ["allocationId"]);
  return row;
}

/** Carries a stored plan out. Refuses `conflict` when a case has changed hands since the preview. */
async function carryOut(ctx: Ctx, stored: Pick<Stored, "id" | "plan">, reason: string, action: string): Promise<number> {
  const moves = stored.plan as PlannedMove[];
  await mustStand(ctx, moves);
  const absent = await standIns(ctx, moves.map((m) => m.toId));
  const cases = await assignCases(ctx, moves.map((m) => ({ caseId: m.caseId, toUserId: m.toId, asOwner: true })), reason);
  const covered = moves.flatMap((m) => (absent.has(m.toId) ? [{ caseId: m.caseId, toUserId: absent.get(m.toId)!, asOwner: false }] : []));
  if (covered.length > 0) await assignCases(ctx, covered, "代班");
  await ctx.tx.update(allocation).set({ appliedAt: ctx.now }).where(eq(allocation.id, stored.id));
  await ctx.audit({ action, ref: stored.id, detail: { cases, heads: new Set(moves.map((m) => m.toId)).size, reason } });
  return cases;
}

async function mustStand(ctx: Ctx, moves: readonly PlannedMove[]): Promise<void> {
  const list = moves.map((m) => ({ id: m.caseId, o: m.fromId }));
  const moved = await rows(ctx.tx, sql`SELECT 1 FROM json_to_recordset(${JSON.stringify(list)}::json) AS x(id uuid, o uuid)
    LEFT JOIN kase k ON k.id = x.id WHERE k.id IS NULL OR k.status <> 'open' OR k.owner_id IS DISTINCT FROM x.o LIMIT 1`);
  if (moved.length > 0) refuse("conflict", ["previewId"]);
}

/** Absent collectors among these, with who stands in for them now. */
async function standIns(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ absent: string; standin: string }>(ctx.tx, sql`SELECT absent_id AS absent, stand_in_id AS standin FROM cover WHERE started_at IS NOT NULL AND ended_at IS NULL AND absent_id = ANY(${array([...new Set(ids)], "uuid")})`);
  return new Map(found.map((f) => [f.absent, f.standin]));
}

const apply: DeskHandlers["allocation.apply"] = async (ctx, { previewId }) => {
  const stored = await ownAllocation(ctx, previewId);
  if (stored.appliedAt !== null || stored.kind !== "allocation" || ctx.now - stored.at > PREVIEW_LIFE) refuse("conflict", ["previewId"]);
  const cases = await carryOut(ctx, stored, "分案", "allocation.applied");
  return { allocationId: stored.id, cases, undoUntil: ctx.now + UNDO_WITHIN };
};

/** Cases of an allocation that nobody has worked on and that are still where it put them. */
async function untouched(ctx: Ctx, moves: readonly PlannedMove[], since: number): Promise<PlannedMove[]> {
  const list = moves.map((m) => ({ id: m.caseId, o: m.toId }));
  const free = await rows<{ id: string }>(
    ctx.tx,
    sql`SELECT k.id FROM json_to_recordset(${JSON.stringify(list)}::json) AS x(id uuid, o uuid) JOIN kase k ON k.id = x.id AND k.status = 'open' AND k.owner_id = x.o
        WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.case_id = k.id AND e.received_at >= ${since})`,
  );
  const ids = new Set(free.map((f) => f.id));
  return moves.filter((m) => ids.has(m.caseId));
}

const undo: DeskHandlers["allocation.undo"] = async (ctx, { allocationId }) => {
  const stored = await ownAllocation(ctx, allocationId);
  if (stored.appliedAt === null || stored.undoneAt !== null) refuse("conflict", ["allocationId"]);
  if (ctx.now - stored.appliedAt > UNDO_WITHIN) throw new RefusalError({ code: "cannot_undo", zh: "已超过一小时,不能撤销;请改用调案", en: "More than an hour ago: it cannot be undone, reassign instead", issues: [] });
  const back = await untouched(ctx, stored.plan as PlannedMove[], stored.appliedAt);
  const moves = back.map((m) => ({ caseId: m.caseId, toUserId: m.fromId, asOwner: true, ...(m.fromId === null ? { teamId: m.fromTeamId ?? null } : {}) }));
  const cases = await assignCases(ctx, moves, "撤销分案");
  await ctx.tx.update(allocation).set({ undoneAt: ctx.now }).where(eq(allocation.id, stored.id));
  await ctx.audit({ action: "allocation.undone", ref: stored.id, detail: { cases, kept: stored.plan.length - cases } });
  return { cases };
};

/** 调案: the named cases and, so that a person stays whole, the same holder's other cases of these persons. */
const reassign: DeskHandlers["case.reassign"] = async (ctx, { caseIds, toUserId, reason }) => {
  const [target] = await staffByIds(ctx, [toUserId]);
  mustCollect([target!]);
  const named = await ctx.tx.select(COLUMNS).from(kase).where(and(inArray(kase.id, caseIds), eq(kase.status, "open"), casesInScope(ctx)));
  if (named.length !== new Set(caseIds).size) refuse("not_found", ["caseIds"]);
  const persons = [...new Set(named.map((c) => c.personId))];
  const whole = await ctx.tx.select(COLUMNS).from(kase).where(and(inArray(kase.personId, persons), eq(kase.status, "open"), casesInScope(ctx), sql`${kase.ownerId} IS DISTINCT FROM ${toUserId}::uuid`));
  const stored = { id: uuidv7(), kind: "reassignment", plan: withTeams(whole.map((c) => ({ caseId: c.caseId, fromId: c.fromId, toId: toUserId })), whole) };
  await ctx.tx.insert(allocation).values({ ...stored, by: ctx.actor.me.id, at: ctx.now, reason });
  const cases = await carryOut(ctx, stored, reason, "case.reassigned");
  return { cases, allocationId: stored.id, undoUntil: ctx.now + UNDO_WITHIN };
};

export const allocationHandlers = { "allocation.preview": preview, "allocation.apply": apply, "allocation.undo": undo, "case.reassign": reassign } satisfies Partial<DeskHandlers>;

/** The operator's allocation (CLI, demo): the same pool, planner and records as the desk's. */
export async function allocateAll(ctx: Ctx, input: { filter: PreviewInput["filter"]; heads: readonly { userId: string; weight?: number }[]; balanceBy: "cases" | "amount"; maxPerHead: number; only?: (caseId: string) => boolean; dryRun?: boolean }): Promise<{ cases: number; unplaced: number; loads: Map<string, number> }> {
  const pool = (await poolOf(ctx, undefined, input.filter)).filter((c) => input.only?.(c.caseId) ?? true);
  const before = await slices(ctx, input.heads.map((h) => h.userId));
  const heads: Head[] = input.heads.map((h) => ({ ...h, cases: before.get(h.userId)!.cases, fen: before.get(h.userId)!.fen }));
  const plan = planAllocation({ persons: await personsOf(ctx, pool), heads, balanceBy: input.balanceBy, maxPerHead: input.maxPerHead });
  const cases = input.dryRun ? plan.moves.length : await assignCases(ctx, plan.moves.map((m) => ({ caseId: m.caseId, toUserId: m.toId, asOwner: true })), "分案");
  if (!input.dryRun) await ctx.audit({ action: "allocation.applied", detail: { cases, heads: heads.length } });
  return { cases, unplaced: plan.unplaced.length, loads: new Map([...plan.after].map(([id, l]) => [id, l.cases])) };
}

