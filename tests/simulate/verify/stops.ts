/** 停催, from the raw events: who set it, which machines said they heard, who ticked, whose five minutes ran out. */
import { formatDateTime, MINUTE } from "../../../shared/model/time.ts";
import { fault, type Fault } from "./checks.ts";
import type { Facts, KeptStop, RawEvent } from "./facts.ts";
import { orderOf } from "./replay.ts";

const TICK_WITHIN = 5 * MINUTE;
/** Reasons whose lock stands at every bank that placed the human. */
const HUMAN = new Set(["complaint", "askedToStop", "safety", "incapacitated", "deceased", "bankruptcy", "reported"]);

export interface StopCounts {
  readonly stops: number;
  readonly heard: number;
  readonly ticked: number;
  readonly told: number;
}
export const stopTotals = (facts: Facts): StopCounts => ({
  stops: facts.stops.length, heard: facts.stops.reduce((n, s) => n + s.heard.length, 0), ticked: facts.stops.reduce((n, s) => n + s.ticks.length, 0), told: facts.stops.reduce((n, s) => n + s.alerted.length, 0),
});

export function stops(facts: Facts): Fault[] {
  const faults: Fault[] = [];
  const words = facts.events.filter((e) => e.type === "stop.heard" || e.type === "stop.ticked");
  for (const stop of facts.stops) {
    const name = `the lock ${stop.reason} on ${stop.personId} of ${formatDateTime(stop.setAt ?? 0)}`;
    const mine = words.filter((e) => e.personId === stop.personId && e.body["ref"] === stop.ref && e.body["reason"] === stop.reason);
    const heard = unique(mine.filter((e) => e.type === "stop.heard").map((e) => `${e.deviceId} ${e.userId}`));
    const said = unique(stop.heard.map((h) => `${h.deviceId} ${h.userId}`));
    if (heard.join() !== said.join()) faults.push(fault("stops", `${name}: ${said.length} machines are said to have heard, ${heard.length} have`));
    const ticked = unique(mine.filter((e) => e.type === "stop.ticked").map((e) => String(e.body["userId"])));
    const ticks = unique(stop.ticks.map((t) => t.userId));
    if (ticked.join() !== ticks.join()) faults.push(fault("stops", `${name}: ${ticks.length} collectors are said to know, ${ticked.length} have said so`));
    const told = unique(overdue(facts, stop, mine));
    if (told.join() !== unique(stop.alerted).join() || stop.alerted.length !== told.length) faults.push(fault("stops", `${name}: the next level was told of ${stop.alerted.length} collectors, ${told.length} ran out of time`));
    for (const e of calledMeanwhile(facts, stop)) faults.push(fault("stops", `${name}: the call ${e.id} was made meanwhile and is not looked at`));
  }
  return [...faults, ...unset(facts)];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** Collectors whose time had run out at a look, before they ticked and while it stood. */
function overdue(facts: Facts, stop: KeptStop, words: readonly RawEvent[]): string[] {
  const { looks, ofEvent } = orderOf(facts);
  const from = stop.standsFrom;
  if (from === null) return [];
  return unique(facts.cases.filter((c) => c.personId === stop.personId).map((c) => c.assigneeId)).filter((id) => {
    const since = Math.min(...facts.cases.filter((c) => c.personId === stop.personId && c.assigneeId === id).map((c) => c.since));
    const due = Math.max(from, since) + TICK_WITHIN;
    const look = looks.find((l) => l.at > due);
    if (!look) return false;
    const tick = words.find((e) => e.type === "stop.ticked" && e.body["userId"] === id);
    const ticked = tick !== undefined && (tick.receivedAt < look.at || (tick.receivedAt === look.at && ofEvent(tick.id) < look.order));
    return !ticked && !(stop.liftedAt !== null && liftedBefore(facts, stop, look));
  });
}

/** Whether the lock had been lifted, as the centre knew, at that look. */
function liftedBefore(facts: Facts, stop: KeptStop, look: { at: number; order: number }): boolean {
  const { ofEvent } = orderOf(facts);
  const lifts = facts.events.filter((e) => e.type === "workflow.stepTaken" && e.at === stop.liftedAt);
  return lifts.some((e) => e.receivedAt < look.at || (e.receivedAt === look.at && ofEvent(e.id) < look.order));
}

/** Outgoing calls after the centre had taken the lock in, which nobody is asked to look at. */
const calledMeanwhile = (facts: Facts, stop: KeptStop): RawEvent[] =>
  facts.events.filter((e) => {
    if (e.type !== "call.logged" || e.review || e.personId !== stop.personId || e.body["direction"] !== "out" || stop.standsFrom === null) return false;
    const started = Number(e.body["startedAt"]);
    return started >= stop.standsFrom && e.receivedAt > stop.standsFrom && (stop.liftedAt === null || started < stop.liftedAt);
  });

/** Complaints and deliveries that set no lock on a debtor they concern. */
function unset(facts: Facts): Fault[] {
  const wanted = facts.events.flatMap((e) => {
    if (e.type === "complaint.filed") {
      const form = e.body["form"] as Record<string, unknown>;
      return facts.cases.filter((c) => c.bankCode === form["bankCode"] && c.caseNo === form["caseNo"]).map((c) => ({ case: c, ref: String(e.body["complaintId"]), reason: "complaint", at: e.at }));
    }
    if (e.type !== "workflow.stepTaken" || e.body["step"] !== "deliver") return [];
    const filed = facts.events.find((f) => f.type === "referral.filed" && f.body["referralId"] === e.body["instanceId"]);
    const form = (filed?.body["form"] ?? {}) as Record<string, unknown>;
    return facts.cases.filter((c) => c.bankCode === form["bankCode"] && c.caseNo === form["caseNo"]).map((c) => ({ case: c, ref: String(e.body["instanceId"]), reason: "reported", at: e.at }));
  });
  return wanted.flatMap((w) => {
    const persons = HUMAN.has(w.reason) ? facts.cases.filter((c) => c.human === w.case.human).map((c) => c.personId) : [w.case.personId];
    return [...new Set(persons)].filter((p) => !facts.stops.some((s) => s.personId === p && s.ref === w.ref && s.reason === w.reason)).map((p) => fault("stops", `${w.reason} of ${formatDateTime(w.at)} set no lock on ${p}`));
  });
}
