/**
 * 投诉预警账户情况表 (PRODUCT.md 4). The collector's part (C) and the supervisor's finding and plan (S);
 * the automatic part (A) is computed from the case when the form is filed.
 */
import { z } from "zod";

export const WARNING_TYPES = [
  "frequency", "conduct", "thirdParty", "dataLeak", "amountDispute", "notMe",
  "instalmentFailed", "creditRecord", "hardship", "suspectedAgent", "other",
] as const;
export const EMOTIONS = ["dissatisfied", "agitated", "abusive", "selfHarmRisk"] as const;
export const THREATENED_CHANNELS = ["bank", "12378", "12345", "12363", "media", "court", "unsaid"] as const;
export const URGENCIES = ["normal", "urgent", "critical"] as const;

/** What the collector fills in; everything but the summary may stay at its prefilled value. */
export const WarningFormSchema = z.object({
  reached: z.string().max(40).default(""),
  types: z.array(z.enum(WARNING_TYPES)).min(1),
  emotion: z.enum(EMOTIONS),
  channels: z.array(z.enum(THREATENED_CHANNELS)).min(1),
  demand: z.string().max(300).default(""),
  summary: z.string().min(1).max(300),
  explained: z.string().max(300).default(""),
  urgency: z.enum(URGENCIES),
  /** 被指名人员: colleagues the debtor complains about; none of them is given a step of it. */
  named: z.array(z.uuid()).max(10).optional(),
});
export type WarningForm = z.infer<typeof WarningFormSchema>;

/** Supervisor's finding: registered either way, with a reason when not upheld (reading 8). */
export const WarningFindingSchema = z
  .object({
    finding: z.enum(["upheld", "notUpheld"]),
    reason: z.string().max(300).default(""),
    ourFault: z.enum(["none", "possible", "yes"]),
  })
  .refine((f) => f.finding === "upheld" || f.reason.trim().length > 0, {
    path: ["reason"],
    error: "a finding of 不成立 needs its reason",
  });
export type WarningFinding = z.infer<typeof WarningFindingSchema>;

/** Supervisor's soothing plan (安抚方案). */
export const SoothingPlanSchema = z.object({
  plan: z.string().min(1).max(500),
  soother: z.string().min(1).max(40),
  /** Who that is, when it is a colleague; somebody the warning concerns cannot be. */
  sootherId: z.uuid().nullable().optional(),
  pauseScope: z.enum(["person", "case"]),
  sootheBy: z.number().int().nullable().default(null),
});
export type SoothingPlan = z.infer<typeof SoothingPlanSchema>;

/**
 * The automatic part (A), frozen by the centre when the form is filed. Values are text ready to show,
 * masked; `late` is `yes` or `no`; empty means not known at that moment.
 */
export const WARNING_FACTS = [
  "no", "bank", "batchNo", "caseNo", "name", "idLast4", "cardLast4", "bucket", "placed", "current", "collector", "collectorNo", "team", "region", "phone",
  "callStartedAt", "callEndedAt", "recordingNo", "contacts30d", "refused30d", "warningsBefore", "complaintsBefore", "filedAt", "late",
] as const;
export type WarningFact = (typeof WARNING_FACTS)[number];
