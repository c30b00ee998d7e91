/**
 * Every report that was due in the run, worked out from the plan's dates by other code than the factory's, and its
 * figures counted again from the raw events as far as the centre had them when it drafted.
 */
import { addDays, atLocal, dayOf, formatDateTime } from "../../../shared/model/time.ts";
import { REPORTS, type ReportDef } from "../../../shared/reports/table.ts";
import { calendarCovers, isWorkday } from "../../../service/import/confirm-workdays.ts";
import { fault, type Fault } from "./checks.ts";
import type { Facts, KeptReport } from "./facts.ts";
import { recount } from "./recount.ts";
import { orderOf, type Replayed } from "./replay.ts";

const back = (day: string): string => (isWorkday(day) ? day : back(addDays(day, -1)));
const on = (day: string): string => (isWorkday(day) ? day : on(addDays(day, 1)));

/** The two days of a week's chain that began on `monday`: its Friday and the Monday after, before days off and apart from each other. */
function week(monday: string): { friday: string; next: string } {
  const next = back(addDays(monday, 7));
  const friday = addDays(monday, 4);
  return { next, friday: back(friday < next ? friday : addDays(next, -1)) };
}
const cutOf = (monday: string): number => atLocal(week(monday).friday, "12:00");

interface Expected {
  readonly def: ReportDef;
  readonly region: string;
  readonly from: number;
  readonly to: number;
  readonly dues: readonly number[];
  readonly covered: boolean;
}

/** All that were cut while the run lasted. */
function expected(facts: Facts): Expected[] {
  const began = Math.min(...facts.events.map((e) => e.at));
  const regions = (def: ReportDef): readonly string[] => (def.per === "region" ? facts.regions : [""]);
  return (REPORTS as readonly ReportDef[]).flatMap((def) => periods(def, began, facts.journal.endedAt).flatMap((p) => regions(def).map((region) => ({ def, region, ...p }))));
}

function periods(def: ReportDef, began: number, ended: number): Omit<Expected, "def" | "region">[] {
  const found: Omit<Expected, "def" | "region">[] = [];
  for (let day = addDays(dayOf(began), -10); atLocal(day, "00:00") <= ended; day = addDays(day, 1)) {
    if (def.period === "month" && day.endsWith("-01")) {
      const to = atLocal(day, "00:00");
      const from = atLocal(`${addDays(day, -1).slice(0, 8)}01`, "00:00");
      const nominal = def.steps.map((s) => `${day.slice(0, 8)}${String(s.clock.dayOfMonth).padStart(2, "0")}`);
      found.push({ from, to, dues: nominal.map((d, i) => atLocal(on(d), def.steps[i]!.clock.at)), covered: nominal.every(calendarCovers) });
    }
    if (def.period === "week" && new Date(`${day}T00:00:00Z`).getUTCDay() === 1) {
      const chain = week(day);
      found.push({ from: cutOf(addDays(day, -7)), to: cutOf(day), dues: def.steps.map((s) => atLocal(s.clock.week === 1 ? chain.next : chain.friday, s.clock.at)), covered: calendarCovers(addDays(day, 7)) });
    }
  }
  // The week of the Spring Festival has no working day and is cut with the one before it.
  return found.filter((p) => p.to > began && p.to <= ended && p.from < p.to);
}

export function reports(facts: Facts, all: readonly Replayed[]): Fault[] {
  const faults: Fault[] = [];
  const wanted = expected(facts);
  for (const w of wanted) {
    const kept = facts.reports.filter((r) => r.name === w.def.name && r.region === w.region && r.to === w.to);
    const [one] = kept;
    const name = `report ${w.def.name} ${w.region || "house"} until ${formatDateTime(w.to)}`;
    if (!one || kept.length > 1) {
      faults.push(fault("reports", `${name} was drafted ${kept.length} times`));
      continue;
    }
    if (one.from !== w.from) faults.push(fault("reports", `${name} begins at ${formatDateTime(one.from)}, not at ${formatDateTime(w.from)}`));
    if (one.dues.join() !== w.dues.join()) faults.push(fault("reports", `${name} is due ${one.dues.map(formatDateTime).join()}, not ${w.dues.map(formatDateTime).join()}`));
    if (one.covered !== w.covered) faults.push(fault("reports", `${name} says of the calendar what is not so`));
    if (one.draftedAt >= w.dues[0]! || one.draftedAt < w.to) faults.push(fault("reports", `${name} was drafted at ${formatDateTime(one.draftedAt)}`));
    faults.push(...figures(facts, all, one, w.def, name), ...late(facts, one, w, name));
  }
  for (const r of facts.reports) if (!wanted.some((w) => w.def.name === r.name && w.region === r.region && w.to === r.to)) faults.push(fault("reports", `report ${r.name} ${r.region} until ${formatDateTime(r.to)} was drafted and is not due`));
  return faults;
}

function figures(facts: Facts, all: readonly Replayed[], kept: KeptReport, def: ReportDef, name: string): Fault[] {
  const counted = recount(facts, all, def.of, kept, orderOf(facts).ofReports(kept.draftedAt));
  const faults: Fault[] = [];
  for (const key of new Set([...Object.keys(kept.figures), ...Object.keys(counted.figures)])) {
    if (kept.figures[key] !== counted.figures[key]) faults.push(fault("reports", `${name} says ${key} = ${kept.figures[key]}; the events say ${counted.figures[key]}`));
  }
  for (const key of new Set([...Object.keys(kept.tables), ...Object.keys(counted.tables)])) {
    const [said, found] = [sorted(kept.tables[key]), sorted(counted.tables[key])];
    if (said !== found) faults.push(fault("reports", `${name} says ${key}: ${said}; the events say ${found}`));
  }
  return faults;
}
const sorted = (table: Readonly<Record<string, number>> = {}): string => Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, n]) => `${label} ${n}`).join(", ");

/** A step that was late, or never taken, is in the trail once, with the table's next level. */
function late(facts: Facts, kept: KeptReport, w: Expected, name: string): Fault[] {
  const looks = facts.journal.entries.flatMap((e) => (e.kind === "reports" ? [e.at] : []));
  return w.def.steps.flatMap((step, i) => {
    const due = w.dues[i]!;
    const owedFrom = i === 0 ? kept.draftedAt : (kept.steps[i - 1]?.at ?? Number.POSITIVE_INFINITY);
    const taken = kept.steps[i]?.at ?? Number.POSITIVE_INFINITY;
    // Noticed at the first look after its time, while it is owed.
    const breached = looks.some((at) => at > due && at >= owedFrom && at <= taken);
    const rows = facts.trail.filter((t) => t.action === "report.breached" && t.ref === kept.id && t.detail["step"] === step.act && t.detail["to"] === step.breach);
    return rows.length === (breached ? 1 : 0) ? [] : [fault("reports", `${name}: the lateness of ${step.act} is in the trail ${rows.length} times, not ${breached ? 1 : 0} (due ${formatDateTime(due)})`)];
  });
}
