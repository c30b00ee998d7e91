/** Words of the paper form (PRODUCT.md 3 and 4) as the bank reads it. */
type Words = Readonly<Record<string, string>>;

export const PAGE_WORDS: { readonly fact: Words; readonly field: Words; readonly value: Words; readonly step: Words } = {
  fact: {
    no: "预警编号", bank: "委托方", batchNo: "委案批次", caseNo: "案件号", name: "户名", idLast4: "证件号后四位", cardLast4: "卡号后四位", bucket: "账龄", placed: "委案金额",
    current: "当前欠款", collector: "信控员", collectorNo: "工号", team: "组别", region: "地区", phone: "联系号码", callStartedAt: "通话开始", callEndedAt: "通话结束",
    recordingNo: "录音编号", contacts30d: "近30日联系次数", refused30d: "近30日拦截次数", warningsBefore: "历史预警次数", complaintsBefore: "历史投诉次数", filedAt: "填报时间", late: "是否超5分钟",
  },
  field: {
    reached: "通话对象", types: "预警类型", emotion: "情绪", channels: "扬言投诉渠道", demand: "诉求", summary: "经过摘要", explained: "已作解释", urgency: "紧急程度",
    finding: "认定", reason: "理由", ourFault: "有无我方过错", plan: "安抚方案", soother: "安抚人", pauseScope: "暂停联系范围", sootheBy: "安抚时间",
    result: "安抚结果", recordingNo: "安抚录音编号", promised: "承诺事项及期限", disposal: "后续处置", archiveNo: "存档号", opinion: "意见", channel: "转出方式", receiptNo: "银行签收号",
    report: "报告内容", course: "经过", cause: "原因", conclusion: "是否属实", correction: "整改", contactedAt: "联系时间", attempts: "联系次数", penalty: "处罚种类", clause: "依据条款", amount: "金额(元)",
    outcome: "执行结果", doneAt: "执行时间", content: "反馈确认内容", satisfaction: "满意度", analysis: "分析原因", solution: "如何解决", future: "以后如何处理纠纷", understanding: "对此次纠纷的认识", sentAt: "送出时间",
  },
  value: {
    yes: "是", no: "否", upheld: "成立", notUpheld: "不成立", none: "无", possible: "可能有", person: "此人(全部账户)", case: "仅本案件",
    calmed: "已平息", followUp: "待跟进", insists: "坚持投诉", notReached: "未联系上", quietHours: "静默时段未安抚", resume: "恢复", handOver: "换人", stop: "停催", toComplaint: "转投诉",
    frequency: "催收频率", conduct: "言行态度", thirdParty: "联系第三人", dataLeak: "信息泄露", amountDispute: "金额息费异议", notMe: "非本人或冒用", instalmentFailed: "协商分期未果",
    creditRecord: "征信", hardship: "困难", suspectedAgent: "疑似代理", other: "其他", dissatisfied: "不满", agitated: "激动", abusive: "辱骂", selfHarmRisk: "轻生风险",
    bank: "银行", true: "属实", partly: "部分属实", untrue: "不属实", unverifiable: "无法核实", talk: "谈话提醒", written: "书面警告", training: "停岗培训", deduction: "绩效扣减", transfer: "调岗", dismissal: "解除劳动合同",
    satisfied: "满意", neutral: "一般", media: "媒体", court: "法院", unsaid: "未说", normal: "一般", urgent: "紧急", critical: "特急",
  },
  step: {
    file: "填报", find: "认定", plan: "安抚方案", release: "不成立处置", soothe: "安抚结果", sootheAgain: "再次安抚", read: "负责人阅知", forward: "转送",
    recheck: "客服复核", approve: "客服部经理审批", seal: "封包", relay: "转出", sign: "银行签收",
  },
};
