/**
 * The basic rule pack: the numbers the contact gate enforces, each with its source. A bank's
 * overlay may only tighten. Words are shown by the interface from `i18n` under `rule.<id>`, but the
 * Chinese explanation travels with the rule so that a refusal can never be wordless (P9).
 */
export const BASIC_PACK = {
  version: "basic-2026.1",
  quiet: { fromMinute: 22 * 60, toMinute: 8 * 60 },
  unansweredPerNumberPerDay: 6,
  effectivePerPersonPerDay: 3,
} as const;

export interface RuleText {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
}

/** Texts of the rules; `{n}` is the limit or the fact. */
export const RULE_TEXTS = {
  "R-09": {
    id: "R-09",
    zh: "22:00 至次日 08:00 为静默时段,不得联系",
    en: "No contact between 22:00 and 08:00",
    source: "中国银行业协会催收工作指引(试行)2026;GB/T 45251-2025",
  },
  "R-10": {
    id: "R-10",
    zh: "该号码今日未接通已达 {n} 次上限(6 次)",
    en: "This number has reached {n} unanswered attempts today (limit 6)",
    source: "中国银行业协会催收工作指引(试行)2026",
  },
  "R-18": {
    id: "R-18",
    zh: "该债务人今日有效通话已达 {n} 次上限(3 次)",
    en: "This debtor has had {n} effective calls today (limit 3)",
    source: "GB/T 45251-2025",
  },
  "S-26": {
    id: "S-26",
    zh: "投诉预警处理中,已暂停联系此人",
    en: "An early warning is open: contact with this person is paused",
    source: "服务保障方案 投诉预警工作流程",
  },
  "R-14stop": {
    id: "R-14stop",
    zh: "此人已停催:{n}",
    en: "Collection from this person is stopped: {n}",
    source: "银行指令或停催登记(PRODUCT 2.14)",
  },
  "R-11": {
    id: "R-11",
    zh: "此号码已停用:{n}",
    en: "This number may not be called: {n}",
    source: "商业银行信用卡业务监督管理办法 第68条;中国银行业协会指引",
  },
  case: {
    id: "case",
    zh: "案件已不在委托中:{n}",
    en: "The case is no longer placed with us: {n}",
    source: "委托合同",
  },
} as const satisfies Record<string, RuleText>;
export type RuleId = keyof typeof RULE_TEXTS;
