/**
 * Early warnings stamped and not yet filed, across cases: their five minutes run on whatever is on screen
 * (S-26.1). The prefilled form is kept as a draft from the moment of the stamp.
 */
import { create } from "zustand";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { WarningFormSchema, type WarningForm } from "../../../../shared/model/warning-form.ts";
import { EARLY_WARNING } from "../../../../shared/workflow/early-warning.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { ask } from "../../../lib/api.ts";
import { useSession } from "../../../stores/session.ts";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";

export interface Stamped {
  readonly warningId: string;
  readonly caseId: string;
  readonly callId: string | null;
  readonly t0: number;
  readonly nameMasked: string;
}

interface WarningStore {
  stamped: readonly Stamped[];
  /** The one whose form is open. */
  openId: string | null;
  form: WarningForm | null;
  stamping: boolean;
  sending: boolean;
  refusal: Refusal | null;
}
export const useWarnings = create<WarningStore>(() => ({ stamped: [], openId: null, form: null, stamping: false, sending: false, refusal: null }));
const { setState: set, getState: get } = useWarnings;
const keyOf = (warningId: string): string => `warning:${warningId}`;

/** Used when a form is opened on a machine that did not stamp it. */
export const BLANK_FORM: WarningForm = { reached: "", types: ["other"], emotion: "dissatisfied", channels: ["unsaid"], demand: "", summary: "", explained: "", urgency: "normal" };

/** The warnings of this desk that still owe their form. */
export async function loadStamped(): Promise<void> {
  const answer = await ask("warnings.list", { open: true });
  if (!answer.ok) return;
  const me = useSession.getState().facts?.me.id;
  const before = new Map(get().stamped.map((s) => [s.warningId, s.callId]));
  const stamped = answer.value.warnings
    .filter((w) => w.warning.state === EARLY_WARNING.initial && w.warning.collectorId === me)
    .map(({ warning: w, nameMasked }) => ({ warningId: w.id, caseId: w.caseId, callId: before.get(w.id) ?? null, t0: w.t0, nameMasked }))
    .sort((a, b) => a.t0 - b.t0);
  set({ stamped });
}

/** One key: stamps T0, keeps the prefilled form, stays in the call. Returns the new view and the warning. */
export async function stampWarning(caseId: string, callId: string | null): Promise<{ view: CaseView; warningId: string } | null> {
  if (get().stamping) return null;
  set({ stamping: true, refusal: null });
  const answer = await ask("warning.stamp", { caseId, callId });
  set({ stamping: false, refusal: answer.ok ? null : answer.refusal });
  if (!answer.ok) return null;
  const { warningId, t0, prefill, view } = answer.value;
  const entry: Stamped = { warningId, caseId, callId, t0, nameMasked: view.person.name };
  set((s) => ({ stamped: [...s.stamped.filter((x) => x.warningId !== warningId), entry].sort((a, b) => a.t0 - b.t0) }));
  keepDraft(keyOf(warningId), JSON.stringify(prefill));
  return { view, warningId };
}

/** Opens the form of a warning, by default the oldest, with what was filled in so far. */
export async function openWarning(warningId = get().stamped[0]?.warningId ?? null): Promise<void> {
  if (warningId === null) return;
  const kept = await loadDraft(keyOf(warningId));
  set({ openId: warningId, form: parseForm(kept) ?? BLANK_FORM, refusal: null });
}

/** A half-filled form is a form too: empty lists and an empty summary are kept as they are. */
const DraftForm = WarningFormSchema.partial();
function parseForm(text: string | null): WarningForm | null {
  if (!text) return null;
  try {
    const whole: unknown = JSON.parse(text);
    const kept = WarningFormSchema.safeParse(whole);
    if (kept.success) return kept.data;
    const part = DraftForm.safeParse(typeof whole === "object" && whole !== null ? Object.fromEntries(Object.entries(whole).filter(([, v]) => v !== "" && !(Array.isArray(v) && v.length === 0))) : {});
    return part.success ? { ...BLANK_FORM, types: [], channels: [], ...part.data } : null;
  } catch {
    return null;
  }
}

export const closeWarning = (): void => set({ openId: null, form: null, refusal: null });

/** Every change goes to the draft. */
export function editForm(change: Partial<WarningForm>): void {
  const { openId, form } = get();
  if (openId === null || !form) return;
  const next = { ...form, ...change };
  set({ form: next, refusal: null });
  keepDraft(keyOf(openId), JSON.stringify(next));
}

/** Sends the form. On a refusal it stays open as it was. */
export async function sendWarning(): Promise<{ view: CaseView; savedAt: number } | null> {
  const { openId, form, stamped, sending } = get();
  const warning = stamped.find((s) => s.warningId === openId);
  if (!warning || !form || sending) return null;
  set({ sending: true, refusal: null });
  const answer = await ask("warning.file", { caseId: warning.caseId, warningId: warning.warningId, callId: warning.callId, form });
  if (!answer.ok) {
    set({ sending: false, refusal: answer.refusal });
    return null;
  }
  set((s) => ({ sending: false, openId: null, form: null, stamped: s.stamped.filter((x) => x.warningId !== warning.warningId) }));
  await dropDraft(keyOf(warning.warningId));
  return answer.value;
}
