/** The case on screen. */
import { create } from "zustand";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { ask } from "../../../lib/api.ts";
import { nextContact } from "../logic/contacts.ts";
import { setCursor } from "./queue.ts";

type TimelineEntry = CaseView["timeline"][number];

interface CaseStore {
  caseId: string | null;
  view: CaseView | null;
  /** The case that was on screen while the next one is read: shown so that nothing flickers, acted on by nobody. */
  leaving: CaseView | null;
  refusal: Refusal | null;
  loading: boolean;
  /** The number the next dial goes to; null = the one that comes up by itself. */
  contactId: string | null;
  /** Older entries fetched on demand, below those of the view. */
  older: readonly TimelineEntry[];
  olderMore: boolean;
}

const CLOSED: CaseStore = { caseId: null, view: null, leaving: null, refusal: null, loading: false, contactId: null, older: [], olderMore: false };
export const useCase = create<CaseStore>(() => CLOSED);
const { setState: set, getState: get } = useCase;

/** Reading takes a few milliseconds; a case that left longer ago than this is not worth looking at. */
const LEAVING_MS = 100;

/** Takes over the view that came with an answer, if its case is still the one on screen. */
export function showView(view: CaseView): void {
  const { caseId, older, view: shown } = get();
  if (view.caseId !== caseId) return;
  const kept = shown ? older : [];
  set({ view, leaving: null, refusal: null, loading: false, older: kept, olderMore: kept.length > 0 ? get().olderMore : view.timelineMore });
}

/** Opens a case; null closes the pane. */
export async function openCase(caseId: string | null): Promise<void> {
  if (caseId === null) return set(CLOSED);
  const { view, leaving } = get();
  set({ caseId, view: null, leaving: view ?? leaving, refusal: null, loading: true, contactId: null });
  setCursor(caseId);
  const late = setTimeout(() => set((s) => (s.caseId === caseId ? { leaving: null } : s)), LEAVING_MS);
  await refreshCase();
  clearTimeout(late);
}

/** Asks for the open case again. */
export async function refreshCase(): Promise<void> {
  const { caseId } = get();
  if (caseId === null) return;
  const answer = await ask("case.open", { caseId });
  if (get().caseId !== caseId) return;
  if (answer.ok) showView(answer.value);
  else set({ refusal: answer.refusal, loading: false, view: null, leaving: null });
}

/** Chooses the number to dial next. */
export const chooseContact = (contactId: string | null): void => set({ contactId });

/** The number the next dial goes to, given the view: the chosen one, else the one that comes up. */
export function contactOf(view: CaseView | null, contactId: string | null): CaseView["contacts"][number] | null {
  if (!view) return null;
  return view.contacts.find((c) => c.id === contactId) ?? nextContact(view.contacts);
}

/** Entries older than those on screen. */
export async function loadOlder(): Promise<void> {
  const { view, older, caseId } = get();
  const last = older.at(-1) ?? view?.timeline.at(-1);
  if (!view || !last) return;
  const answer = await ask("case.timeline", { personId: view.person.id, beforeAt: last.at, limit: 100 });
  if (!answer.ok || get().caseId !== caseId) return;
  set({ older: [...older, ...answer.value.timeline], olderMore: answer.value.more });
}
