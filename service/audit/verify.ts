/**
 * Finds what somebody did to the audit trail behind the service's back. Reads it from beginning to end in
 * pages, each in a transaction of its own, and keeps nothing but where it stands: a million rows need no more
 * memory than a thousand, and the service works on beside it.
 */
import { sql } from "drizzle-orm";
import { CENTRE_HEAD, CentreHeadSchema, JournalLineSchema, type CentreHead } from "../../shared/protocol/chain.ts";
import { SYSTEM, type Ctx } from "../context.ts";
import type { Service } from "../app.ts";
import { array, rows } from "../db/query.ts";
import { hashOf, type AuditRow } from "./chain.ts";
import { CHAIN_BROKEN, follows, MACHINE } from "./take-chain.ts";

/**
 * `changed`: the row is not what was hashed. `missing`: its number is gone. `inserted`: nobody counted it.
 * `broken_link`: it does not follow the row before. `not_remembered`: a workstation keeps another hash of it.
 * `machine_chain`: a machine's own line does not follow the one before.
 */
export const AUDIT_FAULTS = ["changed", "missing", "inserted", "broken_link", "not_remembered", "machine_chain"] as const;
export interface AuditFault {
  readonly day: string;
  readonly n: number;
  readonly fault: (typeof AUDIT_FAULTS)[number];
}
export interface AuditReport {
  readonly ok: boolean;
  readonly rows: number;
  /** In the order of the trail, the first bad row first; at most so many. */
  readonly faults: readonly AuditFault[];
  readonly first: AuditFault | null;
  readonly tookMs: number;
}

const PAGE = 2_000;
const MAX_FAULTS = 100;

type Verifiable = Pick<Service, "run" | "epoch">;
interface Place {
  readonly day: string;
  readonly n: number;
}

/** Checks the whole trail, or one day of it (then only its own links). Never changes anything. */
export async function verifyAudit(service: Verifiable, day?: string): Promise<AuditReport> {
  const from = performance.now();
  const walk = newWalk(await counters(service, day), day !== undefined);
  for (let at: Place | null = { day: day ?? "", n: 0 }; at !== null; ) at = await walkPage(service, walk, at, day);
  walk.end();
  const faults = walk.faults.toSorted((a, b) => (a.day === b.day ? a.n - b.n : a.day < b.day ? -1 : 1));
  return { ok: faults.length === 0, rows: walk.counted(), faults, first: faults[0] ?? null, tookMs: Math.round(performance.now() - from) };
}

async function counters(service: Verifiable, day: string | undefined): Promise<Map<string, number>> {
  const found = await service.run(SYSTEM, (ctx) => rows<{ day: string; value: number }>(ctx.tx, sql`SELECT substr(name, 7) AS day, value FROM counter WHERE name LIKE 'audit:%' ORDER BY name`));
  return new Map(found.filter((c) => day === undefined || c.day === day).map((c) => [c.day, Number(c.value)]));
}

/** Reads and checks one page; the place to go on from, or null after the last. */
const walkPage = (service: Verifiable, walk: Walk, at: Place, day: string | undefined): Promise<Place | null> =>
  service.run(SYSTEM, async (ctx) => {
    const page = await rows<AuditRow>(ctx.tx, sql`SELECT day, n, at, user_id, device_id, action, ref, detail, prev, hash FROM audit
      WHERE (day, n) > (${at.day}, ${at.n}) AND ${day === undefined ? sql`true` : sql`day = ${day}`} ORDER BY day, n LIMIT ${PAGE}`);
    for (const row of page) {
      const known = { ...row, n: Number(row.n), at: Number(row.at) };
      // Written since the counters were read: they are asked again before a row counts as nobody's.
      if (known.n > walk.expected(known.day)) walk.recount(known.day, await countNow(ctx, known.day));
      walk.step(known);
    }
    await compareRemembered(ctx, walk, page, service.epoch);
    const last = page.at(-1);
    return last && page.length === PAGE ? { day: last.day, n: Number(last.n) } : null;
  });

async function countNow(ctx: Ctx, day: string): Promise<number> {
  const [found] = await rows<{ value: number }>(ctx.tx, sql`SELECT value FROM counter WHERE name = ${`audit:${day}`}`);
  return Number(found?.value ?? 0);
}

/** Heads of this trail that workstations keep in their journals: each names a row that came before, and its hash. */
async function compareRemembered(ctx: Ctx, walk: Walk, page: readonly AuditRow[], epoch: string): Promise<void> {
  const heads = page.flatMap((row): CentreHead[] => {
    const facts = row.action === `${MACHINE}${CENTRE_HEAD}` ? CentreHeadSchema.safeParse(row.detail["facts"]) : null;
    return facts?.success && facts.data.epoch === epoch ? [facts.data] : [];
  });
  if (heads.length === 0) return;
  const found = await rows<{ day: string; n: number; hash: string }>(ctx.tx, sql`SELECT a.day, a.n, a.hash FROM audit a
    JOIN unnest(${array(heads.map((h) => h.day), "text")}, ${array(heads.map((h) => h.n), "bigint")}) AS h(day, n) ON a.day = h.day AND a.n = h.n`);
  const hashes = new Map(found.map((f) => [`${f.day} ${f.n}`, f.hash]));
  for (const { day, n, hash } of heads) if (hashes.get(`${day} ${n}`) !== hash) walk.fault({ day, n, fault: "not_remembered" });
}

type Walk = ReturnType<typeof newWalk>;

/** Where a check stands: the last row seen, and per machine the last line of its journal. */
function newWalk(expected: Map<string, number>, oneDay: boolean) {
  const faults: AuditFault[] = [];
  const machines = new Map<string, { seq: number; hash: string } | "anew">();
  const days = [...expected.keys()];
  let nextDay = 0;
  let at = { day: "", n: 0 };
  let prev: string | null = oneDay ? null : "";
  let count = 0;
  const fault = (found: AuditFault) => {
    if (faults.length < MAX_FAULTS && !faults.some((f) => f.day === found.day && f.n === found.n && f.fault === found.fault)) faults.push(found);
  };
  const missing = (day: string, from: number, until: number) => {
    for (let n = from; n <= until && faults.length < MAX_FAULTS; n += 1) fault({ day, n, fault: "missing" });
  };
  /** Leaves the day it stands in, and passes those before `day` of which no row is left. */
  const leaveFor = (day: string | null) => {
    if (at.day !== "") missing(at.day, at.n + 1, expected.get(at.day) ?? 0);
    for (; nextDay < days.length && (day === null || days[nextDay]! < day); nextDay += 1) if (days[nextDay]! > at.day) missing(days[nextDay]!, 1, expected.get(days[nextDay]!) ?? 0);
    at = { day: day ?? "", n: 0 };
  };
  return {
    faults, fault,
    counted: () => count,
    expected: (day: string) => expected.get(day) ?? 0,
    recount: (day: string, value: number) => void expected.set(day, value),
    step: (row: AuditRow) => {
      count += 1;
      if (row.day !== at.day) leaveFor(row.day);
      const { day, n } = row;
      missing(day, at.n + 1, Math.min(n - 1, expected.get(day) ?? 0));
      if (n > (expected.get(day) ?? 0)) fault({ day, n, fault: "inserted" });
      if (hashOf(row) !== row.hash) fault({ day, n, fault: "changed" });
      if (prev !== null && row.prev !== prev) fault({ day, n, fault: "broken_link" });
      prev = row.hash;
      at = { day, n };
      const machine = machineLine(row);
      // That a journal does not go on has been written down: the next line is evidence, and a beginning.
      if (row.action === CHAIN_BROKEN && row.device_id !== null) machines.set(row.device_id, "anew");
      if (machine === null) return;
      const before = machines.get(machine.device);
      const sound = machine.line !== null && (before === "anew" || follows(before ?? { seq: machine.line.seq - 1, hash: machine.line.prev }, machine.line));
      if (!sound) fault({ day, n, fault: "machine_chain" });
      if (machine.line !== null) machines.set(machine.device, { seq: machine.line.seq, hash: machine.line.hash });
    },
    end: () => leaveFor(null),
  };
}

/** A machine's own line, as it was handed over; its `line` is null when it is none any more. */
function machineLine({ action, device_id, detail }: AuditRow): { device: string; line: ReturnType<typeof JournalLineSchema.parse> | null } | null {
  if (!action.startsWith(MACHINE) || device_id === null) return null;
  const parsed = JournalLineSchema.safeParse({ ...detail, what: action.slice(MACHINE.length) });
  return { device: device_id, line: parsed.success ? parsed.data : null };
}
