/** The questions of a run, one function each: what is wrong, in words that name the day and the form. */
import { deskReachOf } from "../../../shared/access/desks.ts";
import type { Role } from "../../../shared/access/roles.ts";
import { formatDateTime } from "../../../shared/model/time.ts";
import type { Facts, KeptForm } from "./facts.ts";
import { TABLES } from "./path.ts";
import { formOf, keptOf, type Replayed } from "./replay.ts";

export const COUNTS = ["illegal", "lost", "doubled", "refused", "clocksMissed", "clocksFiredTwice", "clocksWrong", "unescalated", "barred", "stops", "reports"] as const;
export type Count = (typeof COUNTS)[number];
export interface Fault {
  readonly count: Count;
  readonly words: string;
}
export const fault = (count: Count, words: string): Fault => ({ count, words });
export const nameOf = (form: KeptForm | undefined, r: Pick<Replayed, "id" | "workflow" | "start">): string => `${r.workflow} ${form?.no ?? r.id} of ${formatDateTime(r.start)}`;

/** Every form stands where its events lead, at a place of its table. */
export function states(facts: Facts, all: readonly Replayed[]): Fault[] {
  const faults: Fault[] = [];
  for (const r of all) {
    const kept = keptOf(facts, r.id);
    if (!kept) faults.push(fault("lost", `${r.workflow} ${r.id} has events and is not there`));
    else if (kept.state !== r.end.state) faults.push(fault("illegal", `${nameOf(kept, r)} is said to be ${kept.state}; its events lead to ${r.end.state}`));
    else {
      const counting = r.end.applied.map((s) => s.id).sort().join();
      const said = kept.steps.filter((s) => s.counts).map((s) => s.id).sort().join();
      if (counting !== said) faults.push(fault("illegal", `${nameOf(kept, r)}: other steps count than its events say`));
    }
  }
  for (const kept of facts.forms) {
    const def = TABLES[kept.workflow];
    const known = new Set(def?.steps.flatMap((s) => [...s.from, ...(s.next === null ? [] : typeof s.next === "string" ? [s.next] : Object.values(s.next.to))]));
    if (!known.has(kept.state)) faults.push(fault("illegal", `${kept.workflow} ${kept.no} is ${kept.state}, which is no place of its table`));
    if (!all.some((r) => r.id === kept.id)) faults.push(fault("illegal", `${kept.workflow} ${kept.no} is there without an event`));
  }
  return faults;
}

/** What a desk was told is what the centre holds, each once; nothing waits, nothing came from nowhere. */
export function events(facts: Facts): Fault[] {
  const faults: Fault[] = [];
  const told = facts.journal.entries.filter((e) => e.kind === "told");
  const held = new Map<string, number>();
  for (const e of facts.events) held.set(e.id, (held.get(e.id) ?? 0) + 1);
  const keys = new Set(facts.keys);
  const rejected = new Set(facts.rejected);
  for (const t of told) {
    const ok = t.result === "ok" || t.result === "dup";
    if (ok && (!held.has(t.id) || !keys.has(t.id))) faults.push(fault("lost", `${t.type} ${t.id} of ${formatDateTime(t.at)} was acknowledged and is not held`));
    if (!ok && !rejected.has(t.id)) faults.push(fault("lost", `${t.type} ${t.id} of ${formatDateTime(t.at)} was refused and is not kept among the refused`));
    if (!ok && !EXPECTED_REFUSALS.has(t.code) && !facts.journal.barredTries.includes(t.id)) faults.push(fault("refused", `${t.type} ${t.id} of ${formatDateTime(t.at)} was refused as ${t.code}`));
  }
  if (facts.journal.waiting > 0) faults.push(fault("lost", `${facts.journal.waiting} events never had an answer`));
  const ids = new Set(told.map((t) => t.id));
  for (const [id, n] of held) {
    if (n > 1) faults.push(fault("doubled", `event ${id} is held ${n} times`));
    if (!ids.has(id)) faults.push(fault("doubled", `event ${id} is held and no desk was told of it`));
  }
  const numbers = new Map<string, number>();
  for (const e of facts.events) numbers.set(`${e.deviceId} ${e.userId} ${e.seq}`, (numbers.get(`${e.deviceId} ${e.userId} ${e.seq}`) ?? 0) + 1);
  for (const [number, n] of numbers) if (n > 1) faults.push(fault("doubled", `number ${number} is held ${n} times`));
  return faults;
}
/** Somebody was quicker, or duty had changed hands. */
const EXPECTED_REFUSALS = new Set(["wrong_state", "forbidden"]);

const clockName = (c: { step: string; kind: string; at: number }): string => `${c.step} ${c.kind} ${formatDateTime(c.at)}`;

/** Each clock that had to go off did, once, in order, when somebody looked; nothing else did. */
export function clocks(facts: Facts, all: readonly Replayed[]): Fault[] {
  const faults: Fault[] = [];
  for (const r of all) {
    const kept = keptOf(facts, r.id);
    if (!kept) continue;
    const said = kept.alerts.map((a) => `${a.step} ${a.kind} ${a.at}`);
    const wanted = r.fired.map((f) => ({ ...f, key: `${f.step} ${f.kind} ${f.at}` }));
    // Two questions of one moment have a clock each: of what goes by one name as many go off as there are, in the order of their rounds.
    const nth = (keys: readonly string[], i: number): number => keys.slice(0, i).filter((k) => k === keys[i]).length;
    const named = (key: string) => wanted.filter((w) => w.key === key);
    for (const [i, key] of said.entries()) if (nth(said, i) >= Math.max(1, named(key).length)) faults.push(fault("clocksFiredTwice", `${nameOf(kept, r)}: ${clockName(kept.alerts[i]!)} went off more than once`));
    for (const f of wanted) if (said.filter((key) => key === f.key).length < named(f.key).length) faults.push(fault("clocksMissed", `${nameOf(kept, r)}: ${clockName(f)} never went off`));
    for (const [i, key] of said.entries()) {
      const alert = kept.alerts[i]!;
      const f = named(key)[Math.min(nth(said, i), named(key).length - 1)];
      if (!f) faults.push(fault("clocksWrong", `${nameOf(kept, r)}: ${clockName(alert)} went off and ran for nobody`));
      else if (alert.firedAt !== f.firedAt) faults.push(fault("clocksWrong", `${nameOf(kept, r)}: ${clockName(alert)} went off at ${formatDateTime(alert.firedAt)}, not at ${formatDateTime(f.firedAt)}`));
      const before = kept.alerts[i - 1];
      if (before && (before.firedAt > alert.firedAt || (before.firedAt === alert.firedAt && before.at > alert.at))) faults.push(fault("clocksWrong", `${nameOf(kept, r)}: ${clockName(alert)} went off after ${clockName(before)}`));
    }
    const rows = facts.timers.filter((t) => t.instance === r.id && t.firedAt !== null).map((t) => `${t.step} ${t.kind} ${t.at}`).sort();
    if (rows.join() !== [...said].sort().join()) faults.push(fault("clocksWrong", `${nameOf(kept, r)}: its rows of timers and its document tell of different clocks`));
  }
  for (const t of facts.timers) if (t.firedAt === null && t.at <= facts.journal.endedAt) faults.push(fault("clocksMissed", `${t.instance}: ${clockName(t)} is due and has not gone off`));
  return faults;
}

const TRAIL: Readonly<Record<string, string>> = { earlyWarning: "warning.breached", complaint: "complaint.breached", legalReferral: "referral.breached" };

/** Each breach is in the trail once, with the table's next level, and that level's desk has the form. */
export function breaches(facts: Facts, all: readonly Replayed[]): Fault[] {
  const faults: Fault[] = [];
  for (const r of all) {
    const kept = keptOf(facts, r.id);
    const def = TABLES[r.workflow]!;
    const rows = facts.trail.filter((t) => t.ref === r.id && t.action === TRAIL[r.workflow]);
    const wanted = r.fired.filter((f) => f.kind === "breach");
    if (rows.length > wanted.length) faults.push(fault("clocksFiredTwice", `${nameOf(kept, r)}: the trail has ${rows.length} breaches, not ${wanted.length}`));
    for (const f of wanted) {
      const mine = rows.filter((t) => t.detail["step"] === f.step && Number(t.detail["at"]) === f.at);
      const coinciding = wanted.filter((w) => w.step === f.step && w.at === f.at).length;
      const to = f.step === "whole" ? f.to : def.steps.find((s) => s.step === f.step)!.breach;
      if (mine.length < coinciding) faults.push(fault("unescalated", `${nameOf(kept, r)}: the breach of ${clockName(f)} is not in the trail`));
      else if (mine.length > coinciding) faults.push(fault("clocksFiredTwice", `${nameOf(kept, r)}: the breach of ${clockName(f)} is in the trail ${mine.length} times`));
      else if (mine[0]!.detail["to"] !== to) faults.push(fault("unescalated", `${nameOf(kept, r)}: the breach of ${clockName(f)} went to ${String(mine[0]!.detail["to"])}, not to ${to}`));
      if (kept && !reachesDesk(facts, kept, r, to as Role)) faults.push(fault("unescalated", `${nameOf(kept, r)}: after the breach of ${clockName(f)} no desk of ${to} has it`));
    }
  }
  return faults;
}

/** True when somebody of the post who may has it: at the post's desk, at their own, or with the team's cases. */
function reachesDesk(facts: Facts, kept: KeptForm, r: Replayed, role: Role): boolean {
  const region = facts.teams.find((t) => t.id === r.teamId)?.region ?? "";
  const scopes = deskReachOf(role);
  if (kept.desks.includes(`desk:${role}`) || kept.desks.includes(`desk:${role}:${region}`)) return true;
  const people = facts.people.filter((p) => p.roles.includes(role) && !(r.workflow !== "earlyWarning" && [...r.accused, ...r.named].includes(p.id)));
  if (people.some((p) => kept.desks.includes(`desk:user:${p.id}`))) return true;
  if (r.workflow === "earlyWarning" && scopes.includes("team")) return people.some((p) => p.teamId === r.teamId);
  // Nobody of the post is left, or the form is of no region: nobody it could have gone to.
  return people.length === 0 || (role === "head" && region === "");
}

/** Nobody whom a form concerns has taken a step of it that is closed to them, and nobody a step that is not theirs. */
export function recusal(facts: Facts, all: readonly Replayed[]): Fault[] {
  const faults: Fault[] = [];
  const held = new Set(facts.events.map((e) => e.id));
  for (const id of facts.journal.barredTries) if (held.has(id)) faults.push(fault("barred", `event ${id} of somebody it concerns was taken in`));
  for (const r of all) {
    const def = TABLES[r.workflow]!;
    const kept = keptOf(facts, r.id);
    for (const t of r.steps) {
      const step = def.steps.find((s) => s.step === t.step);
      const who = facts.people.find((p) => p.id === t.by);
      if (!step || !who) continue;
      const concerned = [...(step.excludes.includes("accused") ? r.accused : []), ...(step.excludes.includes("named") && namedBefore(r, t.receivedAt) ? r.named : [])];
      if (concerned.includes(t.by)) faults.push(fault("barred", `${nameOf(kept, r)}: ${t.step} was taken by somebody it concerns`));
      if (step.only === "accused" && !r.accused.includes(t.by)) faults.push(fault("barred", `${nameOf(kept, r)}: ${t.step} was taken by somebody it does not concern`));
      const nextLevel = r.fired.some((f) => f.step === t.step && f.kind === "breach" && f.firedAt <= t.receivedAt) || concerned.some((id) => facts.people.find((p) => p.id === id)?.roles.includes(step.owner));
      if (!step.only && !who.roles.includes(step.owner) && !(who.roles.includes(step.breach) && nextLevel)) faults.push(fault("barred", `${nameOf(kept, r)}: ${t.step} was taken by ${who.roles.join()}`));
    }
  }
  return faults;
}

/** A complaint names whom it recuses with its hand-over, a warning with its form. */
const namedBefore = (r: Replayed, at: number): boolean => {
  const naming = r.steps.find((s) => s.step === (r.workflow === "complaint" ? "forward" : "file"));
  return naming !== undefined && naming.receivedAt < at;
};

/** How many forms, steps and breaches the events tell of. */
export const totals = (facts: Facts, all: readonly Replayed[]) => ({
  forms: all.length, steps: facts.events.filter((e) => formOf(e) !== null && e.type !== "warning.stamped").length, breaches: all.reduce((n, r) => n + r.fired.filter((f) => f.kind === "breach").length, 0),
});
