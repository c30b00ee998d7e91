import { CONTACT_SLOTS, REMARK_SLOTS, type ContactSlot } from "../mapping/fields.ts";
import type { Collected } from "./collect.ts";
import type { Phone } from "./phones.ts";
import type { CaseRecord, ContactRecord, RecallRecord, RepaymentRecord } from "./schemas.ts";

/** Puts the values of a row into the shape of its record; absent values stay absent. */

/** @returns the object without its undefined values. */
function present<T extends object>(value: T): T {
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (value[key] === undefined) delete value[key];
  }
  return value;
}

function othersOf(values: Collected, fields: readonly string[]): Phone[] | undefined {
  const rest = fields.flatMap((field) => values.phones[field]?.slice(1) ?? []);
  return rest.length > 0 ? rest : undefined;
}

function contact(values: Collected, n: ContactSlot): ContactRecord | undefined {
  const at = (part: string): string => `contact${n}.${part}`;
  const { text, phones } = values;
  const record = present<ContactRecord>({
    name: text[at("name")],
    idNo: text[at("idNo")],
    relation: text[at("relation")],
    homePhone: phones[at("homePhone")]?.[0],
    workPhone: phones[at("workPhone")]?.[0],
    mobile: phones[at("mobile")]?.[0],
    address: text[at("address")],
    employer: text[at("employer")],
    otherPhones: othersOf(values, [at("homePhone"), at("workPhone"), at("mobile")]),
  });
  return Object.keys(record).length > 0 ? record : undefined;
}

function debtor({ text, day, int, gender }: Collected, birthdayOfId: string | undefined): CaseRecord["debtor"] {
  return present<CaseRecord["debtor"]>({
    name: text["name"] ?? "",
    gender,
    idType: text["idType"],
    idNo: text["idNo"],
    birthday: day["birthday"] ?? birthdayOfId,
    age: int["age"],
    employer: text["employer"],
    jobTitle: text["jobTitle"],
    department: text["department"],
    employerAddress: text["employerAddress"],
    homeAddress: text["homeAddress"],
    statementAddress: text["statementAddress"],
    householdAddress: text["householdAddress"],
    postcodes: present({
      employer: text["employerPostcode"],
      home: text["homePostcode"],
      statement: text["statementPostcode"],
      household: text["householdPostcode"],
    }),
    email: text["email"],
    qq: text["qq"],
    province: text["province"],
    city: text["city"],
    district: text["district"],
  });
}

function card({ text, day, fen }: Collected): CaseRecord["card"] {
  return present<CaseRecord["card"]>({
    cardNo: text["cardNo"],
    cardType: text["cardType"],
    bankName: text["bankName"],
    accountNo: text["accountNo"],
    creditLimitFen: fen["creditLimit"],
    fixedLimitFen: fen["fixedLimit"],
    openedOn: day["openedOn"],
    blockedOn: day["blockedOn"],
    billDay: text["billDay"],
  });
}

function balances({ fen, day, currency }: Collected): CaseRecord["balances"] {
  return present<CaseRecord["balances"]>({
    asOf: day["asOf"],
    currentFen: fen["current"],
    principalFen: fen["principal"],
    remainingPrincipalFen: fen["remainingPrincipal"],
    overdueFen: fen["overdue"],
    overduePrincipalFen: fen["overduePrincipal"],
    interestFen: fen["interest"],
    managementFeeFen: fen["managementFee"],
    penaltyInterestFen: fen["penaltyInterest"],
    liquidatedDamagesFen: fen["liquidatedDamages"],
    lateFeeFen: fen["lateFee"],
    overlimitFeeFen: fen["overlimitFee"],
    depositFen: fen["deposit"],
    minimumDueFen: fen["minimumDue"],
    unbilledFen: fen["unbilled"],
    currency: currency ?? "CNY",
    cnyFen: fen["cny"],
    hkdFen: fen["hkd"],
    foreignFen: fen["foreign"],
  });
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
    contacts: CONTACT_SLOTS.map((n) => contact(values, n)).filter((item) => item !== undefined),
    phones: debtorPhones(values),
    remarks: REMARK_SLOTS.map((n) => text[`remark${n}`]).filter((item) => item !== undefined),
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
