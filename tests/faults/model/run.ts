/** One model run: the schedule, the healing, the eighteen questions. */
import "./plain.ts";
import "./crash.ts";
import type { Service } from "../../../service/app.ts";
import type { Tx } from "../../../service/context.ts";
import { startService } from "../../support/service.ts";
import { INVARIANTS } from "./invariants/index.ts";
import { operate } from "./operations.ts";
import { comeToRest } from "./rest.ts";
import type { Schedule } from "./schedule.ts";
import { watchCursors } from "./watch.ts";
import { buildWorld, NO_SEAMS, type Breach, type Seams, type World } from "./world.ts";

export interface Outcome {
  readonly breaches: readonly Breach[];
  readonly saved: number;
  readonly requests: number;
  /** A digest of every exchange with the centre, ids included. */
  readonly trail: string;
}

/** Runs schedules against one embedded database, each run undone. */
export interface Model {
  run(schedule: Schedule, seams?: Seams): Promise<Outcome>;
  close(): Promise<void>;
}

/** The number under which an error is reported that is no invariant's. */
export const UNFORESEEN = 0;

class Undo extends Error {}

/** Opens the embedded database that all runs share. */
export async function openModel(): Promise<Model> {
  const base = await startService({ clock: { now: () => Date.now(), training: false } });
  return {
    run: (schedule, seams = NO_SEAMS) => undone(base.service, (outer) => hushed(() => runOnce(base.service, outer, schedule, seams))),
    close: () => base.stop(),
  };
}

async function undone<T>(service: Service, work: (outer: Tx) => Promise<T>): Promise<T> {
  const box: { value?: T } = {};
  await service.db
    .transaction(async (outer) => {
      box.value = await work(outer);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return box.value as T;
}

async function runOnce(base: Service, outer: Tx, schedule: Schedule, seams: Seams): Promise<Outcome> {
  const world = await buildWorld(base, outer, schedule.seed, seams);
  try {
    const watch = watchCursors(world);
    await world.seats[0]!.unlock();
    for (const operation of schedule.operations) {
      await operate(world, operation, watch.step);
      if (operation.r % 4 === 0) await watch.compare();
      if (world.book.breaches.length > 0) break;
    }
    await ask(world, watch.step);
  } catch (error) {
    // Whatever nobody foresaw is a breach of its own, so that it can be shrunk and replayed.
    world.book.breaches.push({ n: UNFORESEEN, detail: (error as Error).stack ?? String(error) });
  }
  try {
    return { breaches: world.book.breaches, saved: world.book.saved.size, requests: world.book.pushes.length, trail: world.book.trail.digest("hex") };
  } finally {
    await world.close();
  }
}

/** All invariants at rest; a question that fails is a breach, one that cannot be asked is an error. */
async function ask(world: World, looked: () => void): Promise<void> {
  const at = await comeToRest(world, looked);
  for (const { n, check } of INVARIANTS) for (const detail of (await check?.(at)) ?? []) world.book.breaches.push({ n, detail });
}

/** The vault's log of thousands of provoked faults is kept off the terminal. */
async function hushed<T>(work: () => Promise<T>): Promise<T> {
  const write = process.stderr.write;
  process.stderr.write = ((text: string | Uint8Array, ...rest: unknown[]) =>
    typeof text === "string" && text.startsWith('{"level"') ? true : (write as (...args: unknown[]) => boolean).call(process.stderr, text, ...rest)) as typeof write;
  try {
    return await work();
  } finally {
    process.stderr.write = write;
  }
}
