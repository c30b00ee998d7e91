/**
 * The guided shift: `npm start` without a display. The real service and workstations, driven by the
 * helpers of the end-to-end tests; numbered screenshots and a summary in `artifacts/guided-shift/`.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../build/launch/processes.ts";
import { faultsOf, newShift, SHIFT } from "./support/shift.ts";
import { openStage, TEMPLATE } from "./support/stage.ts";

export const SHIFT_DIR = join(ROOT, "artifacts", "guided-shift");

/** Plays the shift. Throws when a step fails, naming it; the screenshots up to it stay. */
export async function guidedShift(say: (what: string) => void): Promise<void> {
  rmSync(SHIFT_DIR, { recursive: true, force: true });
  rmSync(TEMPLATE, { recursive: true, force: true });
  mkdirSync(SHIFT_DIR, { recursive: true });
  const stage = await openStage("guided", say);
  const shift = newShift(stage);
  const done: string[] = [];
  try {
    for (const [i, step] of SHIFT.entries()) {
      say(`${i + 1}/${SHIFT.length} ${step.title}`);
      const page = await step.run(shift).catch((error: unknown) => {
        throw new Error(`Step ${step.name} failed: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
      });
      const picture = page ? `${String(i + 1).padStart(2, "0")}-${step.name}.png` : "";
      if (page) await page.screenshot({ path: join(SHIFT_DIR, picture) });
      done.push(`| ${i + 1} | ${step.title} | ${picture} |`);
    }
    const faults = faultsOf(shift);
    if (faults.length > 0) throw new Error(`The windows reported ${faults.length} fault(s): ${faults[0]}`);
  } finally {
    await stage.close();
    writeFileSync(join(SHIFT_DIR, "summary.md"), summary(done, shift.facts));
  }
  process.stdout.write(`${summary(done, shift.facts)}\nScreenshots: ${SHIFT_DIR}\n`);
}

function summary(done: readonly string[], facts: Readonly<Record<string, number | string>>): string {
  const figures = Object.entries(facts).map(([name, value]) => `| ${name} | ${value} |`);
  return ["# The guided shift", "", "| # | step | screenshot |", "|---|---|---|", ...done, "", "| figure | value |", "|---|---|", ...figures, ""].join("\n");
}
