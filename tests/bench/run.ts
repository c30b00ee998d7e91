/**
 * `npm run bench -- [name…] [--json] [--minutes=N] [--events=N]`: measures and prints ratios. Without names all but the
 * long ones. Ends with 1 when a bench fails to run, never because it is slow.
 */
import { parseArgs } from "node:util";
import type { Bench, Figure } from "./measure.ts";

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  import: () => import("./import.ts"),
  save: () => import("./save.ts"),
  queue: () => import("./queue.ts"),
  search: () => import("./search.ts"),
  "first-load": () => import("./first-load.ts"),
  push: () => import("./push.ts"),
  nudge: () => import("./nudge.ts"),
  workflow: () => import("./workflow.ts"),
  fleet: () => import("./fleet.ts"),
  unlock: () => import("./unlock.ts"),
  update: () => import("./update.ts"),
  rescue: () => import("./rescue.ts"),
  audit: () => import("./audit.ts"),
  growth: () => import("./growth.ts"),
  soak: () => import("./soak.ts"),
  million: () => import("./million.ts"),
};
/** Minutes each: only by name. */
const LONG = new Set(["growth", "soak", "million", "audit"]);

const { values, positionals: named } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" }, minutes: { type: "string" }, events: { type: "string" } } });
const { json } = values;

/** A number above 0 that was asked for; null without one. */
function numberOf(option: "minutes" | "events"): number | null {
  const text = values[option];
  if (text === undefined || Number(text) > 0) return text === undefined ? null : Number(text);
  process.stderr.write(`--${option} ${text} is no number above 0.\n`);
  process.exit(1);
}
const options = { minutes: numberOf("minutes"), events: numberOf("events") };
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

for (const name of named.length > 0 ? named : Object.keys(BENCHES).filter((n) => !LONG.has(n))) {
  const { bench } = await BENCHES[name]!();
  process.stderr.write(`bench ${name} …\n`);
  for await (const figure of bench.run(options)) process.stdout.write(`${line(figure)}\n`);
}
process.exit(0);
