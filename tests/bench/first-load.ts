/**
 * First load of 5,000 cases and 100,000 events: a workstation's whole sync from a centre that is its own
 * process (mutual TLS, sessions, row security, resumable pages, checks, projections) against fetching the
 * same rows as one zstd body over plain HTTP, parsing them and inserting them in one transaction, and
 * nothing else; and against PouchDB's replication of the same documents. On Linux also the memory the vault's
 * process takes for it, against a bare process that loads the same pages.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync, constants } from "node:zlib";
import { openDatabase } from "../../db/open.ts";
import { putLine } from "../support/vault.ts";
import { startStation } from "../support/workstation.ts";
import { TABLE } from "./bare-table.ts";
import { portfolio } from "./documents.ts";
import { againstPeer, figureOf, median, timed, type Bench, type Figure } from "./measure.ts";
import { floorRise, vaultRise, type Rise } from "./memory.ts";
import { NO_POWERSYNC, startPouchDb, type PouchDb } from "./peers.ts";
import { startStack, type Stack } from "./stack.ts";

const CASES = 5_000;
const PER_CASE = 20;
const ROUNDS = 3;

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

interface Peers {
  readonly lines: readonly string[];
  /** The lines, packed. */
  readonly body: Buffer;
  readonly pouch: PouchDb | null;
}

/** The rise of the vault's process and of the bare one, turn about. */
async function* memory(stack: Stack, lines: readonly string[], what: string): AsyncGenerator<Figure> {
  const own: Rise[] = [];
  const floor: Rise[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    own.push(await vaultRise(stack));
    floor.push(await floorRise(lines));
  }
  const of = (part: "rise" | "peak") => figureOf("first-load", `${what}: memory ${part === "rise" ? "above the idle process" : "at its highest"}`, "MB", median(own.map((r) => r[part])),
    { what: "bare process, page by page", value: median(floor.map((r) => r[part])), aim: 1.3 }, own.length);
  yield of("rise");
  yield of("peak");
}

async function* onStack(stack: Stack, { body, lines, pouch }: Peers): AsyncGenerator<Figure> {
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
  if (pouch) yield againstPeer("first-load", what, whole, { what: "PouchDB's replication", value: await pouch.load(), aim: 1 / 9 }, ROUNDS);
  if (process.platform === "linux") yield* memory(stack, lines, what);
  yield againstPeer("first-load", `${what}: first usable worklist`, median(loads.map((l) => l.usable)), { what: "the whole load", value: whole, aim: 0.2 }, ROUNDS);
}

export const bench: Bench = {
  name: "first-load",
  async *run() {
    const docs = portfolio(CASES, PER_CASE);
    const lines = docs.map((d) => putLine(0, d));
    const body = zstdCompressSync(lines.join("\n"), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    const pouch = await startPouchDb(docs);
    process.stderr.write(`${"reason" in pouch ? `${pouch.reason}\n` : ""}${NO_POWERSYNC}\n`);
    const peers: Peers = { lines, body, pouch: "reason" in pouch ? null : pouch };
    for (const engine of ["embedded database", "PostgreSQL"] as const) {
      const stack = await startStack(engine, { cases: CASES, perCase: PER_CASE, machines: 2 * ROUNDS });
      if ("reason" in stack) {
        process.stderr.write(`first-load on ${engine} skipped: ${stack.reason}\n`);
        continue;
      }
      try {
        yield* onStack(stack, peers);
      } finally {
        await stack.stop();
      }
    }
    await peers.pouch?.close();
  },
};
