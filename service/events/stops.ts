/** 停催 by event (PRODUCT.md 2, reading 14): every stop a document carries is a lock with a row, on every document of the human its reason reaches. */
import { covers } from "../../shared/access/reach.ts";
import { may, scopesOf } from "../../shared/access/table.ts";
import type { PersonDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
import { isSameStop, lifters, stands, STOP_RULES, withHeard, withLift, withSet, withTick, type StopDoc, type StopName } from "../../shared/model/stop.ts";
import { rows } from "../db/query.ts";
import { sql } from "drizzle-orm";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";
import type { Workspace } from "./workspace.ts";

/** After an event is folded in: whatever stop its person now carries without a lock gets one, and a lock whose stop was taken off is over. */
export async function setStops(a: Applying): Promise<void> {
  const { ctx, ws, me, event } = a;
  const person = personConcerned(a);
  for (const stop of (person && ws.stops.get(person.id)) ?? []) {
    if (!person || !stands(stop) || person.holds.some((h) => isSameStop(h, stop))) continue;
    const word = { id: event.id, by: me.id, byName: me.name, at: event.atServer, note: "" };
    for (const on of reached(ws, person, stop.reason)) put(ws, on, withLift(ws.stopOf(on, stop), word));
    await ctx.audit({ action: "stop.lifted", ref: person.id, detail: { reason: stop.reason, ref: stop.ref, event: event.id } });
  }
  for (const { reason, ref, since, by } of person?.holds ?? []) {
    if (!person || reason === "warning" || ws.stopOf(person, { ref, reason }).set) continue;
    const word = { id: event.id, by, byName: by === me.id ? me.name : "", at: since, note: event.type === "stop.set" ? event.body.note : "" };
    for (const on of reached(ws, person, reason)) put(ws, on, { ...withSet(ws.stopOf(on, { ref, reason }), word, ctx.now), ...(on.id === person.id ? { caseId: event.caseId } : {}) });
    await ctx.audit({ action: "stop.set", ref: person.id, detail: { reason, ref, event: event.id } });
  }
}

/** The person an event changes: its own, or that of the form it opens or moves. */
function personConcerned({ ws, event }: Applying): PersonDoc | undefined {
  const formId = event.type === "complaint.filed" ? event.body.complaintId : event.type === "workflow.stepTaken" ? event.body.instanceId : null;
  const id = event.personId ?? (formId === null ? null : (ws.forms.get(formId)?.personId ?? null));
  return id === null ? undefined : ws.persons.get(id);
}

/** The documents of the human a stop for this reason stands on. */
function reached(ws: Workspace, person: PersonDoc, reason: StopName["reason"]): PersonDoc[] {
  const ids = STOP_RULES[reason].reach === "human" ? (ws.siblings.get(person.id) ?? [person.id]) : [person.id];
  return ids.flatMap((id) => ws.persons.get(id) ?? []);
}

/** Keeps a lock, and makes the document say what it says: one that was lifted before it was heard of never stands. */
function put(ws: Workspace, person: PersonDoc, stop: StopDoc): void {
  ws.touchStop(stop);
  const carried = person.holds.some((h) => isSameStop(h, stop));
  if (carried === stands(stop)) return;
  const others = person.holds.filter((h) => !isSameStop(h, stop));
  ws.touchPerson({ ...person, holds: stands(stop) && stop.set ? [...others, { reason: stop.reason, ref: stop.ref, since: stop.set.at, by: stop.set.by }] : others });
}

const noPerson: Rejection = { code: "malformed", detail: "personId: needed" };
const personOf = ({ ws, event }: Applying): PersonDoc | null => (event.personId ? (ws.persons.get(event.personId) ?? null) : null);

/** Ends a lock, on every document it stands on; who may depends on why it was set. */
export async function liftStop(a: Applying<EventOf<"stop.lifted">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  const { reason, note } = event.body;
  const person = personOf(a);
  if (!person) return noPerson;
  if (!(await mayLift(a, person))) return { code: "forbidden", detail: `a stop for ${reason} is lifted by ${STOP_RULES[reason].lift}` };
  const word = { id: event.id, by: me.id, byName: me.name, at: event.atServer, note };
  for (const on of reached(ws, person, reason)) put(ws, on, withLift(ws.stopOf(on, event.body), word));
  await ctx.audit({ action: "stop.lifted", ref: person.id, detail: { reason, ref: event.body.ref, event: event.id, note } });
  return null;
}

async function mayLift({ ctx, me, event }: Applying<EventOf<"stop.lifted">>, person: PersonDoc): Promise<boolean> {
  const scopes = scopesOf(me.roles.filter((role) => lifters(event.body.reason).includes(role)), "stop.lift");
  const places = await rows<{ assigneeId: string | null; teamId: string | null; regionCode: string | null }>(ctx.tx, sql`SELECT k.assignee_id AS "assigneeId", k.team_id AS "teamId", t.region_code AS "regionCode"
    FROM kase k LEFT JOIN team t ON t.id = k.team_id WHERE k.person_id = ${person.id} AND k.status = 'open'`);
  return places.some((place) => scopes.some((scope) => covers(scope, me, place)));
}

/** A machine's gate obeys the lock. */
export function hearStop(a: Applying<EventOf<"stop.heard">>): Rejection | null {
  const { ws, me, event } = a;
  const person = personOf(a);
  if (!person) return noPerson;
  ws.touchStop(withHeard(ws.stopOf(person, event.body), { deviceId: event.deviceId, userId: me.id, at: event.atServer }));
  return null;
}

/** A collector knows: by their own word, or by that of the supervisor who told them. */
export function tickStop(a: Applying<EventOf<"stop.ticked">>): Rejection | null {
  const { ws, me, event } = a;
  const person = personOf(a);
  if (!person) return noPerson;
  if (event.body.userId !== me.id && !may(me.roles, "stop.set")) return { code: "forbidden", detail: "a tick is one's own" };
  ws.touchStop(withTick(ws.stopOf(person, event.body), { userId: event.body.userId, by: me.id, at: event.atServer }));
  return null;
}
