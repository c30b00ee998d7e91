/**
 * Late events (迟到记录): written on a case that had moved on by the time they arrived, or of a kind or
 * version the centre does not know. What they say about the person counts at once (decision 015); what
 * they say about the work waits for the supervisor, by one table per event type.
 */
import { EVENT_BODIES, EVENT_VERSION, type EventType, type LockdeskEvent } from "./events.ts";
import { dayOf } from "./time.ts";

export const REVIEW_DECISIONS = ["adopt", "archive", "return"] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];
/** Why an event waits: its case was taken back by the bank or settled, the person was 停催 when they were called, it went to somebody else, or the event is of an unknown kind. */
export const LATE_REASONS = ["unknownKind", "closed", "afterStop", "moved"] as const;
/** May it be made anew on the present case, and if not why: not a kind that is, the case is not the team's, its day is over. */
export const ADOPTABLE = ["yes", "kind", "notHeld", "past"] as const;
export type Adoptable = (typeof ADOPTABLE)[number];

/**
 * `adopt`: part of the work, may be made anew. `read`: somebody should read it. `done`: a trace, or a fact
 * about the person that has taken effect as it came, or a choice that nobody misses; nothing to decide.
 */
export type LateRule = "adopt" | "read" | "done";

export const LATE_RULES: Readonly<Record<EventType, LateRule>> = {
  "call.started": "done",
  "call.refused": "done",
  "call.logged": "read",
  "note.added": "read",
  "promise.made": "adopt",
  "followUp.set": "adopt",
  "contact.added": "done",
  "contact.marked": "done",
  "contact.chosen": "done",
  "reveal.made": "done",
  "inbound.found": "done",
  // Warnings run their own course, whoever has the case.
  "warning.stamped": "done",
  "warning.filed": "done",
  "workflow.stepTaken": "done",
  // A lock is the person's, whoever has the case.
  "stop.set": "done",
  "stop.lifted": "done",
  "stop.heard": "done",
  "stop.ticked": "done",
  "complaint.filed": "done",
  "referral.filed": "done",
  "duty.changed": "done",
  "quarantine.settled": "done",
  "outbox.salvaged": "done",
  "spotCheck.drawn": "done",
  "spotCheck.judged": "done",
};

/** True for a type and version this program knows. */
export const isKnown = (type: string, v: number): type is EventType => type in EVENT_BODIES && v <= EVENT_VERSION;

/** What becomes of a late event; one of an unknown kind is read by somebody. */
export const lateRule = (type: string, v: number): LateRule => (isKnown(type, v) ? LATE_RULES[type] : "read");

/** Types about which nothing has to be decided. */
export const DECIDED_BY_THEMSELVES: readonly string[] = Object.entries(LATE_RULES).filter(([, rule]) => rule === "done").map(([type]) => type);

/** May this be made anew now (UTC ms) on the present case? `held`: the case is open and the deciding team's. */
export function adoptable(event: LockdeskEvent | null, held: boolean, now: number): Adoptable {
  if (event === null || LATE_RULES[event.type] !== "adopt") return "kind";
  if (!held) return "notHeld";
  const over = (event.type === "promise.made" && event.body.items.some((item) => item.dueOn < dayOf(now))) || (event.type === "followUp.set" && event.body.at !== null && event.body.at <= now);
  return over ? "past" : "yes";
}
