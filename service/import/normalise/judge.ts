import { checkIdNo, passesLuhn } from "../../../shared/model/identity.ts";
import { REQUIRED, type FileKind } from "../mapping/fields.ts";
import type { RawRow } from "../reading/types.ts";
import { assembleCase, assembleRecall, assembleRepayment } from "./assemble.ts";
import { bump, type Refusal, type Tally } from "./collect.ts";
import { refuseField, type ReadRow, type RowPlan } from "./row.ts";
import { CaseRecordSchema, RecallRecordSchema, RepaymentRecordSchema, type RecallRecord, type RecordOf } from "./schemas.ts";
import type { Seen } from "./seen.ts";
import type { z } from "zod";

/** Judges a row as a whole: what is required, what must agree, what may not repeat. */

export interface JudgeContext {
  readonly plan: RowPlan;
  readonly tally: Tally;
  readonly seen: Seen;
  /** Cards and persons of the file, for warnings about repetition. */
  readonly seenOthers: Seen;
  /** What the title of a recall list says, for rows that do not. */
  readonly listType: RecallRecord["type"] | undefined;
}

type Judge<K extends FileKind> = (read: ReadRow, row: RawRow, context: JudgeContext) => RecordOf[K] | undefined;

/** Which refusal an open requirement with alternatives gets. */
const NONE_OF: Record<FileKind, Refusal["code"]> = {
  cases: "id-or-card-missing",
  repayments: "no-key",
  recalls: "no-key",
};

function hasValue({ values }: ReadRow, field: string): boolean {
  if (field === "type") return values.recallType !== undefined;
  return values.text[field] !== undefined || values.fen[field] !== undefined || values.day[field] !== undefined;
}

/** Adds a refusal for each requirement that no readable cell meets and no other refusal explains. */
function requireFields(read: ReadRow, row: RawRow, context: JudgeContext): void {
  const { plan } = context;
  for (const anyOf of REQUIRED[plan.kind]) {
    const [first = ""] = anyOf;
    if (anyOf.some((field) => hasValue(read, field))) continue;
    if (first === "type" && context.listType) continue;
    const explained = anyOf.some((field) => read.refusals.some((refusal) => refusal.column === plan.byField.get(field)?.heading));
    if (explained) continue;
    const code = anyOf.length > 1 ? NONE_OF[plan.kind] : "value-missing";
    read.refusals.push(refuseField(plan, row, first, code));
  }
}

function requirePositive(read: ReadRow, row: RawRow, plan: RowPlan, field: string): void {
  const fen = read.values.fen[field];
  if (fen !== undefined && fen <= 0) read.refusals.push(refuseField(plan, row, field, "amount-not-positive"));
}

function requireNew(key: string, read: ReadRow, row: RawRow, context: JudgeContext, field: string, code: Refusal["code"]): void {
  const first = context.seen.firstRow(key, row.row);
  if (first !== undefined) read.refusals.push(refuseField(context.plan, row, field, code, { first }));
}

/** The schema is the last word: what it refuses is a fault of the importer, and still never enters. */
function check<T>(schema: z.ZodType<T>, record: unknown, read: ReadRow, row: RawRow, plan: RowPlan): T | undefined {
  const result = schema.safeParse(record);
  if (result.success) return result.data;
  const value = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
  read.refusals.push({ ...refuseField(plan, row, "caseNo", "record-invalid", { value }), valueMasked: "" });
  return undefined;
}

/** What an ID number says of its holder; only resident IDs say anything. */
function idFacts(idNo: string | undefined): { birthday?: string; gender?: "male" | "female" | null } {
  const check = idNo === undefined ? undefined : checkIdNo(idNo);
  return check?.ok ? check : {};
}

/** Repetition and disagreement that a person may want to look at; no reason to refuse. */
function warnOfOddities({ values }: ReadRow, row: RawRow, context: JudgeContext, facts: ReturnType<typeof idFacts>): void {
  const { text, day, gender } = values;
  const { warnings } = context.tally;
  const repeats = (key: string): boolean => context.seenOthers.firstRow(key, row.row) !== undefined;
  const { cardNo, idNo, name } = text;
  if (cardNo !== undefined && !passesLuhn(cardNo)) bump(warnings, "card-luhn");
  if (cardNo !== undefined && repeats(`card|${cardNo}`)) bump(warnings, "card-repeated");
  if (idNo !== undefined) {
    const [sameId, sameName] = [repeats(`id|${idNo}`), repeats(`id|${idNo}|${name}`)];
    if (sameId && !sameName) bump(warnings, "id-other-name");
  }
  const birthday = day["birthday"];
  if (facts.birthday !== undefined && birthday !== undefined && facts.birthday !== birthday) bump(warnings, "birthday-differs");
  if (gender && facts.gender && gender !== facts.gender) bump(warnings, "gender-differs");
}

const judgeCase: Judge<"cases"> = (read, row, context) => {
  const { plan } = context;
  const { text, day } = read.values;
  requirePositive(read, row, plan, "placedAmount");
  const facts = idFacts(text["idNo"]);
  const bornLate = facts.birthday !== undefined && day["placedOn"] !== undefined && facts.birthday > day["placedOn"];
  if (bornLate) read.refusals.push(refuseField(plan, row, "idNo", "id-birthday"));
  if (read.refusals.length > 0) return undefined;
  requireNew(`case|${text["caseNo"]}`, read, row, context, "caseNo", "duplicate-case");
  if (read.refusals.length > 0) return undefined;
  warnOfOddities(read, row, context, facts);
  return check(CaseRecordSchema, assembleCase(read.values, facts.birthday), read, row, plan);
};

const judgeRepayment: Judge<"repayments"> = (read, row, context) => {
  const { text, day, fen } = read.values;
  requirePositive(read, row, context.plan, "amount");
  if (read.refusals.length > 0) return undefined;
  const flowNo = text["flowNo"];
  if (flowNo !== undefined) requireNew(`flow|${flowNo}`, read, row, context, "flowNo", "duplicate-flow");
  else {
    const key = [text["caseNo"], text["cardNo"], day["paidOn"], fen["amount"]].join("|");
    requireNew(`paid|${key}`, read, row, context, text["caseNo"] ? "caseNo" : "cardNo", "duplicate-row");
  }
  if (read.refusals.length > 0) return undefined;
  return check(RepaymentRecordSchema, assembleRepayment(read.values), read, row, context.plan);
};

const judgeRecall: Judge<"recalls"> = (read, row, context) => {
  if (read.refusals.length > 0) return undefined;
  const record = assembleRecall(read.values, context.listType);
  const key = [record.caseNo, record.cardNo, record.type].join("|");
  requireNew(`recall|${key}`, read, row, context, record.caseNo ? "caseNo" : "cardNo", "duplicate-row");
  if (read.refusals.length > 0) return undefined;
  return check(RecallRecordSchema, record, read, row, context.plan);
};

const JUDGES: { readonly [K in FileKind]: Judge<K> } = {
  cases: judgeCase,
  repayments: judgeRepayment,
  recalls: judgeRecall,
};

/** @returns the record, or undefined with at least one refusal in `read.refusals`. */
export function judgeRow<K extends FileKind>(kind: K, read: ReadRow, row: RawRow, context: JudgeContext): RecordOf[K] | undefined {
  requireFields(read, row, context);
  return JUDGES[kind](read, row, context);
}
