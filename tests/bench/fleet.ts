/**
 * How many workstations one core of the centre serves: pulls every 15 s, one push of five events a minute
 * with the pull that brings them back, one acknowledgement; over mutual TLS with sessions, scopes, row
 * security and audit, on the centre's own processes. CPU time of service and database, not wall time, so
 * that the load generator on the other core does not count. Against the same statements bare, without
 * HTTP, sessions or projections (SYNC.md 2.6). Then the return of a fleet after an outage.
 */
import { readdirSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import pg from "pg";
import { Agent, request } from "undici";
import { uuidv7 } from "uuidv7";
import { SYSTEM, type Service } from "../../service/app.ts";
import { openSession } from "../../service/auth/session.ts";
import { issueDevice } from "../../service/pki/authority.ts";
import { addCases, makeRequest, type Agency, type TestCase } from "../support/service.ts";
import { startCentre, type Centre } from "../support/centre.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { percentile, type Bench, type Figure } from "./measure.ts";
import { bestStack, type Stack } from "./stack.ts";

const CLIENTS = 60;
const CASES_EACH = 10;
const MINUTES = 6;
const RETURNING = 500;
const RETURN_OVER_MS = 60_000;
const P99_LIMIT_MS = 2_000;
const TICK_MS = 10;
const IN_FLIGHT = 4;
/** At most this many times the CPU of bare statements: a fifth of the workstations they would serve. */
const AIM = 5;

interface Client {
  readonly me: Me;
  readonly deviceId: string;
  readonly token: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly cases: readonly TestCase[];
}
interface Session extends Client {
  readonly agent: Agent;
  readonly url: string;
  pos: number;
  seq: number;
}

/** Collectors with cases, a device and an open session each, made in the database: signing in 60 times would measure Argon2. */
async function enrolFleet(service: Service, agency: Agency, out: Client[]): Promise<void> {
  for (let i = 0; i < CLIENTS; i++) {
    const [id, deviceId] = [randomUUID(), randomUUID()];
    const me: Me = { ...agency.lin, id, no: `F${i}-${id.slice(0, 6)}`, name: `信控员 ${i}` };
    const { csr, keyPem } = await makeRequest();
    const issued = await issueDevice(service.authority, csr, deviceId);
    const token = await service.run(SYSTEM, async (ctx) => {
      await ctx.tx.execute(sql`INSERT INTO app_user (id, no, name, roles, team_id, region_code, must_change) VALUES (${id}, ${me.no}, ${me.name}, ${sql.param(["collector"])}::text[], ${me.teamId}, 'N', false)`);
      await ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${deviceId}, ${`F-${i}`}, ${issued.serial}, ${issued.fingerprint}, ${ctx.now})`);
      return (await openSession(ctx, id, deviceId)).token;
    });
    out.push({ me, deviceId, token, keyPem, certificatePem: issued.pem, cases: await addCases(service, CASES_EACH, me) });
  }
}

/** CPU time of the processes and their children so far, ms (Linux). */
function cpuMs(pids: readonly number[]): number {
  const stats = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const [, pid = "", rest = ""] = /^(\d+) \(.*\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
      const fields = rest.split(" ");
      return [{ pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]), reaped: Number(fields[13]) + Number(fields[14]) }];
    } catch {
      return []; // it ended meanwhile: its parent has its time
    }
  });
  return pids.reduce((sum, pid) => sum + stats.filter((s) => s.pid === pid || s.parent === pid).reduce((n, s) => n + s.ticks + (s.pid === pid ? s.reaped : 0), 0), 0) * TICK_MS;
}

async function call(s: Session, method: "GET" | "POST", path: string, body?: unknown): Promise<string> {
  const reply = await request(`${s.url}${path}`, {
    method, dispatcher: s.agent, headers: { authorization: `Bearer ${s.token}`, "accept-encoding": "identity", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.body.text();
  if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${text.slice(0, 200)}`);
  return text;
}

interface Wire {
  readonly centre: Centre;
  readonly epoch: string;
}

function connect(client: Client, { centre }: Wire): Session {
  const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000, connect: { ca: centre.caPem, key: client.keyPem, cert: client.certificatePem } });
  return { ...client, agent, url: centre.url, pos: 0, seq: 0 };
}

const streamOf = (s: Session): string => `collector:${s.me.id}`;

async function pull(s: Session, epoch: string): Promise<void> {
  const text = await call(s, "GET", `/sync/pull?stream=${streamOf(s)}&epoch=${epoch}&from=${s.pos}`);
  const trailer = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { to: number };
  s.pos = trailer.to;
}

async function push(s: Session, events: number): Promise<void> {
  const now = Date.now();
  const list = Array.from({ length: events }, (_, i) => {
    s.seq += 1;
    const { caseId, personId } = s.cases[(s.seq + i) % s.cases.length]!;
    return { id: uuidv7(), seq: s.seq, deviceId: s.deviceId, userId: s.me.id, caseId, personId, at: now, atServer: now, v: 1, type: "note.added", body: { text: "本人接听,称月底发薪后处理" } };
  });
  const { results } = JSON.parse(await call(s, "POST", "/sync/push", { events: list })) as { results: { result: string }[] };
  if (results.some((r) => r.result !== "ok")) throw new Error(`push: ${JSON.stringify(results.find((r) => r.result !== "ok"))}`);
}

const ack = (s: Session, epoch: string): Promise<string> =>
  call(s, "POST", "/sync/ack", { cursors: [{ stream: streamOf(s), epoch, pos: s.pos }], unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 });

/** One minute of a workstation: four polls, one push of five, one acknowledgement. */
async function minute(s: Session, epoch: string, latencies: number[]): Promise<void> {
  const steps = [() => pull(s, epoch), () => push(s, 5), () => pull(s, epoch), () => ack(s, epoch), () => pull(s, epoch), () => pull(s, epoch)];
  for (const step of steps) {
    const start = performance.now();
    await step();
    latencies.push(performance.now() - start);
  }
}

/** Runs jobs, a few at a time. */
async function inTurn(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  }));
}

/** CPU of the centre per workstation and minute, ms. */
async function costOf(sessions: readonly Session[], epoch: string, pids: readonly number[], latencies: number[]): Promise<number> {
  await inTurn(sessions.map((s) => () => minute(s, epoch, [])));
  const before = cpuMs(pids);
  await inTurn(Array.from({ length: MINUTES }, () => sessions.map((s) => () => minute(s, epoch, latencies))).flat());
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
  const rounds = MINUTES * CLIENTS;
  const own = process.cpuUsage();
  const before = cpuMs(pids);
  for (let i = 0; i < rounds; i++) {
    await poll();
    await five();
    await poll();
    await poll();
    await poll();
  }
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
    const stack = await bestStack("fleet", { cases: 1, perCase: 0, machines: 0, also: (service, agency) => enrolFleet(service, agency, clients) });
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
