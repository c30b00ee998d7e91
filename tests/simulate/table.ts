/** The run as a table: workflows, steps, breaches, and how long each step took from the moment it was owed. */
import type { Facts } from "./verify/facts.ts";
import { TABLES } from "./verify/path.ts";
import { stopTotals } from "./verify/stops.ts";
import type { Verdict } from "./verify/verify.ts";

const HEAD = ["workflow", "step", "taken", "breaches", "p50 min", "p95 min"];
const WIDE = [2, 18, 7, 9, 9, 9];

/** The value below which a share of them lies. */
function percentile(sorted: readonly number[], share: number): string {
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? "–" : value.toFixed(1);
}

export function tableOf(facts: Facts, { all, ...totals }: Verdict): string {
  const row = (cells: readonly (string | number)[]): string => cells.map((cell, i) => (i < 2 ? String(cell).padEnd(WIDE[i]!) : String(cell).padStart(WIDE[i]!))).join(" ");
  const lines = [row(["", ...HEAD.slice(1)])];
  for (const [workflow, def] of Object.entries(TABLES)) {
    const of = all.filter((r) => r.workflow === workflow);
    const states = new Map<string, number>();
    for (const r of of) states.set(r.end.state, (states.get(r.end.state) ?? 0) + 1);
    lines.push(`${workflow}: ${of.length} forms; ${[...states].sort((a, b) => b[1] - a[1]).map(([state, n]) => `${state} ${n}`).join(", ")}`);
    for (const step of [...def.steps.map((s) => s.step), "whole"]) {
      const minutes = of.flatMap((r) => r.taken.filter((t) => t.step === step).map((t) => t.minutes)).sort((a, b) => a - b);
      const breaches = of.reduce((n, r) => n + r.fired.filter((f) => f.step === step && f.kind === "breach").length, 0);
      if (minutes.length + breaches > 0) lines.push(row(["", step, step === "whole" ? "" : minutes.length, breaches, percentile(minutes, 0.5), percentile(minutes, 0.95)]));
    }
  }
  const told = facts.journal.entries.filter((e) => e.kind === "told");
  const instances = facts.journal.entries.filter((e) => e.kind === "instance");
  const stops = stopTotals(facts);
  const said = (what: string): number => instances.filter((e) => e.kind === "instance" && e.what === what).length;
  lines.push(
    `${totals.forms} forms, ${totals.steps} steps, ${totals.breaches} breaches; ${told.length} answers to desks, ${told.filter((t) => t.kind === "told" && t.result === "rejected").length} of them refusals (${facts.journal.barredTries.length} tries of people it concerns), ${told.filter((t) => t.kind === "told" && t.result === "dup").length} repeats`,
    `停催: ${stops.stops} locks, heard on ${stops.heard} machines, ticked ${stops.ticked} times, the next level told of ${stops.told}`,
    `reports: ${facts.reports.length} drafted, ${facts.reports.filter((r) => r.steps.length > 0).length} signed; services: ${said("drained")} drained, ${said("killed")} killed, ${said("killedInLook")} in a look, ${said("killedInPush")} in a push, ${said("started")} started again`,
  );
  return lines.join("\n");
}
