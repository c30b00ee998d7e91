/**
 * `npm run simulate -- [--days N] [--teams N] [--seed N] [--from YYYY-MM-DD] [--json]`: an agency works real cases through all
 * three workflows on two instances of the service and a PostgreSQL of its own, and everything is counted again from
 * the raw events. Progress goes to standard error; with `--json` the last line on standard output is the tally. Ends
 * with 1 when any count of faults is not zero.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_FROM } from "./calendar.ts";
import { runAgency } from "./run-agency.ts";
import { tableOf } from "./table.ts";
import { COUNTS } from "./verify/checks.ts";
import { verify } from "./verify/verify.ts";

const MOST_TEAMS = 8;
const MOST_FAULTS = 50;

const { values } = parseArgs({ options: { days: { type: "string", default: "20" }, teams: { type: "string", default: "4" }, seed: { type: "string" }, from: { type: "string", default: DEFAULT_FROM }, json: { type: "boolean", default: false } } });
const [days, teams] = [Number(values.days), Number(values.teams)];
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!(days >= 1 && days <= 250) || !(teams >= 1 && teams <= MOST_TEAMS) || !Number.isInteger(days + teams + seed) || !/^\d{4}-\d{2}-\d{2}$/.test(values.from)) {
  process.stderr.write(`Usage: npm run simulate -- [--days 1–250] [--teams 1–${MOST_TEAMS}] [--seed N] [--from YYYY-MM-DD] [--json]\n`);
  process.exit(1);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`simulate: ${days} working days, ${teams} teams, seed ${seed}`);
const began = performance.now();
const facts = await runAgency({ days, teams, seed, from: values.from, say });
if ("reason" in facts) {
  say(`Not run: ${facts.reason}. Two instances need a PostgreSQL.`);
  process.exit(1);
}
const verdict = verify(facts);
process.stdout.write(`${tableOf(facts, verdict)}\n`);
for (const { count, words } of verdict.faults.slice(0, MOST_FAULTS)) say(`${count}: ${words} (seed ${seed})`);
if (verdict.faults.length > MOST_FAULTS) say(`… and ${verdict.faults.length - MOST_FAULTS} more`);
if (verdict.faults.length > 0) {
  // What was held against each other, so that a fault can be looked at without the run.
  const dir = resolve(import.meta.dirname, "../../artifacts/simulate");
  mkdirSync(dir, { recursive: true });
  writeFileSync(resolve(dir, `facts-${seed}.json`), JSON.stringify(facts));
}
say(`faults: ${COUNTS.map((c) => `${c} ${verdict.counts[c]}`).join(", ")}; ${Math.round((performance.now() - began) / 1000)} s`);
if (values.json) process.stdout.write(`${JSON.stringify({ forms: verdict.forms, steps: verdict.steps, breaches: verdict.breaches, lost: verdict.counts.lost, clocksFiredTwice: verdict.counts.clocksFiredTwice })}\n`);
process.exit(verdict.faults.length === 0 ? 0 : 1);
