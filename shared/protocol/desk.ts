/**
 * What desks ask of the central service on line: one table of routes, read by the service (to
 * register and document them), by the workstation's IPC (to check before forwarding) and by the
 * interface (for its types). Case work itself never comes this way: it is events and sync.
 */
import { REPORT_ACTS } from "../reports/table.ts";
import { ReportRowSchema, ReportViewSchema } from "./report.ts";
import { EnvelopeSchema, HolderSchema, REQUEST_STATES, SealedSchema, WantInput, WrappedKeySchema } from "./recovery.ts";
import { z } from "zod";
import { ComplaintEvidenceSchema } from "../model/complaint-form.ts";
import type { Action } from "../access/table.ts";
import { RoleSchema } from "../access/roles.ts";
import { AUDIT_FAMILY_NAMES } from "../model/audit.ts";
import { FACT_NAMES, PostureFactSchema } from "../model/posture.ts";
import { PlatformSchema, RolloutSchema } from "../release/documents.ts";
import { FLEET_FLAGS } from "../release/fleet.ts";
import { ReleaseSaidSchema } from "../release/report.ts";
import { WipeCountsSchema, WIPE_MODES } from "./device.ts";
import { DUTY_STATES } from "../model/events.ts";
import { ADOPTABLE, LATE_REASONS, REVIEW_DECISIONS } from "../model/late-event.ts";

const id = z.uuid();
const ms = z.number().int();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const fen = z.number().int();
const page = { limit: z.number().int().min(1).max(500).default(100), after: z.string().max(200).nullable().default(null) };

export const FILE_KINDS = ["cases", "repayments", "recalls"] as const;
export const BATCH_STATES = ["uploaded", "checked", "confirmed", "undone"] as const;

export const RefusedRowSchema = z.object({
  id, sheet: z.string(), row: z.number().int(), column: z.string(), code: z.string(), value: z.string(), zh: z.string(), en: z.string(),
  repaired: z.boolean(), owner: z.string(),
});
export const ImportReportSchema = z.object({
  batchId: id, batchNo: z.string(), fileName: z.string(), bankCode: z.string(), kind: z.enum(FILE_KINDS), state: z.enum(BATCH_STATES),
  format: z.string(), encoding: z.string(), importedAt: ms.nullable(), importedBy: z.string(),
  rows: z.number().int(), imported: z.number().int(), updated: z.number().int(), unchanged: z.number().int(), refused: z.number().int(),
  /** Rows that match no case (repayments, recalls): the clerk's worklist. */
  unmatched: z.number().int(),
  controlCount: z.number().int(), controlFen: fen,
  normalised: z.record(z.string(), z.number().int()), warnings: z.record(z.string(), z.number().int()),
  refusals: z.array(RefusedRowSchema),
});
export type ImportReport = z.infer<typeof ImportReportSchema>;

export const MappingSchema = z.object({
  headers: z.array(z.string()),
  /** Canonical field -> index into `headers`. */
  fields: z.record(z.string(), z.number().int().nonnegative()),
  unmapped: z.array(z.string()), missing: z.array(z.string()), saved: z.boolean(),
});

export const UserRowSchema = z.object({
  id, no: z.string(), name: z.string(), roles: z.array(RoleSchema), teamId: id.nullable(), teamName: z.string(), regionCode: z.string(),
  extension: z.string(), pledgedOn: z.string(), active: z.boolean(), locked: z.boolean(), /** Has set up a second factor. */ secondFactor: z.boolean(), lastSignInAt: ms.nullable(),
});
export const DeviceRowSchema = z.object({
  id, name: z.string(), enrolledAt: ms, lastSeenAt: ms.nullable(), version: z.string(), unsent: z.number().int(), lastUser: z.string(), revoked: z.boolean(),
  /** As the machine said last: oldest waiting event, refused events, its clock against the centre's (centre minus machine, ms; null = not said), changes not yet applied. */
  oldestUnsentAt: ms.nullable(),
  /** Refused events nobody has dealt with: as the workstation said last, or as the centre holds them, whichever is more. */
  quarantined: z.number().int(), skewMs: z.number().int().nullable(), behind: z.number().int(),
  /** Events this workstation could no longer read and the centre does not hold (outbox.salvaged). */
  lost: z.number().int(),
  /** What its heartbeat said last (null, or empty, while none has come): when, locked, the latest end of a lease, disk, posture. */
  heardAt: ms.nullable(), locked: z.boolean().nullable(), leaseNotAfter: ms.nullable(), diskFreeMb: z.number().int().nullable(), facts: z.array(PostureFactSchema),
  /** Facts the policy warns about, and refuses to unlock for. */
  warned: z.array(z.enum(FACT_NAMES)), refused: z.array(z.enum(FACT_NAMES)),
  /** The open order to wipe it, or the last one carried out. */
  order: z.object({
    id, mode: z.enum(WIPE_MODES), reason: z.string(), by: z.string(), at: ms, sentAt: ms.nullable(), doneAt: ms.nullable(),
    /** The machine has it and waits for what is unsent. */
    waits: z.boolean(), counts: WipeCountsSchema.nullable(),
  }).nullable(),
});
const version = z.string().max(40);
/** Machines by builds, as they say of themselves, judged against the signed documents (`shared/release/fleet.ts`). */
export const FleetSchema = z.object({
  /** Null while nothing is published here. */
  published: z.object({
    rollout: RolloutSchema, lowest: version, snapshot: z.number().int(), issued: ms,
    builds: z.array(z.object({ version, platform: PlatformSchema, bytes: z.number().int(), commit: z.string(), electron: version })),
    roles: z.array(z.object({ role: z.string(), version: z.number().int(), expires: ms, state: z.enum(["good", "renew", "expired"]) })),
    /** This service has the timestamp's key: a duty officer's answer can be published from the screen. */
    publishes: z.boolean(),
    /** Time of the documents, UTC ms: the real one, also on the training clock. */
    now: ms,
  }).nullable(),
  machines: z.array(z.object({
    id, name: z.string(), version, heardAt: ms.nullable(), unsent: z.number().int(), flags: z.array(z.enum(FLEET_FLAGS)), share: z.enum(["has", "due", "waits", "unknown"]),
    said: ReleaseSaidSchema.nullable(),
  })),
  history: z.array(z.object({ at: ms, counts: z.record(z.string(), z.number().int()) })),
});
export const LoadRowSchema = z.object({
  userId: id, no: z.string(), name: z.string(), teamName: z.string(), duty: z.string(),
  before: z.object({ cases: z.number().int(), fen }), after: z.object({ cases: z.number().int(), fen }),
  byBucket: z.record(z.string(), z.number().int()), byBank: z.record(z.string(), z.number().int()),
});
export const AllocationPreviewSchema = z.object({
  previewId: id, cases: z.number().int(), fen, persons: z.number().int(), unplaced: z.number().int(), loads: z.array(LoadRowSchema),
});
export const FiguresSchema = z.object({
  attempts: z.number().int(), connected: z.number().int(), debtor: z.number().int(), promises: z.number().int(), promisedFen: fen,
  kept: z.number().int(), refused: z.number().int(),
});
export const TeamMemberSchema = z.object({
  userId: id, no: z.string(), name: z.string(), extension: z.string(), duty: z.string(), lastActAt: ms.nullable(), cases: z.number().int(), fen,
  untouched: z.number().int(), figures: FiguresSchema, cover: z.string(),
  /** Of today: early warnings from their calls, and complaints that accuse them. */
  warnings: z.number().int().default(0), complaints: z.number().int().default(0),
});
/** The team's day as a whole: what a sum over its members would count twice, or miss. */
const TeamDaySchema = z.object({
  warnings: z.number().int(),
  /** Complaints the team answers for, whoever is accused. */
  complaints: z.number().int(),
  /** Hours of the day in which somebody dialled, in order. */
  hours: z.array(FiguresSchema.pick({ attempts: true, connected: true, debtor: true }).extend({ hour: z.number().int().min(0).max(23) })),
  /** Refusals of the gate by the rule that was reported, most first; '' where none is named. */
  refusals: z.array(z.object({ rule: z.string(), n: z.number().int() })),
});
export const CaseHitSchema = z.object({
  caseId: id, personId: id, caseNo: z.string(), bankName: z.string(), name: z.string(), cardLast4: z.string(), bucket: z.string(), currentFen: fen,
  assigneeId: id.nullable(), assigneeName: z.string(), teamName: z.string(), lastTouchedAt: ms.nullable(),
});
export const RosterRowSchema = z.object({
  id, post: RoleSchema, teamId: id.nullable(), teamName: z.string(), day, from: z.string(), to: z.string(),
  userId: id, userName: z.string(), deputyId: id.nullable(), deputyName: z.string(),
});
export const CoverRowSchema = z.object({
  id, absentId: id, absentName: z.string(), standInId: id, standInName: z.string(), from: day, until: day, endedAt: ms.nullable(), cases: z.number().int(),
});
export const UnmatchedRowSchema = z.object({
  id, batchNo: z.string(), bankCode: z.string(), kind: z.enum(FILE_KINDS), row: z.number().int(), caseNo: z.string(), cardLast4: z.string(),
  amountFen: fen.nullable(), on: z.string(), reason: z.string(), resolution: z.string(), resolvedBy: z.string(),
});
/** A case as a record names it: masked, and blank where it is not one of the reader's. */
const namedCase = { caseId: id.nullable(), caseNo: z.string(), bankName: z.string(), nameMasked: z.string() };
/** A refused event as its writer's supervisor sees it; `body` is masked. Times UTC ms. */
export const RejectedRowSchema = z.object({
  id: z.string(), eventId: z.string(), type: z.string(), ...namedCase, userName: z.string(), deviceName: z.string(), writtenAt: ms.nullable(), receivedAt: ms,
  body: z.record(z.string(), z.unknown()), code: z.string(), detail: z.string(),
  settledAt: ms.nullable(), settledReason: z.string(), replaced: z.boolean(),
});
/** A late event (迟到记录) waiting for a decision; `body` is masked. Times UTC ms. */
export const LateRowSchema = z.object({
  eventId: id, type: z.string(), ...namedCase, userName: z.string(), writtenAt: ms, receivedAt: ms, body: z.record(z.string(), z.unknown()),
  reason: z.enum(LATE_REASONS), /** Who has the case now; empty when nobody. */ holderName: z.string(), adoptable: z.enum(ADOPTABLE),
});
/** A supervisor's note that came back to the writer of a late event. */
export const ReturnedNoteSchema = z.object({ eventId: id, type: z.string(), writtenAt: ms, body: z.record(z.string(), z.unknown()), note: z.string(), byName: z.string(), at: ms });

/** A row of the audit trail as IT and risk control read it; texts of `detail` are masked. */
export const AuditRowSchema = z.object({
  day, n: z.number().int(), at: ms, userNo: z.string(), userName: z.string(), deviceName: z.string(), action: z.string(), ref: z.string(),
  detail: z.array(z.object({ key: z.string(), value: z.string() })), hash: z.string(),
});

/** The second step of an act (`secondStep`): a code of the second factor, or the password where there is none. */
const proof = z.string().trim().min(6).max(200);
const forRequest = { requestId: id };

interface RouteDef {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly action: Action | null;
  /** The session alone is not enough: the input's `proof` is judged first. */
  readonly secondStep?: true;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const none = z.strictObject({});
const allocationFilter = z.strictObject({
  bankCode: z.string().max(20).optional(), buckets: z.array(z.string().max(6)).max(30).optional(), batchId: id.optional(), onlyUnassigned: z.boolean().default(true),
});

/** action null = any signed-in user. A field too many is refused. GET input travels in the query as one JSON parameter `q`. */
export const DESK_ROUTES = {
  "lookup.find": {
    method: "POST", path: "/desk/lookup", action: "inbound.lookup",
    input: z.strictObject({ query: z.string().min(2).max(40) }),
    output: z.object({ mine: z.array(CaseHitSchema), others: z.array(z.object({ teamName: z.string(), extension: z.string(), collectorName: z.string(), ref: id })) }),
  },
  "lookup.message": { method: "POST", path: "/desk/lookup/message", action: "inbound.lookup", input: z.strictObject({ ref: id, message: z.string().min(1).max(500) }), output: none },
  "import.preview": {
    method: "POST", path: "/desk/imports/preview", action: "import.run",
    input: z.strictObject({ uploadId: id, bankCode: z.string().max(20), kind: z.enum(FILE_KINDS).optional(), mapping: z.record(z.string(), z.number().int()).optional() }),
    output: z.object({ mapping: MappingSchema, sample: z.array(z.array(z.string())), report: ImportReportSchema }),
  },
  "import.confirm": {
    method: "POST", path: "/desk/imports/confirm", action: "import.run",
    input: z.strictObject({ batchId: id, controlCount: z.number().int().nonnegative(), controlFen: fen.nonnegative() }), output: ImportReportSchema,
  },
  "import.undo": { method: "POST", path: "/desk/imports/undo", action: "import.run", input: z.strictObject({ batchId: id, reason: z.string().min(1).max(200) }), output: ImportReportSchema },
  "import.list": { method: "GET", path: "/desk/imports", action: "import.run", input: z.strictObject(page), output: z.object({ batches: z.array(ImportReportSchema.omit({ refusals: true })) }) },
  "import.report": { method: "GET", path: "/desk/imports/report", action: "import.run", input: z.strictObject({ batchId: id }), output: ImportReportSchema },
  "import.repair": {
    method: "POST", path: "/desk/imports/repair", action: "import.run",
    input: z.strictObject({ rowId: id, values: z.record(z.string(), z.string().max(200)) }), output: z.object({ accepted: z.boolean(), row: RefusedRowSchema }),
  },
  "import.banks": { method: "GET", path: "/desk/banks", action: "roster.read", input: none, output: z.object({ banks: z.array(z.object({ code: z.string(), name: z.string() })) }) },
  "unmatched.list": { method: "GET", path: "/desk/unmatched", action: "unmatched.read", input: z.strictObject(page), output: z.object({ rows: z.array(UnmatchedRowSchema) }) },
  "unmatched.resolve": { method: "POST", path: "/desk/unmatched/resolve", action: "unmatched.resolve", input: z.strictObject({ rowId: id, resolution: z.string().min(1).max(300), caseNo: z.string().max(60).optional() }), output: none },
  "allocation.preview": {
    method: "POST", path: "/desk/allocation/preview", action: "allocation.run",
    input: z.strictObject({ filter: allocationFilter, collectorIds: z.array(id).min(1).max(200), balanceBy: z.enum(["cases", "amount"]).default("cases"), maxPerHead: z.number().int().min(1).max(5000).default(400) }),
    output: AllocationPreviewSchema,
  },
  "allocation.apply": { method: "POST", path: "/desk/allocation/apply", action: "allocation.run", input: z.strictObject({ previewId: id }), output: z.object({ allocationId: id, cases: z.number().int(), undoUntil: ms }) },
  "allocation.undo": { method: "POST", path: "/desk/allocation/undo", action: "allocation.run", input: z.strictObject({ allocationId: id }), output: z.object({ cases: z.number().int() }) },
  "case.search": {
    method: "GET", path: "/desk/cases", action: "team.read",
    input: z.strictObject({ ...page, text: z.string().max(60).default(""), assigneeId: id.optional(), bucket: z.string().max(6).optional(), bankCode: z.string().max(20).optional() }),
    output: z.object({ hits: z.array(CaseHitSchema), next: z.string().nullable() }),
  },
  "case.reassign": { method: "POST", path: "/desk/cases/reassign", action: "case.reassign", input: z.strictObject({ caseIds: z.array(id).min(1).max(500), toUserId: id, reason: z.string().min(1).max(200) }), output: z.object({ cases: z.number().int(), allocationId: id, undoUntil: ms }) },
  "cover.list": { method: "GET", path: "/desk/cover", action: "roster.read", input: none, output: z.object({ covers: z.array(CoverRowSchema) }) },
  "cover.set": { method: "POST", path: "/desk/cover", action: "cover.set", input: z.strictObject({ absentId: id, standInId: id, from: day, until: day }), output: CoverRowSchema },
  "cover.end": { method: "POST", path: "/desk/cover/end", action: "cover.set", input: z.strictObject({ coverId: id }), output: none },
  "roster.list": { method: "GET", path: "/desk/roster", action: "roster.read", input: z.strictObject({ from: day, to: day }), output: z.object({ rows: z.array(RosterRowSchema) }) },
  "roster.set": {
    method: "POST", path: "/desk/roster", action: "roster.write",
    input: z.strictObject({ post: RoleSchema, teamId: id.nullable(), day, from: z.string().regex(/^\d{2}:\d{2}$/), to: z.string().regex(/^\d{2}:\d{2}$/), userId: id, deputyId: id.nullable() }),
    output: RosterRowSchema,
  },
  "team.today": { method: "GET", path: "/desk/team/today", action: "team.read", input: none, output: z.object({ members: z.array(TeamMemberSchema), serverTime: ms, openWarnings: z.number().int(), day: TeamDaySchema.default({ warnings: 0, complaints: 0, hours: [], refusals: [] }) }) },
  "team.collectors": { method: "GET", path: "/desk/team/collectors", action: "allocation.run", input: none, output: z.object({ collectors: z.array(z.object({ id, no: z.string(), name: z.string(), teamId: id.nullable(), teamName: z.string(), duty: z.string(), cases: z.number().int() })) }) },
  "rejection.list": { method: "GET", path: "/desk/rejections", action: "rejection.read", input: z.strictObject({ settled: z.boolean().default(false) }), output: z.object({ rows: z.array(RejectedRowSchema), open: z.number().int() }) },
  "review.list": { method: "GET", path: "/desk/reviews", action: "review.decide", input: none, output: z.object({ rows: z.array(LateRowSchema) }) },
  "review.decide": {
    method: "POST", path: "/desk/reviews/decide", action: "review.decide",
    input: z.strictObject({ eventId: id, decision: z.enum(REVIEW_DECISIONS), note: z.string().trim().max(500).default("") }), output: z.object({ adoptedAs: id.nullable() }),
  },
  "review.returned": { method: "GET", path: "/desk/reviews/returned", action: null, input: none, output: z.object({ notes: z.array(ReturnedNoteSchema) }) },
  "review.seen": { method: "POST", path: "/desk/reviews/seen", action: null, input: z.strictObject({ eventId: id }), output: none },
  /** The password of a sealed package, for whoever tells the bank; asked for and recorded each time. */
  "package.password": { method: "POST", path: "/desk/packages/password", action: "package.password", /** `no` empty: the newest package of the instance. */ input: z.strictObject({ instanceId: id, no: z.string().max(40).default("") }), output: z.object({ password: z.string() }) },
  /** Which cases have this number (empty: none asked for), and the banks there are. */
  "complaint.lookup": {
    method: "GET", path: "/desk/complaints/lookup", action: "complaint.file", input: z.strictObject({ caseNo: z.string().trim().max(40).default("") }),
    output: z.object({
      banks: z.array(z.object({ code: z.string(), name: z.string() })),
      hits: z.array(z.object({ bankCode: z.string(), bankName: z.string(), caseNo: z.string(), nameMasked: z.string(), teamName: z.string(), collectorId: id.nullable(), collectorName: z.string() })),
    }),
  },
  "complaint.investigate": { method: "POST", path: "/desk/complaints/investigate", action: "complaint.investigate", input: z.strictObject({ formId: id }), output: ComplaintEvidenceSchema },
  /** The complainant's number, for whoever calls back; recorded each time. */
  "complaint.number": { method: "POST", path: "/desk/complaints/number", action: "complaint.number", input: z.strictObject({ formId: id }), output: z.object({ phone: z.string() }) },
  /** Reports (S-16.12–15, S-26.9–11, S-27.11–15) that are at the caller's desk; what is owed first. */
  "report.list": { method: "GET", path: "/desk/reports", action: "report.read", input: none, output: z.object({ reports: z.array(ReportRowSchema) }) },
  "report.read": { method: "POST", path: "/desk/reports/read", action: "report.read", input: z.strictObject({ reportId: id }), output: ReportViewSchema },
  /** The act that is owed of it; `words` is the analysis or the training plan, where the step demands one. */
  "report.act": { method: "POST", path: "/desk/reports/act", action: "report.act", input: z.strictObject({ reportId: id, act: z.enum(REPORT_ACTS), words: z.string().max(4000).default("") }), output: none },
  "duty.set": { method: "POST", path: "/desk/duty", action: null, input: z.strictObject({ state: z.enum(DUTY_STATES) }), output: none },
  "user.list": { method: "GET", path: "/desk/users", action: "user.read", input: z.strictObject({ ...page, text: z.string().max(40).default("") }), output: z.object({ users: z.array(UserRowSchema) }) },
  "user.bulk": {
    method: "POST", path: "/desk/users/bulk", action: "user.write",
    input: z.strictObject({ text: z.string().min(1).max(200_000), dryRun: z.boolean() }),
    output: z.object({ created: z.number().int(), updated: z.number().int(), refused: z.array(z.object({ row: z.number().int(), column: z.string(), zh: z.string(), en: z.string() })), passwords: z.array(z.object({ no: z.string(), name: z.string(), password: z.string() })) }),
  },
  "user.reset": { method: "POST", path: "/desk/users/reset", action: "user.write", input: z.strictObject({ userId: id }), output: z.object({ password: z.string() }) },
  "user.unlock": { method: "POST", path: "/desk/users/unlock", action: "user.write", input: z.strictObject({ userId: id }), output: none },
  "user.resetFactor": { method: "POST", path: "/desk/users/second-factor/reset", action: "user.write", input: z.strictObject({ userId: id, reason: z.string().trim().min(1).max(200) }), output: none },
  "user.alarms": { method: "GET", path: "/desk/users/alarms", action: "user.read", input: none, output: z.object({ alarms: z.array(z.object({ userId: id, no: z.string(), name: z.string(), at: ms })) }) },
  "user.alarmSeen": { method: "POST", path: "/desk/users/alarms/seen", action: "user.write", input: z.strictObject({ userId: id, note: z.string().trim().min(1).max(200) }), output: none },
  "user.setActive": { method: "POST", path: "/desk/users/active", action: "user.write", input: z.strictObject({ userId: id, active: z.boolean() }), output: none },
  "audit.list": {
    method: "GET", path: "/desk/audit", action: "audit.read",
    /** `from` and `until` are whole days, both included; newest first. `who` is part of a staff number or name, `device` of a machine's name, `ref` a whole id of a case or another record. */
    input: z.strictObject({ ...page, from: day, until: day, who: z.string().max(40).default(""), family: z.enum(AUDIT_FAMILY_NAMES).nullable().default(null), device: z.string().max(60).default(""), ref: z.string().max(100).default("") }),
    output: z.object({ rows: z.array(AuditRowSchema), next: z.string().nullable() }),
  },
  "device.list": { method: "GET", path: "/desk/devices", action: "device.read", input: none, output: z.object({ devices: z.array(DeviceRowSchema) }) },
  "fleet.read": { method: "GET", path: "/desk/fleet", action: "device.read", input: none, output: FleetSchema },
  /** What a duty officer signed elsewhere (`npm run release -- rollout … --answer`), as text. */
  "fleet.rollout": { method: "POST", path: "/desk/fleet/rollout", action: "device.enrol", input: z.strictObject({ answer: z.string().min(1).max(60_000) }), output: z.object({ rollout: RolloutSchema, snapshot: z.number().int() }) },
  "device.enrolCode": { method: "POST", path: "/desk/devices/code", action: "device.enrol", input: z.strictObject({ name: z.string().min(1).max(60) }), output: z.object({ code: z.string(), expiresAt: ms }) },
  "device.wipe": { method: "POST", path: "/desk/devices/wipe", action: "device.enrol", input: z.strictObject({ deviceId: id, mode: z.enum(WIPE_MODES), reason: z.string().trim().min(1).max(200) }), output: z.object({ orderId: id }) },
  "device.wipeWithdraw": { method: "POST", path: "/desk/devices/wipe/withdraw", action: "device.enrol", input: z.strictObject({ deviceId: id }), output: none },
  "device.revoke": { method: "POST", path: "/desk/devices/revoke", action: "device.enrol", input: z.strictObject({ deviceId: id, reason: z.string().min(1).max(200) }), output: none },
  // -- recovery of unsent events after a forgotten password; the first four are a workstation's own
  "recovery.keep": { method: "POST", path: "/desk/recovery/envelope", action: null, input: z.strictObject({ envelope: EnvelopeSchema }), output: z.object({ digest: z.string() }) },
  "recovery.want": { method: "POST", path: "/desk/recovery/want", action: null, input: WantInput, output: z.object(forRequest) },
  "recovery.look": {
    method: "GET", path: "/desk/recovery/look", action: null, input: z.strictObject(forRequest),
    output: z.object({ state: z.enum(REQUEST_STATES), envelope: EnvelopeSchema.nullable(), parts: z.array(z.object({ holderId: id, sealed: SealedSchema })) }),
  },
  "recovery.done": { method: "POST", path: "/desk/recovery/done", action: null, input: z.strictObject({ ...forRequest, events: z.number().int().nonnegative(), unsent: z.number().int().nonnegative() }), output: none },
  "recovery.list": {
    method: "GET", path: "/desk/recovery", action: "recovery.work", input: none,
    output: z.object({
      needed: z.number().int(), holders: z.array(z.object({ id, no: z.string(), name: z.string(), at: ms, active: z.boolean(), mine: z.boolean() })),
      requests: z.array(z.object({
        id, userNo: z.string(), userName: z.string(), deviceName: z.string(), unsent: z.number().int(), wantedAt: ms, state: z.enum(REQUEST_STATES), outcome: z.string(),
        openedBy: z.string(), openedByMe: z.boolean(), ofMine: z.boolean(), approvedBy: z.string(), until: ms.nullable(),
      })),
    }),
  },
  "recovery.material": { method: "GET", path: "/desk/recovery/material", action: "recovery.work", input: z.strictObject(forRequest), output: z.object({ wrapped: WrappedKeySchema, envelope: EnvelopeSchema, userId: id, deviceId: id, publicKey: z.string() }) },
  "recovery.become": { method: "POST", path: "/desk/recovery/holders", action: "recovery.work", secondStep: true, input: z.strictObject({ publicKey: HolderSchema.shape.publicKey, wrapped: WrappedKeySchema, proof }), output: none },
  "recovery.leave": { method: "POST", path: "/desk/recovery/holders/leave", action: "recovery.work", input: z.strictObject({ userId: id, reason: z.string().trim().min(1).max(200) }), output: none },
  "recovery.open": { method: "POST", path: "/desk/recovery/open", action: "recovery.work", secondStep: true, input: z.strictObject({ ...forRequest, part: SealedSchema, reason: z.string().trim().min(1).max(200), proof }), output: none },
  "recovery.approve": { method: "POST", path: "/desk/recovery/approve", action: "recovery.work", secondStep: true, input: z.strictObject({ ...forRequest, part: SealedSchema, proof }), output: none },
  "recovery.refuse": { method: "POST", path: "/desk/recovery/refuse", action: "recovery.work", input: z.strictObject({ ...forRequest, reason: z.string().trim().min(1).max(200) }), output: none },
} as const satisfies Record<string, RouteDef>;

export type DeskRoute = keyof typeof DESK_ROUTES;
export type DeskInput<R extends DeskRoute> = z.input<(typeof DESK_ROUTES)[R]["input"]>;
export type DeskOutput<R extends DeskRoute> = z.output<(typeof DESK_ROUTES)[R]["output"]>;
/** A file upload goes beside the table: `POST /desk/imports/upload?name=` with the raw bytes; answers `{uploadId}`. */
export const UploadOutput = z.object({ uploadId: id, bytes: z.number().int() });
export const DESK_ROUTE_NAMES = Object.keys(DESK_ROUTES) as [DeskRoute, ...DeskRoute[]];
