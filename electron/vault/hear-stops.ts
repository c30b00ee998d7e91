/**
 * Says to the centre that this machine's gate obeys a stop: by the vault itself, once per stop, kept in the outbox
 * like all that must not be lost. First what was applied is on the disk: a power cut after the word must not
 * leave a cache that knows nothing of the stop.
 */
import type { EventDraft } from "../../shared/model/events.ts";
import { isSameStop } from "../../shared/model/stop.ts";
import { save, type Workspace } from "./workspace.ts";

/** Acknowledges every stop that stands here and of which nothing was said yet. */
export function hearStops(ws: Workspace): void {
  // A cache that stands in for a file that would not open: the file will not know of it.
  if (ws.standsIn()) return;
  const drafts = ws.cache.records.stopped().flatMap(({ person, caseId }): EventDraft[] =>
    caseId === null ? [] : person.holds.flatMap(({ reason, ref }): EventDraft[] => {
      if (reason === "warning" || ws.outbox.stopHeard({ reason, ref }, person.id)) return [];
      const known = ws.cache.records.stopsOf(person.id).find((s) => isSameStop(s, { reason, ref }));
      if (known?.heard.some((h) => h.deviceId === ws.deviceId && h.userId === ws.me.id)) return [];
      return [{ type: "stop.heard", caseId, personId: person.id, body: { reason, ref } }];
    }));
  if (drafts.length === 0) return;
  ws.cache.toDisk();
  save(ws, drafts);
}
