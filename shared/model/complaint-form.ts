/**
 * 客户投诉单 (PRODUCT.md 4) as customer service fills it in, and what the data post pulls from the ledger. The bank
 * (委托方) and the complainant (投诉人) are two; nothing here asks anybody to take a complaint back (T-14).
 */
import { z } from "zod";
import { WARNING_TYPES } from "./warning-form.ts";

/** 来源渠道. Handed on by the bank or a regulator, with a number and a due time of its own; or direct. */
export const COMPLAINT_SOURCES = ["bank", "regulator", "line12345", "call", "letter", "warning"] as const;
export type ComplaintSource = (typeof COMPLAINT_SOURCES)[number];
/** Entrance one: somebody else's number and due time come with it (reading 4). */
export const HANDED_ON: readonly ComplaintSource[] = ["bank", "regulator"];
/** 等级. */
export const COMPLAINT_LEVELS = ["normal", "important", "major"] as const;
/** 与债务人关系. */
export const RELATIONS = ["self", "family", "colleague", "agent", "other"] as const;

const ms = z.number().int().nonnegative();
const text = (max: number) => z.string().trim().max(max);

const shape = {
  /** 接收时间, UTC ms, as stated; the centre never takes one from the future. */
  receivedAt: ms,
  source: z.enum(COMPLAINT_SOURCES),
  /** 委托方. */
  bankCode: text(20).min(1),
  /** 银行工单号, or the regulator's. */
  orderNo: text(40).default(""),
  /** 银行要求回复时限, UTC ms. */
  dueAt: ms.nullable().default(null),
  complainant: text(40).min(1),
  relation: z.enum(RELATIONS),
  /** 回电号码; digits only, empty when none was left. */
  phone: z.string().regex(/^(\d{5,20})?$/).default(""),
  /** 案件号; empty when it is not known. */
  caseNo: text(40).default(""),
  /** 被投诉人; empty = 不明. */
  accused: z.array(z.uuid()).max(10).default([]),
  /** 投诉事发时间, UTC ms. */
  occurredAt: ms.nullable().default(null),
  /** 投诉类别. */
  types: z.array(z.enum(WARNING_TYPES)).min(1),
  /** 投诉点, one each. */
  points: z.array(text(200).min(1)).min(1).max(10),
  /** 诉求. */
  demand: text(300).min(1),
  /** 要求赔偿金额, yuan; empty = none asked for. */
  claim: z.string().regex(/^(\d{1,8}(\.\d{1,2})?)?$/).default(""),
  /** 关联预警号. */
  warningNo: text(30).default(""),
  level: z.enum(COMPLAINT_LEVELS),
  /** 已告知答复时间, UTC ms. */
  answerBy: ms.nullable().default(null),
  /** 附件编号. */
  attachments: text(200).default(""),
};

export const ComplaintFormSchema = z.strictObject(shape).superRefine((form, ctx) => {
  const say = (path: keyof typeof shape, message: string) => ctx.addIssue({ code: "custom", path: [path], message });
  if (HANDED_ON.includes(form.source)) {
    if (form.orderNo === "") say("orderNo", "转办投诉须填来文工单号 / a complaint handed on needs its number");
    if (form.dueAt === null) say("dueAt", "转办投诉须填要求回复时限 / a complaint handed on needs its due time");
    else if (form.dueAt <= form.receivedAt) say("dueAt", "回复时限应晚于接收时间 / the due time must be after receipt");
  } else if (form.dueAt !== null) say("dueAt", "直接投诉没有来文时限 / a direct complaint has no due time of another's");
  if (form.source === "warning" && form.warningNo === "") say("warningNo", "预警升级须填关联预警号 / one that grew from a warning needs the warning's number");
  if (form.occurredAt !== null && form.occurredAt > form.receivedAt) say("occurredAt", "事发时间应早于接收时间 / it must have happened before it was received");
});
export type ComplaintForm = z.infer<typeof ComplaintFormSchema>;
/** The same as a document holds it: the number masked, what the entrance demands no longer asked. */
export const FiledComplaintSchema = z.object({ ...shape, phone: z.string().default("") });

/** 是否属实. */
export const CONCLUSIONS = ["true", "partly", "untrue", "unverifiable"] as const;

/** One event of the ledger, by its id, as the investigation lists it: masked, no number in it. */
export const EvidenceLineSchema = z.object({
  /** Id of the event: what a recording, a note or a receipt is asked for by. */
  id: z.string(),
  kind: z.enum(["call", "note", "refusal", "warning"]),
  at: ms,
  by: z.string(),
  /** 通话编号, which the recording goes by; empty for what is no call. */
  callId: z.string(),
  /** Codes of result, person and outcome, or of the rules that refused. */
  codes: z.array(z.string()),
  text: z.string(),
});
export type EvidenceLine = z.infer<typeof EvidenceLineSchema>;

/** 催记区间, 录音清单, 拦截与联系频次核查: the centre's own count of its ledger, never anybody's list. */
export const ComplaintEvidenceSchema = z.object({
  /** The period looked at, UTC ms. */
  from: ms,
  to: ms,
  /** Newest first; `more` were left out. */
  lines: z.array(EvidenceLineSchema),
  more: z.number().int(),
  calls: z.number().int(),
  connected: z.number().int(),
  notes: z.number().int(),
  refusals: z.number().int(),
  warnings: z.number().int(),
  /** The day with most attempts and how many; empty when there were none. */
  busiestDay: z.string(),
  busiest: z.number().int(),
  /** Attempts that were made although no receipt of the gate allows them. */
  ungated: z.number().int(),
  /** Who contacted the debtor in the period. */
  people: z.array(z.object({ name: z.string(), calls: z.number().int() })),
});
export type ComplaintEvidence = z.infer<typeof ComplaintEvidenceSchema>;

/** The automatic part (A): text ready to show, masked; empty = not known. */
export const COMPLAINT_FACTS = ["no", "bank", "caseNo", "name", "cardLast4", "team", "region", "collector", "bucket", "repeat", "warnings", "confirmNo", "points", "occurredAt", "found", "day15", "day30", "day60"] as const;
export type ComplaintFact = (typeof COMPLAINT_FACTS)[number];
