/** The collector's desk. */
export const collector = {
  title: "信控员工作台",
  reminders: "提醒",
  queue: {
    title: "待办", tabs: "待办分类", find: "查找待办", filterHint: "姓名 / 案件号 / 后四位", bucket: "账龄", bank: "委托方",
    up: "上一行", down: "下一行", pageUp: "上翻一页", pageDown: "下翻一页", open: "打开所选案件",
    downloading: "首次下载案件中,可先处理已到的案件…", nothingFound: "没有符合条件的案件", nothingFoundNext: "换一个条件,或清除筛选。", clear: "清除筛选",
    empty: "此列表已处理完", emptyNext: "可切换到其他待办分类;新分到的案件会自动出现。",
  },
  tab: { new: "今日新案", followUp: "今日待跟进", callback: "约定回电", promiseDue: "承诺到期", promiseBroken: "承诺未履约", stale: "超 {{n}} 天未跟进", dueBack: "即将退案", all: "全部" },
  reason: {
    callbackDue: "约定回电", promiseBroken: "承诺未履约", promiseDue: "承诺到期", followUpDue: "待跟进", dueBack: "即将退案", new: "新案", stale: "超 {{n}} 天未跟进", paused: "暂停联系", amount: "按欠款排序",
  },
  row: { accounts: "{{n}} 户", accountsHint: "同一人在此银行的账户数", dueBack: "距退案 {{n}} 天", held: "暂停", next: "下次", untouched: "尚未联系" },
  case: {
    title: "案件", none: "未打开案件", goneNext: "已保存的记录不受影响,可继续下一件。", noneNext: "在左侧待办中选择一件:↑ ↓ 移动,Enter 打开。", sheets: "案件资料", since: "自", placedAgain: "第 {{n}} 次委案",
    effective: "今日有效通话 {{n}}/{{limit}}", effectiveHint: "同一债务人每日有效通话不超过 3 次(GB/T 45251-2025)",
  },
  sheet: { timeline: "催记", balances: "欠款明细", previous: "上家催收记录", person: "债务人资料" },
  accounts: { title: "账户", account: "账户", bucket: "账龄", current: "当前欠款", minimum: "最低还款额", overdue: "逾期", asOf: "数据截至", placement: "委案期", sum: "合计 {{n}} 户" },
  balances: {
    asOf: "数据截至 {{day}}", currentFen: "当前欠款", principalFen: "本金", interestFen: "利息", managementFeeFen: "管理费", penaltyInterestFen: "罚息", liquidatedDamagesFen: "违约金",
    lateFeeFen: "滞纳金", overlimitFeeFen: "超限费", minimumDueFen: "最低还款额", caseNo: "案件号", placed: "委案金额", paid: "委案后已还", lastPayment: "最近还款", limit: "信用额度",
    overdueOn: "逾期起始日", billDay: "账单日", hand: "催收手别", batch: "委案批次", assignee: "信控员",
  },
  previous: { none: "银行未提供上家催收记录", noneNext: "如需了解,请联系催收主管。", source: "来自银行委案文件,只读,非本公司记录。" },
  person: { name: "户名", idNo: "证件号", gender: "性别", birthday: "出生日期", email: "邮箱", place: "所在地", home: "住址", household: "户籍地址", employer: "单位", job: "职务", work: "单位地址" },
  contact: {
    title: "联系方式", self: "本人", today: "今日 {{n}}/{{limit}}", current: "当前号码", makeCurrent: "设为当前号码", mark: "标为{{status}}", menu: "{{masked}} 的操作", dialThis: "下次拨打 {{masked}}",
    add: "新增联系方式", saved: "联系方式已更新", number: "号码", numberHint: "请填 5–20 位数字", kind: "类型", relation: "与债务人关系", owner: "机主姓名", source: "来源",
  },
  promise: {
    list: "承诺还款", amount: "承诺金额", amountOf: "尾号 {{card}} 承诺金额", day: "承诺日期", current: "当前欠款", minimum: "最低还款额", split: "按账户拆分", monthEnd: "月底",
    wrong: "金额不正确,或超过当前欠款", paid: "已还", more: "另有 {{n}} 笔",
  },
  filter: { all: "全部", calls: "电话", notes: "催记", promises: "承诺", other: "其他" },
  entry: {
    none: "暂无记录", noneNext: "登记的电话、催记和承诺会显示在这里。", older: "更早的记录", seconds: "{{n}} 秒", note: "催记", promise: "承诺还款", followUp: "下次跟进时间", callback: "约定回电",
    contactAdded: "新增联系方式", contactMarked: "联系方式标记", contactChosen: "更换当前号码", reveal: "查看完整信息(已留痕)", inbound: "来电查找", warningStamped: "投诉预警已打点(T0)",
    warningFiled: "投诉预警已填报", workflow: "投诉预警", spotCheck: "催记抽查", other: "其他记录({{type}})",
  },
  panes: { title: "三栏", queue: "案件列表", case: "案件", action: "拨打与登记", next: "换到下一栏" },
  action: {
    title: "拨打与登记", noCase: "未打开案件", noCaseNext: "打开一件案件后在此拨打和登记。", keys: "常用键", keyResult: "拨打后按数字键选结果,Enter 保存", save: "保存结果", caseGone: "此案件已调出本机。通话结果仍可登记并上报。", openCall: "另一案件的通话尚未登记结果。", backToCall: "返回登记",
  },
  dial: {
    dial: "拨打", nextNumber: "下一个号码", previousNumber: "上一个号码", nextCase: "下一件", noNumber: "没有号码", nonePermitted: "没有可拨打的本人号码", inbound: "来电登记中", hides: "登记结果后自动隐藏(已留痕)",
    restored: "通话尚未登记结果,号码已隐藏", duration: "通话时长",
  },
  gate: { title: "合规拦截", source: "依据:{{source}}", otherNumber: "可用 ← → 换号码,或按 N 处理下一件。", otherCase: "请按 N 处理下一件;有疑问请联系催收主管。" },
  stage: { line: "拨打结果", person: "联系对象", outcome: "催收结果", promise: "承诺日期", time: "回电时间" },
  code: { label: "{{stage}}:按数字键或拼音首字母" },
  call: {
    identityStated: "已表明身份", callbackAt: "回电时间", callbackNone: "请选择时间", timeHint: "按数字选择,或直接输入时分,如 1430;明天加 m,如 m0930。Enter 确认。", followUp: "下次跟进时间", followUpNone: "不设", proposed: "(建议)",
  },
  slot: { in30m: "30 分钟后", in1h: "1 小时后", in2h: "2 小时后" },
  note: { title: "催记", hintCall: "随通话结果一并保存。Ctrl+Enter 保存。", hintAlone: "不通话也可单独记录。Ctrl+Enter 保存。", save: "保存催记" },
  saved: { call: "通话结果", note: "催记", warning: "投诉预警已填报" },
  warning: {
    title: "投诉预警账户情况表", stamp: "投诉预警", stamped: "预警", within: "{{n}} 分钟内填报", form: "填报", send: "发送预警表", types: "预警类型", emotion: "情绪", channels: "扬言投诉渠道", urgency: "紧急程度",
    summary: "经过摘要", demand: "诉求", explained: "已作解释", reached: "通话对象", named: "被指名人员(回避)",
  },
  inbound: {
    title: "来电查找", button: "来电", hint: "后四位或姓名", none: "没有找到", noneNext: "请核对后四位或姓名;不要透露任何欠款信息。", noneOffline: "当前未连接中心,只查了本机案件。联网后可再查。",
    offline: "当前未连接中心,只查了本机案件。", take: "打开并登记来电", other: "由其他同事负责:", extension: "分机", messageHint: "留言给该同事(不含欠款信息)", leave: "留言", sent: "留言已送达", callOpen: "请先登记当前通话的结果。",
  },
  callback: { due: "约定回电时间到", open: "打开案件" },
  figures: { title: "今日数据", attempts: "拨打", connected: "接通", debtor: "本人", promises: "承诺", kept: "履约", refused: "拦截" },
};
