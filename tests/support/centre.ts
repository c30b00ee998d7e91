/** The central service as its own process, the way it runs in the field: for benches and faults that need real processes. */
import { once } from "node:events";
import { firstWord, startChild, type Child } from "../../build/launch/processes.ts";

export interface Centre {
  readonly url: string;
  readonly caPem: string;
  readonly pid: number;
  /** Where its metrics are, when it was started with `--metrics-port`. */
  readonly metricsUrl: string;
  /** Resolves with its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What it has written to its log so far. */
  log(): string;
  /** Ends it as an operator does (SIGTERM), or at once (SIGKILL). */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const READY_MS = 60_000;

/** Starts a service on a data directory or a PostgreSQL, on a free port unless one is given; waits for its ready line. */
export async function startCentre(where: { data: string } | { databaseUrl: string }, options: { port?: number; args?: readonly string[]; execArgv?: readonly string[]; env?: Record<string, string> } = {}): Promise<Centre> {
  const place = "data" in where ? ["--data", where.data] : ["--database-url", where.databaseUrl];
  const child: Child = startChild(process.execPath, [...(options.execArgv ?? []), "service/main.ts", ...place, "--port", String(options.port ?? 0), "--training-clock", ...(options.args ?? [])], {
    LOCKDESK_LOG: "error", NODE_NO_WARNINGS: "1", ...options.env,
  });
  let log = "";
  child.process.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
  const word = await firstWord(child, "ready", READY_MS);
  return {
    url: String(word["url"]), caPem: String(word["ca"]), pid: Number(word["pid"]), metricsUrl: String(word["metrics"] ?? ""), ended: child.ended, log: () => log,
    stop: async (signal = "SIGTERM") => {
      if (signal !== "SIGKILL") return child.stop(signal);
      child.process.kill(signal);
      if (child.process.exitCode === null && child.process.signalCode === null) await once(child.process, "exit");
    },
  };
}
