/**
 * What grows with the data: the same operations over 1, 2, 4 and 8 times as many cases and entries, on a
 * workstation that holds them all and at a centre on the best engine there is. The figure is the slope: the
 * exponent k of a fit of time ~ size^k. 0 stays as it is, 1 doubles with the data.
 */
import type { Me } from "../../shared/protocol/session.ts";
import { startStation, type Station } from "../support/workstation.ts";
import { percentile, sampled, slopeOf, type Bench, type Figure } from "./measure.ts";
import { connect, cpuMs, enrolClients, pullFrom, push, streamOf, type Client } from "./session.ts";
import { bestStack, loaded, type Stack } from "./stack.ts";

const SIZES = [1, 2, 4, 8] as const;
const CASES = 1_000;
const PER_CASE = 20;
const SAMPLES = 60;
const INDEX_MS = 300_000;
const PUSH = 50;
const PULL = 100;
/** A look-up may follow the depth of an index, not the table. */
const AIM = 0.25;

/** Milliseconds by operation. */
type Times = ReadonlyMap<string, number>;

/** The fastest quarter's slowest: what else the machine does only adds. */
const typical = (samples: readonly number[]): number => percentile(samples, 0.25);

async function atStation(station: Station, cases: Stack["cases"]): Promise<[string, number][]> {
  const one = (i: number) => cases[(i * 7919) % cases.length]!.caseId;
  const page = { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 50 } as const;
  return [
    ["worklist page", typical(await sampled(SAMPLES, () => station.ok("queue.list", page)))],
    ["case open", typical(await sampled(SAMPLES, (i) => station.ok("case.open", { caseId: one(i) })))],
    ["search", typical(await sampled(SAMPLES, (i) => station.ok("search.find", { text: ["回电", "月底", "利息", "转告"][i % 4]! })))],
    ["save", typical(await sampled(SAMPLES, (i) => station.ok("note.add", { caseId: one(i), text: `本人接听,称月底发薪后处理 ${i}` })))],
  ];
}

/** CPU of service and database, not time: the load generator and its neighbours do not count. */
async function atCentre(stack: Stack, client: Client): Promise<[string, number][]> {
  const session = connect(client, { centre: stack.centre, epoch: stack.epoch });
  const cpuOf = async (work: () => Promise<unknown>): Promise<number> => {
    await work(); // plans and connections are made
    const before = cpuMs(stack.pids());
    for (let i = 0; i < SAMPLES; i++) await work();
    return (cpuMs(stack.pids()) - before) / SAMPLES;
  };
  const push50 = await cpuOf(() => push(session, PUSH));
  const pull100 = await cpuOf(() => pullFrom(session, stack.epoch, streamOf(session), 10, PULL));
  await session.agent.close();
  return [[`push of ${PUSH}, CPU of the centre`, push50], [`pull of ${PULL} changes, CPU of the centre`, pull100]];
}

async function at(size: number): Promise<Times> {
  const clients: Client[] = [];
  const cases = CASES * size;
  const stack = await bestStack("growth", { cases, perCase: PER_CASE, machines: 1, also: (service, agency) => enrolClients(service, agency, 1, clients) });
  try {
    const times = new Map<string, number>();
    const machine = await stack.machine();
    const station = startStation(machine);
    try {
      await signedIn(station, stack.agency.lin);
      const start = performance.now();
      await loaded(station);
      times.set("first load, per row", (performance.now() - start) / (cases * (PER_CASE + 2)));
      await indexed(station);
      for (const [name, ms] of await atStation(station, stack.cases)) times.set(name, ms);
    } finally {
      await station.close();
      machine.remove();
    }
    for (const [name, ms] of await atCentre(stack, clients[0]!)) times.set(name, ms);
    return times;
  } finally {
    await stack.stop();
  }
}

/** Waits until the search index is whole: while it is built, saves share the thread with it. */
const indexed = (station: Station): Promise<void> => station.until("the notes are indexed", () => station.vault.workspace()!.cache.search.percent() === 100, INDEX_MS);

async function signedIn(station: Station, who: Me): Promise<void> {
  const answer = await station.signIn(who.no);
  if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code}`);
}

const shown = (ms: number): string => (ms < 0.1 ? `${Math.round(ms * 1000)} µs` : `${Math.round(ms * 100) / 100} ms`);

export const bench: Bench = {
  name: "growth",
  async *run() {
    if (process.platform !== "linux") return void process.stderr.write("growth needs Linux's /proc: skipped\n");
    const runs: Times[] = [];
    for (const size of SIZES) {
      process.stderr.write(`growth: ${CASES * size} cases, ${CASES * size * PER_CASE} entries …\n`);
      runs.push(await at(size));
    }
    for (const name of runs[0]!.keys()) {
      const times = runs.map((run) => run.get(name)!);
      const slope = Math.round(slopeOf(SIZES, times) * 1000) / 1000;
      const figure: Figure = {
        bench: "growth", metric: `${name}: ${times.map(shown).join(" / ")} at ${SIZES.map((s) => `${s}×`).join(" / ")} of ${CASES} cases`, value: slope, unit: "exponent",
        against: { what: "growing with the data", value: 1, aim: AIM }, ratio: slope, n: SAMPLES,
      };
      yield figure;
    }
  },
};
