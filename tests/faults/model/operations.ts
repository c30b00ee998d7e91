/** What may happen in a run: one function per operation of a schedule. Each draws only on its own seed. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { assignCases, recallCases, removeCases, reopenCases } from "../../../service/records/assign.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { SYSTEM } from "../../../service/app.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import type { EventDraft } from "../../../shared/model/events.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { RefusalError } from "../../../shared/protocol/errors.ts";
import { save } from "../../../electron/vault/workspace.ts";
import { actor, type TestCase } from "../../support/service.ts";
import { seeded, type Random } from "../random.ts";
import { disarm, killAtCommit, KilledError } from "./crash.ts";
import { oddDrafts, someDrafts } from "./drafts.ts";
import { compareBatches } from "./batches.ts";
import { FATES } from "./line.ts";
import { POISONS } from "./poison.ts";
import type { Operation, OperationName } from "./schedule.ts";
import { reading, type Harm, type Machine, type Seat } from "./seat.ts";
import type { World } from "./world.ts";

type Apply = (world: World, random: Random) => Promise<void> | void;

const HARMS: readonly Harm[] = ["power", "dropCache", "damageCache", "damageJournal"];
const SKEWS = [0, HOUR, -HOUR, 365 * DAY, -365 * DAY, 7 * 60_000, -3 * DAY] as const;
/** How long a kill waits for its commit, ms. */
const AIM_MS = 20_000;

const someMachine = (world: World, random: Random): Machine => random.pick(world.machines);
function someRunning(world: World, random: Random): Seat | null {
  const running = world.seats.filter((s) => s.running);
  return running.length ? random.pick(running) : null;
}

/** Saves as the vault's handlers do, and writes down what was told saved. */
function write(world: World, seat: Seat, drafts: readonly EventDraft[]): void {
  const { running } = seat;
  if (!running) return;
  try {
    const { events } = world.time.as(running.owner, () => save(running.ws, drafts.map((draft) => ({ ...draft, id: world.newId() }))));
    for (const event of events) world.book.saved.set(event.id, { seat, event });
  } catch (error) {
    // Refused: nothing was promised.
    if (!(error instanceof RefusalError)) throw error;
  }
}

/** A case of the user's, once the workstation has been loaded; null when there is none. */
function heldCase(world: World, seat: Seat, random: Random): TestCase | null {
  const here = world.cases.filter((c) => world.book.holdings.get(c.caseId)?.assignee === seat.me.id && reading(seat, ({ ws }) => ws.cache.streams().some((s) => s.complete), false));
  return here.length ? random.pick(here) : null;
}

function writeSomething(world: World, random: Random, seat = someRunning(world, random)): void {
  const at = seat && heldCase(world, seat, random);
  if (at) write(world, seat, someDrafts(at, world.time.now(), random));
}

async function move(world: World, at: TestCase, to: Me | null): Promise<void> {
  const held = world.book.holdings.get(at.caseId);
  if (!held) return;
  const { service } = world.centre;
  if (held.assignee === null && held.team === null) await service.run(SYSTEM, (ctx) => reopenCases(ctx, [at.caseId]));
  await service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: at.caseId, toUserId: to?.id ?? null, asOwner: true }], "faults"));
  world.book.holdings.set(at.caseId, { assignee: to?.id ?? null, team: to ? to.teamId : held.team });
}

const unsentOf = (seat: Seat | null) => seat?.running?.ws.outbox.listUnsent(50, 1e9) ?? [];

export const OPERATIONS: Readonly<Record<OperationName, Apply>> = {
  write: (world, random) => writeSomething(world, random),
  writeOdd: (world, random) => {
    const seat = someRunning(world, random);
    const at = seat && heldCase(world, seat, random);
    if (at) write(world, seat, oddDrafts(at, random));
  },
  // A case that has left, was never there, or exists nowhere.
  writeElsewhere: (world, random) => {
    const seat = someRunning(world, random);
    const at = random.chance(0.2) ? { caseId: randomUUID(), personId: randomUUID(), contactId: randomUUID() } : random.pick(world.cases);
    if (seat) write(world, seat, someDrafts(at, world.time.now(), random));
  },
  fate: (world, random) => {
    const { fates } = someMachine(world, random).line;
    const fate = random.pick(FATES);
    for (let n = random.between(1, 3); n > 0; n -= 1) fates.push({ fate, r: random.below(2 ** 31) });
  },
  cut: (world, random) => void (someMachine(world, random).line.cut = random.pick(["both", "in", "out"] as const)),
  mend: (world, random) => {
    const { line } = someMachine(world, random);
    Object.assign(line, { cut: "none", vpn: true, delayMs: 20 });
  },
  vpn: (world, random) => {
    const { line } = someMachine(world, random);
    line.vpn = !line.vpn;
  },
  slowLine: (world, random) => void (someMachine(world, random).line.delayMs = random.between(100, 9_000)),
  clock: (world, random) => {
    const machine = someMachine(world, random);
    machine.skew = random.pick(SKEWS);
    if (machine.present?.running) machine.present.running.owner.skew = machine.skew;
  },
  kill: async (world, random) => {
    const seat = someRunning(world, random);
    await seat?.kill();
    await perhapsBack(seat, random);
  },
  killAtCommit: async (world, random) => {
    const seat = someRunning(world, random);
    if (!seat) return;
    let hit = false;
    killAtCommit(seat.machine.dir, random.between(1, 6), random.chance(0.5), () => {
      hit = true;
      seat.takeImage();
    });
    if (random.chance(0.5)) writeSomethingKilled(world, random, seat);
    await world.time.passUntil(() => hit, AIM_MS);
    disarm();
    await seat.kill();
    await perhapsBack(seat, random);
  },
  killWriting: async (world, random) => {
    const seat = someRunning(world, random);
    if (!seat) return;
    killAtCommit(seat.machine.dir, random.between(1, 2), random.chance(0.5), () => seat.takeImage());
    writeSomethingKilled(world, random, seat);
    disarm();
    await seat.kill();
    await perhapsBack(seat, random);
  },
  harm: async (world, random) => {
    const seat = someRunning(world, random);
    await seat?.kill(random.pick(HARMS), random);
    await perhapsBack(seat, random);
  },
  lock: async (world, random) => {
    await someRunning(world, random)?.lock();
  },
  unlock: async (world, random) => {
    const away = world.seats.filter((s) => !s.running);
    if (away.length) await random.pick(away).unlock();
  },
  reassign: async (world, random) => {
    await move(world, random.pick(world.cases), random.pick([world.agency.lin, world.agency.zhou, world.agency.he, null]));
  },
  backAndForth: async (world, random) => {
    const at = random.pick(world.cases);
    for (let n = random.between(2, 5); n > 0; n -= 1) await move(world, at, random.pick([world.agency.lin, world.agency.he, null]));
  },
  recall: async (world, random) => {
    const { caseId } = random.pick(world.cases);
    if (!world.book.holdings.has(caseId)) return;
    await world.centre.service.run(SYSTEM, (ctx) => recallCases(ctx, [caseId], "settled"));
    world.book.holdings.set(caseId, { assignee: null, team: null });
  },
  // A batch is undone before first contact only.
  remove: async (world, random) => {
    const { caseId } = random.pick(world.cases);
    if ((await world.centre.look(sql`SELECT 1 FROM event WHERE case_id = ${caseId}::uuid LIMIT 1`)).length > 0) return;
    await world.centre.service.run(SYSTEM, (ctx) => removeCases(ctx, [caseId]));
    world.book.holdings.delete(caseId);
  },
  poison: (world, random) => {
    const waiting = unsentOf(someRunning(world, random));
    if (waiting.length) world.book.poison.set(random.pick(waiting).id, random.pick(POISONS));
  },
  // Another machine's event came first under this one's id.
  idTaken: async (world, random) => {
    const waiting = unsentOf(someRunning(world, random));
    if (!waiting.length) return;
    const { id } = random.pick(waiting);
    const deviceId = await world.centre.enrol("stranger");
    const me = world.agency.zhou;
    const now = world.time.now();
    await takeEvents(world.centre.service, actor(me, deviceId), [{ id, seq: 1, deviceId, userId: me.id, caseId: null, personId: null, at: now, atServer: now, v: 1, type: "duty.changed", body: { state: "busy" } }]);
  },
  batches: async (world, random) => {
    const seat = someRunning(world, random);
    if (seat) await compareBatches(world, seat, random);
  },
  backUp: async (world) => {
    await world.centre.backUp();
    world.kept = new Map(world.book.holdings);
  },
  restore: async (world) => {
    if (!world.kept) return;
    await world.centre.restore();
    world.book.holdings = new Map(world.kept);
    world.book.restores += 1;
  },
};

/** Most people sit down again at once. */
async function perhapsBack(seat: Seat | null, random: Random): Promise<void> {
  if (seat && random.chance(0.75)) await seat.unlock();
}

function writeSomethingKilled(world: World, random: Random, seat: Seat): void {
  try {
    writeSomething(world, random, seat);
  } catch (error) {
    if (!(error instanceof KilledError)) throw error;
  }
}

/** Main would have locked a workstation whose stay is over: its vault is killed. */
async function endOverStays(world: World): Promise<void> {
  for (const seat of world.seats) if (seat.over && seat.running) await seat.kill();
}

/** Does one operation and lets its time pass; `looked` is called after every step in it. */
export async function operate(world: World, operation: Operation, looked: () => void): Promise<void> {
  await endOverStays(world);
  await OPERATIONS[operation.op](world, seeded(operation.r));
  await world.time.passUntil(() => (looked(), false), operation.ms);
}
