/** 停催: who has heard of it, who knows, and who ends it. */
export const stop = {
  title: "停催", list: "停催名单", empty: "没有停催", emptyNext: "设定停催后,持有该债务人案件的工作站会逐台确认。", choose: "请选择一条停催", chooseNext: "↑ ↓ 选择。",
  standing: "停催中", lifted: "已解除", pending: "待上传",
  machines: "工作站 {{heard}}/{{all}} 已执行", collectors: "信控员 {{ticked}}/{{all}} 已知悉",
  machinesTitle: "持有案件的工作站", collectorsTitle: "信控员知悉", heardAt: "已执行", unheard: "未收到", unheardNext: "关机、锁定或断网的工作站,收到停催前按未收到计;收到即禁止一切外呼。",
  tickedAt: "已知悉", tickedBy: "由{{name}}代为确认", unticked: "未知悉", tickFor: "已当面告知", noMachine: "目前没有工作站持有此人案件", noCollector: "此人案件未分配",
  setBy: "设定人", setAt: "设定时间", standsFrom: "生效时间", note: "依据或说明", by: "解除人", liftNote: "解除原因", fiveMinutes: "5 分钟内须全部知悉", allKnown: "信控员均已知悉",
  breached: "5 分钟已过,已上报负责人:{{names}} 未知悉", lift: "解除停催", liftHint: "写明核实情况,解除后恢复联系", liftNeeded: "请写明解除原因", liftDone: "已解除", who: "由负责人解除", whoTeam: "由催收主管或负责人解除",
  set: "设定停催", reason: "停催原因", reasonNeeded: "请选择停催原因", noteHint: "银行指令文号、告知人、凭证等", setDone: "已停催,正在通知各工作站", reach: "对此人全部委托方案件生效", reachBank: "对此人在本委托方的案件生效",
  strip: "停催:{{reason}}", stripNext: "请停止一切外呼;来电仍可登记。", tick: "知悉", badge: "{{n}} 条停催未全部知悉",
};
