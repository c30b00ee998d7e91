/** The desks an early warning passes through after the supervisor: one screen, drawn from the step table. */
export const warning = {
  title: "投诉预警", list: "待办预警", mine: "待我办理", told: "已抄送 / 已办", which: "查看范围",
  empty: "没有待办理的预警", emptyNext: "上一环节提交后会立即出现在这里。", emptyTold: "还没有抄送或办理过的预警", emptyToldNext: "经手或抄送的预警会留在这里备查。",
  choose: "请选择一条预警", chooseNext: "↑ ↓ 选择,Ctrl+Enter 提交。",
  act: "办理", submit: "提交:{{step}}", done: "已提交:{{step}},{{no}}", with: "现由{{who}}办理", nobody: "无人值班,已交上一级", ended: "已办结", waiting: "您的提交正在上传",
  history: "办理经过", late: "超时", notCounted: "未计入(他人已先办理)", escalated: "{{step}}超时,已上报{{to}}", half: "{{step}}已用 50% 时限", fourFifths: "{{step}}已用 80% 时限", copied: "{{step}}抄送{{to}}", whole: "全程",
  form: "表格", pack: "封包", packNo: "封包号", sha256: "SHA-256", bytes: "大小", bytesOf: "{{n}} 字节", relayHint: "在中心服务器执行 package export 取出封包后,由互联网机转出;密码由客服另行告知银行。",
  password: "查看封包密码", passwordHint: "请电话告知银行,不得与封包同渠道发送。查看已留痕。",
  derived: "倒推时限:本环节可用 {{n}} 分钟", registerNo: "登记序号", collector: "信控员", envelope: "转出岗位只显示编号与委托方,不显示表格内容。",
  field: { result: "安抚结果", recordingNo: "安抚录音编号", promised: "承诺事项及期限", disposal: "后续处置", reason: "说明", archiveNo: "存档号", opinion: "意见", channel: "转出方式", receiptNo: "银行签收号" },
  timeHint: "例 2026-11-23 15:30",
  needed: "必填", emptyHere: "此处应留空", notRequired: "选填",
  later: "再次安抚", badge: "{{n}} 条待办预警",
};
