/**
 * `npm run faults -- [name…] [--runs N] [--acts N] [--seed N] [--json]`: provokes faults and asks afterwards whether
 * anything was lost, doubled, spoiled, left behind or stuck. Progress goes to standard error; the last
 * line on standard output is the tally. Ends with 1 when anything but `runs` is not zero, when a
 * mutation survives, or when the canary does not lose rows.
 */
import "./model/plain.ts";
import { parseArgs } from "node:util";
import { isClean, newTally, type Tally } from "./tally.ts";

interface Asked {
  readonly runs: number | null;
  readonly seed: number;
  /** Acts of a truth run. */
  readonly acts: number | null;
  readonly say: (line: string) => void;
}
/** What a part found, and whether it proves anything at all. */
interface Found {
  readonly tally: Tally;
  readonly sound: boolean;
}

const MODEL_RUNS = 300;
const TRUTH_RUNS = 5;
/** They cost seconds each: `--runs` of the model does not multiply them without bound. */
const MOST_TRUTH_RUNS = 400;

const PARTS: Readonly<Record<string, (asked: Asked) => Promise<Found>>> = {
  model: async ({ runs, seed, say }) => ({ tally: await (await import("./model/sweep.ts")).modelSweep(runs ?? MODEL_RUNS, seed, say), sound: true }),
  truth: async ({ runs, seed, acts, say }) => {
    const tally = await (await import("./truth/run.ts")).truthSweep(runs === null ? TRUTH_RUNS : Math.min(runs, MOST_TRUTH_RUNS), seed, say, acts ?? undefined);
    if (!("reason" in tally)) return { tally, sound: true };
    say(`truth runs skipped: ${tally.reason}`);
    return { tally: newTally(), sound: true };
  },
  canary: async ({ seed, say }) => {
    const found = await (await import("./canary/canary.ts")).runCanary(seed);
    if ("reason" in found) {
      say(`canary skipped: ${found.reason}`);
      return { tally: newTally(), sound: true };
    }
    say(`canary: of ${found.committed} committed rows a cursor on a sequence lost ${found.lostBySequence}, our stream ${found.lostByStream}`);
    return { tally: { ...newTally(), runs: 1, lost: found.lostByStream, duplicated: found.doubledByStream }, sound: found.lostBySequence > 0 };
  },
  mutations: async ({ seed, say }) => ({ tally: newTally(), sound: (await (await import("./model/sweep.ts")).mutationSweep(seed, say)).length === 0 }),
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: "string" }, acts: { type: "string" }, seed: { type: "string" }, json: { type: "boolean", default: false } } });
const unknown = positionals.filter((name) => !(name in PARTS));
const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
if (unknown.length > 0 || [values.runs, values.acts, values.seed].some((v) => v !== undefined && !/^\d+$/.test(v))) {
  process.stderr.write(`Usage: npm run faults -- [${Object.keys(PARTS).join("|")} …] [--runs N] [--acts N] [--seed N] [--json]\n`);
  process.exit(1);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const seed = number(values.seed) ?? Math.floor(Math.random() * 2 ** 31);
const total = newTally();
let sound = true;
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  if (!values.json) say(`faults ${name}, seed ${seed} …`);
  const found = await PARTS[name]!({ runs: number(values.runs), acts: number(values.acts), seed, say });
  for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += found.tally[key];
  sound &&= found.sound;
}
process.stdout.write(`${JSON.stringify(total)}\n`);
process.exit(sound && isClean(total) ? 0 : 1);
