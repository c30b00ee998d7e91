import { CONTACT_SLOTS, REMARK_SLOTS } from "../mapping/fields.ts";
import type { Collected } from "./collect.ts";
import type { Phone } from "./phones.ts";
import type { CaseRecord, ContactRecord, RecallRecord, RepaymentRecord } from "./schemas.ts";

/** Puts the values of a row into the shape of its record; absent values stay absent. */

/** @returns a copy without the undefined values. */
function present<T extends object>(value: T): T {
  const kept: Partial<T> = {};
  for (const key in value) {
    if (value[key] !== undefined) kept[key] = value[key];
  }
  return kept as T;
}

function othersOf(values: Collected, fields: readonly string[]): Phone[] | undefined {
  const rest = fields.flatMap((field) => values.phones[field]?.slice(1) ?? []);
  return rest.length > 0 ? rest : undefined;
}

const CONTACT_TEXTS = ["name", "idNo", "relation", "address", "employer"] as const;
const CONTACT_PHONES = ["homePhone", "workPhone", "mobile"] as const;

interface SlotFields {
  readonly texts: readonly (readonly [(typeof CONTACT_TEXTS)[number], string])[];
  readonly phones: readonly (readonly [(typeof CONTACT_PHONES)[number], string])[];
}

/** The field names of each contact, spelt once. */
const SLOT_FIELDS: readonly SlotFields[] = CONTACT_SLOTS.map((n) => ({
  texts: CONTACT_TEXTS.map((part) => [part, `contact${n}.${part}`] as const),
  phones: CONTACT_PHONES.map((part) => [part, `contact${n}.${part}`] as const),
}));

function contact(values: Collected, fields: SlotFields): ContactRecord | undefined {
  const record: ContactRecord = {};
  let found = false;
  for (const [part, field] of fields.texts) {
    const text = values.text[field];
    if (text === undefined) continue;
    record[part] = text;
    found = true;
  }
  for (const [part, field] of fields.phones) {
    const [first, ...rest] = values.phones[field] ?? [];
    if (first === undefined) continue;
    record[part] = first;
    if (rest.length > 0) record.otherPhones = [...(record.otherPhones ?? []), ...rest];
    found = true;
  }
  return found ? record : undefined;
}

const REMARKS = REMARK_SLOTS.map((n) => `remark${n}`);

/** Key in the record, field in the row. */
type Keys<K extends string> = readonly (readonly [K, string])[];

const same = <K extends string>(...keys: readonly K[]): Keys<K> => keys.map((key) => [key, key] as const);

/** Copies the values a row has, under the record's keys. */
function fill<V, K extends string>(into: Partial<Record<K, V>>, from: Readonly<Record<string, V>>, keys: Keys<K>): void {
  for (const [key, field] of keys) {
    const value = from[field];
    if (value !== undefined) into[key] = value;
  }
}

const DEBTOR_TEXTS = same(
  "idType", "idNo", "employer", "jobTitle", "department", "employerAddress", "homeAddress", "statementAddress",
  "householdAddress", "email", "qq", "province", "city", "district",
);
const POSTCODES = [
  ["employer", "employerPostcode"],
  ["home", "homePostcode"],
  ["statement", "statementPostcode"],
  ["household", "householdPostcode"],
] as const;

function debtor({ text, day, int, gender }: Collected, birthdayOfId: string | undefined): CaseRecord["debtor"] {
  const record: CaseRecord["debtor"] = { name: text["name"] ?? "", postcodes: {} };
  if (gender) record.gender = gender;
  fill(record, text, DEBTOR_TEXTS);
  fill(record.postcodes, text, POSTCODES);
  const birthday = day["birthday"] ?? birthdayOfId;
  if (birthday !== undefined) record.birthday = birthday;
  if (int["age"] !== undefined) record.age = int["age"];
  return record;
}

const CARD_TEXTS = same("cardNo", "cardType", "bankName", "accountNo", "billDay");
const CARD_FEN = [["creditLimitFen", "creditLimit"], ["fixedLimitFen", "fixedLimit"]] as const;
const CARD_DAYS = same("openedOn", "blockedOn");

function card({ text, day, fen }: Collected): CaseRecord["card"] {
  const record: CaseRecord["card"] = {};
  fill(record, text, CARD_TEXTS);
  fill(record, fen, CARD_FEN);
  fill(record, day, CARD_DAYS);
  return record;
}

const BALANCE_FEN = [
  ["currentFen", "current"],
  ["principalFen", "principal"],
  ["remainingPrincipalFen", "remainingPrincipal"],
  ["overdueFen", "overdue"],
  ["overduePrincipalFen", "overduePrincipal"],
  ["interestFen", "interest"],
  ["managementFeeFen", "managementFee"],
  ["penaltyInterestFen", "penaltyInterest"],
  ["liquidatedDamagesFen", "liquidatedDamages"],
  ["lateFeeFen", "lateFee"],
  ["overlimitFeeFen", "overlimitFee"],
  ["depositFen", "deposit"],
  ["minimumDueFen", "minimumDue"],
  ["unbilledFen", "unbilled"],
  ["cnyFen", "cny"],
  ["hkdFen", "hkd"],
  ["foreignFen", "foreign"],
] as const;

function balances({ fen, day, currency }: Collected): CaseRecord["balances"] {
  const record: CaseRecord["balances"] = { currency: currency ?? "CNY" };
  if (day["asOf"] !== undefined) record.asOf = day["asOf"];
  fill(record, fen, BALANCE_FEN);
  return record;
}

function delinquency({ text, day, int }: Collected): CaseRecord["delinquency"] {
  const periods = int["overduePeriods"];
  const counted = periods !== undefined && periods < 100 ? `M${periods}` : undefined;
  return present<CaseRecord["delinquency"]>({
    bucket: text["bucket"] ?? text["level"] ?? counted,
    overdueOn: day["overdueOn"],
    overduePeriods: periods,
    overdueDays: int["overdueDays"],
    timesOverdueBefore: int["timesOverdueBefore"],
  });
}

function lastPayment({ fen, day }: Collected): CaseRecord["lastPayment"] {
  const payment = present({ amountFen: fen["lastPaymentAmount"], on: day["lastPaymentOn"] });
  return Object.keys(payment).length > 0 ? payment : undefined;
}

function debtorPhones(values: Collected): CaseRecord["phones"] {
  const { phones } = values;
  return present<CaseRecord["phones"]>({
    home: phones["homePhone"]?.[0],
    work: phones["workPhone"]?.[0],
    mobile: phones["mobile"]?.[0],
    other: othersOf(values, ["homePhone", "workPhone", "mobile"]),
  });
}

/** @param birthdayOfId the birthday inside the ID number, used where the file gives none */
export function assembleCase(values: Collected, birthdayOfId: string | undefined): CaseRecord {
  const { text, day, fen } = values;
  return present<CaseRecord>({
    caseNo: text["caseNo"] ?? "",
    placedOn: day["placedOn"],
    placedAmountFen: fen["placedAmount"] ?? 0,
    dueBackOn: day["dueBackOn"] ?? day["placementTerm"],
    hand: text["hand"],
    debtor: debtor(values, birthdayOfId),
    card: card(values),
    balances: balances(values),
    delinquency: delinquency(values),
    lastPayment: lastPayment(values),
    lastSpendOn: day["lastSpendOn"],
    lastCashOn: day["lastCashOn"],
    previousNotes: text["previousNotes"],
    contacts: SLOT_FIELDS.map((fields) => contact(values, fields)).filter((item) => item !== undefined),
    phones: debtorPhones(values),
    remarks: REMARKS.map((field) => text[field]).filter((item) => item !== undefined),
    extra: values.extra,
  });
}

export function assembleRepayment({ text, day, fen, currency, extra }: Collected): RepaymentRecord {
  return present<RepaymentRecord>({
    caseNo: text["caseNo"],
    cardNo: text["cardNo"],
    name: text["name"],
    paidOn: day["paidOn"] ?? "",
    amountFen: fen["amount"] ?? 0,
    flowNo: text["flowNo"],
    currency: currency ?? "CNY",
    channel: text["channel"],
    note: text["note"],
    extra,
  });
}

/** @param listType what the title of the list says, for rows that do not say it themselves */
export function assembleRecall(
  { text, day, recallType, extra }: Collected,
  listType: RecallRecord["type"] | undefined,
): Omit<RecallRecord, "type"> & { type: RecallRecord["type"] | undefined } {
  return {
    ...present({ caseNo: text["caseNo"], cardNo: text["cardNo"], name: text["name"] }),
    ...present({ effectiveOn: day["effectiveOn"], reason: text["reason"] }),
    type: recallType ?? listType,
    extra,
  };
}
