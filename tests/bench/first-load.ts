/**
 * First load of 5,000 cases and 100,000 events: a workstation's whole sync from a centre that is its own
 * process (mutual TLS, sessions, row security, resumable pages, checks, projections) against fetching the same rows as one zstd
 * body over plain HTTP, parsing them and inserting them in one transaction, and nothing else.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync, constants } from "node:zlib";
import type { Migration } from "../../db/migrate.ts";
import { openDatabase } from "../../db/open.ts";
import { SYSTEM } from "../../service/app.ts";
import { issueEnrolmentCode } from "../../service/pki/enrol.ts";
import { startCentre, type Centre } from "../support/centre.ts";
import { startPostgres } from "../support/postgres.ts";
import { addCases, foundAgency, freshData, startService } from "../support/service.ts";
import { putLine } from "../support/vault.ts";
import { enrolWithCode, startStation } from "../support/workstation.ts";
import { writeHistory } from "./centre.ts";
import { portfolio } from "./documents.ts";
import { againstPeer, median, timed, type Bench, type Figure } from "./measure.ts";

const CASES = 5_000;
const PER_CASE = 20;
const ROUNDS = 3;
const TABLE: readonly Migration[] = [{ version: 10, name: "rows", sql: "CREATE TABLE rows (kind TEXT, id TEXT, rev INTEGER, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID" }];

/** The bare peer: one body, one transaction, into the same kind of encrypted file. */
async function bare(body: Buffer): Promise<number> {
  const server = createServer((_request, response) => response.end(body));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-bare-"));
  try {
    return await timed(async () => {
      const { db } = openDatabase({ kind: "cache", path: join(dir, "bare.db"), key: randomBytes(32), migrations: TABLE });
      const bytes = Buffer.from(await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer());
      const lines = zstdDecompressSync(bytes).toString("utf8").split("\n");
      const insert = db.prepare("INSERT INTO rows VALUES (?, ?, ?, ?)");
      db.transaction(() => {
        for (const line of lines) {
          const [, , kind, id, rev, document] = JSON.parse(line) as [number, string, string, string, number, unknown];
          insert.run(kind, id, rev, JSON.stringify(document));
        }
      })();
      db.close();
    });
  } finally {
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Seeded {
  readonly userNo: string;
  readonly codes: readonly string[];
}

/** Founds the agency with its portfolio in a database, and ends: the centre is then started as its own process. */
async function seed(where: { data: string } | { databaseUrl: string }): Promise<Seeded> {
  const { service, stop } = await startService(where);
  try {
    const agency = await foundAgency(service);
    const cases = await addCases(service, CASES, agency.lin);
    await writeHistory(service, cases, PER_CASE, agency.lin);
    const codes: string[] = [];
    for (let i = 0; i < ROUNDS; i++) codes.push((await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, `BENCH-${i}`))).code);
    return { userNo: agency.lin.no, codes };
  } finally {
    await stop();
  }
}

interface Loaded {
  /** Until the whole portfolio is on the workstation, ms. */
  readonly whole: number;
  /** Until the worklist shows cases, ms. */
  readonly usable: number;
}

async function load(centre: Centre, userNo: string, code: string, round: number): Promise<Loaded> {
  const machine = await enrolWithCode(centre, code, `BENCH-${round}`);
  const station = startStation(machine);
  try {
    const answer = await station.signIn(userNo);
    if (!answer.ok) throw new Error(answer.refusal.code);
    const start = performance.now();
    let usable = 0;
    await station.until("the whole portfolio is on the workstation", async () => {
      if (usable === 0 && (await station.ok("queue.counts", {})).counts.all === CASES) usable = performance.now() - start;
      const status = await station.ok("sync.status", {});
      return status.connected && status.loading === null && status.lastSyncAt !== null;
    }, 120_000);
    return { whole: performance.now() - start, usable };
  } finally {
    await station.close();
    machine.remove();
  }
}

async function* onEngine(engine: string, where: { data: string } | { databaseUrl: string }, body: Buffer): AsyncGenerator<Figure> {
  const { userNo, codes } = await seed(where);
  const centre = await startCentre(where);
  const loads: Loaded[] = [];
  const peers: number[] = [];
  try {
    // Turn about, so that a busy moment of the machine meets both.
    for (const [i, code] of codes.entries()) {
      loads.push(await load(centre, userNo, code, i));
      peers.push(await bare(body));
    }
  } finally {
    await centre.stop();
  }
  const whole = median(loads.map((l) => l.whole));
  const what = `${CASES} cases, ${CASES * PER_CASE} events, ${engine}`;
  yield againstPeer("first-load", what, whole, { what: "bare fetch, parse, one transaction", value: median(peers), aim: 1.8 }, ROUNDS);
  yield againstPeer("first-load", `${what}: first usable worklist`, median(loads.map((l) => l.usable)), { what: "the whole load", value: whole, aim: 0.2 }, ROUNDS);
}

export const bench: Bench = {
  name: "first-load",
  async *run() {
    const body = zstdCompressSync(portfolio(CASES, PER_CASE).map((d) => putLine(0, d)).join("\n"), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    const data = await freshData();
    yield* onEngine("embedded database", { data }, body);
    rmSync(data, { recursive: true, force: true });
    const postgres = await startPostgres();
    if ("reason" in postgres) return void process.stderr.write(`first-load on PostgreSQL skipped: ${postgres.reason}\n`);
    yield* onEngine("PostgreSQL", { databaseUrl: await postgres.createDatabase() }, body);
    await postgres.stop();
  },
};
