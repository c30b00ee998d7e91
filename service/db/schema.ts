/**
 * The central service's tables (PostgreSQL dialect; also PGlite). Record data are documents of
 * `shared/model/documents.ts` in a `doc` column, with the columns that queries need beside them;
 * row-level security is in the hand-written migration next to the generated one.
 */
import { sql } from "drizzle-orm";
import { bigint, boolean, check, customType, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import type { ReportBody } from "../../shared/reports/figures.ts";
import type { ReportStepTaken } from "../../shared/reports/taken.ts";
import type { CaseDoc, PersonDoc, PromiseDoc, WarningDoc } from "../../shared/model/documents.ts";
import type { StopDoc } from "../../shared/model/stop.ts";
import type { ReviewDecision } from "../../shared/model/late-event.ts";
import type { WipeMode } from "../../shared/protocol/device.ts";
import type { Envelope, Sealed } from "../../shared/protocol/recovery.ts";
import type { Role } from "../../shared/access/roles.ts";

const ms = (name: string) => bigint(name, { mode: "number" });
const fen = (name: string) => bigint(name, { mode: "number" });
const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

// -- the house ---------------------------------------------------------------
export const meta = pgTable("meta", { key: text().primaryKey(), value: text().notNull() });
/** Running numbers: batch, warning, register. Taken inside the transaction that uses them. */
export const counter = pgTable("counter", { name: text().primaryKey(), value: bigint({ mode: "number" }).notNull().default(0) });
export const region = pgTable("region", { code: text().primaryKey(), name: text().notNull() });
export const team = pgTable("team", { id: uuid().primaryKey(), name: text().notNull().unique(), regionCode: text("region_code").notNull().references(() => region.code) });
export const bank = pgTable("bank", { code: text().primaryKey(), name: text().notNull() });

// -- people and machines -----------------------------------------------------
export const appUser = pgTable("app_user", {
  id: uuid().primaryKey(),
  /** 工号 */
  no: text().notNull().unique(),
  name: text().notNull(),
  roles: text().array().notNull().$type<Role[]>(),
  teamId: uuid("team_id").references(() => team.id),
  regionCode: text("region_code").notNull().default(""),
  extension: text().notNull().default(""),
  /** Day the secrecy pledge was signed (S-57); an account without it cannot be activated. */
  pledgedOn: text("pledged_on").notNull().default(""),
  passwordHash: text("password_hash").notNull().default(""),
  mustChange: boolean("must_change").notNull().default(true),
  active: boolean().notNull().default(true),
  failures: integer().notNull().default(0),
  lockedAt: ms("locked_at"),
  lastSignInAt: ms("last_sign_in_at"),
  duty: text().notNull().default("off"),
  /** Revision of the colleague document. */
  rev: bigint({ mode: "number" }).notNull().default(1),
  lastActAt: ms("last_act_at"),
  /** When this person said that the password may be known to somebody else; null once IT has dealt with it. */
  passwordAlarmAt: ms("password_alarm_at"),
});
/** A person's second factor: the TOTP secret, sealed under a key the database does not hold (`auth/people-key.ts`). */
export const secondFactor = pgTable("second_factor", {
  userId: uuid("user_id").primaryKey().references(() => appUser.id),
  secret: bytea().notNull(),
  /** Null while nobody has shown a code of it yet. */
  enrolledAt: ms("enrolled_at"),
  /** The time step of the last code taken: a code is good once. */
  lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
  failures: integer().notNull().default(0),
  failedAt: ms("failed_at"),
});
/** One-time codes for the day the telephone is lost, as keyed hashes. */
export const recoveryCode = pgTable("recovery_code", {
  userId: uuid("user_id").notNull().references(() => secondFactor.userId, { onDelete: "cascade" }), codeHash: text("code_hash").notNull(), usedAt: ms("used_at"),
}, (t) => [primaryKey({ columns: [t.userId, t.codeHash] })]);
export const device = pgTable("device", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  certSerial: text("cert_serial").notNull(),
  /** SHA-256 of the certificate, hex: the identity a connection proves. */
  certFingerprint: text("cert_fingerprint").notNull().unique(),
  enrolledAt: ms("enrolled_at").notNull(),
  lastSeenAt: ms("last_seen_at"),
  version: text().notNull().default(""),
  unsent: integer().notNull().default(0),
  lastUserId: uuid("last_user_id").references(() => appUser.id),
  revokedAt: ms("revoked_at"),
  /** Highest seq up to which every event of this device, of all its users, has been answered for good. */
  knownSeq: bigint("known_seq", { mode: "number" }).notNull().default(0),
  /** As far as a second copy of the database is known to hold `knownSeq` (standby, WAL archive or backup); never ahead of it. */
  safeSeq: bigint("safe_seq", { mode: "number" }).notNull().default(0),
  /** As the workstation said last: its clock against ours (centre minus machine, ms), oldest unsent event, refused events, ranges fetched again. */
  skewMs: bigint("skew_ms", { mode: "number" }),
  oldestUnsentAt: ms("oldest_unsent_at"),
  quarantined: integer().notNull().default(0),
  repaired: integer().notNull().default(0),
});
/** How far a user's workstation has applied a stream; every revoke up to there is purged. */
export const deviceCursor = pgTable("device_cursor", {
  deviceId: uuid("device_id").notNull().references(() => device.id), userId: uuid("user_id").notNull(), stream: text().notNull(),
  pos: bigint({ mode: "number" }).notNull(), at: ms("at").notNull(),
}, (t) => [primaryKey({ columns: [t.deviceId, t.userId, t.stream] })]);
/** A case that has left a workstation, confirmed by it (PRODUCT.md 1.2). */
export const purgeReceipt = pgTable("purge_receipt", {
  deviceId: uuid("device_id").notNull().references(() => device.id), userId: uuid("user_id").notNull(), caseId: uuid("case_id").notNull(),
  grantNo: integer("grant_no").notNull(), at: ms("at").notNull(),
}, (t) => [primaryKey({ columns: [t.deviceId, t.userId, t.caseId, t.grantNo] }), index("purge_receipt_case").on(t.caseId)]);
export const enrolmentCode = pgTable("enrolment_code", {
  codeHash: text("code_hash").primaryKey(), name: text().notNull(), expiresAt: ms("expires_at").notNull(), usedAt: ms("used_at"), createdBy: uuid("created_by"),
  deviceId: uuid("device_id"),
});
/** What a workstation said of itself last, in its own signed words (`HeartbeatSchema`). */
export const deviceState = pgTable("device_state", {
  deviceId: uuid("device_id").primaryKey().references(() => device.id), seq: bigint({ mode: "number" }).notNull(), at: ms("at").notNull(),
  said: text().notNull(), signature: text().notNull(),
});
/** Which build a workstation said it runs, from when on: one row per change. */
export const deviceBuild = pgTable("device_build", {
  deviceId: uuid("device_id").notNull().references(() => device.id), at: ms("at").notNull(), version: text().notNull(),
  /** SHA-256 of the program's archive; empty when it is not packed or does not say. */
  build: text().notNull(),
}, (t) => [primaryKey({ columns: [t.deviceId, t.at] })]);
/** Orders to destroy what is on a workstation, and its receipt (`ReceiptSchema`) as it was signed, with the public key (SPKI) that proves it. One open order at a time. */
export const deviceOrder = pgTable("device_order", {
  id: uuid().primaryKey(), deviceId: uuid("device_id").notNull().references(() => device.id), mode: text().notNull().$type<WipeMode>(), reason: text().notNull(),
  by: uuid("by"), at: ms("at").notNull(), sentAt: ms("sent_at"), withdrawnAt: ms("withdrawn_at"), doneAt: ms("done_at"),
  receipt: text().notNull().default(""), signature: text().notNull().default(""), deviceKey: text("device_key").notNull().default(""),
}, (t) => [uniqueIndex("device_order_open").on(t.deviceId).where(sql`done_at IS NULL AND withdrawn_at IS NULL`)]);
export const session = pgTable("session", {
  tokenHash: text("token_hash").primaryKey(),
  userId: uuid("user_id").notNull().references(() => appUser.id),
  deviceId: uuid("device_id").notNull().references(() => device.id),
  createdAt: ms("created_at").notNull(), expiresAt: ms("expires_at").notNull(), revokedAt: ms("revoked_at"),
}, (t) => [index("session_user").on(t.userId)]);

// -- recovery of unsent events after a forgotten password ---------------------
/** Who of IT holds a part of every new envelope: the public key, and the private one under a passphrase the centre does not know. */
export const recoveryHolder = pgTable("recovery_holder", {
  userId: uuid("user_id").primaryKey().references(() => appUser.id), publicKey: text("public_key").notNull(), wrapped: text().notNull(), at: ms("at").notNull(),
});
/** A workstation's sealed envelope: the key of one outbox in parts, each sealed to a holder. One per person, machine and generation. */
export const recoveryEnvelope = pgTable("recovery_envelope", {
  id: uuid().primaryKey(), userId: uuid("user_id").notNull().references(() => appUser.id), deviceId: uuid("device_id").notNull().references(() => device.id),
  dekId: uuid("dek_id").notNull(), digest: text().notNull(), envelope: jsonb().notNull().$type<Envelope>(), at: ms("at").notNull(),
}, (t) => [uniqueIndex("recovery_envelope_of").on(t.userId, t.deviceId, t.dekId)]);
/** A workstation that cannot open an outbox any more, and how far two of IT have got with it. */
export const recoveryRequest = pgTable("recovery_request", {
  id: uuid().primaryKey(), envelopeId: uuid("envelope_id").notNull(), userId: uuid("user_id").notNull().references(() => appUser.id), deviceId: uuid("device_id").notNull().references(() => device.id),
  digest: text().notNull(), publicKey: text("public_key").notNull(), wantedAt: ms("wanted_at").notNull(),
  openedBy: uuid("opened_by"), openedAt: ms("opened_at"), firstPart: jsonb("first_part").$type<Sealed>(),
  approvedBy: uuid("approved_by"), approvedAt: ms("approved_at"), secondPart: jsonb("second_part").$type<Sealed>(),
  /** Refused, run out, or taken by the workstation: nothing moves any more, the parts are gone. */
  endedAt: ms("ended_at"), outcome: text().notNull().default(""),
}, (t) => [uniqueIndex("recovery_request_open").on(t.envelopeId).where(sql`ended_at IS NULL`)]);

// -- record data -------------------------------------------------------------
export const person = pgTable("person", {
  id: uuid().primaryKey(),
  bankCode: text("bank_code").notNull().references(() => bank.code),
  /** Identity within the bank: the ID number with the name, or the card when the bank gives none. */
  identity: text().notNull(),
  /** Keyed hash of the ID number, the same for one human at every bank (contact counts, R-18). */
  humanKey: text("human_key").notNull(),
  name: text().notNull(),
  rev: bigint({ mode: "number" }).notNull().default(1),
  doc: jsonb().notNull().$type<PersonDoc>(),
}, (t) => [uniqueIndex("person_identity").on(t.bankCode, t.identity), index("person_human").on(t.humanKey), index("person_name").on(t.name)]);

export const kase = pgTable("kase", {
  id: uuid().primaryKey(),
  caseNo: text("case_no").notNull(),
  bankCode: text("bank_code").notNull().references(() => bank.code),
  personId: uuid("person_id").notNull().references(() => person.id),
  batchId: uuid("batch_id").notNull(),
  /** Allocated to (分案); differs from assignee while somebody covers (代班). */
  ownerId: uuid("owner_id").references(() => appUser.id),
  assigneeId: uuid("assignee_id").references(() => appUser.id),
  teamId: uuid("team_id").references(() => team.id),
  grantNo: integer("grant_no").notNull().default(0),
  status: text().notNull().default("open"),
  bucket: text().notNull(),
  cardNo: text("card_no").notNull(),
  placedFen: fen("placed_fen").notNull(),
  currentFen: fen("current_fen").notNull(),
  touchedAt: ms("touched_at"),
  /** Hash of the imported fields, so that the same row again changes nothing. */
  contentHash: text("content_hash").notNull(),
  rev: bigint({ mode: "number" }).notNull().default(1),
  doc: jsonb().notNull().$type<CaseDoc>(),
}, (t) => [
  uniqueIndex("kase_no").on(t.bankCode, t.caseNo), index("kase_assignee").on(t.assigneeId, t.id), index("kase_team").on(t.teamId, t.id),
  index("kase_person").on(t.personId), index("kase_card").on(t.bankCode, t.cardNo), index("kase_batch").on(t.batchId),
]);
/** Who has had a case, and since when; the row without `until_at` is the present one. */
export const assignment = pgTable("assignment", {
  caseId: uuid("case_id").notNull().references(() => kase.id, { onDelete: "cascade" }), grantNo: integer("grant_no").notNull(),
  userId: uuid("user_id"), teamId: uuid("team_id"), fromAt: ms("from_at").notNull(), untilAt: ms("until_at"), by: uuid("by"), reason: text().notNull().default(""),
}, (t) => [primaryKey({ columns: [t.caseId, t.grantNo] }), index("assignment_user").on(t.userId, t.caseId)]);
export const promise = pgTable("promise", {
  id: uuid().primaryKey(), caseId: uuid("case_id").notNull().references(() => kase.id), personId: uuid("person_id").notNull(),
  state: text().notNull(), dueOn: text("due_on").notNull(), rev: bigint({ mode: "number" }).notNull().default(1), doc: jsonb().notNull().$type<PromiseDoc>(),
}, (t) => [index("promise_case").on(t.caseId), index("promise_due").on(t.state, t.dueOn)]);
export const warning = pgTable("warning", {
  id: uuid().primaryKey(), caseId: uuid("case_id").notNull().references(() => kase.id), personId: uuid("person_id").notNull(),
  collectorId: uuid("collector_id").notNull(), teamId: uuid("team_id"), state: text().notNull(),
  /** Desks it has been addressed to (`shared/access/desks.ts`). */
  desks: text().array().notNull().default(sql`'{}'::text[]`),
  rev: bigint({ mode: "number" }).notNull().default(1), doc: jsonb().notNull().$type<WarningDoc>(),
}, (t) => [index("warning_case").on(t.caseId), index("warning_team").on(t.teamId, t.state), index("warning_desks").using("gin", t.desks)]);
/** Workflow instances that are forms of their own (`FormDoc`): they go to the desks they name, and to nobody else. */
export const workflowForm = pgTable("workflow_form", {
  id: uuid().primaryKey(), workflow: text().notNull(), caseId: uuid("case_id").references(() => kase.id), personId: uuid("person_id"), teamId: uuid("team_id"), state: text().notNull(),
  desks: text().array().notNull().default(sql`'{}'::text[]`),
  rev: bigint({ mode: "number" }).notNull().default(1), doc: jsonb().notNull().$type<FormDoc>(),
}, (t) => [index("workflow_form_case").on(t.caseId), index("workflow_form_person").on(t.personId), index("workflow_form_desks").using("gin", t.desks)]);
/**
 * 停催, one lock on one bank's document of a person. `due_at` is its timer: when every collector has to have ticked;
 * null when nobody owes one. It goes off once, by whichever service finds it.
 */
export const stop = pgTable("stop", {
  id: uuid().primaryKey(), personId: uuid("person_id").notNull().references(() => person.id, { onDelete: "cascade" }), ref: text().notNull(), reason: text().notNull(),
  standing: boolean().notNull(), standsFrom: ms("stands_from"), liftedAt: ms("lifted_at"), dueAt: ms("due_at"),
  desks: text().array().notNull().default(sql`'{}'::text[]`), rev: bigint({ mode: "number" }).notNull().default(1), doc: jsonb().notNull().$type<StopDoc>(),
}, (t) => [unique("stop_name").on(t.personId, t.ref, t.reason), index("stop_due").on(t.dueAt).where(sql`due_at IS NOT NULL`), index("stop_desks").using("gin", t.desks)]);
/**
 * Timers of workflow instances: when somebody is to hear of a clock, and when its time is up. A row goes off once,
 * whatever the number of services and however long none ran; what has gone off is never taken back.
 */
export const workflowTimer = pgTable("workflow_timer", {
  instanceId: uuid("instance_id").notNull(), step: text().notNull(), kind: text().notNull(),
  /** How often the step had been taken before: a path that comes round again has a clock of its own. */
  round: integer().notNull().default(0),
  at: ms("at").notNull(), toRole: text("to_role").notNull(), firedAt: ms("fired_at"),
}, (t) => [primaryKey({ columns: [t.instanceId, t.step, t.kind, t.round] }), index("workflow_timer_due").on(t.at).where(sql`fired_at IS NULL`)]);
/**
 * Reports of the plan (`shared/reports`): drafted from the ledger ahead of their hour. The figures never change, and once
 * archived nothing does; the database itself refuses it.
 */
export const report = pgTable("report", {
  id: uuid().primaryKey(), name: text().notNull(),
  /** '' = of the house. */
  regionCode: text("region_code").notNull().default(""),
  fromAt: ms("from_at").notNull(), toAt: ms("to_at").notNull(), draftedAt: ms("drafted_at").notNull(),
  body: jsonb().notNull().$type<ReportBody>(),
  /** False when the calendar does not know the year's holidays. */
  covered: boolean().notNull(),
  dues: jsonb().notNull().$type<number[]>(),
  steps: jsonb().notNull().$type<ReportStepTaken[]>().default([]),
  /** The step whose time has run out last, by its place; -1 = none. */
  breached: integer().notNull().default(-1),
  /** When the step that is owed now runs out; null once archived. */
  dueAt: ms("due_at"),
  desks: text().array().notNull().default(sql`'{}'::text[]`),
  archivedAt: ms("archived_at"), sha256: text(),
}, (t) => [unique("report_once").on(t.name, t.regionCode, t.toAt), index("report_due").on(t.dueAt).where(sql`due_at IS NOT NULL`), index("report_desks").using("gin", t.desks)]);
/** A sealed package for a bank: encrypted, for IT's relay. A warning has one, a complaint one for each time something goes out. */
export const sealedPackage = pgTable("sealed_package", {
  no: text().primaryKey(), instanceId: uuid("instance_id").notNull(), bankCode: text("bank_code").notNull(),
  at: ms("at").notNull(), sha256: text().notNull(), content: bytea().notNull(), takenAt: ms("taken_at"),
}, (t) => [index("sealed_package_instance").on(t.instanceId)]);
/** Its password, which goes another way (S-43); removed when the bank has signed for the package. */
export const packagePassword = pgTable("package_password", {
  no: text().primaryKey().references(() => sealedPackage.no), password: text().notNull(),
});
export const event = pgTable("event", {
  id: uuid().primaryKey(),
  deviceId: uuid("device_id").notNull(),
  seq: bigint({ mode: "number" }).notNull(),
  userId: uuid("user_id").notNull(), userName: text("user_name").notNull(),
  type: text().notNull(), caseId: uuid("case_id"), personId: uuid("person_id"),
  at: ms("at").notNull(), atServer: ms("at_server").notNull(), receivedAt: ms("received_at").notNull(), skewMs: bigint("skew_ms", { mode: "number" }).notNull(),
  v: integer().notNull(), body: jsonb().notNull().$type<Record<string, unknown>>(),
  /** Kept but not applied as usual (late event on a case the sender no longer has). */
  review: boolean().notNull().default(false),
}, (t) => [index("event_case").on(t.caseId, t.atServer), index("event_person").on(t.personId, t.atServer, t.id), index("event_user").on(t.userId, t.atServer),
  index("event_late").on(t.atServer).where(sql`review`),
  // History is read by person: an entry of a case always names its debtor.
  check("event_of_person", sql`case_id IS NULL OR person_id IS NOT NULL`),
]);

/**
 * What makes an event the same event, for ever: kept when old events are moved out of the way, so that a
 * workstation that sends one again after years is still answered `dup` (P2).
 */
export const eventKey = pgTable("event_key", {
  id: uuid().primaryKey(), deviceId: uuid("device_id").notNull(), userId: uuid("user_id").notNull(), seq: bigint({ mode: "number" }).notNull(),
  /** SHA-256 of the canonical event: the same id with another body is refused. */
  hash: text().notNull(),
}, (t) => [unique("event_key_writer_seq").on(t.deviceId, t.userId, t.seq)]);

/** An event the centre refused for good, kept as it came, so that no write is silently lost (P1). */
export const rejection = pgTable("rejection", {
  deviceId: uuid("device_id").notNull(), userId: uuid("user_id").notNull(), seq: bigint({ mode: "number" }).notNull(),
  eventId: text("event_id").notNull(), code: text().notNull(), detail: text().notNull().default(""), receivedAt: ms("received_at").notNull(), raw: text().notNull(),
  /** Its writer has dealt with it: why, or the event that says the same anew. */
  settledAt: ms("settled_at"), settledReason: text("settled_reason").notNull().default(""), replacedBy: uuid("replaced_by"),
}, (t) => [primaryKey({ columns: [t.deviceId, t.userId, t.seq] })]);

/** What a supervisor decided on a late event: once, so that nothing is made anew twice. */
export const eventReview = pgTable("event_review", {
  eventId: uuid("event_id").primaryKey(), decision: text().notNull().$type<ReviewDecision>(), note: text().notNull().default(""),
  by: uuid("by").notNull().references(() => appUser.id), teamId: uuid("team_id").notNull().references(() => team.id), at: ms("at").notNull(),
  /** The event by which the work was made anew. */
  adoptedAs: uuid("adopted_as"),
  /** Who wrote the late event, and when they have read the note that came back. */
  writerId: uuid("writer_id").notNull(), seenAt: ms("seen_at"),
}, (t) => [index("event_review_returned").on(t.writerId).where(sql`decision = 'return' AND seen_at IS NULL`)]);

// -- sync --------------------------------------------------------------------
/** One row per audience; `head` is raised last in every transaction, streams in sorted order. */
export const stream = pgTable("stream", { name: text().primaryKey(), head: bigint({ mode: "number" }).notNull().default(0) });
export const change = pgTable("change", {
  stream: text().notNull(), pos: bigint({ mode: "number" }).notNull(), op: text().notNull(), kind: text().notNull(), ref: uuid().notNull(), grantNo: integer("grant_no").notNull().default(0),
}, (t) => [primaryKey({ columns: [t.stream, t.pos] })]);

// -- import ------------------------------------------------------------------
export const upload = pgTable("upload", { id: uuid().primaryKey(), name: text().notNull(), bytes: bigint({ mode: "number" }).notNull(), by: uuid("by").notNull(), at: ms("at").notNull() });
export const uploadChunk = pgTable("upload_chunk", { uploadId: uuid("upload_id").notNull().references(() => upload.id, { onDelete: "cascade" }), n: integer().notNull(), content: bytea().notNull() }, (t) => [primaryKey({ columns: [t.uploadId, t.n] })]);
/** Column mapping a bank's files were last confirmed with. */
export const bankMapping = pgTable("bank_mapping", { bankCode: text("bank_code").notNull(), kind: text().notNull(), headersHash: text("headers_hash").notNull(), fields: jsonb().notNull().$type<Record<string, number>>() }, (t) => [primaryKey({ columns: [t.bankCode, t.kind, t.headersHash] })]);
export const batch = pgTable("batch", {
  id: uuid().primaryKey(), no: text().notNull().unique(), bankCode: text("bank_code").notNull().references(() => bank.code), kind: text().notNull(),
  fileName: text("file_name").notNull(), fileHash: text("file_hash").notNull(), uploadId: uuid("upload_id"), state: text().notNull(),
  mapping: jsonb().notNull().$type<Record<string, number>>(), report: jsonb().notNull().$type<Record<string, unknown>>(),
  createdAt: ms("created_at").notNull(), confirmedAt: ms("confirmed_at"), importedBy: uuid("imported_by"),
});
export const refusedRow = pgTable("refused_row", {
  id: uuid().primaryKey(), batchId: uuid("batch_id").notNull().references(() => batch.id), sheet: text().notNull(), row: integer().notNull(), column: text("column_name").notNull(),
  code: text().notNull(), value: text().notNull(), zh: text().notNull(), en: text().notNull(),
  /** The row as read (heading -> text), so that it can be repaired on screen. */
  raw: jsonb().notNull().$type<Record<string, string>>(), ownerId: uuid("owner_id"), repairedAt: ms("repaired_at"),
}, (t) => [index("refused_batch").on(t.batchId)]);
export const unmatchedRow = pgTable("unmatched_row", {
  id: uuid().primaryKey(), batchId: uuid("batch_id").notNull().references(() => batch.id), row: integer().notNull(), record: jsonb().notNull().$type<Record<string, unknown>>(),
  reason: text().notNull(), resolution: text().notNull().default(""), resolvedBy: uuid("resolved_by"), resolvedAt: ms("resolved_at"),
});
export const repayment = pgTable("repayment", {
  id: uuid().primaryKey(), bankCode: text("bank_code").notNull(), caseId: uuid("case_id").notNull().references(() => kase.id), batchId: uuid("batch_id").notNull(),
  paidOn: text("paid_on").notNull(), amountFen: fen("amount_fen").notNull(), serialNo: text("serial_no").notNull(),
}, (t) => [uniqueIndex("repayment_once").on(t.bankCode, t.serialNo), index("repayment_case").on(t.caseId)]);

// -- allocation, cover, roster -----------------------------------------------
export const allocation = pgTable("allocation", {
  id: uuid().primaryKey(), kind: text().notNull(), plan: jsonb().notNull().$type<{ caseId: string; fromId: string | null; toId: string }[]>(),
  by: uuid("by").notNull(), at: ms("at").notNull(), appliedAt: ms("applied_at"), undoneAt: ms("undone_at"), reason: text().notNull().default(""),
});
export const cover = pgTable("cover", {
  id: uuid().primaryKey(), absentId: uuid("absent_id").notNull(), standInId: uuid("stand_in_id").notNull(), fromDay: text("from_day").notNull(), untilDay: text("until_day").notNull(),
  by: uuid("by").notNull(), startedAt: ms("started_at"), endedAt: ms("ended_at"),
});
export const roster = pgTable("roster", {
  id: uuid().primaryKey(), post: text().notNull(), teamId: uuid("team_id"), day: text().notNull(), fromTime: text("from_time").notNull(), toTime: text("to_time").notNull(),
  userId: uuid("user_id").notNull(), deputyId: uuid("deputy_id"),
}, (t) => [index("roster_day").on(t.day)]);

// -- audit -------------------------------------------------------------------
/** Append-only, hash-chained per day (P7): `hash = SHA-256(prev | canonical row)`. */
export const audit = pgTable("audit", {
  day: text().notNull(), n: bigint({ mode: "number" }).notNull(), at: ms("at").notNull(), userId: uuid("user_id"), deviceId: uuid("device_id"),
  action: text().notNull(), ref: text().notNull().default(""), detail: jsonb().notNull().default(sql`'{}'::jsonb`).$type<Record<string, unknown>>(),
  prev: text().notNull(), hash: text().notNull(),
}, (t) => [primaryKey({ columns: [t.day, t.n] }), index("audit_ref").on(t.ref, t.day).where(sql`ref <> ''`), index("audit_user").on(t.userId, t.day), index("audit_device").on(t.deviceId, t.day)]);
/** How far a machine's own journal has been taken into the trail, and the hash its next line must follow. */
export const deviceChain = pgTable("device_chain", {
  deviceId: uuid("device_id").primaryKey().references(() => device.id), seq: bigint({ mode: "number" }).notNull(), hash: text().notNull(), at: ms("at").notNull(),
});
