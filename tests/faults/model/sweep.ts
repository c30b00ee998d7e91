/** Many model runs, each failure shrunk and printed so that it can be replayed. */
import "./plain.ts";
import { seedOf } from "../seeds.ts";
import { count, newTally, type Tally } from "../tally.ts";
import { invariant } from "./invariants/index.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import { openModel, type Model, type Outcome } from "./run.ts";
import { printed, scheduleOf } from "./schedule.ts";
import { shrink } from "./shrink.ts";

/** Runs after which the embedded database is opened anew, so that its memory does not grow. */
const RENEW_AFTER = 400;
/** Failures worth shrinking in one sweep. */
const MOST_SHRUNK = 3;

const inWords = ({ breaches }: Outcome): string => breaches.slice(0, 6).map((b) => `  invariant ${b.n}${b.n === 0 ? " (an error nobody foresaw)" : ` (${invariant(b.n).title})`}: ${b.detail}`).join("\n");

/** Runs `runs` schedules; `say` hears of progress and of each failure with its smallest schedule. */
export async function modelSweep(runs: number, seed: number, say: (line: string) => void): Promise<Tally> {
  const tally = newTally();
  let model = await openModel();
  let shrunk = 0;
  let saved = 0;
  try {
    for (let i = 0; i < runs; i += 1) {
      if (i > 0 && i % RENEW_AFTER === 0) {
        await model.close();
        model = await openModel();
      }
      const schedule = scheduleOf(seedOf(seed, i));
      const outcome = await model.run(schedule);
      saved += outcome.saved;
      count(tally, outcome.breaches);
      if (outcome.breaches.length > 0) {
        say(`run ${i + 1} failed:\n${inWords(outcome)}`);
        if (shrunk++ < MOST_SHRUNK) {
          const smallest = await shrink(model, schedule, outcome);
          say(`smallest schedule: ${printed(smallest.schedule)}\n${inWords(smallest.outcome)}\nreplay: npm run faults -- model --seed ${schedule.seed} --runs 1`);
        }
      }
      if ((i + 1) % 50 === 0) say(`${i + 1} of ${runs} model runs, ${saved} events saved`);
    }
  } finally {
    await model.close();
  }
  return tally;
}

/** Runs a mutation may survive before it counts as not caught. */
const MUTANT_RUNS = 60;

/** The run in which a mutation's invariant turns red (1 = the first); null when it survives. */
export async function caught(model: Model, mutation: Mutation, seed: number): Promise<number | null> {
  for (let i = 0; i < MUTANT_RUNS; i += 1) {
    const { breaches } = await model.run(scheduleOf(i === 0 ? mutation.seed : seedOf(seed, i)), mutation.seams());
    if (breaches.some((b) => b.n === mutation.n)) return i + 1;
  }
  return null;
}

/** Runs each mutation until its invariant catches it; returns those that survived. */
export async function mutationSweep(seed: number, say: (line: string) => void): Promise<Mutation[]> {
  const model = await openModel();
  const survivors: Mutation[] = [];
  try {
    for (const mutation of MUTATIONS) {
      const run = await caught(model, mutation, seed);
      if (run === null) survivors.push(mutation);
      say(`mutation ${mutation.n}: ${mutation.title}: ${run === null ? "SURVIVED" : `caught by "${invariant(mutation.n).title}" in run ${run}`}`);
    }
  } finally {
    await model.close();
  }
  return survivors;
}
