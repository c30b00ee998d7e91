/**
 * The one projection: how an event changes a document. The central service folds events with it
 * into its rows; the workstation lays its own unsent events over the mirrored rows with the same
 * functions, so that both always agree. Pure; a function returns the same object when the event
 * changes nothing in it: a note leaves the person as they were, and nobody is sent them again.
 */
import { capOf, lineResult, outcome, personReached, type StopReason } from "./disposition.ts";
import { isSameStop } from "./stop.ts";
import type { CaseDoc, CaseWork, ContactPoint, Hold, PersonDoc, PromiseDoc, Tally } from "./documents.ts";
import type { EventOf, LockdeskEvent } from "./events.ts";
import { dayOf } from "./time.ts";

/** Marks the event as folded in. */
function withApplied<T extends { applied: Record<string, number> }>(doc: T, event: LockdeskEvent): T {
  return { ...doc, applied: { ...doc.applied, [event.deviceId]: Math.max(event.seq, doc.applied[event.deviceId] ?? 0) } };
}

/** True when the document already contains this event. */
export function isApplied(doc: { applied: Record<string, number> }, event: LockdeskEvent): boolean {
  return (doc.applied[event.deviceId] ?? 0) >= event.seq;
}

function workAfter(work: CaseWork, event: LockdeskEvent): CaseWork {
  switch (event.type) {
    case "call.logged": {
      const b = event.body;
      return {
        ...work,
        attempts: work.attempts + (b.direction === "out" && b.line !== "A11" ? 1 : 0),
        connected: work.connected + (b.line === "A1" ? 1 : 0),
        lastTouchedAt: event.atServer,
        lastLine: b.line,
        lastPerson: b.person,
        lastOutcome: b.outcome,
        lastNote: b.note || work.lastNote,
        callbackAt: work.callbackAt !== null && work.callbackAt <= event.atServer ? null : work.callbackAt,
      };
    }
    case "note.added":
      return { ...work, lastTouchedAt: event.atServer, lastNote: event.body.text };
    case "followUp.set":
      return event.body.kind === "callback" ? { ...work, callbackAt: event.body.at } : { ...work, followUpAt: event.body.at };
    default:
      return work;
  }
}

/** A case after an event of that case. */
export function projectCase(doc: CaseDoc, event: LockdeskEvent): CaseDoc {
  if (event.caseId !== doc.id || isApplied(doc, event)) return doc;
  const work = workAfter(doc.work, event);
  return work === doc.work ? doc : withApplied({ ...doc, work }, event);
}

function contactsAfter(contacts: ContactPoint[], event: LockdeskEvent): ContactPoint[] {
  switch (event.type) {
    case "contact.added": {
      const { contactPointId, ...rest } = event.body;
      if (contacts.some((c) => c.id === contactPointId)) return contacts;
      return [...contacts, { ...rest, id: contactPointId, status: "unverified", current: false }];
    }
    case "contact.marked":
      return contacts.map((c) => (c.id === event.body.contactPointId ? { ...c, status: event.body.status } : c));
    case "contact.chosen":
      return contacts.map((c) => ({ ...c, current: c.id === event.body.contactPointId }));
    case "call.logged": {
      const status = numberStatusAfter(event.body);
      return status ? contacts.map((c) => (c.id === event.body.contactPointId ? { ...c, status } : c)) : contacts;
    }
    default:
      return contacts;
  }
}

/** What a call result says about the number that was dialled. */
function numberStatusAfter(call: EventOf<"call.logged">["body"]): ContactPoint["status"] | null {
  const byOutcome = call.outcome ? outcome(call.outcome).numberStatus : undefined;
  const byPerson = call.person ? personReached(call.person).numberStatus : undefined;
  const byLine = lineResult(call.line).numberStatus;
  if (byOutcome ?? byPerson ?? byLine) return (byOutcome ?? byPerson ?? byLine)!;
  return call.person === "B1" ? "valid" : null;
}

/** A tally moved to `day`: counters of an earlier day are over. */
export function tallyOn(tally: Tally, day: string): Tally {
  return tally.day === day ? tally : { day, effective: 0, unanswered: {} };
}

/** The day's counters after a call to `value` (inbound calls use up nothing, PRODUCT.md 1.8). */
export function tallyAfter(tally: Tally, call: EventOf<"call.logged">, value: string | null): Tally {
  if (call.body.direction === "in") return tally;
  const day = dayOf(call.atServer);
  // A call heard of a day late: that day's counters are over, and today's must not be lost for it.
  if (day < tally.day) return tally;
  const now = tallyOn(tally, day);
  const cap = capOf({ line: call.body.line, person: call.body.person ?? undefined });
  if (cap === "E") return { ...now, effective: now.effective + 1 };
  if (cap === "U" && value) return { ...now, unanswered: { ...now.unanswered, [value]: (now.unanswered[value] ?? 0) + 1 } };
  return now;
}

/** A lock of its own for every setting: one that is lifted must not take another with it (`stop.ts`). */
function stopped(holds: Hold[], event: LockdeskEvent, name: Pick<Hold, "reason" | "ref">): Hold[] {
  return holds.some((h) => isSameStop(h, name)) ? holds : [...holds, { ...name, since: event.atServer, by: event.userId }];
}

/** A warning pauses the person, whatever other warning does (reading 7). */
function warned(holds: Hold[], event: EventOf<"warning.stamped"> | EventOf<"warning.filed">): Hold[] {
  const ref = event.body.warningId;
  return holds.some((h) => h.reason === "warning" && h.ref === ref) ? holds : [...holds, { reason: "warning", since: event.atServer, by: event.userId, ref }];
}

/** Stops that a disposal of the soothing result leaves behind; 恢复 and 换人 leave none. */
const DISPOSAL_STOPS: Readonly<Record<string, StopReason | null>> = { resume: null, handOver: null, stop: "askedToStop", toComplaint: "complaint" };

/** 后续处置 ends the warning's pause, and may put a lasting stop in its place (reading 7). */
function disposed(holds: Hold[], event: EventOf<"workflow.stepTaken">): Hold[] {
  const stop = DISPOSAL_STOPS[String(event.body.body["disposal"] ?? "")];
  if (stop === undefined) return holds;
  const left = holds.filter((h) => !(h.reason === "warning" && h.ref === event.body.instanceId));
  return stop === null ? left : stopped(left, event, { reason: stop, ref: event.body.instanceId });
}

function holdsAfter(holds: Hold[], event: LockdeskEvent): Hold[] {
  switch (event.type) {
    case "warning.stamped":
    case "warning.filed":
      return warned(holds, event);
    case "workflow.stepTaken":
      return disposed(holds, event);
    case "call.logged": {
      const codes = [event.body.outcome, ...event.body.tags].filter((c) => c !== null);
      const stops: StopReason[] = codes.flatMap((c) => outcome(c).stops ?? []);
      return stops.reduce((all, reason) => stopped(all, event, { reason, ref: event.id }), holds);
    }
    case "stop.set":
      return stopped(holds, event, { reason: event.body.reason, ref: event.body.ref });
    case "stop.lifted":
      return holds.some((h) => isSameStop(h, event.body)) ? holds.filter((h) => !isSameStop(h, event.body)) : holds;
    default:
      return holds;
  }
}

/** A person after an event about them. */
export function projectPerson(doc: PersonDoc, event: LockdeskEvent): PersonDoc {
  if (event.personId !== doc.id || isApplied(doc, event)) return doc;
  const value = event.type === "call.logged" ? (doc.contacts.find((c) => c.id === event.body.contactPointId)?.value ?? null) : null;
  const contacts = contactsAfter(doc.contacts, event);
  const holds = holdsAfter(doc.holds, event);
  const tally = event.type === "call.logged" ? tallyAfter(doc.tally, event, value) : doc.tally;
  const same = contacts === doc.contacts && holds === doc.holds && tally === doc.tally;
  return same ? doc : withApplied({ ...doc, contacts, holds, tally }, event);
}

/** Promises created by an event. */
export function promisesOf(event: LockdeskEvent): PromiseDoc[] {
  if (event.type !== "promise.made" || !event.personId) return [];
  const personId = event.personId;
  return event.body.items.map((item) => ({
    id: item.promiseId, caseId: item.caseId, personId, amountFen: item.amountFen, dueOn: item.dueOn,
    madeAt: event.atServer, madeBy: event.userId, state: "pending", paidFen: 0, decidedAt: null,
  }));
}
