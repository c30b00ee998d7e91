/** 停催 as rows: the centre's word with own words not sent yet on top, and what this user may do with it. */
import type { z } from "zod";
import type { StopRowSchema } from "../../../shared/ipc/contract.ts";
import { covers } from "../../../shared/access/reach.ts";
import { scopesOf } from "../../../shared/access/table.ts";
import { maskName } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import { isSameStop, lifters, stands, stopDueAt, unheardOn, untickedBy, withHeard, withLift, withTick, type StopDoc } from "../../../shared/model/stop.ts";
import type { Workspace } from "../workspace.ts";

type Reader = Pick<Workspace, "cache" | "outbox" | "clock" | "me" | "deviceId">;
interface Named {
  readonly doc: StopDoc;
  readonly name: string;
  readonly caseNo: string;
  readonly bankName: string;
}

/** Stops of a list, newest first, those that stand before the others. */
export const stopRows = (ws: Reader, limit: number): z.output<typeof StopRowSchema>[] => ws.cache.records.stops(limit).map((row) => stopRow(ws, row));

function stopRow(ws: Reader, { doc, name, caseNo, bankName }: Named): z.output<typeof StopRowSchema> {
  const { stop, pending } = withOwnWords(ws, doc);
  const standing = stands(stop);
  return {
    stop: { ...stop, set: stop.set && { ...stop.set, note: maskText(stop.set.note) }, lift: stop.lift && { ...stop.lift, note: maskText(stop.lift.note) } },
    // A desk that has no case of it reads name and number as the centre wrote them.
    nameMasked: name ? maskName(name) : stop.facts.name, caseNo: caseNo || stop.facts.caseNo, bankName: bankName || stop.facts.bank,
    standing, dueAt: stopDueAt(stop), unheard: standing ? unheardOn(stop) : [], unticked: standing ? untickedBy(stop) : [],
    mine: standing && untickedBy(stop).some((c) => c.userId === ws.me.id), mayLift: standing && mayLift(ws, stop), pending,
  };
}

function withOwnWords(ws: Reader, doc: StopDoc): { stop: StopDoc; pending: boolean } {
  let stop = doc;
  let pending = false;
  for (const { event, unsent } of ws.outbox.liveOn({ personId: doc.personId })) {
    const said = ownWord(ws, stop, event);
    if (said === null) continue;
    stop = said;
    pending ||= unsent && event.type !== "stop.heard";
  }
  return { stop, pending };
}

function ownWord(ws: Reader, stop: StopDoc, event: ReturnType<Reader["outbox"]["liveOn"]>[number]["event"]): StopDoc | null {
  switch (event.type) {
    case "stop.heard":
      return isSameStop(event.body, stop) ? withHeard(stop, { deviceId: ws.deviceId, userId: ws.me.id, at: event.atServer }) : null;
    case "stop.ticked":
      return isSameStop(event.body, stop) ? withTick(stop, { userId: event.body.userId, by: ws.me.id, at: event.atServer }) : null;
    case "stop.lifted":
      return isSameStop(event.body, stop) ? withLift(stop, { id: event.id, by: ws.me.id, byName: ws.me.name, at: event.atServer, note: event.body.note }) : null;
    default:
      return null;
  }
}

/** As the centre will ask; a head has the region's by the desk it came to. */
function mayLift(ws: Reader, stop: StopDoc): boolean {
  const roles = ws.me.roles.filter((role) => lifters(stop.reason).includes(role));
  const cases = ws.cache.records.accountsOf(stop.personId).map((a) => a.doc);
  return scopesOf(roles, "stop.lift").some((scope) => (scope === "region" ? stop.desks.length > 0 : cases.some((c) => covers(scope, ws.me, c))));
}
