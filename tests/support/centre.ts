/** The central service as its own process, the way it runs in the field: for benches and faults that need real processes. */
import { once } from "node:events";
import { firstWord, startChild, type Child } from "../../build/launch/processes.ts";

export interface Centre {
  readonly url: string;
  readonly caPem: string;
  readonly pid: number;
  /** Ends it as an operator does (SIGTERM), or at once (SIGKILL). */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const READY_MS = 60_000;

/** Starts a service on a data directory or a PostgreSQL, on a free port unless one is given; waits for its ready line. */
export async function startCentre(where: { data: string } | { databaseUrl: string }, options: { port?: number; env?: Record<string, string> } = {}): Promise<Centre> {
  const place = "data" in where ? ["--data", where.data] : ["--database-url", where.databaseUrl];
  const child: Child = startChild(process.execPath, ["service/main.ts", ...place, "--port", String(options.port ?? 0), "--training-clock"], {
    LOCKDESK_LOG: "error", NODE_NO_WARNINGS: "1", ...options.env,
  });
  const word = await firstWord(child, "ready", READY_MS);
  return {
    url: String(word["url"]), caPem: String(word["ca"]), pid: Number(word["pid"]),
    stop: async (signal = "SIGTERM") => {
      if (signal !== "SIGKILL") return child.stop(signal);
      child.process.kill(signal);
      if (child.process.exitCode === null && child.process.signalCode === null) await once(child.process, "exit");
    },
  };
}
