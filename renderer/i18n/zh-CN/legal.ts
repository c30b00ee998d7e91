/** 失联法务: the referral's desks, its form, and what is missing of the evidence. */
export const legal = {
  title: "法务移交", list: "法务移交名单", mine: "待我办理", told: "已抄送 / 已办", which: "查看范围", empty: "没有待办理的移交", emptyNext: "上一环节提交后会立即出现在这里。", emptyTold: "还没有抄送或办理过的移交", emptyToldNext: "经手或抄送的移交会留在这里备查。", choose: "请选择一条移交", chooseNext: "↑ ↓ 选择,Ctrl+Enter 提交。",
  done: "已提交:{{step}},{{no}}", ended: "已归档", with: "现由{{who}}办理", act: "办理事项", badge: "{{n}} 条待办移交", waiting: "您的提交正在上传",
  file: "移交报案材料", fileDone: "已移交,编号由中心给出", bank: "委托方", caseNo: "案件号", confirmNo: "银行确认文号", materials: "报案材料清单", material: "材料名称", copies: "份数", addMaterial: "增加材料", proofs: "录音与送达凭证", proofKind: "种类", proofAt: "时间", proofNo: "编号", addProof: "增加凭证", remove: "移除",
  note: "说明", needed: "请填写{{what}}", timeHint: "2026-11-23 15:30", facts: "案件", evidence: "两次有效催收(R-30)", evidenceAt: "核对于", enough: "证据齐备", notEnough: "证据不足", counts: "有效", countsNot: "不计", reached: "本人", notReached: "非本人",
  apart: "相隔 {{n}} 天", noContacts: "台账中没有接通记录", noProof: "无凭证",
  gap: { noContact: "没有本人有效催收记录", noProof: "{{n}} 次联系到本人,缺录音或送达凭证编号", onlyOne: "仅有一次有效催收;另一次须在 {{from}} 及以后", tooClose: "两次相隔不足 30 天,还差 {{n}} 天({{from}} 起)", waiting: "第二次催收后须超过三个月未还,{{from}} 起满足", amount: "本金不足五万元,差 {{amount}}" },
  kind: { call: "电话", letter: "函件", visit: "外访" },
  fact: { no: "编号", bank: "委托方", caseNo: "案件号", name: "户名", idLast4: "证件后四位", cardLast4: "卡号后四位", bucket: "账龄", placed: "委案金额", current: "当前欠款", principal: "本金", team: "组别", region: "地区", collector: "信控员", usageNo: "使用登记号" },
  state: { confirmed: "银行已确认", filed: "已移交", registered: "已登记", signed: "已签收", incomplete: "材料不齐", checked: "已核对", channelled: "渠道已确认", delivered: "已递交", stopped: "停催已确认", concluded: "已办结", archived: "已归档" },
  step: {
    file: "移交材料", register: "材料登记", signFor: "签收", check: "核对整理", confirmChannel: "确认报案渠道", deliver: "递交合作单位", confirmStop: "确认停催", arrest: "到案通知", assist: "协助", askRepayment: "申请登记还款", decideRepayment: "审批还款",
    askSupplement: "申请补充材料", decideSupplement: "审批补充", askMerge: "申请并案(特委)", decideMerge: "审批并案", conclude: "办结", archive: "归档",
  },
  field: {
    registerNo: "登记表编号", receiptNo: "回执编号", check: "核对结果", opinion: "意见", unit: "合作单位", deliveredAt: "递交时间", arrestAt: "到案时间", amount: "还款金额(元)", paidAt: "还款时间", decision: "审批", material: "补充材料", otherBank: "另一委托方", admission: "债务人自认内容", applicationNo: "特委账户申请审批表编号", outcome: "结果", archiveNo: "存档号",
  },
  check: { complete: "齐全", incomplete: "不齐,退回补正" }, decision: { approved: "同意", returned: "退回" }, outcome: { accepted: "已立案", notAccepted: "不予立案", repaid: "已还清", withdrawn: "撤回" },
};
