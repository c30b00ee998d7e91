/** One plausible mistake of the product per count of faults, made in the facts of a sound run: the check must name it. */
import type { Count } from "./verify/checks.ts";
import type { Alert, Facts, KeptForm } from "./verify/facts.ts";

export interface Mutation {
  readonly count: Count;
  readonly title: string;
  readonly make: (facts: Facts) => Facts;
}

const isOk = (e: Facts["journal"]["entries"][number]): boolean => e.kind === "told" && e.result === "ok";

/** The facts with one form changed: the first that `fits`. */
function withForm(facts: Facts, fits: (form: KeptForm) => boolean, change: (form: KeptForm) => KeptForm): Facts {
  const at = facts.forms.findIndex(fits);
  if (at < 0) throw new Error("no form to make this mistake in");
  return { ...facts, forms: facts.forms.map((f, i) => (i === at ? change(f) : f)) };
}
const breached = (form: KeptForm): boolean => form.alerts.some((a) => a.kind === "breach" && a.step !== "whole");
const breachOf = (form: KeptForm): Alert => form.alerts.find((a) => a.kind === "breach" && a.step !== "whole")!;

/** The facts without one alert and its row, as if the timer had been dropped. */
function dropped(facts: Facts): Facts {
  const form = facts.forms.find((f) => f.alerts.some((a) => a.kind === "half"))!;
  const alert = form.alerts.find((a) => a.kind === "half")!;
  return { ...withForm(facts, (f) => f === form, (f) => ({ ...f, alerts: f.alerts.filter((a) => a !== alert) })), timers: facts.timers.filter((t) => !(t.instance === form.id && t.step === alert.step && t.kind === alert.kind && t.at === alert.at)) };
}

function withReport(facts: Facts, change: (report: Facts["reports"][number]) => Facts["reports"][number]): Facts {
  return { ...facts, reports: facts.reports.map((r, i) => (i === 0 ? change(r) : r)) };
}

/** A place of its workflow, whichever it stands at. */
const elsewhere = ({ workflow }: { workflow: string }): string => (workflow === "earlyWarning" ? "signed" : "received");

export const MUTATIONS: readonly Mutation[] = [
  { count: "illegal", title: "a form stands where no step has led it", make: (facts) => withForm(facts, (f) => f.state !== elsewhere(f), (f) => ({ ...f, state: elsewhere(f) })) },
  { count: "illegal", title: "a step that was not the earlier one counts", make: (facts) => withForm(facts, (f) => f.steps.some((s) => s.counts), (f) => ({ ...f, steps: f.steps.map((s, i) => (i === 0 ? { ...s, counts: !s.counts } : s)) })) },
  { count: "lost", title: "an acknowledged event is not there", make: (facts) => {
    const ids = new Set(facts.journal.entries.filter(isOk).map((e) => (e.kind === "told" ? e.id : "")));
    const gone = facts.events.find((e) => ids.has(e.id) && e.type === "call.logged")!;
    return { ...facts, events: facts.events.filter((e) => e !== gone) };
  } },
  { count: "lost", title: "an event was never answered", make: (facts) => ({ ...facts, journal: { ...facts.journal, waiting: 1 } }) },
  { count: "lost", title: "a form is gone and its events are there", make: (facts) => ({ ...facts, forms: facts.forms.slice(1) }) },
  { count: "doubled", title: "an event is held twice", make: (facts) => ({ ...facts, events: [...facts.events, facts.events[0]!] }) },
  { count: "doubled", title: "an event came from nowhere", make: (facts) => ({ ...facts, events: [...facts.events, { ...facts.events[0]!, id: "00000000-0000-4000-8000-000000000000", seq: 9999 }] }) },
  { count: "refused", title: "a sound event was refused", make: (facts) => {
    const at = facts.journal.entries.findIndex((e) => e.kind === "told" && e.type === "call.logged" && e.result === "ok");
    const entries = facts.journal.entries.map((e, i) => (i === at && e.kind === "told" ? { ...e, result: "rejected", code: "malformed" } : e));
    const told = entries[at]!;
    return { ...facts, journal: { ...facts.journal, entries }, rejected: [...facts.rejected, told.kind === "told" ? told.id : ""] };
  } },
  { count: "clocksMissed", title: "a timer was dropped", make: dropped },
  { count: "clocksFiredTwice", title: "a clock went off twice", make: (facts) => withForm(facts, breached, (f) => ({ ...f, alerts: [...f.alerts, breachOf(f)] })) },
  { count: "clocksFiredTwice", title: "a breach was recorded by both instances", make: (facts) => ({ ...facts, trail: [...facts.trail, facts.trail.find((t) => /^(warning|complaint|referral)/.test(t.action))!] }) },
  { count: "clocksWrong", title: "a clock went off for a step that had been taken", make: (facts) => withForm(facts, (f) => f.alerts.length > 0, (f) => ({ ...f, alerts: [...f.alerts, { ...f.alerts[0]!, step: "sign", at: f.alerts[0]!.at + 1 }] })) },
  { count: "clocksWrong", title: "clocks went off out of order", make: (facts) => withForm(facts, (f) => f.alerts.length > 1 && f.alerts[0]!.at !== f.alerts[1]!.at, (f) => ({ ...f, alerts: [f.alerts[1]!, f.alerts[0]!, ...f.alerts.slice(2)] })) },
  { count: "unescalated", title: "a breach is in no trail", make: (facts) => ({ ...facts, trail: facts.trail.filter((t) => t !== facts.trail.find((x) => /^(warning|complaint|referral)/.test(x.action))) }) },
  { count: "unescalated", title: "a breach went to the wrong level", make: (facts) => ({ ...facts, trail: facts.trail.map((t) => (/^(warning|complaint|referral)/.test(t.action) ? { ...t, detail: { ...t.detail, to: "it" } } : t)) }) },
  { count: "unescalated", title: "the next level's desk has not got it", make: (facts) => ({ ...facts, forms: facts.forms.map((f) => ({ ...f, desks: [] })), people: facts.people.map((p) => ({ ...p, teamId: null })) }) },
  { count: "barred", title: "a try of somebody it concerns was taken in", make: (facts) => ({ ...facts, journal: { ...facts.journal, barredTries: [facts.events[0]!.id] } }) },
  { count: "barred", title: "a step was taken by somebody whose post does not owe it", make: (facts) => ({ ...facts, people: facts.people.map((p) => (p.roles.includes("supervisor") ? { ...p, roles: ["hr"] } : p)) }) },
  { count: "stops", title: "a machine is said to have heard of a lock and has not", make: (facts) => ({ ...facts, stops: facts.stops.map((s, i) => (i === 0 ? { ...s, heard: [...s.heard, { deviceId: "nobody", userId: "nobody" }] } : s)) }) },
  { count: "stops", title: "nobody was told of a collector who did not tick", make: (facts) => ({ ...facts, stops: facts.stops.map((s) => ({ ...s, alerted: [] })) }) },
  { count: "stops", title: "a complaint set no lock", make: (facts) => ({ ...facts, stops: facts.stops.filter((s) => s.reason !== "complaint") }) },
  { count: "reports", title: "a figure is one too high", make: (facts) => withReport(facts, (r) => ({ ...r, figures: { ...r.figures, breaches: r.figures["breaches"]! + 1 } })) },
  { count: "reports", title: "a table names one too few", make: (facts) => withReport(facts, (r) => ({ ...r, tables: { ...r.tables, byTeam: { ...r.tables["byTeam"], "?": 1 } } })) },
  { count: "reports", title: "a report was not drafted", make: (facts) => ({ ...facts, reports: facts.reports.slice(1) }) },
  { count: "reports", title: "a report was drafted after its hour", make: (facts) => withReport(facts, (r) => ({ ...r, draftedAt: r.dues[0]! + 1 })) },
  { count: "reports", title: "a report is due on another day", make: (facts) => withReport(facts, (r) => ({ ...r, dues: r.dues.map((d) => d + 86_400_000) })) },
];
