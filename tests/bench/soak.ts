/**
 * Two hours' traffic in a minute (`--minutes=10` for the long one): workstations as vault processes that save,
 * open, list and search, and sessions that poll and push like further workstations, against one service process.
 * Memory after collection and open handles of service and vaults are sampled all the way; what matters is
 * whether they rise once the run is warm.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { bundleVault, startVaultProcess, type VaultProcess } from "../support/vault-process.ts";
import type { Machine } from "../support/workstation.ts";
import { inTurn, connect, enrolClients, minute, type Client, type Session } from "./session.ts";
import { COLLECTING, handles, heldMb } from "./resident.ts";
import type { Bench, Figure, Options } from "./measure.ts";
import { bestStack, type Stack } from "./stack.ts";

const TRAFFIC_MINUTES = 120;
const DEFAULT_MINUTES = 1;
const VAULTS = 2;
const SESSIONS = 10;
const CASES = 300;
/** Of one collector in two hours: a call a minute, each opened before and listed after, a search now and then. */
const SAVES = 120;
const SEARCHES = 24;
const SAMPLES = 24;
/** The first part of a run is not judged: caches fill, code is compiled. */
const WARM = 1 / 3;
/** What counts as flat: the rise over the judged part, against its mean. */
const FLAT = 0.05;

interface Watched {
  readonly name: string;
  readonly pid: number;
  readonly mb: number[];
  readonly handles: number[];
}

/** One step of a collector at a vault: the i-th of `SAVES`. */
async function work(vault: VaultProcess, cases: Stack["cases"], i: number): Promise<void> {
  const { caseId } = cases[(i * 7919) % cases.length]!;
  const must = async (channel: Parameters<VaultProcess["call"]>[0], input: unknown) => {
    const answer = await vault.call(channel, input);
    if (!answer?.ok) throw new Error(`${channel}: ${answer ? answer.refusal.code : "the vault died"}`);
  };
  await must("case.open", { caseId });
  await must("note.add", { caseId, text: `本人接听,称月底发薪后处理 ${i}` });
  await must("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 50 });
  if (i % Math.round(SAVES / SEARCHES) === 0) await must("search.find", { text: "月底" });
}

/** Runs the traffic spread over the time given; samples as it goes. Returns how long it took, ms. */
async function run(stack: Stack, vaults: readonly VaultProcess[], sessions: readonly Session[], watched: readonly Watched[], minutes: number): Promise<number> {
  const start = performance.now();
  const until = (share: number) => sleep(Math.max(0, start + share * minutes * 60_000 - performance.now()));
  const collectors = vaults.map(async (vault) => {
    for (let i = 0; i < SAVES; i++) {
      await until(i / SAVES);
      await work(vault, stack.cases, i);
    }
  });
  const polls = (async () => {
    for (let i = 0; i < TRAFFIC_MINUTES; i++) {
      await until(i / TRAFFIC_MINUTES);
      await inTurn(sessions.map((s) => () => minute(s, stack.epoch, [])));
    }
  })();
  const looks = (async () => {
    for (let i = 1; i <= SAMPLES; i++) {
      await until(i / SAMPLES);
      for (const w of watched) {
        w.mb.push(await heldMb(w.pid));
        w.handles.push(handles(w.pid));
      }
    }
  })();
  await Promise.all([...collectors, polls, looks]);
  return performance.now() - start;
}

/** Rise of a straight line through the judged part, over that part, and the part's mean. */
export function riseOf(samples: readonly number[]): { rise: number; mean: number } {
  const judged = samples.slice(Math.floor(samples.length * WARM));
  const mean = judged.reduce((sum, v) => sum + v, 0) / judged.length;
  const middle = (judged.length - 1) / 2;
  const slope = judged.reduce((sum, v, i) => sum + (i - middle) * (v - mean), 0) / judged.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return { rise: slope * (judged.length - 1), mean };
}

function figures(watched: Watched, took: string): Figure[] {
  return (["mb", "handles"] as const).map((what) => {
    const { rise, mean } = riseOf(watched[what]);
    const round = (v: number) => Math.round(v * 1000) / 1000;
    const ratio = round(rise / mean);
    return {
      bench: "soak", metric: `${watched.name}, ${what === "mb" ? "memory" : "open handles"}: rise over ${took}, ${ratio <= FLAT ? "flat" : "RISING"}`, value: round(rise), unit: what === "mb" ? "MB" : "count",
      against: { what: "its mean", value: round(mean), aim: FLAT }, ratio, n: watched[what].length,
    };
  });
}

/** A vault process on a fresh machine that has loaded everything. */
async function startVault(stack: Stack, who: string): Promise<{ vault: VaultProcess; machine: Machine }> {
  const machine = await stack.machine();
  const vault = startVaultProcess(machine, { execArgv: COLLECTING, bundle: await bundleVault() });
  const answer = await vault.signIn(who);
  if (!answer?.ok) throw new Error("a vault did not open");
  for (let i = 0; i < 600; i++) {
    const status = (await vault.call("sync.status", {})) as { value: { loading: unknown; lastSyncAt: number | null } };
    if (status.value.loading === null && status.value.lastSyncAt !== null) return { vault, machine };
    await sleep(100);
  }
  throw new Error("a vault did not load");
}

export const bench: Bench = {
  name: "soak",
  async *run({ minutes }: Options) {
    if (process.platform !== "linux") return void process.stderr.write("soak needs Linux's /proc: skipped\n");
    const clients: Client[] = [];
    const stack = await bestStack("soak", { cases: CASES, perCase: 10, machines: VAULTS, execArgv: COLLECTING, also: (service, agency) => enrolClients(service, agency, SESSIONS, clients) });
    const stations: Awaited<ReturnType<typeof startVault>>[] = [];
    const sessions = clients.map((c) => connect(c, { centre: stack.centre, epoch: stack.epoch }));
    try {
      // The collector who has the cases, and the supervisor who sees them all.
      for (const who of [stack.agency.lin, stack.agency.supervisorA].slice(0, VAULTS)) stations.push(await startVault(stack, who.no));
      const watch = (name: string, pid: number): Watched => ({ name, pid, mb: [], handles: [] });
      const watched = [watch(`service on ${stack.engine}`, stack.centre.pid), watch("a collector's vault", stations[0]!.vault.pid), watch("a supervisor's vault", stations[1]!.vault.pid)];
      const ms = await run(stack, stations.map((s) => s.vault), sessions, watched, minutes ?? DEFAULT_MINUTES);
      for (const w of watched) yield* figures(w, `two hours' traffic in ${Math.round(ms / 1000)} s`);
    } finally {
      for (const { vault, machine } of stations) {
        await vault.kill();
        machine.remove();
      }
      for (const s of sessions) await s.agent.close();
      await stack.stop();
    }
  },
};
