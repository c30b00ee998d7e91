/** IT's desk: people and machines. */
export const it = {
  sections: "工作台栏目",
  section: { users: "用户", devices: "设备", recovery: "数据恢复", audit: "审计记录", relay: "封包转出" },
  online: "此页数据来自中心,需要联网。",

  users: {
    title: "用户", search: "工号、姓名或组别", count: "共 {{n}} 人", empty: "没有找到用户", emptyNext: "请换个条件,或用“批量开户”粘贴名单。",
    no: "工号", name: "姓名", roles: "岗位", team: "组别", extension: "分机", pledged: "承诺书日期", state: "状态", lastSignIn: "最近登录", actions: "操作", noPledge: "未签",
    active: "正常", locked: "已锁定", disabled: "已停用",
    reset: "重置密码", resetTitle: "重置 {{name}} 的密码?", resetText: "原密码立即失效,首次登录须改密码。尚未上传的记录不会丢失。",
    unlock: "解锁", unlocked: "{{name}} 已解锁", activate: "启用", deactivate: "停用", deactivateTitle: "停用 {{name}}?", deactivateText: "停用后不能登录。名下案件请先由主管调案或设代班。", activated: "{{name}} 已启用", deactivated: "{{name}} 已停用",
    password: "新密码", passwordFor: "{{name}}({{no}})的新密码", passwordOnce: "只显示这一次。请当面告知本人,不要发消息或写在纸上。", passwordSeen: "我已告知本人", bulk: "批量开户", onlyLocked: "仅看已锁定",
  },

  factor: {
    button: "重置二步验证", title: "重置 {{name}} 的第二步验证?", text: "请先当面或用公司电话确认是本人。重置后其所有登录立即结束,下次登录须重新设置;密码不变。",
    reason: "重置原因", reset: "重置", done: "{{name}} 的第二步验证已重置", reasons: { lost: "手机遗失", replaced: "更换手机", broken: "手机损坏" },
  },
  alarm: { said: "{{name}}({{no}})报告密码可能泄露", next: "密码已由本人更换,其他登录已结束。请查看审计记录,问明经过。", note: "处理情况(必填,留痕)", seen: "标为已处理" },

  recovery: {
    title: "未上报数据恢复", requests: "恢复请求", none: "没有恢复请求", noneNext: "员工忘记密码、经重置后登录,工作站若有打不开的未上报数据,会自动在此提出请求。",
    holders: "恢复保管人", noHolders: "还没有", tooFew: "恢复保管人不足 {{n}} 人:工作站暂不封存恢复信封,此期间忘记密码的未上报数据将无法恢复。请至少两位 IT 点“成为保管人”。",
    become: "成为保管人", renew: "更换我的恢复口令", became: "已设为保管人。各工作站下次联网登录时会为您封存一份。", leave: "撤销", leaveTitle: "撤销 {{name}} 的保管人身份?", leaveText: "各工作站下次联网登录时重新封存;此前的信封仍含其部分,但须两人才能打开。", left: "已撤销 {{name}}",
    becomeTitle: "成为恢复保管人", becomeText: "每份恢复信封由任意两位保管人一起才能打开,单独一人打不开。您的恢复口令只在本机使用,中心不知道。", becomeWarn: "恢复口令忘记后无法找回,只能重新设置;不要与登录密码相同。", newPassphrase: "新的恢复口令(至少 {{n}} 位)", again: "再输一次恢复口令", short: "还差 {{n}} 位", mismatch: "两次输入不一致", samePassword: "不能与登录密码相同",
    wantedAt: "请求时间", first: "第一人", second: "第二人", until: "有效至", waitsOther: "待另一位保管人",
    state: { wanted: "待发起", opened: "待第二人批准", approved: "已批准,待工作站取回", gone: "已结束" }, outcome: { done: "已恢复", refused: "已拒绝", expired: "已过期" },
    open: "发起恢复", openTitle: "为 {{name}}({{no}})发起恢复", opened: "已发起,请另一位保管人在 24 小时内批准。", approve: "批准恢复", approveTitle: "批准恢复 {{name}}({{no}})的数据", approvedDone: "已批准。该工作站联网后自动取回并上报。",
    about: "工作站:{{device}}", openedBy: "发起人:{{name}}", makeSure: "请先当面或用公司电话确认是本人忘记了密码。恢复只打开未上报的记录,不打开案件缓存。",
    reason: "原因(必填,留痕)", reasonHint: "例如 本人忘记密码,当面确认", passphrase: "我的恢复口令", proof: "第二步验证", proofHint: "手机动态码;未设置第二步验证时输入登录密码",
    refuse: "拒绝", refuseTitle: "拒绝 {{name}} 的恢复请求?", refuseText: "数据仍原样保留在该工作站,员工再次登录时可重新提出。", refusedDone: "已拒绝",
  },

  bulk: {
    title: "批量开户", lead: "从表格复制后粘贴,一人一行:工号、姓名、组别、岗位、分机、承诺书日期、地区。已有工号则更新。",
    paste: "粘贴名单", lines: "{{n}} 行", check: "试算", apply: "开户", applyRest: "开户(跳过 {{n}} 行有误)", checking: "正在核对…",
    row: "行", verdict: "核对", ok: "可以", notChecked: "未核对",
    result: "新增 {{created}},更新 {{updated}},有误 {{refused}}", dry: "试算结果,尚未写入", done: "已写入", stale: "名单已改,请重新试算",
    nothing: "请先粘贴名单", passwords: "初始密码", passwordsOnce: "只显示这一次,首次登录须改密码。请逐一当面告知本人,关闭后无法再看。", closePasswords: "已全部告知,关闭",
    example: "例:A0101⇥林知夏⇥A 组⇥信控员⇥8101⇥2026-01-05", fix: "请在上方改正后重新试算,或跳过有误的行。",
  },

  devices: {
    lease: "离线到期", posture: "设备状态", revokeShort: "停用",
    title: "设备", empty: "还没有登记的设备", emptyNext: "点“生成登记码”,在新电脑上输入。",
    name: "设备名称", state: "状态", enrolled: "登记时间", lastSeen: "最近在线", version: "版本", unsent: "待上传", lastUser: "最近使用人", actions: "操作",
    active: "正常", revoked: "已停用", silent: "超过 3 天未在线", unsentWarn: "{{n}} 条待上传", lost: "缺失 {{n}} 条", quarantined: "{{n}} 条异常待处理", clockAhead: "时钟快 {{n}} 分钟", clockBehind: "时钟慢 {{n}} 分钟", search: "设备名称或使用人", count: "共 {{n}} 台",
    revoke: "停用设备", revokeTitle: "停用 {{name}}?", revokeText: "该设备下次联系中心时清除本机数据并锁定,不能恢复。", revokeUnsent: "该设备还有 {{n}} 条待上传,停用前请让它先联网上传。", revokeReason: "停用原因", revokeReasonHint: "必填,留痕", revoked2: "{{name}} 已停用",
    reasons: { lost: "丢失或被盗", replaced: "更换电脑", repair: "送修", left: "人员离职" },
    code: "生成登记码", codeTitle: "登记新设备", codeName: "设备名称", codeNameHint: "例如 北区A组-07", codeMake: "生成", codeOnce: "只显示这一次,只能用一次。", codeExpires: "{{time}} 前有效", codeHow: "在新电脑上打开 Lockdesk,输入设备名称和登记码。", codeExpired: "已过期,请重新生成", codeNeedName: "请填写设备名称", showRevoked: "显示已停用",
  },

  fleet: {
    view: "查看", tabMachines: "设备", tabBuilds: "版本与发布", nothing: "中心尚未发布任何版本。", search: "设备名称", machines: "各设备的版本", empty: "没有符合条件的设备", builds: "各版本的设备数", flags: "按状况筛选", ownWords: "以上为设备自报,由设备密钥签名",
    outgoing: "正在推送", share: "已更新 {{has}} · 应更新 {{due}} · 待轮到 {{waits}} · 不明 {{unknown}}", waves: "批次", noWave: "尚未安排", latestBy: "最迟更新", minimum: "最低版本", documents: "发布文件", number: "第 {{n}} 号",
    paused: "推送已暂停:任何设备都不更新,最低版本也不生效。", renew: "{{role}} 须尽快续签,到期:", expired: "{{role}} 已过期,更新已停止,过期于:",
    platforms: "平台", count: "台数", hash: "程序指纹", ringTitle: "梯队", progress: "推送进度", update: "更新情况", seen: "见到的发布文件", seenAll: "密钥表 {{root}} · 时间戳 {{timestamp}} · 快照 {{snapshot}} · 版本清单 {{targets}} · 发布计划 {{rollout}}", fine: "正常",
    chart: "近 30 天各版本的设备数", chartUnit: "台",
    ring: { pilot: "试点", early: "先行", broad: "全员" }, everyRing: "全部",
    shareOf: { has: "已更新", due: "应更新", waits: "待轮到", unknown: "不明" },
    standing: { outgoing: "正在推送", revoked: "已停用", belowMinimum: "低于最低版本", published: "已发布", foreign: "未发布过" },
    flag: { altered: "程序被改动", foreign: "未发布的程序", frozen: "发布文件停滞", outOfService: "版本已停用", refused: "更新被拒", stale: "更新通道过期", revoked: "应立即更新", silent: "超过 3 天未上报", waits: "等待安装", unpacked: "评估运行", unsaid: "未上报版本" },
    phase: { off: "未启用", idle: "尚未检查", checking: "正在检查", current: "已是最新", waiting: "暂不更新", downloading: "正在下载 {{version}}", ready: "{{version}} 待锁定后安装", handed_over: "{{version}} 已交系统安装", refused: "已停止" },
    next: "下一步推送", step: { pause: "暂停推送", resume: "恢复推送", wave: "安排一批", revoke: "停用一个版本", minimum: "设定最低版本", renew: "原样续签" }, percent: "比例", inHours: "{{n}} 小时后生效",
    how: "本页不保管密钥。请值班人员在自己的电脑上运行下面的命令(REPO 为发布目录,KEY 为本人密钥),再把生成的 answer.json 内容粘贴到这里。", command: "要运行的命令", answer: "粘贴 answer.json 的内容", publish: "核验并发布", elsewhere: "本中心没有时间戳密钥,请在发布主机上运行该命令(去掉 --answer)。",
  },

  posture: { unheard: "未上报", fine: "正常", noted: "{{n}} 项不符", warned: "{{n}} 项提醒", refused: "{{n}} 项不合规" },
  machine: {
    unheard: "该设备还没有上报过状态。", heard: "最近上报", locked: "已锁定", unlocked: "使用中", disk: "磁盘剩余", gib: "{{n}} GB", fact: "项目", value: "读到的值", verdict: "按策略", source: "来源",
    verdicts: { refuse: "不许解锁", warn: "提醒", ignore: "不符", fine: "正常" },
  },
  wipe: {
    short: "清除", title: "清除 {{name}}?", text: "销毁该设备上的密钥、数据和缓存,不能恢复。设备开机并连上中心时执行,锁定状态下也会执行,完成后回传签名回执。",
    how: "方式", mode: { "flush-then-wipe": "先上传后清除", "wipe-now": "立即清除" }, why: { "flush-then-wipe": "未上传的记录送达中心后才清除;锁定时需有人登录", "wipe-now": "未上传的记录一并销毁" },
    unsent: "该设备还有 {{n}} 条待上传,立即清除会丢失这些记录。", reason: "原因", order: "下达清除指令", withdraw: "撤回指令",
    openUnsent: "已有指令({{mode}}),设备尚未收到。", openSent: "已有指令({{mode}}),设备已收到。",
    said: { ordered: "已对 {{name}} 下达清除指令", withdrawn: "已撤回 {{name}} 的清除指令" },
    state: { ordered: "清除指令待送达", sent: "清除指令已送达", waits: "等待上传后清除", done: "已清除" },
    receipt: "清除指令与回执", ordered: "下达", sent: "送达", done: "完成", waits: "(等待未上传记录)",
    counts: { secrets: "密钥", slots: "解锁文件", databases: "数据文件", caches: "缓存", logs: "日志", other: "其他", failed: "未能删除", unsent: "未上传即销毁" },
  },
};
