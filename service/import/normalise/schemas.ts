import { z } from "zod";

/**
 * The records an import hands on. Days are "yyyy-mm-dd", money is integer fen, ids are text, absent
 * values are absent keys.
 */

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const fen = z.number().int();
const text = z.string().min(1);
const count = z.number().int().nonnegative();

export const CURRENCIES = ["CNY", "HKD", "USD"] as const;
export const CurrencySchema = z.enum(CURRENCIES);
export type Currency = z.infer<typeof CurrencySchema>;

/**
 * An object whose parsed value has its keys in order, however they are grouped below: the hash of a
 * record needs them so (`contentHashOf`), and sorting every row again took longer than hashing it.
 */
const ordered = <T extends z.ZodRawShape>(shape: T): z.ZodObject<T> => {
  const entries = Object.entries(shape).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return z.object(Object.fromEntries(entries) as T);
};

export const PhoneSchema = ordered({
  number: text,
  kind: z.enum(["mobile", "landline", "service"]),
  ext: text.optional(),
});

export const ContactSchema = ordered({
  name: text.optional(),
  idNo: text.optional(),
  relation: text.optional(),
  homePhone: PhoneSchema.optional(),
  workPhone: PhoneSchema.optional(),
  mobile: PhoneSchema.optional(),
  address: text.optional(),
  employer: text.optional(),
  /** Where a cell held several numbers: those after the first. */
  otherPhones: z.array(PhoneSchema).optional(),
});
export type ContactRecord = z.infer<typeof ContactSchema>;

export const DebtorSchema = ordered({
  name: text,
  gender: z.enum(["male", "female"]).optional(),
  idType: text.optional(),
  idNo: text.optional(),
  birthday: day.optional(),
  age: count.optional(),
  employer: text.optional(),
  jobTitle: text.optional(),
  department: text.optional(),
  employerAddress: text.optional(),
  homeAddress: text.optional(),
  statementAddress: text.optional(),
  householdAddress: text.optional(),
  postcodes: ordered({
    employer: text.optional(),
    home: text.optional(),
    statement: text.optional(),
    household: text.optional(),
  }),
  email: text.optional(),
  qq: text.optional(),
  province: text.optional(),
  city: text.optional(),
  district: text.optional(),
});

export const CardSchema = ordered({
  cardNo: text.optional(),
  cardType: text.optional(),
  bankName: text.optional(),
  accountNo: text.optional(),
  creditLimitFen: fen.optional(),
  fixedLimitFen: fen.optional(),
  openedOn: day.optional(),
  blockedOn: day.optional(),
  billDay: text.optional(),
});

export const ImportedBalancesSchema = ordered({
  /** 数据截至, where the file says so. */
  asOf: day.optional(),
  /** 当前欠款, where the file has such a column. */
  currentFen: fen.optional(),
  principalFen: fen.optional(),
  remainingPrincipalFen: fen.optional(),
  overdueFen: fen.optional(),
  overduePrincipalFen: fen.optional(),
  interestFen: fen.optional(),
  managementFeeFen: fen.optional(),
  penaltyInterestFen: fen.optional(),
  liquidatedDamagesFen: fen.optional(),
  lateFeeFen: fen.optional(),
  overlimitFeeFen: fen.optional(),
  depositFen: fen.optional(),
  minimumDueFen: fen.optional(),
  unbilledFen: fen.optional(),
  currency: CurrencySchema,
  cnyFen: fen.optional(),
  hkdFen: fen.optional(),
  foreignFen: fen.optional(),
});

export const DelinquencySchema = ordered({
  /** M0 … M99, with "+" where the bank writes it. */
  bucket: z.string().regex(/^M\d{1,2}\+?$/).optional(),
  overdueOn: day.optional(),
  overduePeriods: count.optional(),
  overdueDays: count.optional(),
  timesOverdueBefore: count.optional(),
});

export const CaseRecordSchema = ordered({
  caseNo: text,
  placedOn: day.optional(),
  placedAmountFen: fen.positive(),
  dueBackOn: day.optional(),
  hand: text.optional(),
  debtor: DebtorSchema,
  card: CardSchema,
  balances: ImportedBalancesSchema,
  delinquency: DelinquencySchema,
  lastPayment: ordered({ amountFen: fen.optional(), on: day.optional() }).optional(),
  lastSpendOn: day.optional(),
  lastCashOn: day.optional(),
  previousNotes: text.optional(),
  contacts: z.array(ContactSchema).max(6),
  phones: ordered({
    home: PhoneSchema.optional(),
    work: PhoneSchema.optional(),
    mobile: PhoneSchema.optional(),
    other: z.array(PhoneSchema).optional(),
  }),
  remarks: z.array(z.string()).max(6),
  /** Columns known but not typed, and unknown columns under their heading. */
  extra: z.record(z.string(), z.string()),
});
export type CaseRecord = z.infer<typeof CaseRecordSchema>;

export const RepaymentRecordSchema = z.object({
  caseNo: text.optional(),
  cardNo: text.optional(),
  name: text.optional(),
  paidOn: day,
  amountFen: fen.positive(),
  flowNo: text.optional(),
  currency: CurrencySchema,
  channel: text.optional(),
  note: text.optional(),
  extra: z.record(z.string(), z.string()),
});
export type RepaymentRecord = z.infer<typeof RepaymentRecordSchema>;

/** 撤案 recall, 停催 stop collecting, 结清 settled. */
export const RECALL_TYPES = ["recall", "stop", "settled"] as const;
export const RecallRecordSchema = z.object({
  caseNo: text.optional(),
  cardNo: text.optional(),
  name: text.optional(),
  type: z.enum(RECALL_TYPES),
  effectiveOn: day.optional(),
  reason: text.optional(),
  extra: z.record(z.string(), z.string()),
});
export type RecallRecord = z.infer<typeof RecallRecordSchema>;

export interface RecordOf {
  cases: CaseRecord;
  repayments: RepaymentRecord;
  recalls: RecallRecord;
}
