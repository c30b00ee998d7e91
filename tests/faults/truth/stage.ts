/** What a truth run plays on: PostgreSQL, the service as a process, a proxy before it, machines with vault processes. All of loopback, all ended by `close`. */
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pg from "pg";
import type { Service } from "../../../service/app.ts";
import { issueEnrolmentCode } from "../../../service/pki/enrol.ts";
import { SYSTEM } from "../../../service/app.ts";
import { startCentre, type Centre } from "../../support/centre.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { addCases, foundAgency, startService, type Agency, type TestCase } from "../../support/service.ts";
import { enrolWithCode, type Machine } from "../../support/workstation.ts";
import { startProxy, type Proxy } from "./proxy.ts";

export interface Stage {
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  readonly proxy: Proxy;
  readonly agency: Agency;
  readonly cases: readonly TestCase[];
  readonly machine: Machine;
  centre: Centre;
  /** Starts the service again on its port after it was killed. */
  restartCentre(): Promise<void>;
  /** The operator's hand on the same database, opened for this and closed again. */
  operate<T>(work: (service: Service) => Promise<T>): Promise<T>;
  /** A question to the database as its superuser. */
  ask<T extends object>(query: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const CASES = 6;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Sets a stage, or says why it cannot. */
export async function setStage(): Promise<Stage | { reason: string }> {
  const postgres = await startPostgres();
  if ("reason" in postgres) return postgres;
  const closers: (() => Promise<void> | void)[] = [() => postgres.stop()];
  const close = async () => {
    for (const end of closers.reverse()) await end();
  };
  try {
    const databaseUrl = await postgres.createDatabase();
    const port = await freePort();
    const start = () => startCentre({ databaseUrl }, { port });
    const centre = await start();
    const proxy = await startProxy(() => port);
    closers.push(() => stage.centre.stop(), () => proxy.close());
    const operate = async <T>(work: (service: Service) => Promise<T>): Promise<T> => {
      const { service, stop } = await startService({ databaseUrl });
      return work(service).finally(stop);
    };
    const ready = await operate(async (service) => {
      const agency = await foundAgency(service);
      const cases = await addCases(service, CASES, agency.lin);
      return { agency, cases, code: (await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-1"))).code };
    });
    const machine = await enrolWithCode({ url: proxy.url, caPem: centre.caPem }, ready.code, "PC-1");
    closers.push(() => machine.remove());
    const stage: Stage = {
      postgres, databaseUrl, proxy, machine, centre, operate, close, agency: ready.agency, cases: ready.cases,
      restartCentre: async () => void (stage.centre = await start()),
      ask: async <T extends object>(query: string, values: unknown[] = []) => {
        const client = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
        client.on("error", () => undefined);
        await client.connect();
        return client.query(query, values).then((r) => r.rows as T[]).finally(() => client.end());
      },
    };
    return stage;
  } catch (error) {
    await close();
    throw error;
  }
}
