/** What writing each kind of event takes; the centre asks the table again for every event (P5). */
import type { EventType } from "../model/events.ts";
import type { Action } from "./table.ts";

/** null = any signed-in user: about oneself, one's machine or one's own refused events. */
export const EVENT_ACTIONS: Readonly<Record<EventType, Action | null>> = {
  "call.started": "case.work", "call.refused": "case.work", "call.logged": "case.work", "note.added": "case.work", "promise.made": "case.work", "followUp.set": "case.work",
  "contact.added": "case.work", "contact.marked": "case.work", "contact.chosen": "case.work", "reveal.made": "case.read", "inbound.found": "inbound.lookup",
  "warning.stamped": "warning.stamp", "warning.filed": "warning.stamp", "complaint.filed": "complaint.file", "referral.filed": "referral.file", "workflow.stepTaken": "workflow.step", "stop.set": "stop.set", "stop.lifted": "stop.lift", "stop.heard": null, "stop.ticked": "stop.tick", "duty.changed": null, "outbox.salvaged": null,
  "spotCheck.drawn": "spotCheck.run", "spotCheck.judged": "spotCheck.run", "quarantine.settled": null,
};
