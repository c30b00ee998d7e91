import type { FILE_KINDS } from "../../../shared/protocol/desk.ts";

/** The fields an import knows, one table per kind of file; labels are the headings of the 147-column card layout. */

export type FileKind = (typeof FILE_KINDS)[number];

export const KIND_LABELS: Record<FileKind, { readonly zh: string; readonly en: string }> = {
  cases: { zh: "委案文件", en: "case file" },
  repayments: { zh: "还款明细", en: "repayment file" },
  recalls: { zh: "撤案/停催/结清名单", en: "recall list" },
};

/** How a field's cells are read; see `normalise/readers.ts`. */
export type FieldType =
  | "key"
  | "name"
  | "text"
  | "longText"
  | "money"
  | "date"
  | "term"
  | "int"
  | "idNo"
  | "otherIdNo"
  | "card"
  | "phone"
  | "gender"
  | "bucket"
  | "currency"
  | "email"
  | "recallType";

export interface FieldSpec {
  readonly field: string;
  readonly label: string;
  readonly type: FieldType;
}

const spec = (field: string, label: string, type: FieldType): FieldSpec => ({ field, label, type });

export const CONTACT_SLOTS = [1, 2, 3, 4, 5, 6] as const;
export type ContactSlot = (typeof CONTACT_SLOTS)[number];

/** What the layout says of each contact, after the number: 联系人1姓名 … */
export const CONTACT_PARTS = [
  ["name", "姓名", "text"],
  ["idNo", "证件号", "otherIdNo"],
  ["relation", "关系", "text"],
  ["homePhone", "家庭电话", "phone"],
  ["workPhone", "单位电话", "phone"],
  ["mobile", "手机", "phone"],
  ["address", "地址", "longText"],
  ["employer", "单位", "text"],
] as const satisfies readonly (readonly [string, string, FieldType])[];

export const REMARK_SLOTS = [1, 2, 3, 4, 5, 6] as const;

const CASE_FIELDS: readonly FieldSpec[] = [
  spec("caseNo", "个案序列号", "key"),
  spec("placedOn", "委案日期", "date"),
  spec("placedAmount", "委案金额", "money"),
  spec("placementTerm", "委案期限", "term"),
  spec("dueBackOn", "预计退案日", "date"),
  spec("asOf", "数据截至", "date"),
  spec("hand", "催收手别", "text"),
  spec("name", "姓名", "name"),
  spec("gender", "性别", "gender"),
  spec("idType", "证件类型", "text"),
  spec("idNo", "证件号", "idNo"),
  spec("birthday", "生日", "date"),
  spec("age", "年龄", "int"),
  spec("employer", "单位名称", "text"),
  spec("jobTitle", "案人职位", "text"),
  spec("department", "案人部门", "text"),
  spec("employerAddress", "单位地址", "longText"),
  spec("employerPostcode", "单位邮编", "text"),
  spec("homeAddress", "家庭地址", "longText"),
  spec("homePostcode", "家庭邮编", "text"),
  spec("statementAddress", "对账单地址", "longText"),
  spec("statementPostcode", "对账单邮编", "text"),
  spec("householdAddress", "户籍地址", "longText"),
  spec("householdPostcode", "户籍地邮编", "text"),
  spec("email", "邮箱", "email"),
  spec("qq", "QQ", "text"),
  spec("province", "省份", "text"),
  spec("city", "城市", "text"),
  spec("district", "区县", "text"),
  spec("homePhone", "家庭号码", "phone"),
  spec("workPhone", "单位号码", "phone"),
  spec("mobile", "本人手机", "phone"),
  spec("cardNo", "卡号", "card"),
  spec("cardType", "卡类", "text"),
  spec("bankName", "开户行", "text"),
  spec("accountNo", "账号", "text"),
  spec("creditLimit", "信用额度", "money"),
  spec("fixedLimit", "固定额度", "money"),
  spec("openedOn", "开卡日", "date"),
  spec("blockedOn", "停卡日", "date"),
  spec("billDay", "账单日", "text"),
  spec("principal", "本金", "money"),
  spec("remainingPrincipal", "剩余本金", "money"),
  spec("overdue", "逾期金额", "money"),
  spec("overduePrincipal", "逾期本金", "money"),
  spec("interest", "逾期利息", "money"),
  spec("managementFee", "逾期管理费", "money"),
  spec("penaltyInterest", "逾期罚息", "money"),
  spec("liquidatedDamages", "违约金", "money"),
  spec("lateFee", "滞纳金", "money"),
  spec("overlimitFee", "超限费", "money"),
  spec("deposit", "保证金", "money"),
  spec("minimumDue", "最低还款额", "money"),
  spec("unbilled", "未出账金额", "money"),
  spec("current", "当前欠款", "money"),
  spec("currency", "币种", "currency"),
  spec("cny", "人民币", "money"),
  spec("hkd", "港币", "money"),
  spec("foreign", "外币", "money"),
  spec("bucket", "逾期账龄", "bucket"),
  spec("level", "拖欠级别", "bucket"),
  spec("overdueOn", "逾期日", "date"),
  spec("overduePeriods", "逾期期数", "int"),
  spec("overdueDays", "逾期天数", "int"),
  spec("timesOverdueBefore", "曾逾期次数", "int"),
  spec("lastPaymentAmount", "最后还款金额", "money"),
  spec("lastPaymentOn", "最后还款日", "date"),
  spec("lastSpendOn", "最后消费日", "date"),
  spec("lastCashOn", "最后提现日", "date"),
  spec("previousNotes", "原催收记录", "longText"),
  ...REMARK_SLOTS.map((n) => spec(`remark${n}`, `备注${n}`, "longText")),
  ...CONTACT_SLOTS.flatMap((n) =>
    CONTACT_PARTS.map(([part, label, type]) => spec(`contact${n}.${part}`, `联系人${n}${label}`, type)),
  ),
];

const REPAYMENT_FIELDS: readonly FieldSpec[] = [
  spec("caseNo", "案件号", "key"),
  spec("cardNo", "卡号", "card"),
  spec("name", "姓名", "text"),
  spec("paidOn", "还款日", "date"),
  spec("amount", "还款金额", "money"),
  spec("flowNo", "流水号", "key"),
  spec("currency", "币种", "currency"),
  spec("channel", "还款渠道", "text"),
  spec("note", "备注", "longText"),
];

const RECALL_FIELDS: readonly FieldSpec[] = [
  spec("caseNo", "案件号", "key"),
  spec("cardNo", "卡号", "card"),
  spec("name", "姓名", "text"),
  spec("type", "类型", "recallType"),
  spec("effectiveOn", "日期", "date"),
  spec("reason", "原因", "longText"),
];

export const FIELDS: Record<FileKind, readonly FieldSpec[]> = {
  cases: CASE_FIELDS,
  repayments: REPAYMENT_FIELDS,
  recalls: RECALL_FIELDS,
};

/** What a file of a kind cannot do without; each inner list is satisfied by any one of its fields. */
export const REQUIRED: Record<FileKind, readonly (readonly string[])[]> = {
  cases: [["caseNo"], ["name"], ["idNo", "cardNo"], ["placedAmount"]],
  repayments: [["caseNo", "cardNo"], ["paidOn"], ["amount"]],
  recalls: [["caseNo", "cardNo"], ["type"]],
};

const SPECS: Record<FileKind, ReadonlyMap<string, FieldSpec>> = {
  cases: new Map(CASE_FIELDS.map((item) => [item.field, item])),
  repayments: new Map(REPAYMENT_FIELDS.map((item) => [item.field, item])),
  recalls: new Map(RECALL_FIELDS.map((item) => [item.field, item])),
};

/** Columns the trade knows but no record types are mapped as `extra.<label>` and kept as text. */
export const EXTRA_PREFIX = "extra.";

/** @returns the spec of a field of a kind; undefined for `extra.` fields and unknown ones. */
export function fieldSpec(kind: FileKind, field: string): FieldSpec | undefined {
  return SPECS[kind].get(field);
}

/** @returns the label a person knows a field by. */
export function fieldLabel(kind: FileKind, field: string): string {
  return field.startsWith(EXTRA_PREFIX) ? field.slice(EXTRA_PREFIX.length) : (fieldSpec(kind, field)?.label ?? field);
}
