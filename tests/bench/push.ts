/**
 * Push and pull of a backlog. Push: 1,000 notes written off line go to the centre, each answered (outbox →
 * mutual TLS → session, judgement, row security, projection, commit → marked), against the same events put
 * into the database by bare statements (SYNC.md, appendix). Pull: a supervisor's workstation catches up
 * on what they became, against selecting, parsing and inserting the same rows and nothing else.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "../../db/open.ts";
import type { Station } from "../support/workstation.ts";
import { againstPeer, median, timed, type Bench } from "./measure.ts";
import { NO_POWERSYNC, startPouchDb } from "./peers.ts";
import { bestStack, type Stack } from "./stack.ts";

const EVENTS = 1_000;
const BATCH = 250;
const ROUNDS = 3;
const CASES = 300;
const NOTE = "本人接听,称月底发薪后处理,语气平和;已告知最低还款额与还款渠道。";

/** A workstation whose line can be cut: without an own address inside the VPN it opens no socket. */
function line(): { interfaces: () => Record<string, never[]> | NodeJS.Dict<import("node:os").NetworkInterfaceInfo[]>; up: boolean } {
  const state = {
    up: true,
    interfaces: () => (state.up ? { lo: [{ address: "127.0.0.1", netmask: "255.0.0.0", family: "IPv4" as const, mac: "00:00:00:00:00:00", internal: true, cidr: "127.0.0.1/8" }] } : {}),
  };
  return state;
}

/** The same events by bare statements over one connection, streams and all, on the same server. */
async function barePush(stack: Stack): Promise<number> {
  if (stack.where.databaseUrl === undefined) throw new Error("the bare peer needs PostgreSQL");
  const client = new pg.Client({ connectionString: stack.where.databaseUrl });
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS bare_event (id uuid PRIMARY KEY, device uuid, seq bigint, case_id uuid, at bigint, body jsonb, UNIQUE (device, seq))");
  await client.query("CREATE TABLE IF NOT EXISTS bare_stream (name text PRIMARY KEY, head bigint); CREATE TABLE IF NOT EXISTS bare_change (stream text, pos bigint, ref uuid, PRIMARY KEY (stream, pos))");
  await client.query("INSERT INTO bare_stream VALUES ('s', 0) ON CONFLICT DO NOTHING");
  const device = randomUUID();
  const events = Array.from({ length: EVENTS }, (_, i) => ({ id: randomUUID(), device, seq: i + 1, case_id: stack.cases[i % CASES]?.caseId, at: Date.now(), body: { text: `${NOTE}${i}` } }));
  const ms = await timed(async () => {
    for (let i = 0; i < EVENTS; i += BATCH) {
      await client.query(
        `WITH i AS (INSERT INTO bare_event SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, device uuid, seq bigint, case_id uuid, at bigint, body jsonb) ON CONFLICT DO NOTHING RETURNING id, seq),
              s AS (UPDATE bare_stream SET head = head + (SELECT count(*) FROM i) WHERE name = 's' RETURNING head - (SELECT count(*) FROM i) AS base)
         INSERT INTO bare_change SELECT 's', s.base + row_number() OVER (ORDER BY i.seq), i.id FROM i, s`,
        [JSON.stringify(events.slice(i, i + BATCH))],
      );
    }
  });
  await client.end();
  return ms;
}

/** PouchDB pushing as many documents of the same content, by replication; null when it cannot be had. */
async function pouchPush(): Promise<number | null> {
  const pouch = await startPouchDb([]);
  process.stderr.write(`${"reason" in pouch ? `${pouch.reason}\n` : ""}${NO_POWERSYNC}\n`);
  if ("reason" in pouch) return null;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const docs = Array.from({ length: EVENTS }, (_, i) => ({ _id: randomUUID(), seq: i + 1, caseId: randomUUID(), at: Date.now(), type: "note.added", body: { text: `${NOTE}${i}` } }));
    times.push(await pouch.push(docs));
  }
  await pouch.close();
  return median(times);
}

/** Selecting the rows of the stream's last changes, parsing them and inserting them into an encrypted file. */
async function barePull(stack: Stack): Promise<number> {
  if (stack.where.databaseUrl === undefined) throw new Error("the bare peer needs PostgreSQL");
  const client = new pg.Client({ connectionString: stack.where.databaseUrl });
  await client.connect();
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-bare-"));
  try {
    return await timed(async () => {
      const { rows } = await client.query<{ id: string; doc: string }>("SELECT id, body::text AS doc FROM bare_event ORDER BY seq LIMIT $1", [EVENTS]);
      const { db } = openDatabase({ kind: "cache", path: join(dir, "bare.db"), key: randomBytes(32), migrations: [{ version: 10, name: "rows", sql: "CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT)" }] });
      const insert = db.prepare("INSERT INTO rows VALUES (?, ?)");
      db.transaction(() => rows.forEach((r) => insert.run(r.id, JSON.stringify(JSON.parse(r.doc)))))();
      db.close();
    });
  } finally {
    await client.end();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function writeBacklog(station: Station, stack: Stack, round: number): Promise<void> {
  for (let i = 0; i < EVENTS; i++) await station.ok("note.add", { caseId: stack.cases[i % CASES]!.caseId, text: `${NOTE}${round}-${i}` });
}

const poll = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};

export const bench: Bench = {
  name: "push",
  async *run() {
    const stack = await bestStack("push", { cases: CASES, perCase: 5, machines: 2 });
    const own = line();
    const team = line();
    try {
      const { station: collector, machine: one } = await stack.station(stack.agency.lin, { network: { interfaces: own.interfaces } });
      const { station: supervisor, machine: two } = await stack.station(stack.agency.supervisorA, { network: { interfaces: team.interfaces } });
      const pushes: number[] = [];
      const pulls: number[] = [];
      const bare: number[] = [];
      const barePulls: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        own.up = team.up = false;
        await writeBacklog(collector, stack, round);
        const { outbox } = collector.vault.workspace()!;
        own.up = true;
        await collector.ok("sync.now", {});
        pushes.push(await timed(() => poll(() => outbox.counts().unsent === 0)));
        const { cache } = supervisor.vault.workspace()!;
        const before = cache.streams().find((s) => s.stream.startsWith("team:"))!.pos;
        team.up = true;
        await supervisor.ok("sync.now", {});
        pulls.push(await timed(() => poll(() => cache.streams().find((s) => s.stream.startsWith("team:"))!.pos >= before + EVENTS)));
        bare.push(await barePush(stack));
        barePulls.push(await barePull(stack));
      }
      await collector.close();
      await supervisor.close();
      one.remove();
      two.remove();
      yield againstPeer("push", `${EVENTS} events, each answered, ${stack.engine}`, median(pushes), { what: "the same events by bare statements, no HTTP", value: median(bare), aim: 5 }, ROUNDS);
      const pouch = await pouchPush();
      if (pouch !== null) yield againstPeer("push", `${EVENTS} events, each answered, ${stack.engine}`, median(pushes), { what: "PouchDB's replication", value: pouch, aim: 1 }, ROUNDS);
      yield againstPeer("pull", `${EVENTS} events of a team, ${stack.engine}`, median(pulls), { what: "bare select, parse, insert", value: median(barePulls), aim: 5 }, ROUNDS);
    } finally {
      await stack.stop();
    }
  },
};
