/** The administrator's desk (行政): import with control totals, refused rows, batches. */
export const administrator = {
  sections: "工作台栏目",
  section: { import: "导入", refused: "拒收行", batches: "批次", allocation: "分案" },

  kind: { cases: "委案文件", repayments: "还款明细", recalls: "撤案·停催·结清名单", auto: "自动识别" },
  state: { uploaded: "已上传", checked: "已核对,未入库", confirmed: "已入库", undone: "已撤销" },

  step: { pick: "选择文件", check: "核对", confirm: "控制总数", done: "完成" },

  pick: {
    title: "导入委托方文件",
    lead: "文件先核对,不入库。核对无误、控制总数一致后才能确认入库。",
    bank: "委托方", bankHint: "选择委托方", bankNeeded: "请先选择委托方", kind: "文件类型",
    choose: "选择文件", choosing: "正在上传并核对…", hint: "支持 XLSX 和 CSV,表头前可有标题行,编码自动识别。",
    nothing: "未选择文件", noBanks: "还没有委托方", noBanksNext: "请联系 IT 在中心登记委托方。",
    kept: "有一份文件尚未确认入库",
    keptText: "{{file}},已核对,未入库。",
    resume: "继续", discard: "放弃",
  },

  mapping: {
    title: "列对应", header: "文件中的列", field: "对应字段", samples: "样例(已脱敏)", ignored: "不导入",
    saved: "按此委托方上次确认的对应", suggested: "按表头自动对应,请核对", edited: "已修改,尚未重新核对",
    missing: "缺少必需的列:{{names}}", missingNext: "请在下方为必需的列选择对应字段,或向委托方索取完整文件。",
    unmapped: "{{n}} 列未对应", unmappedOnly: "仅看未对应", apply: "按修改后的对应重新核对", reset: "恢复", extra: "其他:{{name}}", or: "或", and: "、", column: "第 {{n}} 列",
  },

  report: {
    title: "核对结果",
    rows: "数据行", imported: "新增", updated: "更新", unchanged: "无变化", refused: "拒收", unmatched: "未匹配",
    willImport: "将新增", willUpdate: "将更新",
    refusals: "拒收原因", noRefusals: "没有拒收的行", times: "{{n}} 行", place: "{{sheet}} 第 {{row}} 行", placeNoSheet: "第 {{row}} 行", column: "列", value: "值(已脱敏)", reason: "原因和处理",
    normalised: "自动规范", warnings: "提醒", sample: "前几行(已脱敏)", shownOf: "显示前 {{n}} 行,共 {{all}} 行", rowsCount: "{{n}} 处",
    notReadable: "缺少必需的列,尚未核对内容",
  },

  totals: {
    title: "控制总数", lead: "请按委托方来函填写,不要看屏幕抄写。件数和金额都一致才能确认入库。",
    count: "来函件数", amount: "来函金额(元)", unreadable: "不是有效数字",
    agrees: "一致", more: "比文件多 {{by}}", less: "比文件少 {{by}}",
    countUnit: "{{n}} 件",
    differ: "与文件不一致,不能入库。请核对来函,或向委托方询问后重新索取文件。",
    confirm: "确认入库", confirming: "正在入库…",
    counted: "文件的件数包括拒收的行。",
  },

  done: {
    title: "已入库", text: "批次 {{no}}:新增 {{imported}} 件,更新 {{updated}} 件,无变化 {{unchanged}} 件,拒收 {{refused}} 行。",
    unmatched: "{{n}} 行没有对应案件,已转业务内勤。", undo: "首次联系前可以在“批次”中撤销。",
    next: "导入下一个文件", refused: "处理拒收行", allocate: "去分案",
  },

  refused: {
    title: "拒收行", lead: "更正后该行补入原批次。看不到的原值请向委托方索取,不要猜。",
    batch: "批次", empty: "没有待处理的拒收行", emptyNext: "导入时被拒收的行会列在这里,由经办人处理。",
    owner: "经办人", place: "位置", column: "列", value: "值", reason: "原因", open: "待处理 {{n}}", repaired: "已更正", showRepaired: "显示已更正",
    repair: "更正", newValue: "正确的{{column}}", other: "同时更正其他列", otherColumn: "列名", addColumn: "加一列", submit: "提交更正",
    accepted: "已补入批次", again: "仍不符合要求,请看新的原因", needValue: "请填写内容", choose: "选择一行进行更正", chooseNext: "↑ ↓ 选择,Enter 填写,Ctrl+Enter 提交。",
    notConfirmed: "该批次尚未入库,入库后才能更正。",
  },

  batches: {
    title: "批次", empty: "还没有批次", emptyNext: "在“导入”中选择委托方文件。",
    no: "批次号", file: "文件", bank: "委托方", kind: "类型", state: "状态", at: "入库时间", by: "经办人", undo: "撤销批次",
    undoTitle: "撤销批次 {{no}}?", undoText: "本批新增的案件将移除。更新过已有案件或已有联系记录的批次不能撤销。", undoReason: "撤销原因", undoReasonHint: "必填,留痕", undone: "批次 {{no}} 已撤销",
    actions: "操作", detail: "查看", detailTitle: "批次 {{no}}",
  },

  normalised: {
    spaceTrimmed: "去除首尾或多余空格", fullWidth: "全角转半角", thousands: "去除千分位", currencyMark: "去除货币符号或单位",
    bracketNegative: "括号或尾随负号转为负数", roundedToFen: "四舍五入到分", dateSeparator: "日期分隔符统一", dateCompact: "八位数字日期",
    dateChinese: "年月日写法的日期", dateSerial: "Excel 序列日期", timeCut: "去除时间部分", apostrophe: "去除文本标记符",
    separators: "去除号码中的分隔符", countryCode: "去除 +86", areaCodeZero: "补回区号首位 0", upperX: "证件号 x 改大写",
    numberAsText: "数字单元格转文本", formulaResult: "采用公式结果", placeholder: "占位符视为空",
  },
  warning: {
    phoneInvalid: "电话号码无效,未导入", contactIdInvalid: "联系人证件号无效,未导入", emailInvalid: "邮箱无效,未导入", cardLuhn: "卡号校验位不符,已导入",
    cardRepeated: "同一卡号出现多次", idOtherName: "同一证件号出现不同姓名", bucketUnknown: "账龄无法识别,已留空", genderUnknown: "性别无法识别,已留空",
    birthdayDiffers: "生日与身份证号不一致", genderDiffers: "性别与身份证号不一致", precisionLost: "长数字已丢失末几位,未导入",
    cellError: "选填列为 Excel 错误值,已留空", termNotADate: "委案期限不是日期,原样保留", fileImportedBefore: "该文件以前已入库",
  },
  field: {
    caseNo: "案件号", placedOn: "委案日期", placedAmount: "委案金额", placementTerm: "委案期限", dueBackOn: "预计退案日", asOf: "数据截至",
    hand: "催收手别", name: "姓名", gender: "性别", idType: "证件类型", idNo: "证件号", birthday: "生日", age: "年龄", employer: "单位名称",
    jobTitle: "案人职位", department: "案人部门", employerAddress: "单位地址", employerPostcode: "单位邮编", homeAddress: "家庭地址",
    homePostcode: "家庭邮编", statementAddress: "对账单地址", statementPostcode: "对账单邮编", householdAddress: "户籍地址",
    householdPostcode: "户籍地邮编", email: "邮箱", qq: "QQ", province: "省份", city: "城市", district: "区县", homePhone: "家庭号码",
    workPhone: "单位号码", mobile: "本人手机", cardNo: "卡号", cardType: "卡类", bankName: "开户行", accountNo: "账号",
    creditLimit: "信用额度", fixedLimit: "固定额度", openedOn: "开卡日", blockedOn: "停卡日", billDay: "账单日", principal: "本金",
    remainingPrincipal: "剩余本金", overdue: "逾期金额", overduePrincipal: "逾期本金", interest: "逾期利息", managementFee: "逾期管理费",
    penaltyInterest: "逾期罚息", liquidatedDamages: "违约金", lateFee: "滞纳金", overlimitFee: "超限费", deposit: "保证金",
    minimumDue: "最低还款额", unbilled: "未出账金额", current: "当前欠款", currency: "币种", cny: "人民币", hkd: "港币", foreign: "外币",
    bucket: "逾期账龄", level: "拖欠级别", overdueOn: "逾期日", overduePeriods: "逾期期数", overdueDays: "逾期天数",
    timesOverdueBefore: "曾逾期次数", lastPaymentAmount: "最后还款金额", lastPaymentOn: "最后还款日", lastSpendOn: "最后消费日",
    lastCashOn: "最后提现日", previousNotes: "原催收记录", paidOn: "还款日", amount: "还款金额", flowNo: "流水号", channel: "还款渠道",
    note: "备注", type: "类型", effectiveOn: "日期", reason: "原因",
  },
  caseSerial: "个案序列号",
  contactField: "联系人{{n}}{{part}}",
  remarkField: "备注{{n}}",
  contactPart: {
    name: "姓名", idNo: "证件号", relation: "关系", homePhone: "家庭电话", workPhone: "单位电话", mobile: "手机", address: "地址",
    employer: "单位",
  },
};
