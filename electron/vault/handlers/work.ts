/** Notes, promises, follow-ups and contact points. */
import { uuidv7 } from "uuidv7";
import { refuse } from "../../../shared/protocol/errors.ts";
import { saveOn } from "../save-on.ts";
import { contactOf, loadCase } from "../views/case-view.ts";
import { promiseFaults, timeFits } from "./call-rules.ts";
import type { Area } from "./types.ts";

export const noteHandlers: Area<"note"> = {
  "note.add": (ws, { caseId, text }) => {
    const { person } = loadCase(ws, caseId);
    if (text.trim() === "") return refuse("bad_input", ["text: is empty"]);
    return saveOn(ws, caseId, [{ type: "note.added", caseId, personId: person.id, body: { text } }]);
  },
};

export const promiseHandlers: Area<"promise"> = {
  "promise.make": (ws, { caseId, items, note }) => {
    const { person } = loadCase(ws, caseId);
    const accountIds = new Set(ws.cache.records.accountsOf(person.id).map((a) => a.doc.id));
    const faults = promiseFaults(items, { now: ws.clock.now(), accountIds });
    if (faults.length) return refuse("bad_input", faults);
    return saveOn(ws, caseId, [{ type: "promise.made", caseId, personId: person.id, body: { callId: null, note, items: items.map((p) => ({ ...p, promiseId: uuidv7() })) } }]);
  },
};

export const followUpHandlers: Area<"followUp"> = {
  "followUp.set": (ws, { caseId, kind, at, note }) => {
    const { person } = loadCase(ws, caseId);
    if (!timeFits(at, ws.clock.now())) return refuse("bad_input", ["at: is in the past"]);
    return saveOn(ws, caseId, [{ type: "followUp.set", caseId, personId: person.id, body: { kind, at, note } }]);
  },
};

export const contactHandlers: Area<"contact"> = {
  "contact.add": (ws, { caseId, ...point }) => {
    const { person } = loadCase(ws, caseId);
    if (person.contacts.some((c) => c.value === point.value)) return refuse("bad_input", ["value: is already among the contact points"]);
    if (point.kind === "mobile" && !/^1\d{10}$/.test(point.value)) return refuse("bad_input", ["value: is no mobile number"]);
    return saveOn(ws, caseId, [{ type: "contact.added", caseId, personId: person.id, body: { contactPointId: uuidv7(), ...point } }]);
  },
  "contact.mark": (ws, { caseId, contactPointId, status, reason }) => {
    const { person } = loadCase(ws, caseId);
    const contact = contactOf(person, contactPointId);
    // Who asked not to be called again is not called again; only the centre could lift it.
    if (contact.status === "refused") return refuse("bad_input", ["status: this number was refused by its holder"]);
    return saveOn(ws, caseId, [{ type: "contact.marked", caseId, personId: person.id, body: { contactPointId, status, reason } }]);
  },
  "contact.choose": (ws, { caseId, contactPointId }) => {
    const { person } = loadCase(ws, caseId);
    contactOf(person, contactPointId);
    return saveOn(ws, caseId, [{ type: "contact.chosen", caseId, personId: person.id, body: { contactPointId } }]);
  },
};
