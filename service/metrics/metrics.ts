/**
 * What the service says of itself in Prometheus' terms. Labels are routes, results and device ids:
 * never a name, a number or a user. What a device said of itself is read from the device table at
 * each look, so that any of N services tells the same.
 */
import { sql } from "drizzle-orm";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { PushAnswer } from "../../shared/protocol/sync.ts";
import { readLastBackup } from "../backup/safe-seq.ts";
import type { Clock, Tx } from "../context.ts";
import type { PoolUsage } from "../db/open.ts";
import { rows } from "../db/query.ts";
import type { Gate } from "../http/gate.ts";

export interface Metrics {
  /** A request was answered. */
  answered(route: string, status: number, seconds: number): void;
  /** A request was refused. */
  refused(code: string): void;
  /** A workstation says what it has refused its own windows. */
  refusedCalls(counts: Readonly<Record<string, number>>): void;
  /** A push was taken in. */
  pushed(results: PushAnswer["results"]): void;
  /** A push was not taken in; the workstation comes again. */
  pushPutOff(): void;
  /** The text a look gets. From the first look on, event loop, memory and garbage collection are measured too. */
  text(): Promise<string>;
  readonly contentType: string;
}

interface Sources {
  readonly db: Tx;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly usage: (() => PoolUsage) | null;
}

/** Finest around what a collector notices (0.1 s) and what a loaded service may take (2 s). */
const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const PREFIX = "lockdesk_";

export function newMetrics(sources: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({ name: `${PREFIX}request_seconds`, help: "Time to answer, by route and status", labelNames: ["route", "status"], buckets: SECONDS, registers });
  const pushes = new Counter({ name: `${PREFIX}pushes_total`, help: "Pushes: taken in, or put off (the workstation comes again)", labelNames: ["outcome"], registers });
  const events = new Counter({ name: `${PREFIX}push_events_total`, help: "Pushed events by answer", labelNames: ["result"], registers });
  const refusals = new Counter({ name: `${PREFIX}refusals_total`, help: "Requests refused, by code", labelNames: ["code"], registers });
  const calls = new Counter({ name: `${PREFIX}ipc_refusals_total`, help: "Calls of their own windows that workstations refused, by code", labelNames: ["code"], registers });
  for (const outcome of ["taken", "put_off"]) pushes.inc({ outcome }, 0);
  for (const result of ["ok", "dup", "rejected", "retry"]) events.inc({ result }, 0);
  const looks = [houseGauges(registry, sources), deviceGauges(registry, sources)];
  let measured = false;
  return {
    answered: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    refused: (code) => refusals.inc({ code }),
    refusedCalls: (counts) => {
      for (const [code, n] of Object.entries(counts)) calls.inc({ code }, n);
    },
    pushed: (results) => {
      pushes.inc({ outcome: "taken" });
      for (const { result } of results) events.inc({ result });
    },
    pushPutOff: () => pushes.inc({ outcome: "put_off" }),
    text: async () => {
      if (!measured) collectDefaultMetrics({ register: registry, prefix: PREFIX });
      measured = true;
      for (const look of looks) await look();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** One gauge per fact of the house: name, meaning, value. */
const HOUSE: readonly [string, string, (sources: Sources) => number][] = [
  ["requests_running", "Requests worked on or waiting for a connection", ({ gate }) => gate.running],
  ["draining", "1 while the service is ending", ({ gate }) => Number(gate.draining)],
  ["clock_ms", "The service's clock, UTC ms", ({ clock }) => clock.now()],
];
/** The same for the pool; the embedded engine has none. */
const POOL: readonly [string, string, (usage: PoolUsage) => number][] = [
  ["pool_connections_open", "Connections of the pool", (usage) => usage.open],
  ["pool_connections_idle", "Connections of the pool that do nothing", (usage) => usage.idle],
  ["pool_connections_max", "Connections the pool may open", (usage) => usage.max],
  ["pool_waiting", "Requests waiting for a connection", (usage) => usage.waiting],
];

function houseGauges(registry: Registry, sources: Sources): () => Promise<void> {
  const make = (name: string, help: string) => new Gauge({ name: PREFIX + name, help, registers: [registry] });
  const { db, usage } = sources;
  const own = HOUSE.map(([name, help, value]) => ({ gauge: make(name, help), value: () => value(sources) }));
  const pool = usage ? POOL.map(([name, help, value]) => ({ gauge: make(name, help), value: () => value(usage()) })) : [];
  const up = make("database_up", "1 when the database answered this look");
  const backup = make("backup_age_seconds", "Since the last finished backup; NaN when there is none");
  return async () => {
    for (const { gauge, value } of [...own, ...pool]) gauge.set(value());
    const last = await readLastBackup(db).then((found) => ({ found }), () => null);
    up.set(last ? 1 : 0);
    backup.set(last?.found ? Math.max(0, (Date.now() - last.found.at) / 1000) : Number.NaN);
  };
}

interface DeviceRow {
  id: string;
  lag: number;
  unsent: number;
  oldest_unsent_at: number | null;
  quarantined: number;
  unsafe: number;
  last_seen_at: number | null;
}

const secondsSince = (at: number | null, now: number): number => (at === null ? 0 : Math.max(0, (now - Number(at)) / 1000));

/** One gauge per fact of a device: name, meaning, value. */
const DEVICE: readonly [string, string, (row: DeviceRow, now: number) => number][] = [
  ["lag_rows", "Change rows it has yet to acknowledge (head minus cursor, over its streams)", (row) => Number(row.lag)],
  ["unsent_events", "Events it had yet to push when last heard", (row) => row.unsent],
  ["oldest_unsent_seconds", "Age of the oldest of them now", (row, now) => secondsSince(row.oldest_unsent_at, now)],
  ["quarantined_events", "Refused events nobody had cleared when it was last heard", (row) => row.quarantined],
  ["unsafe_events", "Answered events no second copy is known to hold", (row) => Number(row.unsafe)],
  ["silent_seconds", "Since it was last heard", (row, now) => secondsSince(row.last_seen_at, now)],
];

function deviceGauges(registry: Registry, { db, clock }: Sources): () => Promise<void> {
  const gauges = DEVICE.map(([name, help, value]) => ({ value, gauge: new Gauge({ name: `${PREFIX}device_${name}`, help, labelNames: ["device"], registers: [registry] }) }));
  return async () => {
    const list = await rows<DeviceRow>(db, sql`SELECT d.id, d.unsent, d.oldest_unsent_at, d.quarantined, d.known_seq - d.safe_seq AS unsafe, d.last_seen_at,
        coalesce((SELECT sum(greatest(0, s.head - c.pos)) FROM device_cursor c JOIN stream s ON s.name = c.stream WHERE c.device_id = d.id), 0)::bigint AS lag
      FROM device d WHERE d.revoked_at IS NULL`).catch(() => []);
    const now = clock.now();
    for (const { gauge, value } of gauges) {
      gauge.reset();
      for (const row of list) gauge.set({ device: row.id }, value(row, now));
    }
  };
}
