/**
 * The sync protocol as a workstation speaks it, without the workstation: mutual TLS, a session, pulls, pushes,
 * acknowledgements. Many of them load a centre without costing what their vaults would.
 */
import { readdirSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { Agent, request } from "undici";
import { uuidv7 } from "uuidv7";
import { SYSTEM, type Service } from "../../service/app.ts";
import { openSession } from "../../service/auth/session.ts";
import { issueDevice } from "../../service/pki/authority.ts";
import { addCases, makeRequest, type Agency, type TestCase } from "../support/service.ts";
import type { Centre } from "../support/centre.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { PULL_PAGE } from "../../shared/protocol/sync.ts";

const CASES_EACH = 10;
const TICK_MS = 10;
const IN_FLIGHT = 4;

/** A workstation that may speak: its machine's certificate and an open session on it. */
export interface Client {
  readonly me: Me;
  readonly deviceId: string;
  readonly token: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly cases: readonly TestCase[];
}
/** One that is connected, with what it has pulled and pushed so far. */
export interface Session extends Client {
  readonly agent: Agent;
  readonly url: string;
  pos: number;
  seq: number;
}

/** Collectors with cases, a device and an open session each, made in the database: signing in would measure Argon2. */
export async function enrolClients(service: Service, agency: Agency, count: number, out: Client[]): Promise<void> {
  for (let i = 0; i < count; i++) {
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
export function cpuMs(pids: readonly number[]): number {
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

/** Where to connect. */
export interface Wire {
  readonly centre: Centre;
  readonly epoch: string;
}

/** Opens a connection (at the first request) that stays open. */
export function connect(client: Client, { centre }: Wire): Session {
  const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000, connect: { ca: centre.caPem, key: client.keyPem, cert: client.certificatePem } });
  return { ...client, agent, url: centre.url, pos: 0, seq: 0 };
}

/** The stream a collector pulls. */
export const streamOf = (s: Session): string => `collector:${s.me.id}`;

/** Pulls what is new on its stream. */
export async function pull(s: Session, epoch: string): Promise<void> {
  s.pos = await pullFrom(s, epoch, streamOf(s), s.pos, PULL_PAGE);
}

/** Pulls `limit` changes of a stream after a position; returns the position after them. */
export async function pullFrom(s: Session, epoch: string, stream: string, from: number, limit: number): Promise<number> {
  const text = await call(s, "GET", `/sync/pull?stream=${stream}&epoch=${epoch}&from=${from}&limit=${limit}`);
  return (JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { to: number }).to;
}

/** What the centre holds of a kind on the collector's own stream, by range. */
export const digest = async (s: Session, kind: string): Promise<string[]> =>
  (JSON.parse(await call(s, "GET", `/sync/digest?stream=${streamOf(s)}&kind=${kind}`)) as { ranges: string[] }).ranges;

/** Pushes so many new notes and demands `ok` for each; returns their ids. */
export async function push(s: Session, events: number): Promise<string[]> {
  const now = Date.now();
  const list = Array.from({ length: events }, (_, i) => {
    s.seq += 1;
    const { caseId, personId } = s.cases[(s.seq + i) % s.cases.length]!;
    return { id: uuidv7(), seq: s.seq, deviceId: s.deviceId, userId: s.me.id, caseId, personId, at: now, atServer: now, v: 1, type: "note.added", body: { text: "本人接听,称月底发薪后处理" } };
  });
  const { results } = JSON.parse(await call(s, "POST", "/sync/push", { events: list })) as { results: { result: string }[] };
  if (results.some((r) => r.result !== "ok")) throw new Error(`push: ${JSON.stringify(results.find((r) => r.result !== "ok"))}`);
  return list.map((event) => event.id);
}

/** Says that everything pulled is stored. */
export const ack = (s: Session, epoch: string): Promise<string> =>
  call(s, "POST", "/sync/ack", { cursors: [{ stream: streamOf(s), epoch, pos: s.pos }], unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 });

/** One minute of a workstation: four polls, one push of five, one acknowledgement. */
export async function minute(s: Session, epoch: string, latencies: number[]): Promise<void> {
  const steps = [() => pull(s, epoch), () => push(s, 5), () => pull(s, epoch), () => ack(s, epoch), () => pull(s, epoch), () => pull(s, epoch)];
  for (const step of steps) {
    const start = performance.now();
    await step();
    latencies.push(performance.now() - start);
  }
}

/** Runs jobs, a few at a time. */
export async function inTurn(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  }));
}

