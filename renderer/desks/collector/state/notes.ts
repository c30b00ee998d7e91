/** The one note box of each case: what stands in it, kept as a draft per case. */
import { create } from "zustand";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";

interface NoteStore {
  caseId: string | null;
  text: string;
}
export const useNote = create<NoteStore>(() => ({ caseId: null, text: "" }));
const keyOf = (caseId: string): string => `note:${caseId}`;

/** Shows the box of a case, with what was typed there before. */
export async function showNote(caseId: string | null): Promise<void> {
  useNote.setState({ caseId, text: "" });
  if (caseId === null) return;
  const kept = await loadDraft(keyOf(caseId));
  useNote.setState((s) => (kept && s.caseId === caseId && s.text === "" ? { caseId, text: kept } : s));
}

/** Every change goes to the draft. */
export function typeNote(text: string): void {
  const { caseId } = useNote.getState();
  if (caseId === null) return;
  useNote.setState({ text });
  keepDraft(keyOf(caseId), text || null);
}

/** The note has been saved with an event: box and draft are empty. */
export async function clearNote(caseId: string): Promise<void> {
  useNote.setState((s) => (s.caseId === caseId ? { caseId, text: "" } : s));
  await dropDraft(keyOf(caseId));
}
