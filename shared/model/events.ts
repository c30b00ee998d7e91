/**
 * Events are the only thing a workstation writes (DESIGN.md 3). Each is immutable; a correction is
 * a new event. `id` is made on the workstation (uuidv7) and is the idempotency key for ever; `seq`
 * is gapless per device.
 */
import { z } from "zod";
import { LineCodeSchema, OutcomeCodeSchema, PersonCodeSchema, STOP_REASONS } from "./disposition.ts";
import { StopNameSchema } from "./stop.ts";
import { ComplaintFormSchema } from "./complaint-form.ts";
import { ReferralFormSchema } from "./referral-form.ts";
import { WORKFLOW_NAMES } from "./form-doc.ts";
import { WarningFormSchema } from "./warning-form.ts";

const id = z.uuid();
const ms = z.number().int().nonnegative();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const fen = z.number().int().positive().max(99_999_999_999);
const text = (max: number) => z.string().max(max);

export const CONTACT_KINDS = ["mobile", "home", "work"] as const;
/** The six lawful sources of contact data. */
export const CONTACT_SOURCES = ["contract", "reserved", "authorised", "publicRecord", "toldByContact", "creditBureau"] as const;
export const REVEAL_FIELDS = ["phone", "idNo", "cardNo", "address", "employer", "email", "name"] as const;
export const DUTY_STATES = ["working", "break", "busy", "off"] as const;

/** 合格 / 不合格. */
export const VERDICTS = ["pass", "fail"] as const;
export const MAX_SAMPLE = 50;
/** Sample numbers lie below this. */
export const SAMPLE_SEEDS = 1_000_000;
export const SampleSeedSchema = z.number().int().nonnegative().lt(SAMPLE_SEEDS);
/** A failed note is told why. */
export const hasReason = (of: { verdict: (typeof VERDICTS)[number]; reason: string }): boolean => of.verdict === "pass" || of.reason.trim() !== "";

/** Why a workstation's outbox had to be put together anew. */
export const SALVAGE_REASONS = ["missing", "unreadable", "damaged", "flawedLog", "lostTail", "recovered"] as const;
const LOST_AT_MOST = 100_000;

/** A receipt of the contact gate: what was checked, under which pack, and what it said (P9). */
export const GateReceiptSchema = z.object({
  pack: z.string().max(40),
  at: ms,
  allowed: z.boolean(),
  rules: z.array(z.object({ id: z.string().max(20), ok: z.boolean(), value: z.string().max(60) })).max(30),
});
export type GateReceipt = z.infer<typeof GateReceiptSchema>;

export const PromiseItemSchema = z.object({ promiseId: id, caseId: id, amountFen: fen, dueOn: day });
export type PromiseItem = z.infer<typeof PromiseItemSchema>;

/** Body schema per event type. A new type is a new line here and nowhere else. */
export const EVENT_BODIES = {
  /** One key: reveal + gate check + attempt opened (PRODUCT.md 1.6). */
  "call.started": z.object({ callId: id, contactPointId: id, gate: GateReceiptSchema }),
  /** A contact the gate refused; nothing was dialled. */
  "call.refused": z.object({ contactPointId: id, gate: GateReceiptSchema }),
  /** The result of an attempt: three layers, one main outcome plus tags, one 催记. */
  "call.logged": z.object({
    callId: id,
    contactPointId: id.nullable(),
    direction: z.enum(["out", "in"]),
    line: LineCodeSchema,
    person: PersonCodeSchema.nullable().default(null),
    outcome: OutcomeCodeSchema.nullable().default(null),
    tags: z.array(OutcomeCodeSchema).max(8).default([]),
    identityStated: z.boolean().default(false),
    note: text(2000).default(""),
    startedAt: ms,
    endedAt: ms,
  }),
  "note.added": z.object({ text: z.string().min(1).max(4000) }),
  "promise.made": z.object({ callId: id.nullable(), items: z.array(PromiseItemSchema).min(1).max(20), note: text(500).default("") }),
  "followUp.set": z.object({ kind: z.enum(["followUp", "callback"]), at: ms.nullable(), note: text(200).default("") }),
  "contact.added": z.object({
    contactPointId: id,
    kind: z.enum(CONTACT_KINDS),
    value: z.string().regex(/^\d{5,20}$/),
    relation: text(20),
    ownerName: text(40).default(""),
    source: z.enum(CONTACT_SOURCES),
  }),
  "contact.marked": z.object({ contactPointId: id, status: z.enum(["valid", "invalid", "suspended", "refused", "unverified"]), reason: text(200).default("") }),
  "contact.chosen": z.object({ contactPointId: id }),
  "reveal.made": z.object({ field: z.enum(REVEAL_FIELDS), contactPointId: id.nullable().default(null), reason: text(100).default("") }),
  "inbound.found": z.object({ query: text(40), message: text(500).default("") }),
  /** One key stamps T0 and returns to the call (reading 6). */
  "warning.stamped": z.object({ warningId: id, t0: ms, callId: id.nullable() }),
  "warning.filed": z.object({ warningId: id, t0: ms, callId: id.nullable(), form: WarningFormSchema }),
  /** 客户投诉单 from either entrance (S-16.1, reading 4). It names no case: the centre looks that up. */
  "referral.filed": z.object({ referralId: id, form: ReferralFormSchema }),
  "complaint.filed": z.object({ complaintId: id, form: ComplaintFormSchema }),
  /** A step of a running workflow; the body is judged by the workflow's own step table. */
  "workflow.stepTaken": z.object({ workflow: z.enum(WORKFLOW_NAMES), instanceId: id, step: z.string().max(40), body: z.record(z.string(), z.unknown()) }),
  /** 停催 set on a person at a desk; `ref` is the new lock's own id. */
  "stop.set": z.object({ ref: id, reason: z.enum(STOP_REASONS), note: text(300).default("") }),
  "stop.lifted": StopNameSchema.extend({ note: text(300) }).refine((b) => b.note.trim() !== "", { path: ["note"], message: "needed" }),
  /** Said by the vault itself: the gate of this machine obeys the lock. */
  "stop.heard": StopNameSchema,
  /** A collector knows; `userId` is theirs, whoever ticks. */
  "stop.ticked": StopNameSchema.extend({ userId: id }),
  /** 催记抽查: what a supervisor drew, from whose notes and when; `seed` and period draw the same sample again. */
  "spotCheck.drawn": z.object({ seed: SampleSeedSchema, collectorIds: z.array(id).min(1).max(50), from: day, until: day, population: z.number().int().nonnegative(), entryIds: z.array(id).max(MAX_SAMPLE) }),
  /** The supervisor's verdict on one note, beside the note on its case; a later one counts. */
  "spotCheck.judged": z.object({ entryId: id, verdict: z.enum(VERDICTS), reason: text(300).default(""), seed: SampleSeedSchema }).refine(hasReason, { path: ["reason"], message: "needed with a failed note" }),
  "duty.changed": z.object({ state: z.enum(DUTY_STATES) }),
  /** A damaged outbox was set aside on the workstation; `lost` are the numbers that could not be read and that the centre may hold or not. */
  "outbox.salvaged": z.object({
    reason: z.enum(SALVAGE_REASONS), keptAs: text(120), saved: z.number().int().nonnegative(),
    lost: z.array(z.object({ from: z.number().int().positive(), to: z.number().int().positive() })).max(500).refine((ranges) => ranges.reduce((sum, r) => sum + r.to - r.from + 1, 0) <= LOST_AT_MOST, "too many numbers"),
  }),
  /** A refused event was dealt with: sent again as `replacedBy`, or handled by hand for the reason given. */
  "quarantine.settled": z.object({ eventId: id, code: text(40), reason: text(500).default(""), replacedBy: id.nullable().default(null) }),
} as const;

export type EventType = keyof typeof EVENT_BODIES;
export type EventBody<T extends EventType> = z.infer<(typeof EVENT_BODIES)[T]>;

/** Envelope common to all events. `at` device clock, `atServer` the device's estimate of server time, both UTC ms. */
const envelope = {
  id,
  seq: z.number().int().positive(),
  deviceId: id,
  userId: id,
  caseId: id.nullable(),
  personId: id.nullable(),
  at: ms,
  atServer: ms,
  v: z.number().int().positive(),
};
export const EventEnvelopeSchema = z.object({ ...envelope, type: z.string().max(40), body: z.unknown() });
export type EventEnvelope = z.infer<typeof EventEnvelopeSchema>;

export type LockdeskEvent = {
  [T in EventType]: Omit<EventEnvelope, "type" | "body"> & { type: T; body: EventBody<T> };
}[EventType];

export type EventOf<T extends EventType> = Extract<LockdeskEvent, { type: T }>;
/** What the vault is handed to append: the outbox adds id, seq, device, user and times. */
export type EventDraft = { [T in EventType]: { type: T; caseId: string | null; personId: string | null; body: EventBody<T> } }[EventType];

export const EVENT_VERSION = 1;

/** Turns a body of one version into the next one's. */
export type Upcaster = (body: unknown) => unknown;
/**
 * Per type, the step from each older version: `{ "note.added": { 1: toTwo } }`. Events of any age are accepted
 * for ever (SYNC.md 3.1), so a step is never removed; a version without a step left the type as it was.
 */
export type Upcasters = Partial<Record<string, Readonly<Record<number, Upcaster>>>>;
export const UPCASTERS: Upcasters = {};

const raised = ({ type, v, body }: EventEnvelope, upcasters: Upcasters, to: number): unknown =>
  Array.from({ length: to - v }, (_, i) => v + i).reduce<unknown>((old, version) => upcasters[type]?.[version]?.(old) ?? old, body);

/**
 * Validates a whole event, raised to the present version. Returns the typed event or the list of faults
 * (`path: message`), never throws; a type or a version this program does not know is reported as
 * `unknown_type`, so that the caller can keep the event as it came.
 */
export function parseEvent(input: unknown, upcasters: Upcasters = UPCASTERS, newest = EVENT_VERSION): { ok: true; event: LockdeskEvent } | { ok: false; code: "malformed" | "unknown_type"; issues: string[] } {
  const head = EventEnvelopeSchema.safeParse(input);
  if (!head.success) return { ok: false, code: "malformed", issues: issuesOf(head.error) };
  const schema = (EVENT_BODIES as Record<string, z.ZodType | undefined>)[head.data.type];
  if (!schema) return { ok: false, code: "unknown_type", issues: [`type: ${head.data.type}`] };
  if (head.data.v > newest) return { ok: false, code: "unknown_type", issues: [`v: ${head.data.v} is newer than ${newest}`] };
  const body = schema.safeParse(raised(head.data, upcasters, newest));
  if (!body.success) return { ok: false, code: "malformed", issues: issuesOf(body.error).map((i) => `body.${i}`) };
  return { ok: true, event: { ...head.data, body: body.data } as LockdeskEvent };
}

/** `path: message` per fault, for refusals that say which field. */
export function issuesOf(error: z.ZodError): string[] {
  return error.issues.map((i) => `${i.path.join(".") || "(root)"}: ${i.message}`);
}
