/** The central service as a value: opened on a database, used in process by CLI, demo and tests, or listening on HTTPS. */
import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import pino, { type Logger } from "pino";
import type { SecondFactorPolicy } from "../shared/protocol/session.ts";
import { PROTOCOL_VERSION } from "../shared/protocol/sync.ts";
import type { People } from "./auth/people.ts";
import type { Actor, Clock, Ctx, DeskHandlers, RecordScope, Tx } from "./context.ts";
import { openTrainingClock, systemClock, TRAINING_SAVE_EVERY } from "./clock.ts";
import { metaOnce } from "./db/meta.ts";
import { watchSecondCopy, type SecondCopyWatch } from "./backup/safe-seq.ts";
import { openEmbedded, openServer, type Database, type Engine, type Place } from "./db/open.ts";
import { StartFailure } from "./failure.ts";
import { newGate } from "./http/gate.ts";
import type { House } from "./http/house.ts";
import { ROUTE_FILTER, type RouteFilter } from "./http/route-filter.ts";
import { buildServer } from "./http/server.ts";
import { openMetricsDoor, type MetricsDoor } from "./metrics/listener.ts";
import { newMetrics } from "./metrics/metrics.ts";
import { issueServer, type Authority } from "./pki/authority.ts";
import { keepAuthority, keepPeopleKey } from "./pki/keep.ts";
import { keepOrderKey, type OrderKey } from "./pki/order-key.ts";
import { newNudger, type Nudger } from "./sync/nudge.ts";
import { openReleases } from "./release/releases.ts";
import { keepTimestampFresh, readTimestampKey } from "./release/timestamp.ts";
import { defaultScope, runUnit } from "./unit-of-work.ts";

export interface ServiceOptions {
  /** Directory of the embedded database; exclusive with `databaseUrl`. */
  readonly data?: string;
  readonly databaseUrl?: string;
  /** Where the certificate authority is kept; default: the data directory, or the database. */
  readonly pki?: string;
  /** `training` resumes the database's own labelled training clock. */
  readonly clock?: Clock | "training";
  /** The desks' handlers; a route without one does not exist. */
  readonly desk?: Partial<DeskHandlers>;
  readonly log?: Logger;
  /** Newest protocol version to speak: lets a service be updated before the workstations may see it. Default: the newest. */
  readonly protocol?: number;
  /** The published release documents, and the server's own key that keeps their timestamp fresh. */
  readonly releases?: { readonly repository: string; readonly timestampKey?: string };
  /** Default: the access table. Given by tests alone, that look at what row security shows without it. */
  readonly filter?: RouteFilter;
  /** What is demanded beside a password. Default: `required`. */
  readonly secondFactor?: SecondFactorPolicy;
  /** Real time for one-time codes; given by tests alone. */
  readonly wall?: () => number;
}

export interface ListenOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Further names and addresses the server certificate is good for. */
  readonly names?: readonly string[];
}

export interface Service {
  readonly clock: Clock;
  readonly epoch: string;
  readonly engine: Engine;
  readonly place: Place;
  /** Raises `safe_seq` by what a standby or the WAL archive holds; looks by itself every few seconds. */
  readonly secondCopy: SecondCopyWatch;
  readonly log: Logger;
  readonly authority: Authority;
  /** Signs leases, the posture policy and orders to workstations. */
  readonly orderKey: OrderKey;
  readonly people: People;
  /** The database outside any scope: sees no record data. For the service's own parts. */
  readonly db: Tx;
  /**
   * One transaction for an actor: scope set, `fn`, audit rows, change rows, commit, nudges. `fn` may
   * run more than once (deadlock, serialization). Never call `run` inside `run`: the embedded engine
   * has one connection.
   */
  run<T>(actor: Actor, fn: (ctx: Ctx) => Promise<T>, scope?: RecordScope): Promise<T>;
  /** Accepts connections; `url` names the host given. Throws StartFailure when the port is taken. */
  listen(options?: ListenOptions): Promise<{ url: string; port: number; caPem: string }>;
  /** The OpenAPI 3.1 document of all routes. */
  describe(): Promise<object>;
  /** Opens the metrics' door on the loopback address; it closes with the service. */
  measure(port: number): Promise<MetricsDoor>;
  /** Says it is not ready, waits `noticeMs` for the balancer to see it while still answering, then closes. */
  drain(noticeMs: number): Promise<void>;
  /** Stops accepting, lets running requests finish, closes the database. */
  close(): Promise<void>;
}

export { SYSTEM } from "./context.ts";

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
  const secret = Buffer.from(await metaOnce(db, "sync_token_secret", () => randomBytes(32).toString("hex")), "hex");
  const keys = options.pki ?? (options.data ? join(options.data, "pki") : null);
  const authority = await keepAuthority(db, keys);
  const orderKey = await keepOrderKey(db, keys);
  const people: People = { key: await keepPeopleKey(db, keys), wall: options.wall ?? Date.now, policy: options.secondFactor ?? "required" };
  const training = options.clock === "training" ? await openTrainingClock(db) : null;
  const clock = training?.clock ?? (options.clock as Clock | undefined) ?? systemClock;
  const saver = training ? setInterval(() => void training.save().catch(() => undefined), TRAINING_SAVE_EVERY).unref() : null;
  const nudger: Nudger = newNudger(db, database.dedicated);
  const log = options.log ?? pino({ level: process.env["LOCKDESK_LOG"] ?? "info", base: null }, pino.destination({ dest: 2, sync: true }));
  const secondCopy = watchSecondCopy(db, engine, log);
  const gate = newGate();
  const metrics = newMetrics({ db, clock, gate, usage: database.usage });
  const doors: MetricsDoor[] = [];
  const servers: FastifyInstance[] = [];
  let closed: Promise<void> | null = null;

  // Release documents are of the real day, on the training clock too: workstations judge them by their own.
  const releaseNow = clock.training ? Date.now : clock.now;
  const stopTimestamp = keepTimestamp(options.releases, releaseNow, log);
  const close = async () => {
    gate.draining = true;
    stopTimestamp();
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(doors.map((door) => door.close()));
    if (saver) clearInterval(saver);
    await Promise.all([nudger.close(), secondCopy.close()]);
    await training?.save().catch(() => undefined);
    await database.close();
  };
  const service: Service = {
    clock, epoch, engine, place: database.place, secondCopy, db, authority, orderKey, people, log,
    run: (actor, fn, scope = defaultScope(actor)) => runUnit(db, clock, actor, scope, fn, nudger.publish),
    listen: (listen = {}) => accept(house, servers, listen),
    describe: async () => {
      const app = await buildServer(house, null);
      await app.ready();
      return app.swagger();
    },
    measure: async (port) => {
      const door = await openMetricsDoor(metrics, port);
      doors.push(door);
      return door;
    },
    drain: async (noticeMs) => {
      gate.draining = true;
      await sleep(noticeMs);
      await service.close();
    },
    close: () => (closed ??= close()),
  };
  const house: House = { service, authority, nudger, secrets: { token: secret }, gate, metrics, sync: { epoch, newest: options.protocol ?? PROTOCOL_VERSION }, desk: options.desk ?? {}, filter: options.filter ?? ROUTE_FILTER, releases: options.releases ? openReleases(options.releases.repository, releaseNow, options.releases.timestampKey) : null };
  return service;
}

/** Keeps the release's timestamp fresh where this service has its key; what is unusual goes to the log. */
function keepTimestamp(releases: ServiceOptions["releases"], now: () => number, log: Logger): () => void {
  if (releases?.timestampKey === undefined) return () => undefined;
  return keepTimestampFresh(releases.repository, readTimestampKey(releases.timestampKey), now, (what) => log[what === "renewed" ? "info" : "warn"]({ what }, "release timestamp"));
}

async function accept(house: House, servers: FastifyInstance[], { host = "127.0.0.1", port = 0, names = [] }: ListenOptions): Promise<{ url: string; port: number; caPem: string }> {
  const server = await issueServer(house.authority, ["localhost", "127.0.0.1", "::1", hostname(), ...(/^(0\.0\.0\.0|::)$/.test(host) ? [] : [host]), ...names]);
  const app = await buildServer(house, { ...server, caPem: house.authority.certificatePem });
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new StartFailure(`Port ${port} on ${host} is taken: stop what uses it, or give another --port.`, { cause });
    if (code === "EADDRNOTAVAIL" || code === "EACCES" || code === "ENOTFOUND") throw new StartFailure(`The service cannot listen on ${host}:${port} (${code}): give another --host or --port.`, { cause });
    throw cause;
  }
  servers.push(app);
  const bound = (app.server.address() as { port: number }).port;
  const shown = /^(0\.0\.0\.0|::)$/.test(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return { url: `https://${shown}:${bound}`, port: bound, caPem: house.authority.certificatePem };
}
