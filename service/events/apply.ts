/**
 * What each event does at the centre: the shared projection on case and person, and one small applier
 * per type for what only the centre knows. A late event (review) changes what is a fact about the
 * person (contact counts, stops, numbers, warnings) and leaves the work on the case to its new owner.
 */
import type { PersonDoc } from "../../shared/model/documents.ts";
import type { EventOf, EventType, LockdeskEvent } from "../../shared/model/events.ts";
import { projectCase, projectPerson, promisesOf, tallyAfter } from "../../shared/model/projection.ts";
import type { Me } from "../../shared/protocol/session.ts";
import type { Ctx } from "../context.ts";
import type { Rejection } from "./judge.ts";
import { fileComplaint } from "./complaints.ts";
import { fileReferral } from "./referrals.ts";
import { noteLost } from "./lost.ts";
import { settleRejection } from "./settle-rejection.ts";
import { hearStop, liftStop, setStops, tickStop } from "./stops.ts";
import { fileWarning, stampWarning, takeStep } from "./warnings.ts";
import { judgeNote, traceDraw } from "./spot-check.ts";
import type { Workspace } from "./workspace.ts";

export interface Applying<E extends LockdeskEvent = LockdeskEvent> {
  readonly ctx: Ctx;
  readonly ws: Workspace;
  readonly me: Me;
  /** With server time held down to the moment of receipt, and the person filled in from the case. */
  readonly event: E;
  readonly review: boolean;
}
type Applier<T extends EventType> = (a: Applying<EventOf<T>>) => Promise<Rejection | null> | Rejection | null;

const nothing = (): null => null;

const APPLIERS: { readonly [T in EventType]: Applier<T> } = {
  "call.started": nothing,
  "call.refused": nothing,
  "call.logged": countForHuman,
  "note.added": nothing,
  "followUp.set": nothing,
  "contact.added": nothing,
  "contact.marked": nothing,
  "contact.chosen": nothing,
  "promise.made": ({ ws, event, review }) => {
    if (!review) ws.promises.push(...promisesOf(event));
    return null;
  },
  "reveal.made": async ({ ctx, event }) => {
    const { field, contactPointId, reason } = event.body;
    await ctx.audit({ action: "reveal.made", ref: event.caseId ?? event.personId ?? "", detail: { event: event.id, field, contactPointId, reason, at: event.atServer } });
    return null;
  },
  "inbound.found": async ({ ctx, event }) => {
    await ctx.audit({ action: "inbound.found", ref: event.caseId ?? "", detail: { event: event.id } });
    return null;
  },
  "warning.stamped": stampWarning,
  "warning.filed": fileWarning,
  "complaint.filed": fileComplaint,
  "referral.filed": fileReferral,
  "workflow.stepTaken": takeStep,
  "stop.set": nothing,
  "stop.lifted": liftStop,
  "stop.heard": hearStop,
  "stop.ticked": tickStop,
  "spotCheck.drawn": traceDraw,
  "spotCheck.judged": judgeNote,
  "duty.changed": ({ ws, event }) => {
    ws.duty = event.body.state;
    return null;
  },
  "outbox.salvaged": noteLost,
  "quarantine.settled": settleRejection,
};

/** Applies one judged event to the workspace. A rejection leaves the workspace as it was. */
export async function applyEvent(a: Applying): Promise<Rejection | null> {
  const applier = APPLIERS[a.event.type] as Applier<EventType>;
  const rejection = await applier(a as Applying<never>);
  if (rejection) return rejection;
  foldCase(a);
  foldPerson(a);
  await setStops(a);
  a.ws.accepted.push(a.event);
  return null;
}

/**
 * Marks the event as folded in. The event table alone decides what is new here (exactly once, in any
 * order), so the projection is asked with a blank `applied`; the mark is for the workstations. Null when
 * the event changes nothing in the document.
 */
function folded<T extends { applied: Record<string, number> }>(doc: T, event: LockdeskEvent, project: (bare: T) => T): T | null {
  const bare = { ...doc, applied: {} };
  const next = project(bare);
  return next === bare ? null : { ...next, applied: { ...doc.applied, [event.deviceId]: Math.max(event.seq, doc.applied[event.deviceId] ?? 0) } };
}

function foldCase({ ws, event, review }: Applying): void {
  const doc = event.caseId ? ws.cases.get(event.caseId) : undefined;
  if (!doc || review) return;
  const next = folded(doc, event, (bare) => projectCase(bare, event));
  if (next) ws.touchCase(next);
}

function foldPerson({ ws, event, review }: Applying): void {
  const doc = event.personId ? ws.persons.get(event.personId) : undefined;
  if (!doc || (review && event.type === "contact.chosen")) return;
  const next = folded(doc, event, (bare) => projectPerson(bare, event));
  if (next) ws.touchPerson(next);
}

/** A call counts for the human: the same counters at every bank that placed them (PRODUCT.md 1.7, R-18). */
function countForHuman({ ws, event }: Applying<EventOf<"call.logged">>): null {
  const person = event.personId ? ws.persons.get(event.personId) : undefined;
  if (!person) return null;
  const value = person.contacts.find((c) => c.id === event.body.contactPointId)?.value ?? null;
  for (const id of ws.siblings.get(person.id) ?? []) {
    const sibling = id === person.id ? undefined : ws.persons.get(id);
    if (sibling) countFor(ws, sibling, event, value);
  }
  return null;
}

function countFor(ws: Workspace, sibling: PersonDoc, event: EventOf<"call.logged">, value: string | null): void {
  const tally = tallyAfter(sibling.tally, event, value);
  if (tally !== sibling.tally) ws.touchPerson({ ...sibling, tally });
}
