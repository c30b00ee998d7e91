/** Tells of a salvaged outbox: the user in words, the centre in an event, so that IT sees it. */
import { SALVAGE_META, salvageIn } from "../../db/rescue/open-outbox.ts";
import { above, wordsOf } from "../../db/rescue/lost-numbers.ts";
import { vaultRefusal } from "./refusals.ts";
import { save, type Workspace } from "./workspace.ts";

/**
 * After a hello: what the centre holds up to `knownSeq` is not missing; the rest is reported, once. Dying
 * between the report and its note reports it again, which changes nothing at the centre.
 */
export function reportSalvage(ws: Workspace, knownSeq: number): void {
  const found = salvageIn(ws.outbox.meta(SALVAGE_META));
  if (!found) return;
  const lost = above(found.lost, knownSeq);
  save(ws, [{ type: "outbox.salvaged", caseId: null, personId: null, body: { reason: found.reason, keptAs: found.keptAs, saved: found.saved, lost } }]);
  ws.outbox.dropMeta(SALVAGE_META);
  ws.tell(lost.length > 0 ? vaultRefusal("outbox_lost", [lost.map(wordsOf).join(", "), found.keptAs]) : vaultRefusal("outbox_whole", [found.keptAs]));
}
