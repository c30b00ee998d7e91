/** Forms as a desk shows them: own unsent steps laid over the centre's document, personal data masked. */
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { maskName, maskPhone } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import type { FormDoc, FormWorkflow } from "../../../shared/model/form-doc.ts";
import { defOf } from "../../../shared/workflow/engine.ts";
import { complaintFormOf, formFrom, formIdOf, projectForm, referralFormOf, type FormEvent } from "../../../shared/workflow/form.ts";
import { FORMS } from "../../../shared/workflow/registry.ts";
import type { LiveEvent } from "../../../db/outbox.ts";
import type { Workspace } from "../workspace.ts";

type Own = LiveEvent & { readonly event: FormEvent };
const FORM_EVENTS = ["complaint.filed", "referral.filed", "workflow.stepTaken"] as const;

/** Own events about forms that the centre's documents do not contain yet, oldest first. */
const ownEvents = (ws: Pick<Workspace, "outbox">): Own[] => (ws.outbox.liveOf(FORM_EVENTS) as Own[]).reverse();

export interface ShownForm {
  readonly doc: FormDoc;
  readonly pending: boolean;
}

function shown(ws: Pick<Workspace, "me">, server: FormDoc | null, own: readonly Own[]): ShownForm | null {
  const doc = own.reduce<FormDoc | null>((before, { event }) => {
    const base = before ?? formFrom(event, ws.me.name);
    return base && projectForm(base, event, { name: ws.me.name, receivedAt: null });
  }, server);
  return doc && { doc, pending: own.some(({ event, unsent }) => unsent || (server?.applied[event.deviceId] ?? 0) < event.seq) };
}

/** The forms of a workflow on this workstation, newest first. */
export function formsOf(ws: Pick<Workspace, "cache" | "outbox" | "me">, workflow: FormWorkflow, limit: number): ShownForm[] {
  const own = ownEvents(ws);
  const stored = ws.cache.records.forms(workflow, limit);
  const known = new Set(stored.map((d) => d.id));
  const mine = (id: string) => own.filter(({ event }) => formIdOf(event) === id);
  const fresh = [...new Set(own.filter(({ event }) => formFrom(event, "")?.workflow === workflow).map(({ event }) => formIdOf(event)))].filter((id) => !known.has(id));
  return [...fresh.map((id) => shown(ws, null, mine(id))), ...stored.map((doc) => shown(ws, doc, mine(doc.id)))].filter((f) => f !== null);
}

/** One form as it is shown here; null when it is not here. */
export const formOf = (ws: Pick<Workspace, "cache" | "outbox" | "me">, id: string): ShownForm | null =>
  shown(ws, ws.cache.records.form(id), ownEvents(ws).filter(({ event }) => formIdOf(event) === id));

/** Free text is scrubbed; what is a reference, a time or somebody's id stays. */
function maskValues(doc: FormDoc, step: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const free = new Set(defOf(FORMS[doc.workflow], step)?.fields.filter((f) => f.kind === "text").map((f) => f.name));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, free.has(name) ? maskText(value) : value]));
}

function maskOpening(doc: FormDoc): FormDoc["opening"] {
  const referral = referralFormOf(doc);
  if (referral) return { ...referral, note: maskText(referral.note), materials: referral.materials.map((m) => ({ ...m, name: maskText(m.name) })) };
  const form = complaintFormOf(doc);
  // What cannot be read cannot be masked: it is not shown.
  if (!form) return null;
  return { ...form, complainant: maskName(form.complainant), phone: form.phone.includes("*") ? form.phone : form.phone && maskPhone(form.phone), demand: maskText(form.demand), points: form.points.map(maskText), attachments: maskText(form.attachments) };
}

/** The row as it goes to a window. */
export function formRow({ doc, pending }: ShownForm): FormRow {
  const { applied: _applied, ...rest } = doc;
  return {
    pending,
    form: {
      ...rest, opening: maskOpening(doc),
      parts: Object.fromEntries(Object.entries(doc.parts).map(([step, values]) => [step, maskValues(doc, step, values)])),
      steps: doc.steps.map((s) => ({ ...s, body: s.body === null || s.body === undefined ? null : maskValues(doc, s.step, s.body as Record<string, string>) })),
    },
  };
}
