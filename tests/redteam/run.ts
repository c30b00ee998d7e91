/**
 * `npm run redteam -- [--json] [--mutations [--record]]`: tries every way out and prints a line per row of
 * the table, or takes each guard away and prints whether its try noticed. Last line: the totals. Ends with 1
 * when a way is open or a mutation is not noticed. `--record` writes the result to docs/redteam.md.
 */
import { parseArgs } from "node:util";
import { hostOf } from "../../build/launch/workstation.ts";
import { rowLines, totals, type RowLine } from "./judge.ts";
import { loadMutated } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";
import { record } from "./record.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, mutations: { type: "boolean", default: false }, record: { type: "boolean", default: false }, mutant: { type: "string" } },
});
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const say = (line: string) => process.stderr.write(`${line}\n`);

function printRow(line: RowLine): void {
  if (values.json) {
    print(line);
    return;
  }
  const state = line.closed ? "closed" : line.open.length > 0 ? "OPEN" : line.proof;
  process.stdout.write(`${String(line.row).padStart(2)}  ${state.padEnd(14)} ${String(line.tries).padStart(3)} tries  ${line.way}${line.rest ? `  (rest: ${line.rest})` : ""}\n`);
}

/** One mutation of our own sources, for the sweep: this process loads the edited file. */
async function runMutant(at: number): Promise<number> {
  const mutation = MUTATIONS[at];
  if (!mutation) throw new Error(`there is no mutation ${at}`);
  loadMutated(mutation);
  const [{ attempt }, { tryNamed }] = [await import("./tries/index.ts"), await import("./tries/all.ts")];
  const outcome = await attempt(tryNamed(mutation.red), { bundles: undefined });
  print({ caught: outcome.state === "open", got: outcome.got });
  return 0;
}

async function runMutations(): Promise<number> {
  const { mutationSweep } = await import("./sweep.ts");
  const lines = await mutationSweep(values.json ? () => undefined : say);
  if (values.json) lines.forEach(print);
  if (values.record) record(lines);
  const missed = lines.filter((line) => !line.caught).map((line) => line.mutation);
  print({ mutations: lines.length, red: lines.length - missed.length, green: missed });
  return missed.length === 0 ? 0 : 1;
}

async function runTries(): Promise<number> {
  const { trySweep } = await import("./sweep.ts");
  const outcomes = await trySweep(values.json ? () => undefined : say);
  const lines = rowLines(outcomes, hostOf());
  lines.forEach(printRow);
  const total = totals(lines, outcomes);
  print(total);
  return total.open.length === 0 ? 0 : 1;
}

if (values.mutant !== undefined) process.exit(await runMutant(Number(values.mutant)));
process.exit(values.mutations ? await runMutations() : await runTries());
