/** Every instance lived through again from the raw events and the moments of the services' looks. */
import type { Facts, KeptForm, RawEvent } from "./facts.ts";
import { clocksOf, placeOf, TABLES, type ClockKey, type Place, type Step } from "./path.ts";

/** A clock that must have gone off, and at which look or push. */
export interface Fired extends ClockKey {
  readonly firedAt: number;
  /** Place in the run's order of things. */
  readonly order: number;
}
/** A step that was taken, with how long it had been owed. */
export interface TakenStep {
  readonly step: string;
  readonly by: string;
  readonly eventId: string;
  readonly minutes: number;
}
export interface Replayed {
  readonly id: string;
  readonly workflow: string;
  readonly start: number;
  readonly teamId: string | null;
  readonly bankCode: string;
  readonly accused: readonly string[];
  readonly named: readonly string[];
  readonly opening: RawEvent;
  readonly opened: Readonly<Record<string, unknown>>;
  readonly steps: readonly (Step & { readonly order: number })[];
  readonly end: Place;
  readonly fired: readonly Fired[];
  readonly taken: readonly TakenStep[];
  /** As it stood for whatever came before this place in the order of things. */
  at(order: number): Place;
}

/** The run's order of things: an event by its answer, a look by itself. */
export interface Order {
  readonly looks: readonly { readonly at: number; readonly order: number }[];
  ofEvent(id: string): number;
  /** The first look for reports at this moment. */
  ofReports(at: number): number;
}

const orders = new WeakMap<Facts, Order>();
export function orderOf(facts: Facts): Order {
  const known = orders.get(facts) ?? inOrder(facts);
  orders.set(facts, known);
  return known;
}

function inOrder({ journal }: Facts): Order {
  const events = new Map<string, number>();
  const reports = new Map<number, number>();
  const looks: { at: number; order: number }[] = [];
  for (const [order, entry] of journal.entries.entries()) {
    if (entry.kind === "told" && !events.has(entry.id)) events.set(entry.id, order);
    if (entry.kind === "look") looks.push({ at: entry.at, order });
    if (entry.kind === "reports" && !reports.has(entry.at)) reports.set(entry.at, order);
  }
  return { looks, ofEvent: (id) => events.get(id) ?? Number.MAX_SAFE_INTEGER, ofReports: (at) => reports.get(at) ?? -1 };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const OPENS: Readonly<Record<string, { readonly workflow: string; readonly id: string }>> = {
  "warning.stamped": { workflow: "earlyWarning", id: "warningId" }, "warning.filed": { workflow: "earlyWarning", id: "warningId" }, "complaint.filed": { workflow: "complaint", id: "complaintId" }, "referral.filed": { workflow: "legalReferral", id: "referralId" },
};
/** The form an event belongs to. */
export const formOf = (e: RawEvent): string | null => (e.type === "workflow.stepTaken" ? text(e.body["instanceId"]) : OPENS[e.type] ? text(e.body[OPENS[e.type]!.id]) : null);

/** All instances there are events of. */
export function replayAll(facts: Facts): Replayed[] {
  const order = orderOf(facts);
  const byForm = new Map<string, RawEvent[]>();
  for (const e of facts.events) {
    const id = formOf(e);
    if (id !== null && !e.review) byForm.set(id, [...(byForm.get(id) ?? []), e]);
  }
  return [...byForm].map(([id, events]) => replay(facts, order, id, events.sort((a, b) => a.receivedAt - b.receivedAt || order.ofEvent(a.id) - order.ofEvent(b.id) || a.seq - b.seq)));
}

function startOf(facts: Facts, e: RawEvent): { start: number; teamId: string | null; bankCode: string } {
  if (e.type.startsWith("warning.")) {
    const kase = facts.cases.find((c) => c.id === e.caseId);
    return { start: Math.min(Number(e.body["t0"]), e.receivedAt), teamId: facts.people.find((p) => p.id === e.userId)?.teamId ?? null, bankCode: kase?.bankCode ?? "" };
  }
  const form = e.body["form"] as Record<string, unknown>;
  const kase = facts.cases.find((c) => c.bankCode === form["bankCode"] && c.caseNo === form["caseNo"]);
  return { start: e.type === "complaint.filed" ? Math.min(Number(form["receivedAt"]), e.at) : e.at, teamId: kase?.teamId ?? null, bankCode: text(form["bankCode"]) };
}

function replay(facts: Facts, order: Order, id: string, events: readonly RawEvent[]): Replayed {
  const opening = events[0]!;
  const workflow = OPENS[opening.type]?.workflow ?? "";
  const def = TABLES[workflow]!;
  const { start, bankCode, ...place } = startOf(facts, opening);
  const filing = events.find((e) => e.type.endsWith(".filed"));
  const opened = (filing?.body["form"] ?? {}) as Record<string, unknown>;
  const steps: (Step & { order: number })[] = [];
  const clocks = new Map<string, ClockKey & { fired: boolean }>();
  const fired: Fired[] = [];
  const taken: TakenStep[] = [];
  let named = workflow === "earlyWarning" ? list(opened["named"]) : [];
  let teamId = place.teamId;
  let now: Place = placeOf(def, start, []);
  let owedSince = new Map(now.owed.map((s) => [s.step, start]));

  const goOff = (until: number, at: number, n: number): void => {
    const due = [...clocks.values()].filter((c) => !c.fired && c.at <= until).sort((a, b) => a.at - b.at || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    for (const clock of due) {
      clock.fired = true;
      fired.push({ ...clock, firedAt: at, order: n });
    }
  };
  const wind = (): void => {
    const wanted = new Map(clocksOf(def, now).map((c) => [`${c.step} ${c.kind} ${c.round}`, c]));
    for (const [key, clock] of clocks) if (!clock.fired && !wanted.has(key)) clocks.delete(key);
    for (const [key, clock] of wanted) if (!clocks.get(key)?.fired) clocks.set(key, { ...clock, fired: false });
  };
  // A look of the same moment may have come before the centre heard of it.
  const heard = order.ofEvent(opening.id);
  let look = order.looks.findIndex((l) => l.at > opening.receivedAt || (l.at === opening.receivedAt && l.order > heard));
  const looksUntil = (at: number, n: number): void => {
    for (; look >= 0 && look < order.looks.length; look += 1) {
      const l = order.looks[look]!;
      if (l.at > at || (l.at === at && l.order > n)) return;
      if (clocks.size > 0) goOff(l.at, l.at, l.order);
    }
  };
  // Its first clock runs from the start, which may lie before the centre heard of it.
  wind();
  for (const e of events) {
    const n = order.ofEvent(e.id);
    if (e !== opening) looksUntil(e.receivedAt, n);
    // What had run out when the step was taken has run out, whether or not anybody was there to see it.
    goOff(e.at, e.receivedAt, n);
    if (e.type !== "warning.stamped") {
      const step = e.type === "workflow.stepTaken" ? text(e.body["step"]) : "file";
      const body = e.type === "workflow.stepTaken" ? ((e.body["body"] ?? {}) as Record<string, unknown>) : {};
      steps.push({ id: e.id, step, by: e.userId, at: e.at, receivedAt: e.receivedAt, body, order: n });
      const before = now;
      now = placeOf(def, start, steps);
      if (now.applied.some((s) => s.id === e.id)) {
        taken.push({ step, by: e.userId, eventId: e.id, minutes: (e.receivedAt - (owedSince.get(step) ?? e.receivedAt)) / 60_000 });
        if (step === "forward" && workflow === "complaint") {
          teamId = text(body["department"]);
          named = text(body["recused"]).split(" ").filter(Boolean);
        }
      }
      const still = (step: string): boolean => before.owed.some((o) => o.step === step) && before.count.get(step) === now.count.get(step);
      owedSince = new Map(now.owed.map((s) => [s.step, still(s.step) ? (owedSince.get(s.step) ?? e.receivedAt) : e.receivedAt]));
    }
    wind();
  }
  looksUntil(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const accused = workflow === "earlyWarning" ? [opening.userId] : list(opened["accused"]);
  return { id, workflow, start, teamId, bankCode, accused, named, opening, opened, steps, end: now, fired, taken, at: (n) => placeOf(def, start, steps.filter((s) => s.order < n)) };
}
const KINDS = ["half", "fourFifths", "breach"];

/** The engine's document of an instance. */
export const keptOf = (facts: Facts, id: string): KeptForm | undefined => facts.forms.find((f) => f.id === id);
