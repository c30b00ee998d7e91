/**
 * The contract between windows and the main process: channel -> input, output, permission, window.
 * Nothing crosses that is not in this table; main parses every input, strictly (a field too many is
 * refused), and every output. `served` says who answers: `main` itself, or the `vault` process that holds
 * keys and data. How often each may be called: `limits.ts`.
 */
import { UpdateReportSchema } from "../release/report.ts";
import { z } from "zod";
import type { Action } from "../access/table.ts";
import { ComplaintFormSchema } from "../model/complaint-form.ts";
import { ReferralFormSchema } from "../model/referral-form.ts";
import { FORM_WORKFLOWS, FormDocSchema } from "../model/form-doc.ts";
import {
  CaseDocSchema, CONTACT_KINDS, CONTACT_SOURCES, DUTY_STATES, EntryDocSchema, GateReceiptSchema, LineCodeSchema, OutcomeCodeSchema,
  PersonCodeSchema, PersonDocSchema, PromiseDocSchema, REVEAL_FIELDS, STAGES, WarningDocSchema, WarningFormSchema, ColleagueDocSchema, StopDocSchema, STOP_REASONS,
  MAX_SAMPLE, SampleSeedSchema, VERDICTS, hasReason,
} from "../model/index.ts";
import {
  CodeSchema, DESK_ROUTES, DESK_ROUTE_NAMES, FactorProposalSchema, FiguresSchema, MeSchema, ProposeFactorInput, SignInInput, UploadOutput, RefusalSchema,
} from "../protocol/index.ts";

const id = z.uuid();
const ms = z.number().int();
const fen = z.number().int();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const none = z.strictObject({});

/** Worklist tabs (PRODUCT.md 1.4). */
export const QUEUE_TABS = ["new", "followUp", "callback", "promiseDue", "promiseBroken", "stale", "dueBack", "all"] as const;
/** Why a case is where it is in the list; shown as words on the row. */
export const QUEUE_REASONS = ["callbackDue", "promiseBroken", "promiseDue", "followUpDue", "dueBack", "new", "stale", "paused", "amount"] as const;

export const QueueRowSchema = z.object({
  caseId: id, personId: id, caseNo: z.string(), bankName: z.string(), nameMasked: z.string(), cardLast4: z.string(), bucket: z.string(),
  stage: z.enum(STAGES), currentFen: fen, asOf: z.string(), dueBackInDays: z.number().int(), accounts: z.number().int(),
  lastTouchedAt: ms.nullable(), lastLine: LineCodeSchema.nullable(), lastOutcome: OutcomeCodeSchema.nullable(), attempts: z.number().int(),
  nextAt: ms.nullable(), reason: z.enum(QUEUE_REASONS), held: z.string().nullable(), pending: z.boolean(),
});
export type QueueRow = z.infer<typeof QueueRowSchema>;

/** What the window may know of a contact point: masked, with today's count and the gate's answer. */
export const ContactViewSchema = z.object({
  id, kind: z.enum(CONTACT_KINDS), masked: z.string(), ownerMasked: z.string(), relation: z.string(), source: z.enum(CONTACT_SOURCES),
  status: z.string(), current: z.boolean(), unansweredToday: z.number().int(), limit: z.number().int(),
  refusal: z.object({ rule: z.string(), zh: z.string(), en: z.string(), source: z.string() }).nullable(),
});
export type ContactView = z.infer<typeof ContactViewSchema>;

export const CaseViewSchema = z.object({
  caseId: id,
  person: PersonDocSchema.omit({ contacts: true, applied: true, tally: true }).extend({ effectiveToday: z.number().int(), effectiveLimit: z.number().int() }),
  /** Names, ids, addresses inside `person` and `accounts` are masked; `reveal.field` shows one, recorded. */
  accounts: z.array(CaseDocSchema.omit({ applied: true }).extend({ stage: z.enum(STAGES), dueBackInDays: z.number().int(), assigneeName: z.string() })),
  contacts: z.array(ContactViewSchema),
  promises: z.array(PromiseDocSchema.extend({ pending: z.boolean() })),
  warning: WarningDocSchema.omit({ applied: true }).nullable(),
  timeline: z.array(EntryDocSchema.extend({ pending: z.boolean() })),
  timelineMore: z.boolean(),
  pending: z.boolean(),
});
export type CaseView = z.infer<typeof CaseViewSchema>;

export const SyncStatusSchema = z.object({
  connected: z.boolean(),
  /** Why not connected; null when connected. */
  reason: RefusalSchema.nullable(),
  /** The VPN as the bridge sees it: the interface and own address it may speak from; null when it may not. */
  vpn: z.object({ by: z.string(), address: z.string() }).nullable(),
  pending: z.number().int(),
  oldestPendingAt: ms.nullable(),
  rejected: z.number().int(),
  lastSyncAt: ms.nullable(),
  loading: z.object({ done: z.number().int(), total: z.number().int().nullable() }).nullable(),
  skewMs: z.number().int(),
  serverNow: ms,
  leaseNotAfter: ms.nullable(),
});
export type SyncStatus = z.infer<typeof SyncStatusSchema>;

/** Something typed into history that search found: masked, with where the words stand (UTF-16 offsets). */
export const SearchNoteSchema = z.object({
  entryId: id, type: z.string(), at: ms, userName: z.string(), pending: z.boolean(), snippet: z.string(),
  marks: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])),
});
export type SearchNote = z.infer<typeof SearchNoteSchema>;

export const WarningRowSchema = z.object({ warning: WarningDocSchema.omit({ applied: true }), nameMasked: z.string(), caseNo: z.string(), bankName: z.string(), pending: z.boolean() });

/** 停催 as a desk shows it. */
export const StopRowSchema = z.object({
  stop: StopDocSchema, nameMasked: z.string(), caseNo: z.string(), bankName: z.string(), standing: z.boolean(), dueAt: ms.nullable(),
  /** Machines that have not said they obey, and collectors who have not ticked; own words not sent yet count. */
  unheard: StopDocSchema.shape.machines, unticked: StopDocSchema.shape.collectors,
  /** This user owes a tick; may end it. */
  mine: z.boolean(), mayLift: z.boolean(), pending: z.boolean(),
});
export type StopRow = z.infer<typeof StopRowSchema>;

/** A form as a desk shows it: masked; `pending` while something of it waits to be sent. */
export const FormRowSchema = z.object({ form: FormDocSchema.omit({ applied: true }), pending: z.boolean() });
export type FormRow = z.infer<typeof FormRowSchema>;

/** The verdict on a note. */
export const NoteCheckSchema = z.object({ verdict: z.enum(VERDICTS), reason: z.string(), at: ms, byName: z.string(), pending: z.boolean() });
export type NoteCheck = z.infer<typeof NoteCheckSchema>;

/** A note drawn for the spot check, with what belongs beside it; text and names masked. */
export const SampledNoteSchema = z.object({
  entry: EntryDocSchema, caseId: id, caseNo: z.string(), bankName: z.string(), nameMasked: z.string(),
  contact: ContactViewSchema.nullable(), receipt: GateReceiptSchema.nullable(), check: NoteCheckSchema.nullable(),
});
export type SampledNote = z.infer<typeof SampledNoteSchema>;

const words = z.object({ zh: z.string(), en: z.string() });
/** A refused event (异常待处理): what was written, masked, why the centre refused it, what to do, and what may be done here. */
export const RefusedItemSchema = z.object({
  entry: EntryDocSchema, caseNo: z.string(), nameMasked: z.string(), bankName: z.string(),
  /** The text written by hand, masked; null when the event has none that may be changed. */
  text: z.string().nullable(),
  code: z.string(), detail: z.string(), why: words, todo: z.array(words), resend: z.enum(["asIs", "edited", "no"]),
  resolvedAt: ms.nullable(), resolution: z.enum(["replaced", "settled"]).nullable(),
});

const promiseItem = z.strictObject({ caseId: id, amountFen: fen.positive(), dueOn: day });

/** Result of a call with everything that hangs on it, saved in one durable step. */
export const CallLogInput = z.strictObject({
  caseId: id, callId: id, contactPointId: id.nullable(), direction: z.enum(["out", "in"]),
  line: LineCodeSchema, person: PersonCodeSchema.nullable(), outcome: OutcomeCodeSchema.nullable(), tags: z.array(OutcomeCodeSchema).max(8),
  identityStated: z.boolean(), note: z.string().max(2000),
  promises: z.array(promiseItem).max(20), followUpAt: ms.nullable(), callbackAt: ms.nullable(),
});
export type CallLog = z.infer<typeof CallLogInput>;

/** The fields of a case that may be copied; main takes the value from the vault, never from the page. */
export const COPYABLE_FIELDS = ["caseNo"] as const;
export type CopyableField = (typeof COPYABLE_FIELDS)[number];

interface Channel {
  readonly served: "main" | "vault";
  readonly window: "unlock" | "desk";
  readonly action: Action | null;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** What a desk page may ask while locked; the answer comes when somebody has signed in. */
export const EARLY: ReadonlySet<string> = new Set(["session.me"]);

const saved = z.object({ view: CaseViewSchema, savedAt: ms });

export const CHANNELS = {
  // -- unlock window
  "unlock.state": {
    served: "main", window: "unlock", action: null, input: none,
    output: z.object({ enrolled: z.boolean(), deviceName: z.string(), serviceUrl: z.string(), host: z.enum(["electron", "evaluation"]), version: z.string(), lastUserNo: z.string(), training: z.boolean(), message: RefusalSchema.nullable(), start: z.enum(["signIn", "passwordKnown"]),
      /** Somebody was signed in since the program started: events of theirs not sent yet, null when that is not known. */
      locked: z.boolean(), unsent: z.number().int().nullable(),
      update: UpdateReportSchema,
    }),
  },
  "unlock.enrol": { served: "main", window: "unlock", action: null, input: z.strictObject({ code: z.string().min(6).max(64), name: z.string().min(1).max(60) }), output: z.object({ deviceId: id }) },
  "unlock.signIn": { served: "main", window: "unlock", action: null, input: z.strictObject(SignInInput.shape), output: z.object({ me: MeSchema, offline: z.boolean() }) },
  /** A second factor for somebody who has none: asked of the centre, shown once, kept nowhere here. */
  "unlock.proposeFactor": { served: "main", window: "unlock", action: null, input: z.strictObject(ProposeFactorInput.shape), output: FactorProposalSchema },
  // -- every signed-in desk
  "session.me": { served: "main", window: "desk", action: null, input: none, output: z.object({ me: MeSchema, deviceName: z.string(), host: z.enum(["electron", "evaluation"]), version: z.string(), training: z.boolean() }) },
  /** Locks, and opens the unlock window at "my password may be known". */
  "session.passwordKnown": { served: "main", window: "desk", action: null, input: none, output: none },
  /** The second factor for somebody who was let in off line and has a connection now. */
  "session.code": { served: "vault", window: "desk", action: null, input: z.strictObject({ code: CodeSchema }), output: none },
  /** How updating stands, for the strip. */
  "session.update": { served: "main", window: "desk", action: null, input: none, output: UpdateReportSchema },
  "session.lock": { served: "main", window: "desk", action: null, input: none, output: none },
  "sync.status": { served: "vault", window: "desk", action: null, input: none, output: SyncStatusSchema },
  "sync.now": { served: "vault", window: "desk", action: null, input: none, output: none },
  "desk.request": { served: "vault", window: "desk", action: null, input: z.strictObject({ route: z.enum(DESK_ROUTE_NAMES), input: z.unknown() }), output: z.unknown() },
  "draft.load": { served: "vault", window: "desk", action: null, input: z.strictObject({ key: z.string().max(120) }), output: z.object({ value: z.string().nullable() }) },
  "draft.save": { served: "vault", window: "desk", action: null, input: z.strictObject({ key: z.string().max(120), value: z.string().max(20_000).nullable() }), output: none },
  "duty.set": { served: "vault", window: "desk", action: null, input: z.strictObject({ state: z.enum(DUTY_STATES) }), output: none },
  "colleagues.list": { served: "vault", window: "desk", action: null, input: none, output: z.object({ colleagues: z.array(ColleagueDocSchema) }) },
  // -- refused events: they are dealt with here, and never deleted
  "quarantine.list": { served: "vault", window: "desk", action: null, input: z.strictObject({ resolved: z.boolean() }), output: z.object({ items: z.array(RefusedItemSchema), open: z.number().int() }) },
  "quarantine.resend": { served: "vault", window: "desk", action: null, input: z.strictObject({ eventId: id, text: z.string().max(4000).optional() }), output: z.object({ eventId: id, savedAt: ms }) },
  "quarantine.settle": { served: "vault", window: "desk", action: null, input: z.strictObject({ eventId: id, reason: z.string().trim().min(1).max(500) }), output: z.object({ savedAt: ms }) },
  // -- IT, two together: the passphrase of a part and the second step; what is handed over is sealed before it leaves the vault
  "recovery.becomeHolder": { served: "vault", window: "desk", action: "recovery.work", input: z.strictObject({ passphrase: z.string().min(15).max(200), proof: z.string().trim().min(6).max(200) }), output: none },
  /** `reason` for the first of two, null for the second. */
  "recovery.handOver": { served: "vault", window: "desk", action: "recovery.work", input: z.strictObject({ requestId: id, passphrase: z.string().min(1).max(200), proof: z.string().trim().min(6).max(200), reason: z.string().trim().min(1).max(200).nullable() }), output: none },
  // -- administrator: the only file that enters, picked in the main process
  "import.pick": { served: "main", window: "desk", action: "import.run", input: none, output: z.object({ upload: UploadOutput.extend({ fileName: z.string() }).nullable() }) },
  // -- collector (and supervisor, on the team's cases)
  "queue.list": {
    served: "vault", window: "desk", action: "case.read",
    input: z.strictObject({ tab: z.enum(QUEUE_TABS), text: z.string().max(60), bucket: z.string().max(6).nullable(), bankCode: z.string().max(20).nullable(), after: z.string().max(200).nullable(), limit: z.number().int().min(1).max(500) }),
    output: z.object({ rows: z.array(QueueRowSchema), next: z.string().nullable() }),
  },
  "queue.counts": { served: "vault", window: "desk", action: "case.read", input: none, output: z.object({ counts: z.record(z.enum(QUEUE_TABS), z.number().int()), nextCallbackAt: ms.nullable(), nextCallbackCaseId: id.nullable() }) },
  "queue.next": { served: "vault", window: "desk", action: "case.read", input: z.strictObject({ tab: z.enum(QUEUE_TABS), afterCaseId: id.nullable() }), output: z.object({ caseId: id.nullable() }) },
  "search.find": {
    served: "vault", window: "desk", action: "case.read", input: z.strictObject({ text: z.string().max(500) }),
    output: z.object({
      /** `named`: found by name, pinyin or number. Those first, then by their newest note. */
      cases: z.array(z.object({ row: QueueRowSchema, named: z.boolean(), notes: z.array(SearchNoteSchema) })),
      /** Older notes match too. */
      more: z.boolean(),
      /** How much of the history is indexed, per cent; below 100 older notes may be missing. */
      ready: z.number().int().min(0).max(100),
    }),
  },
  "case.open": { served: "vault", window: "desk", action: "case.read", input: z.strictObject({ caseId: id }), output: CaseViewSchema },
  "clipboard.copy": { served: "main", window: "desk", action: "case.read", input: z.strictObject({ caseId: id, field: z.enum(COPYABLE_FIELDS) }), output: z.object({ clearAfterMs: ms }) },
  "case.timeline": { served: "vault", window: "desk", action: "case.read", input: z.strictObject({ personId: id, beforeAt: ms, limit: z.number().int().min(1).max(200) }), output: z.object({ timeline: z.array(EntryDocSchema.extend({ pending: z.boolean() })), more: z.boolean() }) },
  "reveal.field": { served: "vault", window: "desk", action: "case.read", input: z.strictObject({ caseId: id, field: z.enum(REVEAL_FIELDS), contactPointId: id.nullable() }), output: z.object({ value: z.string(), hideAfterMs: z.number().int() }) },
  "dial.start": {
    served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, contactPointId: id }),
    output: z.object({ allowed: z.boolean(), callId: id.nullable(), number: z.string().nullable(), startedAt: ms, receipt: GateReceiptSchema, refusal: z.object({ rule: z.string(), zh: z.string(), en: z.string(), source: z.string() }).nullable(), view: CaseViewSchema }),
  },
  "call.log": { served: "vault", window: "desk", action: "case.work", input: CallLogInput, output: saved },
  "note.add": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, text: z.string().min(1).max(4000) }), output: saved },
  "promise.make": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, items: z.array(promiseItem).min(1).max(20), note: z.string().max(500) }), output: saved },
  "followUp.set": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, kind: z.enum(["followUp", "callback"]), at: ms.nullable(), note: z.string().max(200) }), output: saved },
  "contact.add": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, kind: z.enum(CONTACT_KINDS), value: z.string().regex(/^\d{5,20}$/), relation: z.string().max(20), ownerName: z.string().max(40), source: z.enum(CONTACT_SOURCES) }), output: saved },
  "contact.mark": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, contactPointId: id, status: z.enum(["valid", "invalid", "suspended", "unverified"]), reason: z.string().max(200) }), output: saved },
  "contact.choose": { served: "vault", window: "desk", action: "case.work", input: z.strictObject({ caseId: id, contactPointId: id }), output: saved },
  "warning.stamp": { served: "vault", window: "desk", action: "warning.stamp", input: z.strictObject({ caseId: id, callId: id.nullable() }), output: z.object({ warningId: id, t0: ms, prefill: WarningFormSchema, view: CaseViewSchema }) },
  "warning.file": { served: "vault", window: "desk", action: "warning.stamp", input: z.strictObject({ caseId: id, warningId: id, callId: id.nullable(), form: WarningFormSchema.strict() }), output: saved },
  "inbound.find": {
    served: "vault", window: "desk", action: "inbound.lookup", input: z.strictObject({ query: z.string().min(2).max(40) }),
    output: z.object({ mine: z.array(QueueRowSchema), others: z.array(z.object({ teamName: z.string(), extension: z.string(), collectorName: z.string(), ref: id })), centralAsked: z.boolean() }),
  },
  "figures.today": { served: "vault", window: "desk", action: "case.read", input: none, output: FiguresSchema },
  // -- supervisor
  "warnings.list": { served: "vault", window: "desk", action: "warning.read", input: z.strictObject({ open: z.boolean() }), output: z.object({ warnings: z.array(WarningRowSchema), serverNow: ms }) },
  "warning.step": { served: "vault", window: "desk", action: "workflow.step", input: z.strictObject({ warningId: id, step: z.string().max(40), body: z.record(z.string(), z.unknown()) }), output: WarningRowSchema },
  // -- 停催: whoever holds the person's cases, and the desks that may end it
  "stops.list": { served: "vault", window: "desk", action: "stop.read", input: none, output: z.object({ stops: z.array(StopRowSchema), serverNow: ms }) },
  "stop.set": { served: "vault", window: "desk", action: "stop.set", input: z.strictObject({ caseId: id, reason: z.enum(STOP_REASONS), note: z.string().max(300) }), output: saved },
  "stop.lift": { served: "vault", window: "desk", action: "stop.lift", input: z.strictObject({ stopId: id, note: z.string().trim().min(1).max(300) }), output: z.object({ savedAt: ms }) },
  /** A collector knows: one's own tick, or (supervisor) that of one who was told. */
  "stop.tick": { served: "vault", window: "desk", action: "stop.tick", input: z.strictObject({ stopId: id, userId: id }), output: z.object({ savedAt: ms }) },
  // -- forms of workflows (complaints)
  "forms.list": { served: "vault", window: "desk", action: "form.read", input: z.strictObject({ workflow: z.enum(FORM_WORKFLOWS) }), output: z.object({ forms: z.array(FormRowSchema), serverNow: ms }) },
  "form.step": { served: "vault", window: "desk", action: "workflow.step", input: z.strictObject({ formId: id, step: z.string().max(40), body: z.record(z.string(), z.unknown()) }), output: FormRowSchema },
  "referral.file": { served: "vault", window: "desk", action: "referral.file", input: z.strictObject({ form: ReferralFormSchema }), output: FormRowSchema },
  "complaint.file": { served: "vault", window: "desk", action: "complaint.file", input: z.strictObject({ form: ComplaintFormSchema }), output: FormRowSchema },
  "spotCheck.draw": {
    served: "vault", window: "desk", action: "spotCheck.run",
    /** `seed` null = a new sample; `from` and `until` are whole days, both included. */
    input: z.strictObject({ collectorIds: z.array(id).min(1).max(50), from: day, until: day, size: z.number().int().min(1).max(MAX_SAMPLE), seed: SampleSeedSchema.nullable() }),
    output: z.object({ seed: SampleSeedSchema, population: z.number().int(), notes: z.array(SampledNoteSchema) }),
  },
  "spotCheck.judge": {
    served: "vault", window: "desk", action: "spotCheck.run",
    input: z.strictObject({ caseId: id, entryId: id, verdict: z.enum(VERDICTS), reason: z.string().max(300), seed: SampleSeedSchema }).refine(hasReason, { path: ["reason"], message: "needed with a failed note" }),
    output: SampledNoteSchema,
  },
} as const satisfies Record<string, Channel>;

export type ChannelName = keyof typeof CHANNELS;
export type ChannelInput<C extends ChannelName> = z.input<(typeof CHANNELS)[C]["input"]>;
export type ChannelOutput<C extends ChannelName> = z.output<(typeof CHANNELS)[C]["output"]>;
export type ChannelParsed<C extends ChannelName> = z.output<(typeof CHANNELS)[C]["input"]>;

/**
 * What a call really asks for. A desk request names its route inside: the route's permission and schemas are
 * the ones that count. Takes an input that fits the channel's own schema.
 */
export function demandOf(channel: ChannelName, input: unknown): Pick<Channel, "action" | "input" | "output"> {
  const def: Channel = CHANNELS[channel];
  if (channel !== "desk.request") return def;
  const { route } = input as ChannelParsed<"desk.request">;
  const { action, input: asked, output } = DESK_ROUTES[route];
  return { action, output, input: z.strictObject({ route: z.literal(route), input: asked }) };
}

/** An answer over IPC: refusals are values, never thrown strings. */
export type Answer<T> = { ok: true; value: T } | { ok: false; refusal: z.infer<typeof RefusalSchema> };

/** Pushed from main to a window. */
export const PUSHES = {
  "sync.status": SyncStatusSchema,
  /** Something the window may be showing has changed; it asks again. */
  "data.changed": z.object({ caseIds: z.array(id).max(2000), queue: z.boolean(), warnings: z.boolean(), stops: z.boolean() }),
  "desk.notice": RefusalSchema,
  "lock.soon": z.object({ inMs: z.number().int(), pending: z.number().int() }),
} as const;
export type PushName = keyof typeof PUSHES;
export type PushBody<P extends PushName> = z.output<(typeof PUSHES)[P]>;

/** What the preload puts on `window.lockdesk`. */
export interface LockdeskApi {
  call<C extends ChannelName>(channel: C, input: ChannelInput<C>): Promise<Answer<ChannelOutput<C>>>;
  on<P extends PushName>(push: P, listener: (body: PushBody<P>) => void): () => void;
}
