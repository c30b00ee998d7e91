/**
 * A million events (`--events=N` for fewer) from a fleet into a centre on PostgreSQL, over the wire in pushes of
 * 250; then everything is counted: each event there once and on its streams once, each device without a gap,
 * each stream without a gap up to its head, and each collector's digest as the ids pushed give it.
 */
import { createHash } from "node:crypto";
import pg from "pg";
import { DIGEST_RANGES, PUSH_MAX_EVENTS } from "../../shared/protocol/sync.ts";
import type { Bench, Figure, Options } from "./measure.ts";
import { connect, digest, enrolClients, inTurn, push, type Client, type Session } from "./session.ts";
import { startStack, type Stack } from "./stack.ts";

const EVENTS = 1_000_000;
const CLIENTS = 40;
const TELL_EVERY = 50_000;

/** Pushes about `events` in all, every client the same number; the ids by client. */
async function pushAll(sessions: readonly Session[], events: number): Promise<string[][]> {
  const rounds = Math.ceil(events / sessions.length / PUSH_MAX_EVENTS);
  const ids = sessions.map((): string[] => []);
  let told = 0;
  for (let round = 0; round < rounds; round++) {
    await inTurn(sessions.map((s, i) => async () => void ids[i]!.push(...(await push(s, PUSH_MAX_EVENTS)))));
    const done = (round + 1) * sessions.length * PUSH_MAX_EVENTS;
    if (done - told < TELL_EVERY) continue;
    told = done;
    process.stderr.write(`million: ${done} events\n`);
  }
  return ids;
}

/** What a digest of these ids must be: per range `"<rows> <sum of the first 32 bits of MD5("<id>:1")>"`. */
function expectedDigest(ids: readonly string[]): string[] {
  const rows = new Array<number>(DIGEST_RANGES).fill(0);
  const sums = new Array<bigint>(DIGEST_RANGES).fill(0n);
  for (const id of ids) {
    const range = Number.parseInt(id.slice(-2), 16);
    rows[range]! += 1;
    sums[range]! += BigInt(createHash("md5").update(`${id}:1`).digest().readUInt32BE(0));
  }
  return rows.map((n, range) => `${n} ${sums[range]}`);
}

interface Faults {
  /** Pushed and not held, and held more than once, or on a stream other than once. */
  readonly lost: number;
  readonly doubled: number;
  readonly notOnceOnStreams: number;
  readonly devicesWithGaps: number;
  readonly streamsWithGaps: number;
  readonly digestsApart: number;
}

/** Counts from outside, with the database's superuser and over the wire. */
async function faults(client: pg.Client, sessions: readonly Session[], ids: readonly string[][]): Promise<Faults> {
  const count = async (statement: string, values: unknown[] = []): Promise<number> => Number((await client.query<{ n: string }>(statement, values)).rows[0]?.n);
  const devices = sessions.map((s) => s.deviceId);
  const each = ids[0]!.length;
  await client.query("CREATE TEMP TABLE pushed (id uuid)");
  for (const part of ids) await client.query("INSERT INTO pushed SELECT unnest($1::uuid[])", [part]);
  await client.query("ANALYZE pushed");
  let digestsApart = 0;
  for (const [i, session] of sessions.entries()) if (JSON.stringify(await digest(session, "entry")) !== JSON.stringify(expectedDigest(ids[i]!))) digestsApart += 1;
  return {
    lost: await count("SELECT count(*) AS n FROM pushed p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.id = p.id)"),
    doubled: (await count("SELECT count(*) AS n FROM event WHERE device_id = ANY($1::uuid[])", [devices])) - (await count("SELECT count(DISTINCT id) AS n FROM pushed")),
    // Its collector's and its team's.
    notOnceOnStreams: await count(`SELECT count(*) AS n FROM (SELECT p.id FROM pushed p LEFT JOIN change c ON c.ref = p.id AND c.kind = 'entry' AND c.op = 'put'
      GROUP BY p.id HAVING count(*) <> 2 OR count(DISTINCT c.stream) <> 2) x`),
    devicesWithGaps: devices.length - (await count(`SELECT count(*) AS n FROM (SELECT e.device_id FROM event e JOIN device d ON d.id = e.device_id WHERE d.id = ANY($1::uuid[])
      GROUP BY e.device_id, d.known_seq HAVING count(DISTINCT e.seq) = $2 AND min(e.seq) = 1 AND max(e.seq) = $2 AND d.known_seq = $2) x`, [devices, each])),
    streamsWithGaps: await count(`SELECT count(*) AS n FROM (SELECT s.name FROM stream s JOIN change c ON c.stream = s.name GROUP BY s.name, s.head
      HAVING count(*) <> s.head OR min(c.pos) <> 1 OR max(c.pos) <> s.head) x`),
    digestsApart,
  };
}

async function* measured(stack: Stack, superUrl: string, clients: readonly Client[], wanted: number): AsyncGenerator<Figure> {
  const sessions = clients.map((c) => connect(c, { centre: stack.centre, epoch: stack.epoch }));
  const start = performance.now();
  const ids = await pushAll(sessions, wanted);
  const ms = performance.now() - start;
  const events = ids.reduce((sum, part) => sum + part.length, 0);
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const found = await faults(client, sessions, ids);
    const size = Number((await client.query<{ n: string }>("SELECT pg_database_size(current_database()) AS n")).rows[0]?.n);
    const wrong = Object.values(found).reduce((sum, n) => sum + Math.abs(n), 0);
    const figure = (metric: string, value: number, unit: Figure["unit"], what: string, against: number, aim: number): Figure => ({ bench: "million", metric, value, unit, against: { what, value: against, aim }, ratio: Math.round((value / against) * 1000) / 1000, n: events });
    yield figure(`${events} events of ${clients.length} devices in ${Math.round(ms / 1000)} s, ${Math.round(events / (ms / 1000))} a second; faults (${JSON.stringify(found)})`, wrong, "count", "events", events, 0);
    yield figure("database with indexes and streams", Math.round(size / 1024 / 1024), "MB", "1 KiB an event", Math.round(events / 1024), 2);
  } finally {
    await client.end();
    for (const s of sessions) await s.agent.close();
  }
}

export const bench: Bench = {
  name: "million",
  async *run({ events }: Options) {
    const clients: Client[] = [];
    const stack = await startStack("PostgreSQL", { cases: 1, perCase: 0, machines: 0, also: (service, agency) => enrolClients(service, agency, CLIENTS, clients) });
    if ("reason" in stack) return void process.stderr.write(`million skipped: ${stack.reason}\n`);
    try {
      yield* measured(stack, (stack.where.databaseUrl ?? "").replace("user=lockdesk_owner", "user=postgres"), clients, events ?? EVENTS);
    } finally {
      await stack.stop();
    }
  },
};
