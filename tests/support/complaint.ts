/** Filled-in forms of the complaint's steps, as its tests send them. */
import type { ComplaintForm } from "../../shared/model/complaint-form.ts";
import { COMPLAINT, type ComplaintStep } from "../../shared/workflow/complaint.ts";

const TEAM = "11111111-1111-4111-8111-111111111111";
const SOMEBODY = "22222222-2222-4222-8222-222222222222";
const SENT = { channel: "IT 中转", sentAt: "2026-11-23 11:00", receiptNo: "" };
const STATEMENT = { course: "外呼时语气生硬", cause: "未按话术", conclusion: "partly", correction: "停岗培训" };
const SOOTHING = { result: "calmed", contactedAt: "2026-11-23 10:05", attempts: "1", recordingNo: "LY-0001", promised: "" };

/** One body per step that its table takes and that leads on along the shortest way. */
export const COMPLAINT_BODIES: Readonly<Record<Exclude<ComplaintStep, "file">, Record<string, string>>> = {
  forward: { department: TEAM, recused: "", opinion: "" }, statement: STATEMENT, soothe: SOOTHING, pull: { opinion: "已独立调取" }, firstReport: { report: "已受理,正在核查" }, progressReport: { report: "已联系投诉人" }, sendReport: SENT,
  receipt: { receiptNo: "YH-20261123-01" }, sootheAgain: SOOTHING, ownStatement: { statement: "当时通话经过如下" }, apology: { contactedAt: "2026-11-23 15:00", people: SOMEBODY, recordingNo: "LY-0002", opinion: "当面致歉" },
  review: { conclusion: "partly", opinion: "录音与陈述一致" }, decide: { decision: "approved", opinion: "同意" }, reviewAgain: { conclusion: "partly", opinion: "已补充" }, handOver: {}, pass: { opinion: "同意报送" },
  report: { report: "核查结论与整改如下", ...SENT }, answer: { answer: "satisfied", opinion: "同意结案" }, supplement: STATEMENT,
  propose: { penalty: "written", clause: "守则第 3 条", people: SOMEBODY, amount: "", opinion: "书面警告" }, approvePenalty: { decision: "approved", opinion: "同意" }, approveNone: { decision: "approved", opinion: "同意" },
  execute: { outcome: "已送达本人", doneAt: "2026-11-23 16:00" }, penaltyReport: { report: "处罚已执行" }, confirm: { content: "反馈确认" }, passConfirm: { opinion: "同意" }, sendConfirm: SENT,
  visit: { satisfaction: "satisfied", contactedAt: "2026-11-24 10:00", recordingNo: "LY-0003", opinion: "" }, closing: { analysis: "原因", solution: "解决", future: "今后", understanding: "认识" }, passClosing: { opinion: "同意" }, sendClosing: SENT,
};
export const COMPLAINT_NAMES = COMPLAINT.steps.map((s) => s.step);

/** 客户投诉单 as the bank handed it on, received at `at` (UTC ms). */
export const complaintForm = (at: number, over: Partial<ComplaintForm> = {}): ComplaintForm => ({
  receivedAt: at, source: "bank", bankCode: "DEMO", orderNo: "GD-20261123-01", dueAt: at + 3 * 86_400_000, complainant: "欧阳测", relation: "self", phone: "13800138622", caseNo: "", accused: [],
  occurredAt: null, types: ["conduct"], points: ["外呼人员语气生硬"], demand: "要求致歉", claim: "", warningNo: "", level: "important", answerBy: null, attachments: "", ...over,
});
