/** The demo portfolio comes in through the real importer and is dealt out by the real planner. */
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Service } from "../app.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { allocateAll } from "../desk/allocation.ts";
import { checkFile, importFile } from "../import/confirm.ts";
import { loadCases, saveCases } from "../records/cases.ts";
import { stageOf } from "../../shared/model/stage.ts";
import { addDays, atLocal, dayOf, daysBetween } from "../../shared/model/time.ts";
import type { CaseDoc } from "../../shared/model/documents.ts";
import { ALLOCATION, HISTORY, OPEN_AT_START, PORTFOLIO, USERS } from "./agency.ts";
import type { Random } from "./random.ts";
import type { Staff } from "./seed-house.ts";

export interface PortfolioFiles {
  readonly cases: readonly { readonly bank: string; readonly path: string }[];
  readonly repayments: { readonly bank: string; readonly path: string } | null;
  readonly recalls: { readonly bank: string; readonly path: string } | null;
}

export const portfolioIn = (dir: string): PortfolioFiles => ({
  cases: PORTFOLIO.cases.map(({ bank, file }) => ({ bank, path: join(dir, file) })),
  repayments: { bank: PORTFOLIO.repayments.bank, path: join(dir, PORTFOLIO.repayments.file) },
  recalls: { bank: PORTFOLIO.recalls.bank, path: join(dir, PORTFOLIO.recalls.file) },
});

/** How far back the demo moves the bank's dates, so that a month of history lies behind the placement. */
export const shiftOf = (now: number): number => daysBetween(PORTFOLIO.placedOn, addDays(dayOf(now), -HISTORY.placedDaysAgo));

/** Imports one file as the administrator does: the file's own totals stand for the bank's letter. */
export async function importOne(service: Pick<Service, "run">, staff: Staff, file: { bank: string; path: string }, shiftDays: number): Promise<{ rows: number; imported: number; refused: number; unmatched: number }> {
  const actor = staff.actor(PORTFOLIO.importer);
  const { stored } = await service.run(actor, (ctx) => checkFile(ctx, { path: file.path, bankCode: file.bank }), "all");
  const control = { count: stored.controlCount, fen: stored.controlFen };
  const { report } = await service.run(actor, (ctx) => importFile(ctx, { path: file.path, bankCode: file.bank, control, shiftDays }), "all");
  return report;
}

interface Unplaced {
  readonly id: string;
  readonly person: string;
}

/** Cases nobody has, of persons whose worst account is of one of these stages: a person is not split between teams. */
async function waiting(ctx: Ctx, bank: string, stages: readonly string[]): Promise<Unplaced[]> {
  const list = await rows<Unplaced & { worst: string }>(ctx.tx, sql`SELECT id, person_id AS person, max(bucket) OVER (PARTITION BY person_id) AS worst
    FROM kase WHERE bank_code = ${bank} AND status = 'open' AND owner_id IS NULL ORDER BY case_no`);
  return list.filter((c) => stages.includes(stageOf(c.worst)));
}

/** The first `part` of the persons, with all their cases. */
function firstPart(list: readonly Unplaced[], part: number): Set<string> {
  const persons = [...new Set(list.map((c) => c.person))];
  const chosen = new Set(persons.slice(0, Math.ceil(persons.length * part)));
  return new Set(list.filter((c) => chosen.has(c.person)).map((c) => c.id));
}

/** Deals out what `choose` leaves of each bank's cases along `ALLOCATION`; weights follow each collector's share. */
async function dealOut(ctx: Ctx, staff: Staff, choose: (list: readonly Unplaced[]) => readonly Unplaced[]): Promise<void> {
  for (const line of ALLOCATION) {
    const ids = firstPart(choose(await waiting(ctx, line.bank, line.stages)), line.part);
    if (ids.size === 0) continue;
    const heads = USERS.filter((u) => u.team === line.team && u.share > 0).map((u) => ({ userId: staff.me(u.no).id, weight: u.share }));
    await allocateAll(ctx, { filter: { bankCode: line.bank, onlyUnassigned: true }, heads, balanceBy: "cases", maxPerHead: 5000, only: (id) => ids.has(id) });
  }
}

/** Allocates most of the portfolio on the day it was placed. */
export async function allocatePlaced(ctx: Ctx, staff: Staff, random: Random): Promise<void> {
  const then = { ...ctx, now: atLocal(addDays(dayOf(ctx.now), -HISTORY.placedDaysAgo), "09:10") };
  const late = new Set<string>();
  await dealOut(then, staff, (list) => {
    for (const person of new Set(list.map((c) => c.person))) if (random.chance(HISTORY.newTodayShare)) late.add(person);
    return list.filter((c) => !late.has(c.person));
  });
}

/** Allocates the rest this morning: 今日新案. */
export const allocateToday = (ctx: Ctx, staff: Staff): Promise<void> => dealOut(ctx, staff, (list) => list);

/** The bank's latest figures, the cases that go back soon, and those marked for the legal department. */
export async function refreshCases(ctx: Ctx): Promise<void> {
  const today = dayOf(ctx.now);
  const ids = await rows<{ id: string; bucket: string }>(ctx.tx, sql`SELECT id, bucket FROM kase WHERE status = 'open' ORDER BY case_no`);
  const { cases, withinDays } = OPEN_AT_START.dueBackSoon;
  const every = Math.max(1, Math.floor(ids.length / cases));
  const soon = new Map(ids.filter((_, i) => i % every === Math.floor(every / 2)).slice(0, cases).map((c, i) => [c.id, addDays(today, i % (withinDays + 1))]));
  const legal = new Set(ids.filter((c) => stageOf(c.bucket) !== "normal").slice(0, HISTORY.legalTags).map((c) => c.id));
  const held = await loadCases(ctx, ids.map((c) => c.id), { lock: true });
  const fresh = ({ doc }: { doc: CaseDoc }): CaseDoc => ({
    ...doc, balances: { ...doc.balances, asOf: addDays(today, -HISTORY.asOfDaysAgo) }, dueBackOn: soon.get(doc.id) ?? doc.dueBackOn,
    tags: legal.has(doc.id) ? [...new Set([...doc.tags, "法务"])] : doc.tags,
  });
  await saveCases(ctx, [...held.values()].map((record) => ({ doc: fresh(record) })));
}
