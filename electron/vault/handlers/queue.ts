/** Worklist: pages, counts, the next case. */
import { queueRow, keyText, readKey } from "../views/queue-view.ts";
import type { Area } from "./types.ts";

export const queueHandlers: Area<"queue"> = {
  "queue.list": (ws, input) => {
    const page = ws.cache.queue.list({ ...input, after: readKey(input.after) });
    const now = ws.clock.now();
    return { rows: page.rows.map((r) => queueRow(r, now)), next: keyText(page.next) };
  },
  "queue.counts": (ws) => ws.cache.queue.counts(),
  // Goes on from where the case stood when it was opened: work done on it has moved it since.
  "queue.next": (ws, { tab, afterCaseId }) => {
    const after = afterCaseId === null ? null : (ws.openedAt.get(afterCaseId)?.get(tab) ?? ws.cache.queue.keyOf(afterCaseId, tab));
    return { caseId: ws.cache.queue.next(tab, after, afterCaseId) };
  },
};
