/**
 * How many workstations one core of the centre serves: pulls every 15 s, one push of five events a minute
 * with the pull that brings them back, one acknowledgement; over mutual TLS with sessions, scopes, row
 * security and audit, on the centre's own processes. CPU time of service and database, not wall time, so
 * that the load generator on the other core does not count. Against the same statements bare, without
 * HTTP, sessions or projections (SYNC.md 2.6). Then the return of a fleet after an outage.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { startCentre } from "../support/centre.ts";
import { percentile, type Bench, type Figure } from "./measure.ts";
import { ack, connect, cpuMs, enrolClients, inTurn, minute, pull, push, type Client, type Session, type Wire } from "./session.ts";
import { bestStack, type Stack } from "./stack.ts";

const CLIENTS = 60;
const MINUTES = 6;
/** Minutes before the measured ones, for both sides: a centre that has run for a moment is what a day is worked with. */
const WARM_MINUTES = 4;
const RETURNING = 500;
const RETURN_OVER_MS = 60_000;
const P99_LIMIT_MS = 2_000;
/** At most this many times the CPU of bare statements: a fifth of the workstations they would serve. */
const AIM = 5;

/** CPU of the centre per workstation and minute, ms. */
async function costOf(sessions: readonly Session[], epoch: string, pids: readonly number[], latencies: number[]): Promise<number> {
  const minutes = (count: number, into: number[]) => inTurn(Array.from({ length: count }, () => sessions.map((s) => () => minute(s, epoch, into))).flat());
  await minutes(WARM_MINUTES, []);
  const before = cpuMs(pids);
  await minutes(MINUTES, latencies);
  return (cpuMs(pids) - before) / (MINUTES * sessions.length);
}

/** The same minute as bare statements over one connection: CPU of the database and of this process's part in it. */
async function bareCost(stack: Stack, pids: readonly number[]): Promise<number> {
  const client = new pg.Client({ connectionString: stack.where.databaseUrl });
  await client.connect();
  await client.query(`CREATE TABLE bare_event (id uuid PRIMARY KEY, device uuid, seq bigint, case_id uuid, at bigint, body jsonb, UNIQUE (device, seq));
    CREATE TABLE bare_stream (name text PRIMARY KEY, head bigint); INSERT INTO bare_stream VALUES ('s', 0);
    CREATE TABLE bare_change (stream text, pos bigint, ref uuid, PRIMARY KEY (stream, pos))`);
  const device = randomUUID();
  let seq = 0;
  let pos = 0;
  const poll = async () => {
    const head = Number((await client.query<{ head: string }>("SELECT head FROM bare_stream WHERE name = $1", ["s"])).rows[0]?.head);
    if (head > pos) await client.query("SELECT c.pos, e.id, e.body FROM bare_change c JOIN bare_event e ON e.id = c.ref WHERE c.stream = 's' AND c.pos > $1 ORDER BY c.pos LIMIT 2000", [pos]);
    pos = head;
  };
  const five = () => client.query(
    `WITH i AS (INSERT INTO bare_event SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, device uuid, seq bigint, case_id uuid, at bigint, body jsonb) ON CONFLICT DO NOTHING RETURNING id, seq),
          s AS (UPDATE bare_stream SET head = head + (SELECT count(*) FROM i) WHERE name = 's' RETURNING head - (SELECT count(*) FROM i) AS base)
     INSERT INTO bare_change SELECT 's', s.base + row_number() OVER (ORDER BY i.seq), i.id FROM i, s`,
    [JSON.stringify(Array.from({ length: 5 }, () => ({ id: randomUUID(), device, seq: ++seq, case_id: randomUUID(), at: 0, body: { text: "本人接听,称月底发薪后处理" } })))],
  );
  const minutes = async (count: number) => {
    for (let i = 0; i < count * CLIENTS; i++) for (const step of [poll, five, poll, poll, poll]) await step();
  };
  await minutes(WARM_MINUTES);
  const rounds = MINUTES * CLIENTS;
  const own = process.cpuUsage();
  const before = cpuMs(pids);
  await minutes(MINUTES);
  const used = process.cpuUsage(own);
  await client.end();
  return (cpuMs(pids) - before + (used.user + used.system) / 1000) / rounds;
}

/**
 * 500 workstations come back after an outage, each with five minutes' work: a new connection with its
 * handshake, a push of 25, a pull, an acknowledgement, arriving as their own waiting times let them
 * (nudge tried again within a minute, then up to three seconds).
 */
async function comeBack(clients: readonly Client[], wires: readonly Wire[], seqs: Map<string, number>): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(Array.from({ length: RETURNING }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * RETURN_OVER_MS));
    const client = clients[i % clients.length]!;
    const wire = wires[i % wires.length]!;
    const s = connect(client, wire);
    // Several of the 500 share an identity: each takes its numbers when its turn comes.
    for (const step of [() => pushNext(s, seqs), () => pull(s, wire.epoch), () => ack(s, wire.epoch)]) {
      const start = performance.now();
      await step();
      latencies.push(performance.now() - start);
    }
    await s.agent.close();
  }));
  return latencies;
}

async function pushNext(s: Session, seqs: Map<string, number>): Promise<void> {
  s.seq = seqs.get(s.deviceId) ?? 0;
  seqs.set(s.deviceId, s.seq + 25);
  await push(s, 25);
}

const figure = (metric: string, value: number, unit: Figure["unit"], what: string, against: number, aim: number, ratio: number, n: number): Figure => {
  const round = (v: number) => Math.round(v * 1000) / 1000;
  return { bench: "fleet", metric, value: round(value), unit, against: { what, value: round(against), aim }, ratio: round(ratio), n };
};

export const bench: Bench = {
  name: "fleet",
  async *run() {
    const clients: Client[] = [];
    const stack = await bestStack("fleet", { cases: 1, perCase: 0, machines: 0, also: (service, agency) => enrolClients(service, agency, CLIENTS, clients) });
    if (stack.where.databaseUrl === undefined || process.platform !== "linux") {
      process.stderr.write("fleet needs PostgreSQL and Linux's /proc: skipped\n");
      return void (await stack.stop());
    }
    try {
      const wire: Wire = { centre: stack.centre, epoch: stack.epoch };
      const sessions = clients.map((c) => connect(c, wire));
      const latencies: number[] = [];
      const ours = await costOf(sessions, wire.epoch, stack.pids(), latencies);
      const bare = await bareCost(stack, stack.pids().slice(1));
      yield figure(`CPU per workstation and minute, ${stack.engine} (${Math.floor(60_000 / ours)} workstations per core)`, ours, "ms", "bare statements", bare, AIM, ours / bare, latencies.length);
      yield figure("request p99 under four at a time", percentile(latencies, 0.99), "ms", "limit", P99_LIMIT_MS, 1, percentile(latencies, 0.99) / P99_LIMIT_MS, latencies.length);
      const seqs = new Map(sessions.map((s) => [s.deviceId, s.seq]));
      for (const s of sessions) await s.agent.close();
      const second = await startCentre({ databaseUrl: stack.where.databaseUrl });
      try {
        const one = await comeBack(clients, [wire], seqs);
        yield figure(`return of ${RETURNING} after an outage, p99, one instance`, percentile(one, 0.99), "ms", "limit", P99_LIMIT_MS, 1, percentile(one, 0.99) / P99_LIMIT_MS, one.length);
        const two = await comeBack(clients, [wire, { centre: second, epoch: stack.epoch }], seqs);
        yield figure(`return of ${RETURNING} after an outage, p99, two instances`, percentile(two, 0.99), "ms", "limit", P99_LIMIT_MS, 1, percentile(two, 0.99) / P99_LIMIT_MS, two.length);
      } finally {
        await second.stop();
      }
    } finally {
      await stack.stop();
    }
  },
};
