/** Early warning at the desks: one key stamps T0, the form goes out, the supervisor's steps (S-26). */
import { uuidv7 } from "uuidv7";
import type { WarningDoc } from "../../../shared/model/documents.ts";
import { maskPhone } from "../../../shared/model/masking.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import type { StepAnswer } from "../../../shared/workflow/engine.ts";
import { judgeWarningStep } from "../../../shared/workflow/warning.ts";
import { saveLate, saveOn } from "../save-on.ts";
import { refuseSavedGone, refuseStep } from "../refusals.ts";
import { caseView, loadCase } from "../views/case-view.ts";
import { OPEN_STATES, prefillForm, warningRow } from "../views/warning-view.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

/** More than any desk reads in one list. */
const MAX_ROWS = 500;

function judge(ws: Workspace, doc: WarningDoc, step: string, body: unknown): Extract<StepAnswer, { ok: true }> {
  const answer = judgeWarningStep(doc, { step, body, at: ws.clock.now(), by: ws.me });
  return answer.ok ? answer : refuseStep(answer);
}

export const warningHandlers: Area<"warning"> & Area<"warnings"> = {
  // Pressed twice, it keeps the first T0.
  "warning.stamp": (ws, { caseId, callId }) => {
    const { person } = loadCase(ws, caseId);
    const running = ws.cache.records.warningOf(person.id);
    const stamped = running && running.doc.state === EARLY_WARNING.initial && running.doc.collectorId === ws.me.id ? running.doc : null;
    const warningId = stamped?.id ?? uuidv7();
    const t0 = stamped?.t0 ?? ws.clock.now();
    if (!stamped) save(ws, [{ type: "warning.stamped", caseId, personId: person.id, body: { warningId, t0, callId } }]);
    return { warningId, t0, prefill: prefill(ws, person.contacts, t0, callId), view: caseView(ws, caseId) };
  },

  "warning.file": (ws, { caseId, warningId, callId, form }) => {
    const stamp = ws.outbox.warningStamped(warningId);
    if (ws.cache.records.caseDoc(caseId) === null && stamp) {
      saveLate(ws, [{ type: "warning.filed", caseId, personId: stamp.personId, body: { warningId, t0: stamp.body.t0, callId, form } }]);
      return refuseSavedGone();
    }
    const { person } = loadCase(ws, caseId);
    const known = ws.cache.records.warning(warningId)?.doc ?? null;
    if (known && known.personId !== person.id) return refuse("not_found", ["warningId"]);
    if (known) judge(ws, known, "file", form);
    const t0 = known?.t0 ?? stamp?.body.t0 ?? ws.clock.now();
    return saveOn(ws, caseId, [{ type: "warning.filed", caseId, personId: person.id, body: { warningId, t0, callId, form } }]);
  },

  "warnings.list": (ws, { open }) => ({
    warnings: ws.cache.records.warnings(open ? OPEN_STATES : null, MAX_ROWS).map(warningRow),
    serverNow: ws.clock.now(),
  }),

  "warning.step": (ws, { warningId, step, body }) => {
    const before = rowOf(ws, warningId);
    const answer = judge(ws, before.doc, step, body);
    save(ws, [{ type: "workflow.stepTaken", caseId: before.doc.caseId, personId: before.doc.personId, body: { workflow: EARLY_WARNING.name, instanceId: warningId, step, body: answer.body as Record<string, unknown> } }]);
    return warningRow(rowOf(ws, warningId));
  },
};

function rowOf(ws: Workspace, warningId: string) {
  return ws.cache.records.warningRow(warningId) ?? refuse("not_found", ["warningId"]);
}

function prefill(ws: Workspace, contacts: readonly { id: string; value: string }[], t0: number, callId: string | null) {
  const started = callId ? ws.outbox.callStarted(callId) : null;
  const logged = callId ? ws.outbox.callLogged(callId) : null;
  const dialled = contacts.find((c) => c.id === (started?.body.contactPointId ?? logged?.contactPointId));
  return prefillForm({ t0, contactMasked: dialled ? maskPhone(dialled.value) : "", call: logged });
}
