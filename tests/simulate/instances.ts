/** Two instances of the service on one database: they share the clock, look at the same time, and come and go. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

export interface Order {
  readonly n: number;
  readonly do: "timers" | "reports" | "daily" | "end";
}
export interface Answer {
  readonly n: number;
  readonly url?: string;
  readonly failed?: string;
}

/** A service as a process. */
interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  ask(what: Order["do"]): Promise<Answer>;
}

const READY_MS = 60_000;
/** How far into a look a service is killed. */
const INTO_THE_LOOK_MS = 3;

/** A service that is brought back often keeps what Node has compiled of it. */
async function start(databaseUrl: string, clockFile: string): Promise<Running> {
  const child = fork(fileURLToPath(new URL("./instance.ts", import.meta.url)), [databaseUrl, clockFile], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"], env: { ...process.env, NODE_NO_WARNINGS: "1", NODE_COMPILE_CACHE: join(tmpdir(), "lockdesk-simulate-cache") } });
  let words = "";
  child.stderr?.on("data", (chunk: Buffer) => (words = (words + chunk.toString("utf8")).slice(-2000)));
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  const ready = new Promise<Answer>((done) => waiting.set(0, done));
  child.on("message", (answer: Answer) => waiting.get(answer.n)?.(answer));
  const gone = once(child, "exit").then((): Answer => ({ n: -1, failed: words.trim() || "the instance ended" }));
  const { url, failed } = await Promise.race([ready, gone, sleep(READY_MS, { n: 0, failed: "the instance was not ready in time" } as Answer, { ref: false })]);
  if (url === undefined) throw new Error(failed);
  return {
    process: child, url,
    ask(what) {
      count += 1;
      const n = count;
      const answer = new Promise<Answer>((done) => waiting.set(n, done));
      if (child.connected) child.send({ n, do: what } satisfies Order);
      return Promise.race([answer, gone]).finally(() => waiting.delete(n));
    },
  };
}

export interface Instances {
  /** URLs of those that are up now. */
  urls(): readonly string[];
  up(): number;
  /** All that are up look at once; true when one of them was done. Throws what a look threw. */
  look(what: "timers" | "reports" | "daily"): Promise<boolean>;
  /** Takes one away: as an operator does, or at once; in the middle of a look with `during`. */
  end(which: number, how: "drain" | "kill", during?: "timers"): Promise<void>;
  begin(which: number): Promise<void>;
  isUp(which: number): boolean;
  close(): Promise<void>;
}

export const INSTANCES = 2;

/** Starts both, on the clock of that file. */
export async function startInstances(databaseUrl: string, clockFile: string): Promise<Instances> {
  const running = new Map<number, Running>();
  const all = () => [...running.values()];
  const begin = async (which: number): Promise<void> => void running.set(which, await start(databaseUrl, clockFile));
  // The first one brings the database to its version alone.
  for (let i = 0; i < INSTANCES; i += 1) await begin(i);
  const end = async (which: number, how: "drain" | "kill", during?: "timers"): Promise<void> => {
    const one = running.get(which);
    if (!one) return;
    running.delete(which);
    const gone = once(one.process, "exit");
    if (how === "drain") void one.ask("end");
    if (during) {
      void one.ask(during);
      await sleep(INTO_THE_LOOK_MS);
    }
    if (how === "kill") one.process.kill("SIGKILL");
    await gone;
  };
  return {
    urls: () => all().map((i) => i.url),
    up: () => running.size,
    isUp: (which) => running.has(which),
    async look(what) {
      const answers = await Promise.all(all().map((i) => i.ask(what)));
      const failed = answers.find((a) => a.failed !== undefined);
      if (failed) throw new Error(`a look at ${what} failed: ${failed.failed}`);
      return answers.length > 0;
    },
    end, begin,
    close: async () => void (await Promise.all([...running.keys()].map((which) => end(which, "drain")))),
  };
}
