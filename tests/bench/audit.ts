/**
 * The check of the audit trail: a million rows over two hundred days on PostgreSQL, as the service writes them
 * (reveals, sessions, machines' own lines with their chains), checked from the first to the last. Aim: a
 * minute, and no more memory than for a few pages.
 */
import { hash as digest, randomUUID } from "node:crypto";
import { openService, SYSTEM, type Service } from "../../service/app.ts";
import { verifyAudit } from "../../service/audit/verify.ts";
import { DAY } from "../../shared/model/time.ts";
import { journalText } from "../../shared/protocol/chain.ts";
import { startPostgres } from "../support/postgres.ts";
import { quiet } from "../support/service.ts";
import { againstLimit, timed, type Bench, type Figure } from "./measure.ts";

const ROWS = 1_000_000;
const DAYS = 200;
const MACHINES = 200;
const LIMIT_MS = 60_000;
/** Heap beyond what it was before: some pages of rows, not the trail. */
const LIMIT_MB = 128;

async function fill(service: Service, clock: { at: number }): Promise<void> {
  const machines = Array.from({ length: MACHINES }, () => ({ id: randomUUID(), seq: 0, hash: "" }));
  for (let day = 0; day < DAYS; day += 1) {
    await service.run(SYSTEM, async (ctx) => {
      for (let i = 0; i < ROWS / DAYS; i += 1) {
        const machine = machines[i % MACHINES]!;
        if (i % 10 === 0) {
          const bare = { seq: machine.seq + 1, at: new Date(clock.at).toISOString(), what: "ipc.refused", facts: { channel: "case.open", code: "forbidden" }, prev: machine.hash };
          Object.assign(machine, { seq: bare.seq, hash: digest("sha256", journalText(bare)) });
          const { what, ...detail } = { ...bare, hash: machine.hash };
          await ctx.audit({ action: `machine.${what}`, ref: machine.id, machine: machine.id, detail });
        } else await ctx.audit({ action: "reveal.made", ref: machine.id, machine: machine.id, detail: { event: machine.id, field: "phone", contactPointId: machine.id, reason: "核对本人号码", at: clock.at } });
      }
    });
    clock.at += DAY;
  }
}

async function* run(): AsyncGenerator<Figure> {
  const postgres = await startPostgres();
  if ("reason" in postgres) {
    process.stderr.write(`audit: skipped: ${postgres.reason}\n`);
    return;
  }
  const time = { at: Date.now() - DAYS * DAY };
  const service = await openService({ databaseUrl: await postgres.createDatabase(), clock: { now: () => time.at, training: false }, log: quiet });
  try {
    await fill(service, time);
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed - before)), 50);
    let rows = 0;
    const ms = await timed(async () => {
      const report = await verifyAudit(service);
      if (!report.ok) throw new Error(`a sound trail was found tampered with: ${JSON.stringify(report.first)}`);
      rows = report.rows;
    });
    clearInterval(watch);
    if (rows !== ROWS) throw new Error(`checked ${rows} rows of ${ROWS}`);
    yield againstLimit("audit", "check of 1,000,000 rows", ms, LIMIT_MS, rows);
    const mb = Math.round(most / 1024 / 1024);
    yield { bench: "audit", metric: "heap beyond what it was before", value: mb, unit: "MB", against: { what: "limit", value: LIMIT_MB, aim: 1 }, ratio: Math.round((mb / LIMIT_MB) * 1000) / 1000, n: rows };
  } finally {
    await service.close();
    await postgres.stop();
  }
}

export const bench: Bench = { name: "audit", run };
