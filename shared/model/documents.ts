/**
 * Documents: the rows a workstation mirrors from the central service. Each has an id, a revision
 * that only rises, and `applied`: the highest event `seq` per device already folded in, so that a
 * workstation knows exactly which of its own unsent events to lay on top.
 */
import { z } from "zod";
import { FormDocSchema } from "./form-doc.ts";
import { WorkflowAlertSchema, WorkflowStepSchema } from "./workflow-doc.ts";
import { CONTACT_KINDS, CONTACT_SOURCES } from "./events.ts";
import { OutcomeCodeSchema, PersonCodeSchema, LineCodeSchema } from "./disposition.ts";
import { STOP_REASONS } from "./disposition.ts";
import { StopDocSchema } from "./stop.ts";
import { SoothingPlanSchema, WarningFindingSchema, WarningFormSchema } from "./warning-form.ts";

const id = z.uuid();
const ms = z.number().int();
const day = z.string();
const fen = z.number().int();
const applied = z.record(z.string(), z.number().int()).default({});

export const ContactPointSchema = z.object({
  id,
  kind: z.enum(CONTACT_KINDS),
  value: z.string(),
  ownerName: z.string(),
  /** 本人, 配偶, 朋友 … as the bank wrote it. */
  relation: z.string(),
  source: z.enum(CONTACT_SOURCES),
  status: z.enum(["unverified", "valid", "invalid", "suspended", "refused"]),
  current: z.boolean(),
});
export type ContactPoint = z.infer<typeof ContactPointSchema>;

/** Contact counters of one day, kept per person at the centre, across banks (PRODUCT.md 1.7, R-18). */
export const TallySchema = z.object({
  day,
  effective: z.number().int(),
  /** Unanswered attempts per contact value of that day. */
  unanswered: z.record(z.string(), z.number().int()),
});
export type Tally = z.infer<typeof TallySchema>;

export const HoldSchema = z.object({
  reason: z.enum([...STOP_REASONS, "warning"]),
  since: ms,
  by: z.string(),
  /** The event or warning that set it. */
  ref: z.string(),
});
export type Hold = z.infer<typeof HoldSchema>;

/** A debtor as one bank knows them. The same human at another bank is another document. */
export const PersonDocSchema = z.object({
  id,
  bankCode: z.string(),
  name: z.string(),
  gender: z.string(),
  idNo: z.string(),
  birthday: z.string(),
  email: z.string(),
  employer: z.string(),
  jobTitle: z.string(),
  homeAddress: z.string(),
  employerAddress: z.string(),
  householdAddress: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  contacts: z.array(ContactPointSchema),
  holds: z.array(HoldSchema),
  tally: TallySchema,
  applied,
});
export type PersonDoc = z.infer<typeof PersonDocSchema>;

export const BalancesSchema = z.object({
  /** Day the bank's figures describe (数据截至). */
  asOf: day,
  currency: z.string(),
  currentFen: fen,
  principalFen: fen,
  interestFen: fen,
  managementFeeFen: fen,
  penaltyInterestFen: fen,
  liquidatedDamagesFen: fen,
  lateFeeFen: fen,
  overlimitFeeFen: fen,
  minimumDueFen: fen,
});
export type Balances = z.infer<typeof BalancesSchema>;

/** What the agency's own work has made of a case; folded from events by `projection.ts`. */
export const CaseWorkSchema = z.object({
  attempts: z.number().int(),
  connected: z.number().int(),
  lastTouchedAt: ms.nullable(),
  lastLine: LineCodeSchema.nullable(),
  lastPerson: PersonCodeSchema.nullable(),
  lastOutcome: OutcomeCodeSchema.nullable(),
  lastNote: z.string(),
  followUpAt: ms.nullable(),
  callbackAt: ms.nullable(),
});
export type CaseWork = z.infer<typeof CaseWorkSchema>;
export const NEW_CASE_WORK: CaseWork = {
  attempts: 0, connected: 0, lastTouchedAt: null, lastLine: null, lastPerson: null, lastOutcome: null, lastNote: "", followUpAt: null, callbackAt: null,
};

export const CASE_STATUSES = ["open", "settled", "recalled", "returned"] as const;

/** A case: one placed card account of a debtor (案件). */
export const CaseDocSchema = z.object({
  id,
  caseNo: z.string(),
  bankCode: z.string(),
  bankName: z.string(),
  batchNo: z.string(),
  personId: id,
  /** Person currently working it (after cover). */
  assigneeId: id.nullable(),
  teamId: id.nullable(),
  /** Rises with every (re)assignment; a grant with a higher number beats an older revoke. */
  grantNo: z.number().int(),
  assignedAt: ms.nullable(),
  cardNo: z.string(),
  cardType: z.string(),
  placedOn: day,
  dueBackOn: day,
  hand: z.string(),
  placedFen: fen,
  creditLimitFen: fen,
  billDay: z.string(),
  bucket: z.string(),
  overdueOn: z.string(),
  overdueDays: z.number().int(),
  overduePeriods: z.number().int(),
  lastPaymentFen: fen,
  lastPaymentOn: z.string(),
  paidSincePlacementFen: fen,
  balances: BalancesSchema,
  /** 上家催收记录: read-only, grey. */
  previousNotes: z.string(),
  /** How often this account was placed with us (二次委案). */
  placements: z.number().int(),
  tags: z.array(z.string()),
  status: z.enum(CASE_STATUSES),
  work: CaseWorkSchema,
  applied,
});
export type CaseDoc = z.infer<typeof CaseDocSchema>;

export const PROMISE_STATES = ["pending", "kept", "partial", "broken", "cancelled"] as const;
export const PromiseDocSchema = z.object({
  id,
  caseId: id,
  personId: id,
  amountFen: fen,
  dueOn: day,
  madeAt: ms,
  madeBy: id,
  state: z.enum(PROMISE_STATES),
  paidFen: fen,
  decidedAt: ms.nullable(),
});
export type PromiseDoc = z.infer<typeof PromiseDocSchema>;

/** 投诉预警: the form with its clock. States follow `shared/workflow/early-warning.ts`. */
export const WarningDocSchema = z.object({
  id,
  /** 预警编号, given at the centre. Empty while only a workstation knows it. */
  no: z.string(),
  caseId: id,
  personId: id,
  bankCode: z.string(),
  collectorId: id,
  collectorName: z.string(),
  teamId: id.nullable(),
  state: z.string(),
  /** T0 on the server's clock. */
  t0: ms,
  filedAt: ms.nullable(),
  receivedAt: ms.nullable(),
  form: WarningFormSchema.nullable(),
  /** Automatic fields frozen when the form was filed (masked). */
  facts: z.record(z.string(), z.string()),
  registerNo: z.string(),
  finding: WarningFindingSchema.nullable(),
  plan: SoothingPlanSchema.nullable(),
  /** The forms of the later steps, each as last sent, by step. */
  parts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** 封包: number, hash and size of the sealed package; the centre makes it. */
  pack: z.object({ no: z.string(), sha256: z.string(), bytes: z.number().int() }).nullable().default(null),
  steps: z.array(WorkflowStepSchema),
  alerts: z.array(WorkflowAlertSchema).default([]),
  /** Who owes what now (roster, deputies, recusal, next level); the centre computes it. Null while only a workstation knows the warning. */
  owed: z.array(z.object({ step: z.string(), users: z.array(id), post: z.string() })).nullable().default(null),
  /** Who was told, and of which step. */
  copies: z.array(z.object({ step: z.string(), role: z.string(), at: ms })).default([]),
  /** Desks that may see it (`shared/access/desks.ts`). */
  desks: z.array(z.string()).default([]),
  applied,
});
export type WarningDoc = z.infer<typeof WarningDocSchema>;

/** A timeline entry: an event as other desks may see it. */
export const EntryDocSchema = z.object({
  id,
  type: z.string(),
  caseId: id.nullable(),
  personId: id.nullable(),
  userId: id,
  userName: z.string(),
  at: ms,
  body: z.record(z.string(), z.unknown()),
});
export type EntryDoc = z.infer<typeof EntryDocSchema>;

/** A colleague, for names, extensions and the roster. */
export const ColleagueDocSchema = z.object({
  id,
  no: z.string(),
  name: z.string(),
  teamId: id.nullable(),
  teamName: z.string(),
  extension: z.string(),
  roles: z.array(z.string()),
  duty: z.string(),
});
export type ColleagueDoc = z.infer<typeof ColleagueDocSchema>;

export const DOCUMENTS = {
  person: PersonDocSchema,
  case: CaseDocSchema,
  promise: PromiseDocSchema,
  warning: WarningDocSchema,
  stop: StopDocSchema,
  form: FormDocSchema,
  entry: EntryDocSchema,
  colleague: ColleagueDocSchema,
} as const;
export type DocKind = keyof typeof DOCUMENTS;
/** Order in which a snapshot sends them: what the worklist needs first, history last. */
export const DOC_KINDS = ["colleague", "person", "case", "promise", "warning", "stop", "form", "entry"] as const satisfies readonly DocKind[];
export type DocOf<K extends DocKind> = z.infer<(typeof DOCUMENTS)[K]>;
