/** 报案材料登记: what the legal department hands over about a case the bank has confirmed (S-27.1). */
import { z } from "zod";
import { EVIDENCE_KINDS } from "./referral-evidence.ts";

const text = (max: number) => z.string().trim().max(max);

export const ReferralFormSchema = z.strictObject({
  /** 委托方. */
  bankCode: text(20).min(1),
  caseNo: text(40).min(1),
  /** 银行确认文号. */
  confirmNo: text(40).min(1),
  /** 报案材料清单, one each, with copies. */
  materials: z.array(z.strictObject({ name: text(60).min(1), copies: z.number().int().min(1).max(99) })).min(1).max(30),
  /** Recordings and proofs of delivery the ledger does not know by number. */
  proofs: z.array(z.strictObject({ kind: z.enum(EVIDENCE_KINDS), /** UTC ms. */ at: z.number().int().nonnegative(), proofNo: text(60).min(1) })).max(30).default([]),
  note: text(300).default(""),
});
export type ReferralForm = z.infer<typeof ReferralFormSchema>;

/** Automatic fields of a referral, frozen when it was filed (masked). */
export const REFERRAL_FACTS = ["no", "bank", "caseNo", "name", "idLast4", "cardLast4", "bucket", "placed", "current", "principal", "team", "region", "collector", "usageNo"] as const;
export type ReferralFact = (typeof REFERRAL_FACTS)[number];
