/** Dialling and the result of a call (PRODUCT.md 1.6, 1.9). */
import { uuidv7 } from "uuidv7";
import type { CallLog } from "../../../shared/ipc/contract.ts";
import { judgeContact, type Soothing } from "../../../shared/conduct/gate.ts";
import type { EventBody, EventDraft } from "../../../shared/model/events.ts";
import { may } from "../../../shared/access/table.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { soothingOf } from "../../../shared/workflow/soothing.ts";
import { saveLate, saveOn } from "../save-on.ts";
import { refuseSavedGone } from "../refusals.ts";
import { caseView, contactOf, loadCase } from "../views/case-view.ts";
import { save, type Workspace } from "../workspace.ts";
import { callFaults, nextContactAfter, warns } from "./call-rules.ts";
import type { Area } from "./types.ts";

export const dialHandlers: Area<"dial"> = {
  // Gate, trace and number in one key: the full number leaves only after the attempt is durable.
  "dial.start": (ws, { caseId, contactPointId }) => {
    const { caseDoc, person } = loadCase(ws, caseId);
    const contact = contactOf(person, contactPointId);
    const now = ws.clock.now();
    const { allowed, receipt, refusal } = judgeContact({ now, person, caseDoc, contact, soothing: soothingFor(ws, person.id) });
    const callId = allowed ? uuidv7() : null;
    const draft: EventDraft = callId
      ? { type: "call.started", caseId, personId: person.id, body: { callId, contactPointId, gate: receipt } }
      : { type: "call.refused", caseId, personId: person.id, body: { contactPointId, gate: receipt } };
    save(ws, [draft]);
    return { allowed, callId, number: allowed ? contact.value : null, startedAt: now, receipt, refusal, view: caseView(ws, caseId) };
  },
};

export const callHandlers: Area<"call"> = {
  "call.log": (ws, input) => {
    const started = ws.outbox.callStarted(input.callId);
    // Reassigned while the call was running: the result is not lost, it goes to review at the centre.
    if (ws.cache.records.caseDoc(input.caseId) === null && started) {
      saveLate(ws, [{ type: "call.logged", caseId: input.caseId, personId: started.personId, body: callBody(input, started.atServer, ws.clock.now()) }]);
      return refuseSavedGone();
    }
    const { caseDoc, person } = loadCase(ws, input.caseId);
    const now = ws.clock.now();
    const accountIds = new Set(ws.cache.records.accountsOf(person.id).map((a) => a.doc.id));
    const faults = callFaults(input, { now, person, accountIds });
    if (faults.length) return refuse("bad_input", faults);
    const body = callBody(input, started?.atServer ?? now, now);
    const before = ws.outbox.callLogged(input.callId);
    if (before) return sameResult(before, body) ? { view: caseView(ws, input.caseId), savedAt: now } : refuse("conflict", ["callId: its result is already saved"]);

    const at = { caseId: input.caseId, personId: person.id };
    const next = nextContactAfter(input, { now, person, caseDoc });
    const drafts: EventDraft[] = [
      { ...at, type: "call.logged", body },
      ...(input.promises.length ? [{ ...at, type: "promise.made" as const, body: { callId: input.callId, note: "", items: input.promises.map((p) => ({ ...p, promiseId: uuidv7() })) } }] : []),
      ...followUps(input).map((b) => ({ ...at, type: "followUp.set" as const, body: b })),
      ...(next ? [{ ...at, type: "contact.chosen" as const, body: { contactPointId: next } }] : []),
      ...(warns(input) && !person.holds.some((h) => h.reason === "warning") ? [{ ...at, type: "warning.stamped" as const, body: { warningId: uuidv7(), t0: now, callId: input.callId } }] : []),
    ];
    return saveOn(ws, input.caseId, drafts);
  },
};

function callBody(input: CallLog, startedAt: number, endedAt: number): EventBody<"call.logged"> {
  const { callId, contactPointId, direction, line, person, outcome, tags, identityStated, note } = input;
  return { callId, contactPointId, direction, line, person, outcome, tags, identityStated, note, startedAt: Math.min(startedAt, endedAt), endedAt };
}

/** The same key pressed twice saves once. */
function sameResult(a: EventBody<"call.logged">, b: EventBody<"call.logged">): boolean {
  const plain = ({ startedAt: _s, endedAt: _e, ...rest }: EventBody<"call.logged">) => JSON.stringify(rest);
  return plain(a) === plain(b);
}

function followUps(input: Pick<CallLog, "followUpAt" | "callbackAt">): EventBody<"followUp.set">[] {
  return [
    ...(input.followUpAt === null ? [] : [{ kind: "followUp" as const, at: input.followUpAt, note: "" }]),
    ...(input.callbackAt === null ? [] : [{ kind: "callback" as const, at: input.callbackAt, note: "" }]),
  ];
}

/** What this user's call to the person soothes, as the documents here have it; null for every collector. */
function soothingFor(ws: Workspace, personId: string): Soothing | null {
  if (!may(ws.me.roles, "workflow.step")) return null;
  const complaints = ws.cache.records.forms("complaint", MAX_FORMS).filter((doc) => doc.personId === personId);
  return soothingOf({ complaints, warnings: ws.cache.records.warningsOf(personId) }, ws.me);
}
/** More than any desk has. */
const MAX_FORMS = 500;
