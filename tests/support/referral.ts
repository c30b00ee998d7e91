/** Forms that let every step of a legal referral through, by step. */
import type { ReferralForm } from "../../shared/model/referral-form.ts";
import type { ReferralStep } from "../../shared/workflow/referral.ts";

export const REFERRAL_BODIES: Readonly<Record<Exclude<ReferralStep, "file">, Record<string, string>>> = {
  register: { registerNo: "BA-2026-0007", opinion: "" }, signFor: { receiptNo: "QS-0007" }, check: { check: "complete", opinion: "" }, confirmChannel: { unit: "合作单位甲", opinion: "" },
  deliver: { deliveredAt: "2026-11-23 11:20", receiptNo: "HZ-0112", opinion: "" }, confirmStop: { opinion: "已与电催逐一确认" },
  arrest: { arrestAt: "2026-11-25 09:00", opinion: "配合到场" }, assist: { opinion: "协助笔录" },
  askRepayment: { amount: "1200.50", paidAt: "2026-11-26 10:00", receiptNo: "HK-3", opinion: "" }, decideRepayment: { decision: "approved", opinion: "核对回单无误" },
  askSupplement: { material: "近半年账单", opinion: "合作单位要求" }, decideSupplement: { decision: "approved", opinion: "同意" },
  askMerge: { otherBank: "另一银行", admission: "债务人自认另有欠款", applicationNo: "TW-1" }, decideMerge: { decision: "returned", opinion: "先取得委托方书面同意" },
  conclude: { outcome: "accepted", opinion: "已立案" }, archive: { archiveNo: "GD-2026-0201" },
};

export const referralForm = (over: Partial<ReferralForm> = {}): ReferralForm => ({
  bankCode: "DEMO", caseNo: "", confirmNo: "YHQR-2026-11", materials: [{ name: "身份证明", copies: 2 }, { name: "催收记录", copies: 1 }], proofs: [], note: "", ...over,
});
