/**
 * May this user write this event? The workstation is untrusted (P5): role, assignment and the ties
 * between case, person and promise are checked again. A case the sender no longer has, but once had,
 * gives a late event: taken in and marked for review, never refused for age (SYNC.md 4).
 */
import { EVENT_ACTIONS } from "../../shared/access/events.ts";
import { may } from "../../shared/access/table.ts";
import type { LockdeskEvent } from "../../shared/model/events.ts";
import { stoodAt, type StopName } from "../../shared/model/stop.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { soothesComplaint } from "../../shared/workflow/soothing.ts";
import type { RejectionCode } from "../../shared/model/rejection.ts";
import type { Sifted } from "./sift.ts";
import { isPresent, type Workspace } from "./workspace.ts";

export interface Rejection {
  readonly code: RejectionCode;
  readonly detail: string;
}
export type Verdict = { ok: true; review: boolean; caseId: string | null; personId: string | null } | ({ ok: false } & Rejection);

const no = (code: RejectionCode, detail: string): Verdict => ({ ok: false, code, detail });

/** Judges one event against what the centre holds. */
export function judge(ws: Workspace, me: Me, item: Sifted): Verdict {
  const { envelope, event } = item;
  const action = event ? EVENT_ACTIONS[event.type] : null;
  if (action !== null && !may(me.roles, action)) return no("forbidden", `needs ${action}`);
  // A step belongs to its warning: the workflow's own judge looks at team, role and state.
  if (event?.type === "workflow.stepTaken") return { ok: true, review: false, caseId: envelope.caseId, personId: envelope.personId };
  if (event?.type === "stop.lifted") return ofStop(ws, item);
  if (envelope.caseId === null) return withoutCase(ws, me, item);
  const doc = ws.cases.get(envelope.caseId);
  const present = isPresent(me, doc, action ?? "case.work");
  if (!doc || !(present || ws.had.has(doc.id))) return no("forbidden", "the case was never yours");
  if (envelope.personId !== null && envelope.personId !== doc.personId) return no("malformed", "personId is not the case's");
  const foreign = event ? foreignPromise(ws, me, event, doc.personId) : null;
  if (foreign) return no("forbidden", foreign);
  return { ok: true, review: !event || !present || calledAfterStop(ws, me, event, doc.personId), caseId: doc.id, personId: doc.personId };
}

/** A lift belongs to its lock: its applier looks at who may end it. */
function ofStop(ws: Workspace, { envelope: { caseId, personId } }: Sifted): Verdict {
  if (personId === null || !ws.persons.has(personId)) return no("malformed", "personId: needed");
  if (caseId !== null && ws.cases.get(caseId)?.personId !== personId) return no("malformed", "personId is not the case's");
  return { ok: true, review: false, caseId, personId };
}

/** Somebody was called after 停催, from a machine that had not heard of it or did not obey: taken in, and looked at by the supervisor. */
function calledAfterStop(ws: Workspace, me: Me, event: LockdeskEvent, personId: string): boolean {
  const at = event.type === "call.started" ? event.atServer : event.type === "call.logged" && event.body.direction === "out" ? event.body.startedAt : null;
  return at !== null && (ws.stops.get(personId) ?? []).some((stop) => stoodAt(stop, at) && !soothes(ws, me, stop));
}

/** Whoever soothes a complaint calls because of the stop, not against it (reading 2). */
function soothes(ws: Workspace, me: Me, { reason, ref }: StopName): boolean {
  const doc = reason === "complaint" ? ws.forms.get(ref) : undefined;
  return doc !== undefined && soothesComplaint(doc, me);
}

function withoutCase(ws: Workspace, me: Me, { envelope, event }: Sifted): Verdict {
  if (event && EVENT_ACTIONS[event.type] === "case.work") return no("malformed", "caseId: needed");
  if (event?.type === "warning.stamped" || event?.type === "warning.filed" || event?.type === "spotCheck.judged" || event?.type.startsWith("stop.")) return no("malformed", "caseId: needed");
  if (envelope.personId !== null && ![...ws.cases.values()].some((c) => c.personId === envelope.personId && isPresent(me, c))) return no("forbidden", "the person is not yours");
  return { ok: true, review: event === null, caseId: null, personId: envelope.personId };
}

/** A promise may cover several accounts of the same person, all of them the sender's. */
function foreignPromise(ws: Workspace, me: Me, event: LockdeskEvent, personId: string): string | null {
  if (event.type !== "promise.made") return null;
  for (const item of event.body.items) {
    const doc = ws.cases.get(item.caseId);
    if (!doc || doc.personId !== personId) return "a promise for another person's case";
    if (!isPresent(me, doc) && !ws.had.has(doc.id)) return "a promise for a case that was never yours";
  }
  return null;
}
