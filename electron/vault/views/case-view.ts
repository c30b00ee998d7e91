/** The case as the desk shows it: the person with all accounts of that bank, masked, with own unsent work on top. */
import type { CaseView, ContactView } from "../../../shared/ipc/contract.ts";
import { judgeContact } from "../../../shared/conduct/gate.ts";
import { BASIC_PACK } from "../../../shared/conduct/pack.ts";
import type { CaseDoc, ContactPoint, EntryDoc, PersonDoc } from "../../../shared/model/documents.ts";
import { maskName, maskPhone } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import { tallyOn } from "../../../shared/model/projection.ts";
import { stageOf } from "../../../shared/model/stage.ts";
import { dayOf, daysBetween } from "../../../shared/model/time.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import type { Workspace } from "../workspace.ts";
import { maskCase, maskEntry, maskPerson, maskWarning } from "./mask.ts";

type Reader = Pick<Workspace, "cache" | "outbox" | "clock" | "me">;
type ShownEntry = CaseView["timeline"][number];

const FIRST_ENTRIES = 50;
const MOMENT_AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** The documents behind a case. Throws `not_found` when it is not on this workstation. */
export function loadCase(ws: Reader, caseId: string): { caseDoc: CaseDoc; person: PersonDoc; pending: boolean } {
  const found = ws.cache.records.caseDoc(caseId);
  const person = found && ws.cache.records.person(found.doc.personId);
  if (!found || !person) return refuse("not_found", ["caseId"]);
  return { caseDoc: found.doc, person: person.doc, pending: found.pending || person.pending };
}

/** A contact point of a person. Throws `not_found`. */
export function contactOf(person: PersonDoc, contactPointId: string): ContactPoint {
  return person.contacts.find((c) => c.id === contactPointId) ?? refuse("not_found", ["contactPointId"]);
}

/** Everything the case's screen shows. Throws `not_found`. */
export function caseView(ws: Reader, caseId: string): CaseView {
  const { caseDoc, person, pending } = loadCase(ws, caseId);
  const now = ws.clock.now();
  const today = dayOf(now);
  const warning = ws.cache.records.warningOf(person.id);
  const { timeline, more } = timelineOf(ws, person.id, MOMENT_AFTER_ALL, FIRST_ENTRIES);
  return {
    caseId,
    person: { ...maskPerson(person), effectiveToday: tallyOn(person.tally, today).effective, effectiveLimit: BASIC_PACK.effectivePerPersonPerDay },
    accounts: ws.cache.records.accountsOf(person.id).map(({ doc }) => ({
      ...maskCase(doc), stage: stageOf(doc.bucket), dueBackInDays: daysBetween(today, doc.dueBackOn), assigneeName: nameOf(ws, doc.assigneeId),
    })),
    contacts: person.contacts.map((contact) => contactView({ now, person, caseDoc, contact })),
    promises: ws.cache.records.promisesOf(person.id).map(({ doc, pending: unsent }) => ({ ...doc, pending: unsent })),
    warning: warning && maskWarning(warning.doc),
    timeline, timelineMore: more,
    pending: pending || (warning?.pending ?? false),
  };
}

/** A number as a window may know it: masked, with status, counts and the gate's answer. */
export function contactView(input: { now: number; person: PersonDoc; caseDoc: CaseDoc; contact: ContactPoint }): ContactView {
  const { contact, person, now } = input;
  const { refusal } = judgeContact(input);
  return {
    id: contact.id, kind: contact.kind, masked: maskPhone(contact.value), ownerMasked: maskName(contact.ownerName), relation: maskText(contact.relation), source: contact.source,
    status: contact.status, current: contact.current, unansweredToday: tallyOn(person.tally, dayOf(now)).unanswered[contact.value] ?? 0,
    limit: BASIC_PACK.unansweredPerNumberPerDay, refusal,
  };
}

/** A colleague's name; a user's own from the session, since it is always at hand. */
export function nameOf(ws: Pick<Workspace, "cache" | "me">, userId: string | null): string {
  if (userId === null) return "";
  return userId === ws.me.id ? ws.me.name : ws.cache.records.colleagueName(userId);
}

/**
 * Entries about a person before an instant, newest first: the centre's and own ones not yet echoed.
 * A page never ends between two entries of the same instant, so that paging by time misses none.
 */
export function timelineOf(ws: Reader, personId: string, beforeAt: number, limit: number): { timeline: ShownEntry[]; more: boolean } {
  const own = ownEntries(ws, personId, beforeAt);
  const echoed = (entries: EntryDoc[]) => entries.map((e) => ({ ...e, pending: false }));
  const newestFirst = (a: EntryDoc, b: EntryDoc) => b.at - a.at || (a.id < b.id ? 1 : -1);
  const all = [...own, ...echoed(ws.cache.records.timeline(personId, beforeAt, limit + 1))].sort(newestFirst);
  const shown = (entries: ShownEntry[]) => entries.map(({ pending, ...entry }) => ({ ...maskEntry(entry), pending }));
  if (all.length <= limit) return { timeline: shown(all), more: false };
  const edge = all[limit - 1]!.at;
  const atEdge = [...own.filter((e) => e.at === edge), ...echoed(ws.cache.records.timelineAt(personId, edge))].sort(newestFirst);
  const more = own.some((e) => e.at < edge) || ws.cache.records.timeline(personId, edge, 1).length > 0;
  return { timeline: shown([...all.filter((e) => e.at > edge), ...atEdge]), more };
}

function ownEntries(ws: Reader, personId: string, beforeAt: number): (EntryDoc & { pending: boolean })[] {
  return ws.outbox.liveOn({ personId }).filter(({ event }) => event.atServer < beforeAt && !ws.cache.records.hasEntry(personId, event.id)).map(({ event, unsent }) => ({
    id: event.id, type: event.type, caseId: event.caseId, personId: event.personId, userId: event.userId, userName: ws.me.name, at: event.atServer,
    body: event.body as EntryDoc["body"], pending: unsent,
  }));
}
