/**
 * The fields an import knows, per kind of file, as the mapping offers them. The centre's importer owns
 * the list (a test compares the two); words are in the dictionaries under `administrator:field`.
 */
import type { FILE_KINDS } from "../../../../shared/protocol/desk.ts";

export type FileKind = (typeof FILE_KINDS)[number];

const PARTS = ["name", "idNo", "relation", "homePhone", "workPhone", "mobile", "address", "employer"] as const;
export type ContactPart = (typeof PARTS)[number];
const SLOTS = [1, 2, 3, 4, 5, 6] as const;

const PLAIN = {
  cases: [
    "caseNo", "placedOn", "placedAmount", "placementTerm", "dueBackOn", "asOf", "hand", "name", "gender",
    "idType", "idNo", "birthday", "age", "employer", "jobTitle", "department", "employerAddress",
    "employerPostcode", "homeAddress", "homePostcode", "statementAddress", "statementPostcode",
    "householdAddress", "householdPostcode", "email", "qq", "province", "city", "district", "homePhone",
    "workPhone", "mobile", "cardNo", "cardType", "bankName", "accountNo", "creditLimit", "fixedLimit",
    "openedOn", "blockedOn", "billDay", "principal", "remainingPrincipal", "overdue", "overduePrincipal",
    "interest", "managementFee", "penaltyInterest", "liquidatedDamages", "lateFee", "overlimitFee", "deposit",
    "minimumDue", "unbilled", "current", "currency", "cny", "hkd", "foreign", "bucket", "level", "overdueOn",
    "overduePeriods", "overdueDays", "timesOverdueBefore", "lastPaymentAmount", "lastPaymentOn", "lastSpendOn",
    "lastCashOn", "previousNotes",
  ],
  repayments: [
    "caseNo", "cardNo", "name", "paidOn", "amount", "flowNo", "currency", "channel", "note",
  ],
  recalls: [
    "caseNo", "cardNo", "name", "type", "effectiveOn", "reason",
  ],
} as const satisfies Record<FileKind, readonly string[]>;
export type PlainField = (typeof PLAIN)[FileKind][number];

/** Every field of a kind; case files also have six remarks and six contacts. */
export function knownFields(kind: FileKind): string[] {
  const plain: string[] = [...PLAIN[kind]];
  if (kind !== "cases") return plain;
  return [...plain, ...SLOTS.map((n) => `remark${n}`), ...SLOTS.flatMap((n) => PARTS.map((part) => `contact${n}.${part}`))];
}

export type FieldName =
  | { readonly form: "plain"; readonly field: PlainField }
  | { readonly form: "remark"; readonly n: number }
  | { readonly form: "contact"; readonly n: number; readonly part: ContactPart }
  /** A column kept as text under its own heading. */
  | { readonly form: "extra"; readonly name: string };

const isPlain = (field: string): field is PlainField => Object.values(PLAIN).some((list) => (list as readonly string[]).includes(field));

/** Takes a field's name apart, so that it can be said in words. */
export function fieldName(field: string): FieldName {
  if (isPlain(field)) return { form: "plain", field };
  const remark = /^remark(\d)$/.exec(field);
  if (remark) return { form: "remark", n: Number(remark[1]) };
  const contact = /^contact(\d)\.(\w+)$/.exec(field);
  const part = PARTS.find((p) => p === contact?.[2]);
  if (contact && part) return { form: "contact", n: Number(contact[1]), part };
  return { form: "extra", name: field.replace(/^extra\./, "") };
}
