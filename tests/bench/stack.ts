/** A whole stack for a bench: a seeded database, the centre as its own process, machines enrolled there over the wire. */
import { rmSync } from "node:fs";
import { SYSTEM, type Service } from "../../service/app.ts";
import { issueEnrolmentCode } from "../../service/pki/enrol.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { startCentre, type Centre } from "../support/centre.ts";
import { startPostgres } from "../support/postgres.ts";
import { addCases, foundAgency, freshData, startService, type Agency, type TestCase } from "../support/service.ts";
import { enrolWithCode, startStation, type Machine, type Station } from "../support/workstation.ts";
import { writeHistory } from "./centre.ts";

export type EngineName = "embedded database" | "PostgreSQL";

export interface Seeding {
  readonly cases: number;
  /** History entries per case. */
  readonly perCase: number;
  readonly machines: number;
  /** Further arguments for the centre's Node. */
  readonly execArgv?: readonly string[];
  /** Further arguments of the centre itself. */
  readonly args?: readonly string[];
  /** Further work on the seeded database before the centre starts. */
  readonly also?: (service: Service, agency: Agency) => Promise<void>;
}

export interface Stack {
  readonly engine: EngineName;
  readonly agency: Agency;
  readonly cases: readonly TestCase[];
  readonly where: { data: string; databaseUrl?: undefined } | { databaseUrl: string; data?: undefined };
  /** Process ids whose CPU time is the centre's: the service's, and the database server's when it has one. */
  readonly pids: () => number[];
  readonly centre: Centre;
  readonly epoch: string;
  /** A signed-in workstation with everything loaded, on a fresh machine. */
  station(who: Me, options?: Parameters<typeof startStation>[1]): Promise<{ station: Station; machine: Machine }>;
  /** Enrols a machine; the workstation on it is not started. */
  machine(): Promise<Machine>;
  stop(): Promise<void>;
}

/** Seeds a database in process, lets it go, and starts the centre on it. A reason instead when the engine cannot be had. */
export async function startStack(engine: EngineName, seeding: Seeding): Promise<Stack | { reason: string }> {
  const postgres = engine === "PostgreSQL" ? await startPostgres() : null;
  if (postgres && "reason" in postgres) return postgres;
  const where: Stack["where"] = postgres ? { databaseUrl: await postgres.createDatabase() } : { data: await freshData() };
  const { service, stop: close } = await startService(where);
  const agency = await foundAgency(service);
  const cases = await addCases(service, seeding.cases, agency.lin);
  await writeHistory(service, cases, seeding.perCase, agency.lin);
  await seeding.also?.(service, agency);
  const codes: string[] = [];
  for (let i = 0; i < seeding.machines; i++) codes.push((await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, `BENCH-${i}`))).code);
  const { epoch } = service;
  await close();
  // What seeding has left to write is written now, and not beneath a measurement.
  await postgres?.query("CHECKPOINT");
  const centre = await startCentre(where, { execArgv: seeding.execArgv ?? [], args: seeding.args ?? [] });
  const machine = () => enrolWithCode(centre, codes.pop() ?? "", "BENCH");
  return {
    engine, agency, cases, where, centre, epoch, machine,
    pids: () => [centre.pid, ...(postgres ? [postgres.pid] : [])],
    station: async (who, options) => {
      const on = await machine();
      const station = startStation(on, options);
      const answer = await station.signIn(who.no);
      if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code}`);
      await loaded(station);
      return { station, machine: on };
    },
    stop: async () => {
      await centre.stop();
      await postgres?.stop();
      if (where.data !== undefined) rmSync(where.data, { recursive: true, force: true });
    },
  };
}

/** Waits until a workstation has everything and has pulled once after it. */
export const loaded = (station: Station): Promise<void> =>
  station.until("the workstation is loaded", async () => {
    const status = await station.ok("sync.status", {});
    return status.connected && status.loading === null && status.lastSyncAt !== null;
  }, 120_000);

/** The stack on PostgreSQL where its binaries are, else on the embedded database with the reason on stderr. */
export async function bestStack(bench: string, seeding: Seeding): Promise<Stack> {
  const server = await startStack("PostgreSQL", seeding);
  if (!("reason" in server)) return server;
  process.stderr.write(`${bench} runs on the embedded database: ${server.reason}\n`);
  const embedded = await startStack("embedded database", seeding);
  if ("reason" in embedded) throw new Error(embedded.reason);
  return embedded;
}
