/** The trade's words for codes that several desks show (PRODUCT.md 3). */
export const terms = {
  stage: { normal: "正常", suspicious: "可疑", malicious: "恶性" },
  hold: {
    warning: "投诉预警中", bankOrder: "银行指令停催", settled: "已结清", deceased: "已故", complaint: "投诉处理中", dispute: "异议核实中",
    bankruptcy: "诉讼/破产", planAgreed: "已达成分期", askedToStop: "要求停止联系", safety: "人身风险", incapacitated: "丧失行为能力等", reported: "已报案",
  },
  contactKind: { mobile: "手机", home: "宅电", work: "单位" },
  contactSource: { contract: "合同约定", reserved: "预留联系人", authorised: "授权查询", publicRecord: "公开信息", toldByContact: "联系对象提供", creditBureau: "征信" },
  contactStatus: { unverified: "未核实", valid: "有效", invalid: "无效", suspended: "停机待复核", refused: "拒绝再联系" },
  promiseState: { pending: "待履约", kept: "已履约", partial: "部分履约", broken: "未履约", cancelled: "已取消" },
  caseStatus: { open: "委托中", settled: "已结清", recalled: "已撤案", returned: "已退案" },
  duty: { working: "在岗", break: "小休", busy: "示忙", off: "下班" },
  role: {
    collector: "信控员", supervisor: "催收主管", head: "负责人", clerk: "业务内勤", assistant: "总监助理", operationsDirector: "运营总监",
    marketingDirector: "营销总监", generalManager: "总经理", dataPost: "数据岗", customerService: "客服专员", customerServiceManager: "客服部经理",
    legalCollector: "法务信控员", legalSpecialist: "法务专员", hr: "人力资源", administrator: "行政", it: "IT",
  },
  warningType: {
    frequency: "催收频率", conduct: "言行态度", thirdParty: "联系第三人", dataLeak: "信息泄露", amountDispute: "金额息费异议", notMe: "非本人或冒用",
    instalmentFailed: "协商分期未果", creditRecord: "征信", hardship: "困难", suspectedAgent: "疑似代理", other: "其他",
  },
  emotion: { dissatisfied: "不满", agitated: "激动", abusive: "辱骂", selfHarmRisk: "轻生风险" },
  channel: { bank: "银行", "12378": "12378", "12345": "12345", "12363": "12363", media: "媒体", court: "法院", unsaid: "未说" },
  urgency: { normal: "一般", urgent: "紧急", critical: "特急" },
  warningState: {
    stamped: "已打点", filed: "已填报", found: "认定成立", unfounded: "认定不成立", planned: "已定安抚方案", soothed: "已安抚", forwarded: "已转送", rechecked: "已复核", approved: "已审批", sealed: "已封包", sent: "已转出", signed: "银行已签收",
  },
  warningStep: {
    file: "填报", find: "认定", plan: "安抚方案", release: "不成立处置", soothe: "安抚结果", sootheAgain: "再次安抚", read: "阅知", forward: "转送", recheck: "复核", approve: "审批", seal: "封包", relay: "转出", sign: "银行签收",
  },
  finding: { upheld: "成立", notUpheld: "不成立" },
  ourFault: { none: "无", possible: "可能有", yes: "有" },
  pauseScope: { person: "暂停联系此人(全部账户)", case: "仅暂停本案件" },
  soothingResult: { calmed: "已平息", followUp: "待跟进", insists: "坚持投诉", notReached: "未联系上", quietHours: "静默时段未安抚" },
  disposal: { resume: "恢复", handOver: "换人", stop: "停催", toComplaint: "转投诉" },
  revealField: { phone: "号码", idNo: "证件号", cardNo: "卡号", address: "地址", employer: "单位", email: "邮箱", name: "姓名" },
  verdict: { pass: "合格", fail: "不合格" },
  direction: { out: "去电", in: "来电" },
};
