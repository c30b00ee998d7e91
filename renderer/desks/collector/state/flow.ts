/** What the collector does, across the stores: open, dial, log and go on, stamp, answer. */
import type { CaseView, QueueRow } from "../../../../shared/ipc/contract.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { ask } from "../../../lib/api.ts";
import type { Due } from "../logic/promise.ts";
import { answerInbound, clearGate, dial, discardCall, restoreCall, submitCall, useOpenCall, type Saved } from "./call.ts";
import { chooseContact, contactOf, openCase, refreshCase, showView, useCase } from "./case.ts";
import { loadFigures } from "./figures.ts";
import { clearNote, showNote, useNote } from "./notes.ts";
import { useQueue } from "./queue.ts";
import { tellSaved } from "./saved.ts";
import { openWarning, stampWarning } from "./warnings.ts";

/** What each account of the person owes. */
export const duesOf = (view: CaseView): Due[] =>
  view.accounts.filter((a) => a.status === "open").map((a) => ({ caseId: a.id, currentFen: a.balances.currentFen, minimumFen: a.balances.minimumDueFen, overdueDays: a.overdueDays }));

/** Opens a case, unless a call on another one is still to be logged. Returns whether it was opened. */
export function goTo(caseId: string): boolean {
  const { call } = useOpenCall.getState();
  if (call && call.caseId !== caseId) {
    useOpenCall.setState((s) => ({ missed: s.missed + 1 }));
    return false;
  }
  if (useCase.getState().caseId === caseId) return true;
  clearGate();
  void openCase(caseId);
  void showNote(caseId);
  return true;
}

/** The next case of the list that is open; stays when there is none. */
export async function goOn(): Promise<void> {
  const { tab } = useQueue.getState();
  const answer = await ask("queue.next", { tab, afterCaseId: useCase.getState().caseId });
  if (answer.ok && answer.value.caseId) goTo(answer.value.caseId);
  else await refreshCase();
}

/** Turns to another number; what the gate said of the last one no longer matters. */
export function aimAt(contactId: string | null): void {
  clearGate();
  chooseContact(contactId);
}

/** One key: gate, reveal, attempt (PRODUCT.md 1.6). */
export async function dialNow(): Promise<void> {
  const { view, contactId } = useCase.getState();
  const contact = contactOf(view, contactId);
  if (!view || !contact) return;
  const after = await dial(view.caseId, contact);
  if (after) showView(after);
  if (useOpenCall.getState().gate) chooseContact(contact.id);
}

/** Logs the result; then the next case comes up by itself, unless `stay` or a warning's form is due. */
export async function logAndGoOn(words: (saved: Saved) => string, stay = false): Promise<void> {
  const { view, caseId } = useCase.getState();
  const call = useOpenCall.getState().call;
  if (!call || caseId !== call.caseId) return;
  const saved = await submitCall(view ? duesOf(view) : [], useNote.getState().text);
  if (!saved) return;
  tellSaved(saved.savedAt, words(saved));
  if (saved.view) showView(saved.view);
  chooseContact(null);
  void clearNote(call.caseId);
  void loadFigures();
  if (saved.warns && (await warnAfterCall(saved))) return;
  if (!stay) await goOn();
}

/** A complaint result without a stamp: T0 is the end of the call (reading 6). True when a form is now open. */
async function warnAfterCall(saved: Saved): Promise<boolean> {
  if (!saved.view) return false;
  const warning = saved.view.warning;
  if (warning && warning.state !== "stamped") return false;
  const id = warning?.id ?? (await stampWarning(saved.view.caseId, saved.callId))?.warningId;
  if (!id) return false;
  await refreshCase();
  await openWarning(id);
  return true;
}

/** F8: stamps T0 and returns to the call. */
export async function stampNow(): Promise<void> {
  const { view } = useCase.getState();
  if (!view) return;
  const stamped = await stampWarning(view.caseId, useOpenCall.getState().call?.callId ?? null);
  if (stamped) showView(stamped.view);
}

/** Saves the note box as a note of its own (no call). */
export async function saveNote(words: string): Promise<Refusal | null> {
  const { caseId, text } = useNote.getState();
  if (caseId === null || text.trim() === "") return null;
  const answer = await ask("note.add", { caseId, text: text.trim() });
  if (!answer.ok) return answer.refusal;
  await clearNote(caseId);
  showView(answer.value.view);
  tellSaved(answer.value.savedAt, words);
  return null;
}

/** Opens the case of an inbound caller and starts its entry. */
export function takeInbound(row: Pick<QueueRow, "caseId">): void {
  if (goTo(row.caseId)) answerInbound(row.caseId);
}

/** After a crash or a lock: the call that was open comes back, unless it had been saved after all. */
export async function comeBack(): Promise<void> {
  const caseId = await restoreCall();
  if (!caseId) return;
  await Promise.all([openCase(caseId), showNote(caseId)]);
  const { view } = useCase.getState();
  const { call } = useOpenCall.getState();
  if (view?.timeline.some((e) => e.type === "call.logged" && e.body["callId"] === call?.callId)) await discardCall();
}
