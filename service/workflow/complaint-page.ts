/** What goes to the bank of a complaint, as one page per occasion: its form, and the parts that were written for it. Masked as on every desk. */
import type { FormDoc } from "../../shared/model/form-doc.ts";
import { formatDateTime } from "../../shared/model/time.ts";
import type { SENDING } from "../../shared/workflow/complaint.ts";
import { complaintFormOf } from "../../shared/workflow/form.ts";
import { maskName } from "../../shared/model/masking.ts";
import { maskText } from "../../shared/model/masking-text.ts";
import { block, page, part, row, word } from "./page.ts";

export type Sending = (typeof SENDING)[number];

/** By the step that hands it over: title, and the forms it consists of, in order; of two readings the later one. What is the house's own (review, approval) stays in the house. */
export const COMPLAINT_PAGES: Readonly<Record<Sending, { readonly title: string; readonly parts: readonly (readonly [step: string, title: string])[] }>> = {
  sendReport: { title: "客户投诉首报续报", parts: [["firstReport", "首报"], ["progressReport", "续报"], ["soothe", "联系安抚"], ["sootheAgain", "再次联系"]] },
  report: { title: "客户投诉反馈", parts: [["statement", "客诉情况说明"], ["supplement", "补充情况说明"], ["soothe", "联系安抚"], ["sootheAgain", "再次联系"], ["report", "反馈意见"]] },
  sendConfirm: { title: "客户反馈确认单", parts: [["confirm", "反馈确认"], ["propose", "处罚意见"], ["execute", "执行结果"]] },
  sendClosing: { title: "客户投诉结案报告", parts: [["visit", "回访"], ["closing", "四段书面报告"]] },
};

const FACTS = { no: "投诉单号", bank: "委托方", caseNo: "案件号", name: "户名", cardLast4: "卡号后四位", bucket: "账龄", team: "责任部门", region: "地区", repeat: "是否重复投诉", confirmNo: "客户反馈确认单号" } as const;

export function complaintPage(doc: FormDoc, step: Sending, packageNo: string): string {
  const { title, parts } = COMPLAINT_PAGES[step];
  const facts = Object.entries(FACTS).flatMap(([key, label]) => (doc.facts[key] ? [row(label, word(doc.facts[key]))] : []));
  const form = complaintFormOf(doc);
  const filed = form === null ? [] : [
    row("接收时间", formatDateTime(form.receivedAt)), row("银行工单号", form.orderNo), row("要求回复时限", form.dueAt === null ? "" : formatDateTime(form.dueAt)), row("投诉人", maskName(form.complainant)),
    row("投诉类别", form.types.map(word).join("、")), row("投诉点", maskText(form.points.join(";"))), row("诉求", maskText(form.demand)),
  ];
  const written = parts.flatMap(([name, label]) => (doc.parts[name] ? [block(label, part(doc.parts[name]))] : []));
  return page(title, `封包号 ${packageNo} · 投诉单号 ${doc.no} · ${formatDateTime(doc.t0)} 接收`, [block("投诉单", filed), block("账户", facts), ...written]);
}
