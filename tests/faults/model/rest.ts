/** Heals everything, waits the bounded time, and describes each seat once it has come to rest. */
import type { Database } from "../../../db/guard.ts";
import { checkpoint } from "../../../db/open.ts";
import type { AtRest, Rest } from "./invariants/types.ts";
import { disarm } from "./crash.ts";
import type { TestCase } from "../../support/service.ts";
import { differences, headsOf, mirrored, visibleTo, type Documents } from "./look.ts";
import { pagesOf } from "./plain.ts";
import { reading, type Seat } from "./seat.ts";
import type { World } from "./world.ts";

/** Longest backoff (300 s), one poll and some rounds, ms: the T + max backoff of invariant 13. */
const BOUND_MS = 360_000;
const BREATH_MS = 20_000;

/** Network, VPN and lines as on a good day; clocks stay as they are. */
function heal(world: World): void {
  disarm();
  for (const { line } of world.machines) {
    line.fates.length = 0;
    Object.assign(line, { cut: "none", vpn: true, delayMs: 20 });
  }
}

async function atHeads(world: World, seat: Seat): Promise<boolean> {
  const heads = await headsOf(world.centre);
  const cursors = reading(seat, ({ ws }) => ws.cache.streams(), []);
  return cursors.length > 0 && cursors.every((c) => c.complete && c.epoch === world.centre.epoch() && c.pos === (heads.get(c.stream) ?? 0));
}

/** True when the seat's outbox is empty and its cursors stand at the heads within the bound. */
async function caughtUp(world: World, seat: Seat, looked: () => void): Promise<boolean> {
  const end = world.time.now() + BOUND_MS;
  const since = world.time.now();
  while (world.time.now() < end) {
    const { ws } = seat.running!;
    const quiet = () => {
      looked();
      if (seat.over !== null) return true;
      const { pending, connected, lastSyncAt } = ws.sync.status();
      return pending === 0 && connected && (lastSyncAt ?? 0) >= since;
    };
    if (!(await world.time.passUntil(quiet, end - world.time.now())) || seat.over) return false;
    if (await atHeads(world, seat)) return true;
    await world.time.pass(BREATH_MS);
  }
  return false;
}

/** Lets a seat work until it has caught up; a stay that ends on the way (signed in elsewhere) is begun again, once. */
async function bringHome(world: World, seat: Seat, looked: () => void): Promise<boolean> {
  for (let tries = 0; tries < 2; tries += 1) {
    if (seat.over && seat.running) await seat.kill();
    if (!seat.running && !(await seat.unlock())) break;
    if (await caughtUp(world, seat, looked)) return true;
    if (!seat.over) break;
  }
  const ws = seat.running?.ws;
  const why = ws ? `${ws.outbox.counts().unsent} unsent, ${JSON.stringify(ws.sync.status().reason)}` : `cannot be unlocked: ${JSON.stringify(seat.refused)}`;
  world.book.breaches.push({ n: 13, detail: `${seat.name} did not catch up within ${BOUND_MS / 1000} s of healing: ${why}` });
  return false;
}

/** Heals, drains every outbox, then brings each seat to the head once more and describes it there. */
export async function comeToRest(world: World, looked: () => void): Promise<AtRest> {
  heal(world);
  const used = world.seats.filter((s) => s.used);
  for (const seat of [...used].sort((a, b) => Number(b.running !== null) - Number(a.running !== null))) await bringHome(world, seat, looked);
  const rests: Rest[] = [];
  for (const seat of used) {
    if (!(await bringHome(world, seat, looked))) continue;
    // Own overlays go with the first whole pull after the acknowledgement.
    await world.time.pass(BREATH_MS * 2);
    // Somebody reads everything: a page that a fault damaged is found now, and the cache made anew.
    const whole = reading(seat, ({ peek }) => readAll(peek), false);
    if (!whole && !(await bringHome(world, seat, looked))) continue;
    if (await atHeads(world, seat)) rests.push(await describe(world, seat));
  }
  await freshLoad(world, rests[0], looked);
  return { world, rests };
}

/** Reads every page, freed ones too, and whatever is asked at rest; true when rows are there. Throws where a page does not read. */
function readAll(db: Database): boolean {
  pagesOf(db);
  straysIn(db);
  overlaysIn(db);
  return mirrored(db).size > 0;
}

/** 16: one seat's cache is thrown away and loaded anew; it must come to the same documents. */
async function freshLoad(world: World, rest: Rest | undefined, looked: () => void): Promise<void> {
  if (!rest) return;
  const { seat } = rest;
  if (!seat.running) return;
  await seat.kill("dropCache");
  if (!(await bringHome(world, seat, looked))) return;
  for (const d of differences(rest.here, mirrored(seat.running.peek), ["by pulling", "by a fresh load"])) world.book.breaches.push({ n: 16, detail: `${seat.name}: ${d}` });
}

async function describe(world: World, seat: Seat): Promise<Rest> {
  const { ws, peek } = seat.running!;
  const there = await visibleTo(world.centre, seat.me);
  checkpoint(peek);
  const pages = pagesOf(peek);
  const gone = world.cases.filter((c) => !there.has(`case ${c.caseId}`));
  return {
    seat, there, here: mirrored(peek), quarantined: new Set([...ws.outbox.quarantine.open(10_000), ...ws.outbox.quarantine.resolved(10_000)].map((q) => q.event.id)), unsent: ws.outbox.counts().unsent,
    strays: straysIn(peek), overlays: overlaysIn(peek), cursors: ws.cache.streams(), heads: await headsOf(world.centre),
    traces: gone.flatMap((c) => marksOf(c, there).filter(([mark]) => pages.includes(mark)).map(([, what]) => `the ${what} of case ${c.caseId}`)),
  };
}

/** What a file would still hold of a case that left. A warning that stays with its team keeps the case's number among its frozen facts. */
function marksOf({ caseId, contactId }: TestCase, there: Documents): [mark: string, what: string][] {
  const named = [...there].some(([key, doc]) => key.startsWith("warning ") && doc.includes(caseId));
  return [[contactId, "contact"], ...(named ? [] : [[`C-${caseId.slice(0, 8)}`, "number"] satisfies [string, string]])];
}

const STRAYS: Readonly<Record<string, string>> = {
  "entry of no case here": "SELECT id FROM entry WHERE case_id IS NOT NULL AND case_id NOT IN (SELECT id FROM kase)",
  "promise of no case here": "SELECT id FROM promise WHERE case_id NOT IN (SELECT id FROM kase)",
  "place in the worklist of no case here": "SELECT case_id AS id FROM queue_item WHERE case_id NOT IN (SELECT id FROM kase)",
  "person without a case": "SELECT id FROM person WHERE id NOT IN (SELECT person_id FROM kase)",
  "number of nobody here": "SELECT person_id AS id FROM tail WHERE person_id NOT IN (SELECT id FROM person)",
  "name in the search of nobody here": "SELECT person_id AS id FROM search_person WHERE spelled <> '' AND person_id NOT IN (SELECT id FROM person)",
  "row nobody could read": "SELECT id FROM unread",
};
const straysIn = (db: Database): string[] => Object.entries(STRAYS).flatMap(([what, query]) => db.prepare<[], { id: string }>(query).all().map((r) => `${what}: ${r.id}`));

const OVERLAYS: Readonly<Record<string, string>> = {
  "case still marked as waiting": "SELECT id FROM kase WHERE pending = 1 OR view IS NOT NULL",
  "person still marked as waiting": "SELECT id FROM person WHERE pending = 1 OR view IS NOT NULL",
  "own promise without an event": "SELECT id FROM promise WHERE own = 1 OR pending = 1",
  "own warning without an event": "SELECT id FROM warning WHERE doc IS NULL OR pending = 1",
};
const overlaysIn = (db: Database): string[] => Object.entries(OVERLAYS).flatMap(([what, query]) => db.prepare<[], { id: string }>(query).all().map((r) => `${what}: ${r.id}`));
