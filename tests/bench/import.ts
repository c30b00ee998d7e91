/**
 * Import of the three bank files into an empty service by the operator's command (`admin import`:
 * mapping, normalising, checks, one transaction per file, report) against parsing the same files with
 * the named libraries and nothing else. Aim: at most twice as long. Parsing and importing take turns,
 * so that whatever else the machine does falls on both. The reading alone is told beside it, and the
 * same import into a PostgreSQL server where its binaries are.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importCommands } from "../../service/admin/commands/import.ts";
import { openService, type ServiceOptions } from "../../service/app.ts";
import { readRecords } from "../../service/import/normalise/read-records.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { bareParse } from "./bare-parse.ts";
import { bankFiles } from "./files.ts";
import { againstPeer, median, timed, type Bench } from "./measure.ts";

const ROUNDS = 3;

async function bareAll(): Promise<void> {
  for (const file of bankFiles().files) await bareParse(file.path);
}

/** The importer's own reading: every row normalised and judged, nothing written. */
async function readAll(): Promise<void> {
  for (const { path, bank } of bankFiles().files) {
    const reading = await readRecords(path, { bank });
    for await (const _item of reading) continue;
    if (reading.summary().accepted === 0) throw new Error(`no row of ${path} was accepted`);
  }
}

/** Milliseconds for the three files; opening the empty service is not counted. */
async function importAll(options: ServiceOptions): Promise<number> {
  const service = await openService(options);
  try {
    return await timed(async () => {
      for (const { path, bank } of bankFiles().files) {
        const done = await importCommands["import.file"].run(service, { path, bank, dryRun: false, control: null, vouched: true });
        if (done.imported === 0) throw new Error(`nothing of ${path} was imported`);
      }
    });
  } finally {
    await service.close();
  }
}

async function importEmbedded(): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-import-"));
  try {
    return await importAll({ data: join(dir, "service") });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function importServer(postgres: TestPostgres): Promise<number> {
  const pki = mkdtempSync(join(tmpdir(), "lockdesk-bench-pki-"));
  try {
    return await importAll({ databaseUrl: await postgres.createDatabase(), pki });
  } finally {
    rmSync(pki, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: "import",
  async *run() {
    const postgres = await startPostgres();
    const times = { parse: [] as number[], read: [] as number[], embedded: [] as number[], server: [] as number[] };
    try {
      for (let i = 0; i < ROUNDS; i++) {
        times.parse.push(await timed(bareAll));
        times.read.push(await timed(readAll));
        times.embedded.push(await importEmbedded());
        if (!("reason" in postgres)) times.server.push(await importServer(postgres));
      }
    } finally {
      if (!("reason" in postgres)) await postgres.stop();
    }
    const peer = { what: `bare parsing of the same ${bankFiles().full ? "full" : "demo"} files`, value: median(times.parse), aim: 2 };
    yield againstPeer("import", "three files, embedded database", median(times.embedded), peer, ROUNDS);
    if ("reason" in postgres) process.stderr.write(`import into PostgreSQL was not measured: ${postgres.reason}\n`);
    else yield againstPeer("import", "three files, PostgreSQL", median(times.server), peer, ROUNDS);
    yield againstPeer("import", "three files, read and judged only", median(times.read), peer, ROUNDS);
  },
};
