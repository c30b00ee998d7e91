/** Forms of workflows at the desks: a complaint or a referral is filed, and every step of it is judged here before it is saved. */
import { uuidv7 } from "uuidv7";
import { refuse } from "../../../shared/protocol/errors.ts";
import { complaintFrom, judgeFormStep, referralFrom } from "../../../shared/workflow/form.ts";
import { refuseStep } from "../refusals.ts";
import { formOf, formRow, formsOf } from "../views/form-view.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

/** More than any desk reads in one list. */
const MAX_ROWS = 500;

const shownNow = (ws: Workspace, id: string) => formOf(ws, id) ?? refuse("not_found", ["formId"]);
/** Forms hang on no case, so saving draws nothing anew by itself. */
const touched = (ws: Workspace): void => ws.changes.touched({ caseIds: new Set(), warnings: true, stops: false, purged: false });

export const formHandlers: Area<"forms"> & Area<"form"> & Area<"complaint"> & Area<"referral"> = {
  "forms.list": (ws, { workflow }) => ({ forms: formsOf(ws, workflow, MAX_ROWS).map(formRow), serverNow: ws.clock.now() }),

  "form.step": (ws, { formId, step, body }) => {
    const { doc } = shownNow(ws, formId);
    const answer = judgeFormStep(doc, { step, body, at: ws.clock.now(), by: ws.me });
    if (!answer.ok) return refuseStep(answer);
    save(ws, [{ type: "workflow.stepTaken", caseId: null, personId: null, body: { workflow: doc.workflow, instanceId: formId, step, body: answer.body as Record<string, unknown> } }]);
    touched(ws);
    return formRow(shownNow(ws, formId));
  },

  "complaint.file": (ws, { form }) => {
    const complaintId = uuidv7();
    const now = ws.clock.now();
    const draft = complaintFrom({ userId: ws.me.id, atServer: now, body: { complaintId, form } }, ws.me.name);
    const answer = judgeFormStep(draft, { step: "file", body: form, at: now, by: ws.me });
    if (!answer.ok) return refuseStep(answer);
    save(ws, [{ type: "complaint.filed", caseId: null, personId: null, body: { complaintId, form } }]);
    touched(ws);
    return formRow(shownNow(ws, complaintId));
  },

  "referral.file": (ws, { form }) => {
    const referralId = uuidv7();
    const now = ws.clock.now();
    const draft = referralFrom({ userId: ws.me.id, atServer: now, body: { referralId, form } }, ws.me.name);
    const answer = judgeFormStep(draft, { step: "file", body: form, at: now, by: ws.me });
    if (!answer.ok) return refuseStep(answer);
    save(ws, [{ type: "referral.filed", caseId: null, personId: null, body: { referralId, form } }]);
    touched(ws);
    return formRow(shownNow(ws, referralId));
  },
};
