/** Timeline entries as the supervisor reads them beside the form: what each says, and which filter shows it. */
import { z } from "zod";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { EVENT_BODIES, GateReceiptSchema, type EventBody, type EventType, type GateReceipt } from "../../../../shared/model/events.ts";

export type Entry = CaseView["timeline"][number];
export const ENTRY_FILTERS = ["all", "calls", "notes", "gate"] as const;
export type EntryFilter = (typeof ENTRY_FILTERS)[number];

/** The word of each event type, below `supervisor:side.event`. */
export const EVENT_LABELS = {
  "call.started": "callStarted", "call.refused": "callRefused", "call.logged": "callLogged", "note.added": "noteAdded", "promise.made": "promiseMade",
  "followUp.set": "followUpSet", "contact.added": "contactAdded", "contact.marked": "contactMarked", "contact.chosen": "contactChosen",
  "reveal.made": "revealMade", "inbound.found": "inboundFound", "warning.stamped": "warningStamped", "warning.filed": "warningFiled",
  "complaint.filed": "complaintFiled", "referral.filed": "referralFiled", "workflow.stepTaken": "workflowStepTaken", "stop.set": "stopSet", "stop.lifted": "stopLifted", "stop.heard": "stopHeard", "stop.ticked": "stopTicked", "duty.changed": "dutyChanged", "quarantine.settled": "quarantineSettled",
  "outbox.salvaged": "outboxSalvaged", "spotCheck.drawn": "spotCheckDrawn", "spotCheck.judged": "spotCheckJudged",
} as const satisfies Record<EventType, string>;

const CALLS: readonly string[] = ["call.started", "call.logged", "call.refused", "inbound.found"];

/** Which entries a filter shows: calls with their attempts, notes wherever they were written, refusals of the gate. */
export function shows(filter: EntryFilter, entry: Entry): boolean {
  switch (filter) {
    case "all":
      return true;
    case "calls":
      return CALLS.includes(entry.type);
    case "notes":
      return noteOf(entry) !== "";
    case "gate":
      return entry.type === "call.refused";
  }
}

/** The entry's body when it is what its type promises; null for a type or form this version does not know. */
export function bodyOf<T extends EventType>(entry: Entry, type: T): EventBody<T> | null {
  if (entry.type !== type) return null;
  const parsed = EVENT_BODIES[type].safeParse(entry.body);
  return parsed.success ? (parsed.data as EventBody<T>) : null;
}

/** What was written by hand in an entry of any type. */
export function noteOf(entry: Entry): string {
  const text = entry.body["note"] ?? entry.body["text"];
  return typeof text === "string" ? text.trim() : "";
}

const WithGate = z.object({ gate: GateReceiptSchema });

/** The receipt of the contact gate that an attempt carries (P9). */
export function receiptOf(entry: Entry): GateReceipt | null {
  const parsed = WithGate.safeParse(entry.body);
  return parsed.success ? parsed.data.gate : null;
}

/** Newest first; entries of one moment keep the order they came in. */
export function newestFirst(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => b.at - a.at);
}
