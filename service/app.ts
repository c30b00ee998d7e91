/** The central service as a value: opened on a database, used in process by CLI, demo and tests, or listening on HTTPS. */
import { randomUUID } from "node:crypto";
import type { Actor, Clock, Ctx, RecordScope, Tx } from "./context.ts";
import { openTrainingClock, systemClock, TRAINING_SAVE_EVERY } from "./clock.ts";
import { metaOnce } from "./db/meta.ts";
import { openEmbedded, openServer, type Database, type Engine } from "./db/open.ts";
import { StartFailure } from "./failure.ts";
import { defaultScope, runUnit } from "./unit-of-work.ts";

export interface ServiceOptions {
  /** Directory of the embedded database; exclusive with `databaseUrl`. */
  readonly data?: string;
  readonly databaseUrl?: string;
  /** `training` resumes the database's own labelled training clock. */
  readonly clock?: Clock | "training";
}

export interface Service {
  readonly clock: Clock;
  readonly epoch: string;
  readonly engine: Engine;
  /** The database outside any scope: sees no record data. For the service's own parts. */
  readonly db: Tx;
  /**
   * One transaction for an actor: scope set, `fn`, audit rows, change rows, commit, nudges. `fn` may
   * run more than once (deadlock, serialization). Never call `run` inside `run`: the embedded engine
   * has one connection.
   */
  run<T>(actor: Actor, fn: (ctx: Ctx) => Promise<T>, scope?: RecordScope): Promise<T>;
  close(): Promise<void>;
}

export const SYSTEM: Actor = { kind: "system", name: "service" };

/** Opens the service. Throws StartFailure with one sentence when the database is in use or out of reach. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const database = await openDatabase(options);
  try {
    return await assemble(database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openDatabase(options: ServiceOptions): Promise<Database> {
  if (options.databaseUrl) return openServer(options.databaseUrl);
  if (options.data) return openEmbedded(options.data);
  throw new StartFailure("No database: give --data DIR (demo and tests) or --database-url URL.");
}

async function assemble(database: Database, options: ServiceOptions): Promise<Service> {
  const { db, engine } = database;
  const epoch = await metaOnce(db, "epoch", () => randomUUID());
  const training = options.clock === "training" ? await openTrainingClock(db) : null;
  const clock = training?.clock ?? (options.clock as Clock | undefined) ?? systemClock;
  const saver = training ? setInterval(() => void training.save().catch(() => undefined), TRAINING_SAVE_EVERY).unref() : null;
  let closed: Promise<void> | null = null;
  const close = async () => {
    if (saver) clearInterval(saver);
    await training?.save().catch(() => undefined);
    await database.close();
  };
  return {
    clock, epoch, engine, db,
    run: (actor, fn, scope = defaultScope(actor)) => runUnit(db, clock, actor, scope, fn, () => undefined),
    close: () => (closed ??= close()),
  };
}
