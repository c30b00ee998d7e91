/** Reading a case, its history, and one full value with its trace. */
import { may } from "../../../shared/access/table.ts";
import type { CopyableField } from "../../../shared/ipc/contract.ts";
import type { CaseDoc, PersonDoc } from "../../../shared/model/documents.ts";
import type { REVEAL_FIELDS } from "../../../shared/model/events.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { caseView, contactOf, loadCase, timelineOf } from "../views/case-view.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

/** How long a revealed value stays on screen. */
export const HIDE_AFTER_MS = 20_000;
const REMEMBERED_CASES = 200;

type Field = (typeof REVEAL_FIELDS)[number];

/** What each copyable field holds. */
const COPYABLE: Record<CopyableField, (caseDoc: CaseDoc) => string> = { caseNo: (caseDoc) => caseDoc.caseNo };

/** The value of a copyable field of a case this user may read now. Refuses as `case.open` does. */
export function copyableField(ws: Workspace, caseId: string, field: CopyableField): string {
  if (!may(ws.me.roles, "case.read")) refuse("forbidden", ["case.read"]);
  return COPYABLE[field](loadCase(ws, caseId).caseDoc);
}

/** Fields by which somebody is reached. */
const REACHING: readonly Field[] = ["phone", "address", "employer", "email"];

/** The full value of each field that may be revealed. */
const FIELDS: Record<Field, (person: PersonDoc, caseDoc: CaseDoc, contactPointId: string | null) => string> = {
  phone: (person, _case, id) => contactOf(person, id ?? refuse("bad_input", ["contactPointId: needed for a phone"])).value,
  idNo: (person) => person.idNo,
  cardNo: (_person, caseDoc) => caseDoc.cardNo,
  address: (person) => person.homeAddress || person.householdAddress,
  employer: (person) => [person.employer, person.employerAddress].filter(Boolean).join(" "),
  email: (person) => person.email,
  name: (person) => person.name,
};

export const caseHandlers: Area<"case"> = {
  "case.open": (ws, { caseId }) => {
    const view = caseView(ws, caseId);
    ws.shown(caseId, view.person.id);
    ws.openedAt.delete(caseId);
    ws.openedAt.set(caseId, ws.cache.queue.keysOf(caseId));
    const oldest = ws.openedAt.size > REMEMBERED_CASES ? ws.openedAt.keys().next().value : undefined;
    if (oldest !== undefined) ws.openedAt.delete(oldest);
    return view;
  },
  "case.timeline": (ws, { personId, beforeAt, limit }) => {
    const page = timelineOf(ws, personId, beforeAt, limit);
    return { timeline: page.timeline, more: page.more };
  },
};

export const revealHandlers: Area<"reveal"> = {
  // The trace is durable before the value leaves (P7).
  "reveal.field": (ws, { caseId, field, contactPointId }) => {
    const { caseDoc, person } = loadCase(ws, caseId);
    const stop = person.holds.find((h) => h.reason !== "warning");
    // A number shown is a number that can be called by hand: no way out to the person opens while a stop stands.
    if (stop && REACHING.includes(field)) refuse("stopped", [`${field}: ${stop.reason}`]);
    const value = FIELDS[field](person, caseDoc, contactPointId);
    save(ws, [{ type: "reveal.made", caseId, personId: person.id, body: { field, contactPointId: field === "phone" ? contactPointId : null, reason: "" } }]);
    return { value, hideAfterMs: HIDE_AFTER_MS };
  },
};
