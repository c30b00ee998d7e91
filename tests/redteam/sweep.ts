/** The two runs: every try against the table of ways out, and every mutation against the try that must notice. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { ROOT } from "../../build/launch/processes.ts";
import { processConfig } from "../../build/vite.process.ts";
import { openCamp, type Camp } from "./ground.ts";
import { asPlugin, ENTERING, type Mutation } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";
import { ALONE, tryNamed } from "./tries/all.ts";
import { ENDING } from "./tries/ending.ts";
import { attempt, RUNNING, type Outcome } from "./tries/index.ts";

export type Say = (line: string) => void;

/** Makes every try there is. */
export async function trySweep(say: Say): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const take = (outcome: Outcome) => {
    outcomes.push(outcome);
    if (outcome.state !== "held") say(`${outcome.state}: ${outcome.name}: ${outcome.got}`);
  };
  for (const each of ALONE) take(await attempt(each, { bundles: undefined }));
  const camp = await openCamp();
  try {
    const ground = await camp.enter();
    for (const each of RUNNING) take(await attempt(each, ground));
    for (const each of ENDING) take(await attempt(each, await camp.enter()));
  } finally {
    await camp.close();
  }
  return outcomes;
}

export interface MutationLine {
  readonly mutation: string;
  readonly files: readonly string[];
  readonly red: string;
  /** The try noticed. */
  readonly caught: boolean;
  readonly got: string;
}

const MUTANTS = join(ROOT, "artifacts", "redteam-mutant");

/** Bundles with the guard off, beside the untouched others. */
async function bundleMutant(mutation: Mutation, name: "main" | "preload"): Promise<string> {
  rmSync(MUTANTS, { recursive: true, force: true });
  mkdirSync(MUTANTS, { recursive: true });
  // A bundle finds the others beside where it really lies, so these are copies.
  for (const other of ["main", "preload", "vault"].filter((each) => each !== name)) cpSync(join(ROOT, "out", other), join(MUTANTS, other), { recursive: true });
  symlinkSync(join(ROOT, "out", "renderer"), join(MUTANTS, "renderer"));
  const config = processConfig(name);
  await build({ ...config, plugins: [asPlugin(mutation)], build: { ...config.build, outDir: join(MUTANTS, name) } });
  return MUTANTS;
}

/** Runs the try in a process of its own that loads the edited source. */
function tryFromSource(at: number): { caught: boolean; got: string } {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, "run.ts"), "--mutant", String(at)], { encoding: "utf8" });
  return JSON.parse(child.stdout.trim().split("\n").at(-1) ?? "") as { caught: boolean; got: string };
}

async function tryBundled(camp: Camp, mutation: Mutation, name: "main" | "preload"): Promise<{ caught: boolean; got: string }> {
  const bundles = await bundleMutant(mutation, name);
  const alone = ALONE.find((each) => each.name === mutation.red);
  const ground = alone ? { bundles } : await camp.enter(bundles).catch((error: Error) => error);
  if (ground instanceof Error) return { caught: mutation.red === ENTERING, got: ground.message.split("\n")[0] ?? "" };
  if (mutation.red === ENTERING) return { caught: false, got: "entered" };
  const outcome = await attempt(tryNamed(mutation.red), ground);
  return { caught: outcome.state === "open", got: outcome.got };
}

/** Takes each guard away in turn and makes the try that must notice. */
export async function mutationSweep(say: Say): Promise<MutationLine[]> {
  const lines: MutationLine[] = [];
  const camp = await openCamp();
  try {
    for (const [at, mutation] of MUTATIONS.entries()) {
      const { caught, got } = mutation.bundle === "source" ? tryFromSource(at) : await tryBundled(camp, mutation, mutation.bundle);
      lines.push({ mutation: mutation.title, files: [...new Set(mutation.edits.map((edit) => edit.file))], red: mutation.red, caught, got });
      say(`${caught ? "red" : "STILL GREEN"}: ${mutation.title}: ${mutation.red}: ${got}`);
    }
  } finally {
    await camp.close();
    rmSync(MUTANTS, { recursive: true, force: true });
  }
  return lines;
}
