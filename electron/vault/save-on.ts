/** Saving on a case and showing it as it then is. */
import type { CaseView } from "../../shared/ipc/contract.ts";
import type { EventDraft } from "../../shared/model/events.ts";
import { caseView } from "./views/case-view.ts";
import { errorFields, log } from "./log.ts";
import { save, type Saved, type Workspace } from "./workspace.ts";

/**
 * Saves and answers with the new view. The view before is drawn first, so that a case that cannot be
 * shown is refused before anything is saved, and a cache that fails afterwards cannot turn a durable
 * save into an error.
 */
export function saveOn(ws: Workspace, caseId: string, drafts: readonly EventDraft[]): { view: CaseView; savedAt: number } {
  const before = caseView(ws, caseId);
  const { savedAt } = save(ws, drafts);
  try {
    const view = caseView(ws, caseId);
    // A cache that could not be drawn shows the case without what was just saved: it is pending all the same.
    return { view: ws.undrawn.due ? { ...view, pending: true } : view, savedAt };
  } catch (error) {
    log("error", "view.afterSave", errorFields(error));
    return { view: { ...before, pending: true }, savedAt };
  }
}

/** Saves on a case that has left this workstation. */
export const saveLate = (ws: Workspace, drafts: readonly EventDraft[]): Saved => save(ws, drafts);
