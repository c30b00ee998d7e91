/** Reports: their names, what each figure is and how it is counted. The formula stands beside every number. */
export const report = {
  title: "报表", list: "报表列表", empty: "还没有报表", emptyNext: "月报在月末 24:00 后、周报在周五 12:00 起自动生成草稿,到时出现在这里。", choose: "请选择一份报表", chooseNext: "↑ ↓ 选择,Ctrl+Enter 办理。", online: "此页数据来自中心,需要联网。",
  badge: "{{n}} 份报表待办", period: "{{from}} 至 {{to}}", drafted: "草稿生成 {{at}}", house: "全公司", asOf: "数据截至草稿生成时,不能修改。", uncovered: "工作日历没有该年度的节假日,到期日按周一至周五推算,请人工核对。",
  col: { name: "报表", period: "期间", owed: "待办环节", due: "期限", figure: "指标", value: "数值", formula: "口径", label: "项目", count: "件数", act: "环节", owner: "责任岗位", taken: "办理", source: "依据" },
  act: { sign: "签署", approve: "审批", pass: "转送", send: "发送" }, acted: "已{{act}}:{{name}}", waits: "待{{owner}}{{act}}", yours: "待您{{act}}", late: "超时", breached: "曾超时", archived: "已归档", archivedAt: "归档 {{at}},哈希 {{hash}}", copies: "抄送",
  words: "分析 / 培训方案(必填)", opinion: "意见(可不填)", noRows: "本期没有数据",
  name: {
    warningRegion: "投诉预警账户统计表(地区)", warningHouse: "投诉预警账户统计表及分析报告", warningTraining: "投诉预警培训方案", complaintRegion: "投诉统计表(地区)", complaintHouse: "投诉统计表、反馈确认单汇总及分析报告", complaintSummary: "投诉汇总表", complaintTraining: "投诉培训方案",
    legalAccounts: "法务催收账户统计表", legalSummary: "法务催收账户统计汇总表", legalAnalysis: "法催工作情况分析报告(周)",
  },
  figure: {
    stamped: "预警触发", filed: "预警填报", formInTime: "5 分钟内填报", upheld: "认定成立", notUpheld: "认定不成立", ourFault: "我方有过错", calmed: "已平息", insists: "坚持投诉", notReached: "未联系上", toComplaint: "转投诉", sent: "已转出", wholeInTime: "5 小时内转出", breaches: "环节超时",
    received: "投诉受理", handedOn: "银行 / 监管转办", repeated: "重复投诉", true: "属实", partly: "部分属实", untrue: "不属实", unverifiable: "无法核实", reported: "已反馈委托方", reportInTime: "230 分钟内反馈", penalised: "处罚已批", confirmed: "反馈确认单已送", satisfied: "回访满意", closed: "已结案",
    referred: "新增报案", delivered: "已送达合作单位", stopConfirmed: "停催已确认", arrests: "到案", repaidFen: "已确认还款金额", accepted: "受理", notAccepted: "不受理", repaidEnded: "还清了结", withdrawn: "撤回", standing: "在办",
    attempts: "拨打", debtor: "本人接通", worked: "已联系债务人",
  },
  formula: {
    stamped: "期间内触发(T0)的预警数", filed: "其中已填报情况表的 ÷ 预警触发", formInTime: "T0 起 5 分钟内填报的 ÷ 预警填报", upheld: "主管认定成立的 ÷ 预警填报", notUpheld: "主管认定不成立的 ÷ 预警填报", ourFault: "认定我方有过错的 ÷ 认定成立", calmed: "最后一次安抚结果为已平息的 ÷ 预警填报", insists: "最后一次安抚结果为坚持投诉的 ÷ 预警填报", notReached: "最后一次安抚结果为未联系上的 ÷ 预警填报", toComplaint: "后续处置为转投诉的 ÷ 预警填报", sent: "IT 已转出封包的 ÷ 预警填报", wholeInTime: "T0 起 5 小时内转出的 ÷ 已转出", breaches: "各环节时限用完的次数",
    received: "期间内接收的投诉数", handedOn: "来源为银行或监管转办的 ÷ 投诉受理", repeated: "同一案件此前已有投诉的 ÷ 投诉受理", true: "最后一次审核结论为属实的 ÷ 投诉受理", partly: "最后一次审核结论为部分属实的 ÷ 投诉受理", untrue: "最后一次审核结论为不属实的 ÷ 投诉受理", unverifiable: "最后一次审核结论为无法核实的 ÷ 投诉受理", reported: "已向委托方反馈的 ÷ 投诉受理", reportInTime: "接收起 230 分钟内反馈的 ÷ 已反馈委托方", penalised: "处罚经运营总监同意的 ÷ 投诉受理", confirmed: "反馈确认单已送出的 ÷ 投诉受理", satisfied: "回访结果为满意的 ÷ 投诉受理", closed: "结案报告已送出的 ÷ 投诉受理",
    referred: "本周登记的报案材料数", delivered: "本周送达合作单位的次数", stopConfirmed: "本周主管确认停催的次数", arrests: "本周登记到案的次数", repaidFen: "本周经负责人同意的还款合计", accepted: "本周以受理结束的件数", notAccepted: "本周以不受理结束的件数", repaidEnded: "本周以还清结束的件数", withdrawn: "本周以撤回结束的件数", standing: "截至本周截点尚未结束的件数",
    attempts: "期间内去电,不含 A11(我方线路故障)", debtor: "通话对象为本人(B1)的去电 ÷ 拨打", worked: "期间内有去电的债务人数",
  },
  table: { byTeam: "按组别", byBank: "按委托方", byType: "按投诉类别", bySource: "按来源渠道", byLevel: "按等级", byState: "按当前状态", confirmations: "反馈确认单汇总" },
};
