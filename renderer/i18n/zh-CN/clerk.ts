/** The business clerk's desk (业务内勤): rows that match no case. */
export const clerk = {
  unmatched: {
    title: "未匹配行",
    lead: "还款或名单中找不到对应案件的行。指定案件号后自动入账或执行;确认无关的,写明处理结果。",
    open: "待处理 {{n}}", showDone: "显示已处理", search: "案件号、卡号后四位、批次",
    empty: "没有待处理的行", emptyNext: "导入还款明细或名单时找不到案件的行会列在这里。",
    allDone: "符合条件的行都已处理",
    batch: "批次", bank: "委托方", kind: "类型", row: "行号", caseNo: "案件号", card: "卡号后四位", amount: "金额", on: "日期", reason: "未匹配原因", resolution: "处理结果",
    choose: "选择一行处理", chooseNext: "↑ ↓ 选择,Enter 填写,Ctrl+Enter 提交。",
    resolve: "处理", given: "文件中给出", toCase: "对应案件号", toCaseHint: "选填;填写后该笔自动入账或执行", resolutionHint: "查到什么、怎么处理", resolutionNeeded: "请写明处理结果",
    submit: "提交处理", done: "已处理:{{what}}", noCase: "此委托方没有这个案件号,请核对。",
    quick: "常用语",
    phrase: { matched: "已核对,指定案件号入账", notOurs: "非本公司委案,已告知委托方", settledBefore: "委案前已还款,无需入账", bankAsked: "已请委托方核实,待回复", returned: "案件已退案,转委托方处理", duplicate: "重复记录,已另行入账" },
    online: "此页数据来自中心,需要联网。",
  },
};
