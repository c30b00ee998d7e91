/** `npm run bench -- [name…] [--json]`: measures and prints ratios. Ends with 1 when a bench fails to run, never because it is slow. */
import type { Bench, Figure } from "./measure.ts";

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  import: () => import("./import.ts"),
  save: () => import("./save.ts"),
  queue: () => import("./queue.ts"),
  search: () => import("./search.ts"),
  "first-load": () => import("./first-load.ts"),
  push: () => import("./push.ts"),
  nudge: () => import("./nudge.ts"),
  fleet: () => import("./fleet.ts"),
  rescue: () => import("./rescue.ts"),
  audit: () => import("./audit.ts"),
};

const args = process.argv.slice(2);
const json = args.includes("--json");
const named = args.filter((a) => !a.startsWith("--"));
const unknown = named.filter((n) => !(n in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(`Unknown bench: ${unknown.join(", ")}. Known: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exit(1);
}

function line(f: Figure): string {
  if (json) return JSON.stringify(f);
  const verdict = f.ratio <= f.against.aim ? "within" : "ABOVE";
  return `${f.bench.padEnd(11)} ${f.metric.padEnd(44)} ${String(f.value).padStart(10)} ${f.unit}  ${String(f.ratio).padStart(7)}× ${f.against.what} (${f.against.value}); aim ≤ ${f.against.aim}×: ${verdict}; n=${f.n}`;
}

for (const name of named.length > 0 ? named : Object.keys(BENCHES)) {
  const { bench } = await BENCHES[name]!();
  process.stderr.write(`bench ${name} …\n`);
  for await (const figure of bench.run()) process.stdout.write(`${line(figure)}\n`);
}
process.exit(0);
