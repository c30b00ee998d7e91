/**
 * First load of 5,000 cases and 100,000 events: a workstation's whole sync from a centre that is its own
 * process (mutual TLS, sessions, row security, resumable pages, checks, projections) against fetching the
 * same rows as one zstd body over plain HTTP, parsing them and inserting them in one transaction, and
 * nothing else, both in fresh processes; and against PouchDB's replication of the same documents. On Linux
 * also the memory the vault's process takes for it, against a bare process that loads the same pages.
 */
import { SNAPSHOT_PAGE } from "../../shared/protocol/sync.ts";
import { putLine } from "../support/vault.ts";
import { portfolio } from "./documents.ts";
import { loadBare, loadVault, packed, type Loaded } from "./loading.ts";
import { againstPeer, figureOf, median, type Bench, type Figure } from "./measure.ts";
import type { Rise } from "./memory.ts";
import { NO_POWERSYNC, startPouchDb, type PouchDb } from "./peers.ts";
import { startStack, type Stack } from "./stack.ts";

const CASES = 5_000;
const PER_CASE = 20;
const ROUNDS = 3;

interface Peers {
  /** Everything as one packed body, and as the pages the centre would send. */
  readonly whole: readonly Buffer[];
  readonly pages: readonly Buffer[];
  readonly pouch: PouchDb | null;
}

function* memory(what: string, own: readonly Rise[], floor: readonly Rise[]): Generator<Figure> {
  const of = (part: "rise" | "peak") => figureOf("first-load", `${what}: memory ${part === "rise" ? "above the idle process" : "at its highest"}`, "MB", median(own.map((r) => r[part])),
    { what: "bare process, page by page", value: median(floor.map((r) => r[part])), aim: 1.3 }, own.length);
  yield of("rise");
  yield of("peak");
}
const told = (found: readonly { memory: Rise | null }[]): Rise[] => found.flatMap((f) => f.memory ?? []);

async function* onStack(stack: Stack, { whole: body, pages, pouch }: Peers): AsyncGenerator<Figure> {
  const loads: Loaded[] = [];
  const bare: Awaited<ReturnType<typeof loadBare>>[] = [];
  const paged: typeof bare = [];
  // Turn about, so that a busy moment of the machine meets all.
  for (let i = 0; i < ROUNDS; i++) {
    loads.push(await loadVault(stack, CASES));
    bare.push(await loadBare(body));
    paged.push(await loadBare(pages));
  }
  const whole = median(loads.map((l) => l.whole));
  const what = `${CASES} cases, ${CASES * PER_CASE} events, ${stack.engine}`;
  yield againstPeer("first-load", what, whole, { what: "bare fetch, parse, one transaction", value: median(bare.map((b) => b.whole)), aim: 1.8 }, ROUNDS);
  if (pouch) yield againstPeer("first-load", what, whole, { what: "PouchDB's replication", value: await pouch.load(), aim: 1 / 9 }, ROUNDS);
  yield againstPeer("first-load", `${what}: first usable worklist`, median(loads.map((l) => l.usable)), { what: "the whole load", value: whole, aim: 0.2 }, ROUNDS);
  if (told(loads).length > 0) yield* memory(what, told(loads), told(paged));
}

export const bench: Bench = {
  name: "first-load",
  async *run() {
    const docs = portfolio(CASES, PER_CASE);
    const lines = docs.map((d) => putLine(0, d));
    const pouch = await startPouchDb(docs);
    process.stderr.write(`${"reason" in pouch ? `${pouch.reason}\n` : ""}${NO_POWERSYNC}\n`);
    const peers: Peers = { whole: packed(lines, lines.length), pages: packed(lines, SNAPSHOT_PAGE), pouch: "reason" in pouch ? null : pouch };
    for (const engine of ["embedded database", "PostgreSQL"] as const) {
      const stack = await startStack(engine, { cases: CASES, perCase: PER_CASE, machines: ROUNDS });
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
