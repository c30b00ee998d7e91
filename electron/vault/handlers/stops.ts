/** 停催 at the desks: set and lifted by whoever may, ticked by each collector; what a machine has heard the vault says itself. */
import { uuidv7 } from "uuidv7";
import type { StopDoc } from "../../../shared/model/stop.ts";
import { may } from "../../../shared/access/table.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { saveOn } from "../save-on.ts";
import { loadCase } from "../views/case-view.ts";
import { stopRows } from "../views/stop-view.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

/** More than any desk reads in one list. */
const MAX_ROWS = 500;

export const stopHandlers: Area<"stop"> & Area<"stops"> = {
  "stops.list": (ws) => ({ stops: stopRows(ws, MAX_ROWS), serverNow: ws.clock.now() }),

  "stop.set": (ws, { caseId, reason, note }) => {
    const { person } = loadCase(ws, caseId);
    if (person.holds.some((h) => h.reason === reason)) return refuse("conflict", [`reason: ${reason} stands already`]);
    return saveOn(ws, caseId, [{ type: "stop.set", caseId, personId: person.id, body: { ref: uuidv7(), reason, note } }]);
  },

  "stop.lift": (ws, { stopId, note }) => {
    const { stop, mayLift } = rowOf(ws, stopId);
    if (!mayLift) return refuse("forbidden", ["stopId: somebody else lifts it"]);
    // Set twice for one reason, it is ended as one: whoever lifts it has seen both.
    const same = stopRows(ws, MAX_ROWS).filter((r) => r.standing && r.stop.personId === stop.personId && r.stop.reason === stop.reason);
    return said(ws, stop, same.map((r) => ({ type: "stop.lifted", body: { ref: r.stop.ref, reason: r.stop.reason, note } })));
  },

  "stop.tick": (ws, { stopId, userId }) => {
    const { stop, unticked } = rowOf(ws, stopId);
    if (userId !== ws.me.id && !may(ws.me.roles, "stop.set")) return refuse("forbidden", ["userId: a tick is one's own"]);
    if (!unticked.some((c) => c.userId === userId)) return refuse("conflict", ["userId: owes no tick"]);
    return said(ws, stop, [{ type: "stop.ticked", body: { ref: stop.ref, reason: stop.reason, userId } }]);
  },
};

const rowOf = (ws: Workspace, stopId: string) => stopRows(ws, MAX_ROWS).find((r) => r.stop.id === stopId && r.standing) ?? refuse("not_found", ["stopId"]);

type Word = { type: "stop.lifted"; body: { ref: string; reason: StopDoc["reason"]; note: string } } | { type: "stop.ticked"; body: { ref: string; reason: StopDoc["reason"]; userId: string } };
function said(ws: Workspace, { caseId, personId }: StopDoc, words: readonly Word[]): { savedAt: number } {
  const { savedAt } = save(ws, words.map((word) => ({ ...word, caseId, personId })));
  ws.changes.touched({ caseIds: new Set(), warnings: false, stops: true, purged: false });
  return { savedAt };
}
