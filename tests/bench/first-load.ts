/**
 * First load of 5,000 cases and 100,000 events: a workstation's whole sync from a centre that is its own
 * process (mutual TLS, sessions, row security, resumable pages, checks, projections) against fetching the
 * same rows as one zstd body over plain HTTP, parsing them and inserting them in one transaction, and
 * nothing else.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync, constants } from "node:zlib";
import type { Migration } from "../../db/migrate.ts";
import { openDatabase } from "../../db/open.ts";
import { putLine } from "../support/vault.ts";
import { startStation } from "../support/workstation.ts";
import { portfolio } from "./documents.ts";
import { againstPeer, median, timed, type Bench, type Figure } from "./measure.ts";
import { startStack, type Stack } from "./stack.ts";

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

interface Loaded {
  /** Until the whole portfolio is on the workstation, ms. */
  readonly whole: number;
  /** Until the worklist shows cases, ms. */
  readonly usable: number;
}

async function load({ agency, machine: enrol }: Stack): Promise<Loaded> {
  const machine = await enrol();
  const station = startStation(machine);
  try {
    const answer = await station.signIn(agency.lin.no);
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

async function* onStack(stack: Stack, body: Buffer): AsyncGenerator<Figure> {
  const loads: Loaded[] = [];
  const peers: number[] = [];
  // Turn about, so that a busy moment of the machine meets both.
  for (let i = 0; i < ROUNDS; i++) {
    loads.push(await load(stack));
    peers.push(await bare(body));
  }
  const whole = median(loads.map((l) => l.whole));
  const what = `${CASES} cases, ${CASES * PER_CASE} events, ${stack.engine}`;
  yield againstPeer("first-load", what, whole, { what: "bare fetch, parse, one transaction", value: median(peers), aim: 1.8 }, ROUNDS);
  yield againstPeer("first-load", `${what}: first usable worklist`, median(loads.map((l) => l.usable)), { what: "the whole load", value: whole, aim: 0.2 }, ROUNDS);
}

export const bench: Bench = {
  name: "first-load",
  async *run() {
    const body = zstdCompressSync(portfolio(CASES, PER_CASE).map((d) => putLine(0, d)).join("\n"), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    for (const engine of ["embedded database", "PostgreSQL"] as const) {
      const stack = await startStack(engine, { cases: CASES, perCase: PER_CASE, machines: ROUNDS });
      if ("reason" in stack) {
        process.stderr.write(`first-load on ${engine} skipped: ${stack.reason}\n`);
        continue;
      }
      try {
        yield* onStack(stack, body);
      } finally {
        await stack.stop();
      }
    }
  },
};
