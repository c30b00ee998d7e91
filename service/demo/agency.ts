/**
 * The demo agency: one file to tune (PRODUCT.md 5). Data only; all people are invented. `seed.ts`
 * turns it into users, cases and thirty days of history.
 *
 * 工号 scheme: team letter (N/S the regions, Z the centre, T technical) + two digits for the post +
 * a running number of two digits. Post 01 collectors, 02 supervisor, 03 head of region, 04
 * administrator, 05 clerk, 06 director's assistant, 07 data post, 08 customer service, 09 customer
 * service manager, 10 directors, 11 legal, 12 HR; IT is T01xx.
 */
import type { Role } from "../../shared/access/roles.ts";
import type { LineCode, OutcomeCode, PersonCode } from "../../shared/model/disposition.ts";

export const BANKS = [
  { code: "huabei", name: "华北测试银行" },
  { code: "dongnan", name: "东南样例银行" },
  { code: "xibu", name: "西部演示银行" },
] as const;
export type DemoBank = (typeof BANKS)[number]["code"];

export const REGIONS = [
  { code: "N", name: "北区" },
  { code: "S", name: "南区" },
] as const;

export const TEAMS = [
  { key: "A", name: "A 组", region: "N" },
  { key: "B", name: "B 组", region: "N" },
  { key: "C", name: "C 组", region: "S" },
  { key: "D", name: "D 组", region: "S" },
] as const;
export type DemoTeam = (typeof TEAMS)[number]["key"];

export interface DemoUser {
  readonly no: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly team: DemoTeam | null;
  readonly region: "N" | "S" | "";
  readonly extension: string;
  /** Day the secrecy pledge was signed (S-57). */
  readonly pledgedOn: string;
  /** Cases at the full portfolio of 3,575; scaled to the one at hand. 0 = carries none. */
  readonly share: number;
}

const person = (
  no: string, name: string, role: Role, team: DemoTeam | null, region: "N" | "S" | "", extension: string, pledgedOn: string, share = 0,
): DemoUser => ({ no, name, roles: [role], team, region, extension, pledgedOn, share });

/** Twelve of 260, a newcomer of 120, one on leave with 235, and D's two with the old M4+ cases. */
export const USERS: readonly DemoUser[] = [
  person("A0101", "林知夏", "collector", "A", "N", "8101", "2024-03-04", 260),
  person("A0102", "周砚", "collector", "A", "N", "8102", "2024-03-04", 260),
  person("A0103", "沈亦凡", "collector", "A", "N", "8103", "2025-01-06", 260),
  person("A0104", "罗佳宁", "collector", "A", "N", "8104", "2025-06-09", 260),
  person("A0201", "何静仪", "supervisor", "A", "N", "8100", "2021-05-10"),
  person("B0101", "贺明远", "collector", "B", "N", "8201", "2023-09-11", 260),
  person("B0102", "苏禾", "collector", "B", "N", "8202", "2023-09-11", 260),
  person("B0103", "丁若彤", "collector", "B", "N", "8203", "2024-11-18", 260),
  person("B0104", "范启", "collector", "B", "N", "8204", "2025-03-03", 260),
  person("B0105", "王敏", "collector", "B", "N", "8205", "2026-11-02", 120),
  person("B0201", "宋柏", "supervisor", "B", "N", "8200", "2020-08-03"),
  person("C0101", "叶舟", "collector", "C", "S", "8301", "2022-02-14", 260),
  person("C0102", "江雨眠", "collector", "C", "S", "8302", "2023-04-10", 260),
  person("C0103", "梁可", "collector", "C", "S", "8303", "2024-07-01", 260),
  person("C0104", "袁霁", "collector", "C", "S", "8304", "2025-08-11", 260),
  person("C0105", "王敏", "collector", "C", "S", "8305", "2025-10-13", 235),
  person("C0201", "许南星", "supervisor", "C", "S", "8300", "2019-11-25"),
  person("D0101", "秦朗", "collector", "D", "S", "8401", "2020-03-16", 52),
  person("D0102", "白露", "collector", "D", "S", "8402", "2022-10-17", 51),
  person("D0201", "方棣", "supervisor", "D", "S", "8400", "2019-04-08"),
  person("N0301", "郭韫", "head", null, "N", "8010", "2018-06-04"),
  person("S0301", "谭书航", "head", null, "S", "8020", "2018-09-10"),
  person("Z0401", "孙迎", "administrator", null, "", "8031", "2021-01-04"),
  person("Z0501", "冯晓", "clerk", null, "N", "8041", "2022-03-07"),
  person("Z0502", "邓宁", "clerk", null, "S", "8042", "2023-02-06"),
  person("Z0601", "陆微", "assistant", null, "", "8051", "2020-05-18"),
  person("Z0701", "姚澄", "dataPost", null, "", "8061", "2021-07-12"),
  person("Z0801", "蒋沐", "customerService", null, "", "8071", "2021-09-06"),
  person("Z0802", "夏青", "customerService", null, "", "8072", "2024-04-15"),
  person("Z0901", "韩珂", "customerServiceManager", null, "", "8070", "2018-12-03"),
  person("Z1001", "顾衡", "operationsDirector", null, "", "8001", "2017-03-06"),
  person("Z1002", "彭越", "marketingDirector", null, "", "8002", "2017-03-06"),
  person("Z1003", "程岳", "generalManager", null, "", "8000", "2016-01-04"),
  person("Z1101", "石磊", "legalCollector", "D", "S", "8411", "2021-06-07"),
  person("Z1102", "温言", "legalSpecialist", null, "", "8081", "2020-10-12"),
  person("Z1201", "马盈", "hr", null, "", "8091", "2019-02-18"),
  person("T0101", "吕航", "it", null, "", "8021", "2019-07-01"),
  person("T0102", "尹拓", "it", null, "", "8022", "2023-05-08"),
];

/** The one demo password of each user, printed at `npm start`; accepted on the training clock only. */
export const demoPassword = (no: string): string => `Xunlian-${no}`;

/**
 * Which team takes which part of which bank's cases, in this order. `part` is the share of the
 * bank's persons left over by the lines above it; the last line of a bank takes the rest.
 */
export const ALLOCATION = [
  { team: "D", bank: "huabei", stages: ["suspicious", "malicious"], part: 1 },
  { team: "D", bank: "dongnan", stages: ["suspicious", "malicious"], part: 1 },
  { team: "D", bank: "xibu", stages: ["suspicious", "malicious"], part: 1 },
  { team: "A", bank: "huabei", stages: ["normal"], part: 0.6 },
  { team: "B", bank: "huabei", stages: ["normal"], part: 1 },
  { team: "B", bank: "xibu", stages: ["normal"], part: 0.66 },
  { team: "C", bank: "xibu", stages: ["normal"], part: 1 },
  { team: "C", bank: "dongnan", stages: ["normal"], part: 1 },
] as const satisfies readonly { team: DemoTeam; bank: DemoBank; stages: readonly string[]; part: number }[];

/** On leave, and who stands in (代班). Days relative to today. */
export const LEAVE = { absent: "C0105", standIn: "C0101", fromDaysAgo: 1, days: 5 } as const;

/** Clocked posts on the roster: on duty with deputy (AB 角), for the fortnight around today. */
export const ROSTER = [
  { post: "supervisor", team: "A", user: "A0201", deputy: "B0201" },
  { post: "supervisor", team: "B", user: "B0201", deputy: "A0201" },
  { post: "supervisor", team: "C", user: "C0201", deputy: "D0201" },
  { post: "supervisor", team: "D", user: "D0201", deputy: "C0201" },
  { post: "head", team: null, user: "N0301", deputy: "S0301" },
  { post: "clerk", team: null, user: "Z0501", deputy: "Z0502" },
  { post: "customerService", team: null, user: "Z0801", deputy: "Z0802" },
  { post: "customerServiceManager", team: null, user: "Z0901", deputy: "Z0801" },
] as const satisfies readonly { post: Role; team: DemoTeam | null; user: string; deputy: string }[];
export const ROSTER_HOURS = { from: "09:00", to: "20:00" } as const;
export const ROSTER_DAYS = 14;

/** What hundred attempts give; the numbers are weights. `outcomes` apply to answered calls of B1. */
export const CALL_MIX: readonly { readonly line: LineCode; readonly person: PersonCode | null; readonly weight: number }[] = [
  { line: "A2", person: null, weight: 30 },
  { line: "A4", person: null, weight: 12 },
  { line: "A5", person: null, weight: 7 },
  { line: "A9", person: null, weight: 7 },
  { line: "A3", person: null, weight: 5 },
  { line: "A6", person: null, weight: 4 },
  { line: "A7", person: null, weight: 4 },
  { line: "A8", person: null, weight: 4 },
  { line: "A10", person: null, weight: 2 },
  { line: "A11", person: null, weight: 1 },
  { line: "A1", person: "B1", weight: 12 },
  { line: "A1", person: "B2", weight: 5 },
  { line: "A1", person: "B5", weight: 3 },
  { line: "A1", person: "B6", weight: 2 },
  { line: "A1", person: "B4", weight: 1.5 },
  { line: "A1", person: "B3", weight: 0.5 },
];

/** Of twelve calls with the debtor himself. 投诉倾向 (0.15) is left to `OPEN_AT_START`: a warning ends in later steps. */
export const OUTCOME_MIX: readonly { readonly outcome: OutcomeCode; readonly weight: number; readonly notes: readonly string[] }[] = [
  { outcome: "C2", weight: 2.0, notes: ["本人接听,承诺全额还款", "本人称工资到账后一次还清", "本人愿还,约定日期全额处理"] },
  { outcome: "C6", weight: 1.6, notes: ["本人称目前无力偿还,收入减少", "本人失业在家,暂无还款能力", "本人称家人住院,无力还款"] },
  { outcome: "C9", weight: 1.6, notes: ["核实身份后挂断", "说明来意后本人挂断"] },
  { outcome: "C3", weight: 1.5, notes: ["本人先还一部分,余款再协商", "本人承诺先还最低还款额", "本人只能先处理一部分"] },
  { outcome: "C8", weight: 1.3, notes: ["本人正在开会,约定回电", "本人开车中,约晚些再打"] },
  { outcome: "C1", weight: 1.2, notes: ["本人称已还款,待核对入账", "本人称昨日已转账"] },
  { outcome: "C4", weight: 1.2, notes: ["本人要求分期,已告知需向银行申请", "本人询问个性化分期条件"] },
  { outcome: "C7", weight: 0.9, notes: ["本人拒绝还款", "本人态度强硬,拒绝还款"] },
  { outcome: "C10", weight: 0.3, notes: ["本人对息费有异议,已登记转银行核实"] },
  { outcome: "C13", weight: 0.15, notes: ["本人要求停止联系,已登记"] },
];
/** Notes of calls that did not reach the debtor. */
export const OTHER_NOTES: Partial<Record<PersonCode, readonly string[]>> = {
  B2: ["接听人不肯表明身份", "接听后称打错,身份未核实"],
  B3: ["担保人接听,愿转告"],
  B4: ["相关第三人接听,请其转告回电"],
  B5: ["无关第三人接听,未透露欠款信息"],
  B6: ["机主称不认识债务人,号码易主"],
};

export const HISTORY = {
  days: 30,
  /** How long before today the portfolio was placed and allocated. */
  placedDaysAgo: 35,
  /** The bank's figures are as of so many days ago (数据截至). */
  asOfDaysAgo: 3,
  /** Share of the persons allocated only this morning (今日新案). */
  newTodayShare: 0.1,
  /** Attempts per collector and working day at 260 cases; scaled with the collector's cases. */
  attemptsPerDay: [110, 150],
  /** Busy hours weigh more: 10:00–11:30 and 15:00–17:30. */
  hours: [
    { from: "09:05", to: "10:00", weight: 1 },
    { from: "10:00", to: "11:30", weight: 3 },
    { from: "11:30", to: "12:00", weight: 1 },
    { from: "13:35", to: "15:00", weight: 1.5 },
    { from: "15:00", to: "17:30", weight: 4 },
    { from: "17:30", to: "18:00", weight: 0.5 },
  ],
  /** Share of attempts the gate refused. */
  refusedShare: 0.015,
  /** Share of promises kept, and of those paid only in part; the rest is broken. */
  keptShare: 0.42,
  partialShare: 0.12,
  /** A debtor who promises in full is seldom good for more than this, fen. */
  fullUpTo: 3_000_000,
  /** Cases marked for the legal department (M4 and later). */
  legalTags: 15,
} as const;

/** Open when the first user signs in. Minutes are counted back from the training clock's now. */
export const OPEN_AT_START = {
  warnings: [
    { collector: "A0101", receivedMinutesAgo: 2, stage: "filed", types: ["conduct"], emotion: "agitated", channels: ["12378"], urgency: "urgent", summary: "本人接听后情绪激动,认为催收频率过高,扬言拨打 12378 投诉。已说明身份及来意,安抚后挂断。" },
    { collector: "A0103", receivedMinutesAgo: 27, stage: "filed", types: ["thirdParty"], emotion: "dissatisfied", channels: ["bank"], urgency: "normal", summary: "本人称此前有人致电其单位,要求说明并致歉,否则向银行投诉。已记录诉求。" },
    { collector: "B0102", receivedMinutesAgo: 24, stage: "found", types: ["amountDispute"], emotion: "dissatisfied", channels: ["unsaid"], urgency: "normal", summary: "本人对违约金金额有异议,称与账单不符,要求核实后再谈。" },
    { collector: "C0102", receivedMinutesAgo: 29, stage: "planned", types: ["hardship"], emotion: "agitated", channels: ["12345"], urgency: "urgent", summary: "本人称家人重病无力还款,认为催收施压,扬言打 12345。已暂停并上报。" },
  ],
  /** Handed on by banks; in the second collector and supervisor are accused, so that the deputy has the supervisor's steps. */
  complaints: [
    { collector: "B0101", team: "B", receivedMinutesAgo: 6, stage: "filed", orderNo: "GD-1123-004", dueInDays: 3, complainant: "司徒明", phone: "13900000041", accused: [], types: ["frequency"], points: ["一天内多次接到催收电话"], demand: "要求说明联系频次并停止打扰", level: "normal" },
    { collector: "A0102", team: "A", receivedMinutesAgo: 35, stage: "forwarded", orderNo: "GD-1123-002", dueInDays: 2, complainant: "慕容安", phone: "13900000042", accused: ["A0102", "A0201"], types: ["conduct", "thirdParty"], points: ["通话中语气强硬", "主管回电时未予说明"], demand: "要求当面致歉并书面说明", level: "important" },
  ],
  /** One waits for the clerk's register, one for the legal collector's check: its evidence says what is missing of R-30. */
  referrals: [
    { collector: "D0101", filedMinutesAgo: 3, confirmNo: "YHQR-2026-1107", note: "", materials: [{ name: "身份证明复印件", copies: 2 }, { name: "账单明细", copies: 1 }], proofs: [], steps: [] },
    {
      collector: "D0102", filedMinutesAgo: 24, confirmNo: "YHQR-2026-1098", note: "银行已出具授权,联系方式均已失效",
      materials: [{ name: "身份证明复印件", copies: 2 }, { name: "开户资料", copies: 1 }, { name: "催收记录", copies: 1 }],
      proofs: [{ kind: "letter", daysAgo: 152, proofNo: "EMS-1023457789" }, { kind: "visit", daysAgo: 101, proofNo: "WF-20260814-03" }],
      steps: [{ by: "Z0501", afterMinutes: 5, step: "register", body: { registerNo: "BA-2026-0006", opinion: "" } }, { by: "Z1101", afterMinutes: 9, step: "signFor", body: { receiptNo: "QS-0006" } }],
    },
  ],
  promisesDueToday: 3,
  /** Broken promises left without a new one, per collector. */
  promisesBroken: 1,
  /** Follow-ups set for today, per collector. */
  followUpsToday: 4,
  callback: { collector: "A0101", inMinutes: 6, note: "本人开会,约定回电" },
  dueBackSoon: { cases: 12, withinDays: 5 },
} as const;

/** Who hands material over for the legal department. */
export const REFERRAL_DESKS = { files: "Z1102" } as const;

/** Who takes complaints in, and who hands them on. */
export const COMPLAINT_DESKS = { files: "Z0801", forwards: "Z0601" } as const;

/** Files of the portfolio, imported in this order; the recall list brings the 停催 and the recalled cases. */
export const PORTFOLIO = {
  /** 委案日期 in the case files; moved to `HISTORY.placedDaysAgo` before today. */
  placedOn: "2026-11-20",
  cases: [
    { bank: "huabei", file: "huabei-bank_2026-11-20.xlsx" },
    { bank: "dongnan", file: "dongnan-bank_2026-11-20_gb18030.csv" },
    { bank: "xibu", file: "xibu-bank_2026-11-20_title-rows.xlsx" },
  ],
  repayments: { bank: "huabei", file: "huabei-repayments_2026-11-23.xlsx" },
  recalls: { bank: "huabei", file: "huabei-recalls_2026-11-23.csv" },
  importer: "Z0401",
} as const;

/** What `npm start` prints: who can sign in, and with what. */
export const demoUsers = (): { no: string; name: string; password: string; roles: readonly Role[]; team: string }[] =>
  USERS.map((u) => ({ no: u.no, name: u.name, password: demoPassword(u.no), roles: u.roles, team: TEAMS.find((t) => t.key === u.team)?.name ?? "" }));
