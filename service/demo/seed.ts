/**
 * Founds the demo agency: people, the three banks' files through the real importer, allocation, a
 * month of history through the real projection, and what is open at the start. Only on the training
 * clock, and only in an empty house.
 */
import { sql } from "drizzle-orm";
import type { Service } from "../app.ts";
import { SYSTEM } from "../app.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { writeReports } from "./seed-reports.ts";
import { runDailyJobs } from "../desk/daily-jobs.ts";
import { StartFailure } from "../failure.ts";
import { colleaguesChanged } from "../records/colleagues.ts";
import { readRecords } from "../import/normalise/read-records.ts";
import type { RepaymentRecord } from "../import/normalise/schemas.ts";
import { OPEN_AT_START, PORTFOLIO, USERS } from "./agency.ts";
import { randomFrom } from "./random.ts";
import type { SeqCounter } from "./scribe.ts";
import { writeComplaints } from "./seed-complaints.ts";
import { writeMonth, type Paid } from "./seed-history.ts";
import { fillRoster, foundHouse, hashDemoPasswords, sendOnLeave, type Staff } from "./seed-house.ts";
import { bookPayments } from "./seed-money.ts";
import { setAside, writeOpenings, type Openings } from "./seed-open.ts";
import { writeReferrals } from "./seed-referrals.ts";
import type { CaseOf } from "./write-form.ts";
import { allocatePlaced, allocateToday, importOne, portfolioIn, refreshCases, shiftOf, type PortfolioFiles } from "./seed-portfolio.ts";

export interface SeedOptions {
  /** Folder with the files that `PORTFOLIO` names; exclusive with `files`. */
  readonly portfolioDir?: string;
  readonly files?: PortfolioFiles;
  readonly seed?: number;
  readonly say?: (what: string) => void;
}

export interface SeedResult {
  readonly users: number;
  readonly cases: number;
  readonly refused: number;
  readonly unmatched: number;
  readonly events: number;
  readonly payments: number;
}

interface Held {
  readonly caseId: string;
  readonly caseNo: string;
  readonly bankCode: string;
  readonly no: string;
  readonly alone: boolean;
}

/** Every collector's open cases, with whether the person has but this one. */
async function heldCases(ctx: Ctx): Promise<Held[]> {
  return rows<Held>(ctx.tx, sql`SELECT k.id AS "caseId", k.case_no AS "caseNo", k.bank_code AS "bankCode", u.no, count(*) OVER (PARTITION BY k.person_id) = 1 AS alone
    FROM kase k JOIN app_user u ON u.id = k.owner_id WHERE k.status = 'open' ORDER BY k.case_no`);
}

/** The payments the repayment file will bring, by case number. */
async function expected(file: PortfolioFiles["repayments"]): Promise<Map<string, RepaymentRecord>> {
  const all = new Map<string, RepaymentRecord>();
  if (!file) return all;
  for await (const item of await readRecords(file.path, { bank: file.bank, kind: "repayments" })) {
    if (item.kind === "repayments" && "record" in item && item.record.caseNo) all.set(item.record.caseNo, item.record);
  }
  return all;
}

async function namedIn(file: PortfolioFiles["recalls"]): Promise<Set<string>> {
  const all = new Set<string>();
  if (!file) return all;
  for await (const item of await readRecords(file.path, { bank: file.bank, kind: "recalls" })) if (item.kind === "recalls" && "record" in item) all.add(item.record.caseNo ?? "");
  return all;
}

interface Plan {
  readonly open: ReadonlyMap<string, Openings>;
  readonly reserved: ReadonlySet<string>;
}

/** Decides which cases the month leaves alone. */
async function planOpenings(held: readonly Held[], files: PortfolioFiles): Promise<Plan> {
  const repaid = await expected(files.repayments);
  const recalled = await namedIn(files.recalls);
  const open = new Map<string, Openings>();
  for (const u of USERS.filter((x) => x.share > 0)) {
    const own = held.filter((h) => h.no === u.no && h.alone && !recalled.has(h.caseNo));
    const paid = own.flatMap((h) => {
      const record = repaid.get(h.caseNo);
      return record ? [{ caseId: h.caseId, paidOn: record.paidOn, amountFen: record.amountFen }] : [];
    });
    open.set(u.no, setAside(u.no, own.map((h) => h.caseId), paid));
  }
  const named = held.filter((h) => recalled.has(h.caseNo) || repaid.has(h.caseNo)).map((h) => h.caseId);
  const aside = [...open.values()].flatMap((o) => [...o.dueToday, ...o.followUps, ...o.warnings, ...o.callback]);
  return { open, reserved: new Set([...named, ...aside]) };
}

/** The last of a collector's cases that nothing else is open on: what comes up first stays as it is. */
const freeCases = (held: readonly Held[], plan: Plan): CaseOf => (no) => held.findLast((h) => h.no === no && h.alone && !plan.reserved.has(h.caseId));

const collectors = () => USERS.filter((u) => u.share > 0);

async function writeMonths(service: Pick<Service, "run">, staff: Staff, plan: Plan, held: readonly Held[], seq: SeqCounter, seed: number): Promise<{ events: number; paid: Paid[] }> {
  let events = 0;
  const paid: Paid[] = [];
  for (const [i, u] of collectors().entries()) {
    const caseIds = held.filter((h) => h.no === u.no).map((h) => h.caseId);
    if (caseIds.length === 0) continue;
    const of = { me: staff.me(u.no), caseIds, reserved: plan.reserved, leaveBroken: OPEN_AT_START.promisesBroken };
    const month = await service.run(SYSTEM, (ctx) => writeMonth(ctx, of, randomFrom(seed * 1000 + i), seq));
    events += month.events;
    paid.push(...month.paid);
  }
  return { events, paid };
}

async function demandEmpty(service: Service): Promise<void> {
  if (!service.clock.training) throw new StartFailure("The demo agency needs the training clock: its passwords are printed for everybody.");
  const [row] = await service.run(SYSTEM, (ctx) => rows<{ n: number | string }>(ctx.tx, sql`SELECT (SELECT count(*) FROM app_user) + (SELECT count(*) FROM kase) AS n`));
  if (Number(row?.n ?? 0) > 0) throw new StartFailure("This database has users or cases already: the demo agency wants an empty one (another --data directory).");
}

/** Everybody who is in is at work; one is on a break. */
async function clockIn(ctx: Ctx, staff: Staff): Promise<void> {
  const ids = USERS.map((u) => staff.me(u.no).id);
  await ctx.tx.execute(sql`UPDATE app_user SET duty = CASE no WHEN 'A0104' THEN 'break' WHEN 'C0105' THEN 'off' ELSE 'working' END WHERE 'collector' = ANY(roles)`);
  await colleaguesChanged(ctx, ids);
}

/** Seeds the demo. Throws StartFailure off the training clock or when the database is not empty. */
export async function seedDemo(service: Service, options: SeedOptions): Promise<SeedResult> {
  const say = options.say ?? (() => undefined);
  const seed = options.seed ?? 20261123;
  const files = options.files ?? portfolioIn(options.portfolioDir ?? new URL("./portfolio", import.meta.url).pathname);
  await demandEmpty(service);
  const hashes = await hashDemoPasswords();
  const staff = await service.run(SYSTEM, (ctx) => foundHouse(ctx, hashes));
  say("Importing three bank files");
  const shift = shiftOf(service.clock.now());
  const reports: Awaited<ReturnType<typeof importOne>>[] = [];
  for (const file of files.cases) reports.push(await importOne(service, staff, file, shift));
  say("Allocating");
  await service.run(SYSTEM, (ctx) => allocatePlaced(ctx, staff, randomFrom(seed)));
  const held = await service.run(SYSTEM, heldCases);
  const plan = await planOpenings(held, files);
  say("Thirty days of history");
  const seq: SeqCounter = { last: 0 };
  const months = await writeMonths(service, staff, plan, held, seq, seed);
  const payments = await service.run(SYSTEM, (ctx) => bookPayments(ctx, months.paid, staff.me(PORTFOLIO.importer).id));
  await service.run(SYSTEM, refreshCases);
  await service.run(SYSTEM, (ctx) => allocateToday(ctx, staff));
  let events = months.events;
  say("What is open this morning");
  for (const [i, [no, open]] of [...plan.open].entries()) events += await service.run(SYSTEM, (ctx) => writeOpenings(ctx, staff, no, open, randomFrom(seed + 7 * i), seq));
  for (const file of [files.repayments, files.recalls]) if (file) reports.push(await importOne(service, staff, file, 0));
  await service.run(SYSTEM, async (ctx) => {
    await fillRoster(ctx, staff);
    await sendOnLeave(ctx, staff);
    await clockIn(ctx, staff);
  });
  events += await service.run(SYSTEM, (ctx) => writeComplaints({ ctx, staff, seq }, freeCases(held, plan)));
  events += await service.run(SYSTEM, (ctx) => writeReferrals({ ctx, staff, seq }, freeCases(held, plan)));
  await runDailyJobs(service);
  await service.run(SYSTEM, (ctx) => writeReports(ctx, staff));
  const sum = (key: "imported" | "refused" | "unmatched") => reports.reduce((n, r) => n + r[key], 0);
  return { users: USERS.length, cases: reports.slice(0, files.cases.length).reduce((n, r) => n + r.imported, 0), refused: sum("refused"), unmatched: sum("unmatched"), events, payments };
}

