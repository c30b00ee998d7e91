/** The central service as a child process, and its operator's commands. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SecondFactorPolicy } from "../../shared/protocol/session.ts";
import { firstWord, ROOT, runToEnd, startChild, type Child } from "./processes.ts";

export interface RunningService {
  readonly url: string;
  readonly caPem: string;
  readonly data: string;
  readonly port: number;
  readonly child: Child;
}

/** Starts the service on its embedded database and waits until it accepts connections. */
export async function startService(options: { data: string; port: number; training: boolean; secondFactor?: SecondFactorPolicy; releases?: string; timestampKey?: string }): Promise<RunningService> {
  const args = [join(ROOT, "service/main.ts"), "--data", options.data, "--port", String(options.port), ...(options.training ? ["--training-clock"] : []), ...(options.releases === undefined ? [] : ["--releases", options.releases]), ...(options.timestampKey === undefined ? [] : ["--timestamp-key", options.timestampKey]), ...(options.secondFactor ? ["--second-factor", options.secondFactor] : [])];
  const child = startChild(process.execPath, args);
  const ready = await firstWord(child, "ready", 60_000);
  const url = String(ready.url);
  const ca = String(ready.ca);
  return { url, caPem: existsSync(ca) ? readFileSync(ca, "utf8") : ca, data: options.data, port: Number(new URL(url).port), child };
}

/** Runs an operator's command against the service that holds `data`; returns what it printed. */
export function admin(data: string, ...args: string[]): Promise<string> {
  return runToEnd(process.execPath, [join(ROOT, "service/admin/cli.ts"), ...args, "--data", data]);
}

/** A one-time enrolment code for a machine of this name. */
export async function enrolmentCode(data: string, name: string): Promise<string> {
  const out = await admin(data, "device", "code", "--name", name, "--json");
  const line = out.trim().split("\n").at(-1) ?? "";
  return (JSON.parse(line) as { code: string }).code;
}
