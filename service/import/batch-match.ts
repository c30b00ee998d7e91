/** Finding the case a repayment or a recall speaks of: by case number, else by card, inside the bank. */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import type { CaseDoc } from "../../shared/model/documents.ts";

export interface Match {
  readonly id: string;
  readonly caseNo: string;
  readonly cardNo: string;
  readonly personId: string;
  readonly personName: string;
  readonly status: string;
  readonly doc: CaseDoc;
}

/** What a row names. */
export interface Named {
  readonly caseNo?: string | undefined;
  readonly cardNo?: string | undefined;
  readonly name?: string | undefined;
}

/** Why a row stays on the clerk's worklist. */
export const UNMATCHED = {
  noCase: "没有找到对应案件 / no such case",
  keysDiffer: "案件号与卡号不属于同一案件 / case number and card name different cases",
  severalCases: "该卡号对应多个案件,请指定案件号 / the card has several cases; name the case",
  nameDiffers: "户名与案件不符 / the name is not the debtor's",
  currencyDiffers: "币种与案件不符 / another currency than the case's",
  serialTaken: "流水号已入账,但案件、日期或金额不同 / the transaction number is booked with other particulars",
} as const;
export type UnmatchedReason = (typeof UNMATCHED)[keyof typeof UNMATCHED];

const ORDER = ["open", "returned", "recalled", "settled"];

/** Reads the cases a chunk of rows may mean; locked, so that two files cannot book on one case at once. */
export async function candidates(ctx: Ctx, bankCode: string, named: readonly Named[]): Promise<Match[]> {
  const nos = array([...new Set(named.flatMap((n) => (n.caseNo ? [n.caseNo] : [])))], "text");
  const cards = array([...new Set(named.flatMap((n) => (n.cardNo ? [n.cardNo] : [])))], "text");
  const found = await rows<Match>(
    ctx.tx,
    sql`SELECT k.id, k.case_no AS "caseNo", k.card_no AS "cardNo", k.person_id AS "personId", p.name AS "personName", k.status, k.doc
        FROM kase k JOIN person p ON p.id = k.person_id
        WHERE k.bank_code = ${bankCode} AND (k.case_no = ANY(${nos}) OR k.card_no = ANY(${cards})) ORDER BY k.id FOR UPDATE OF k`,
  );
  return found.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

/** The case a row means, or why none can be said. A masked name (with *) is not compared. */
export function matchOf(named: Named, among: readonly Match[]): { ok: true; match: Match } | { ok: false; reason: UnmatchedReason } {
  const byNo = named.caseNo ? among.find((m) => m.caseNo === named.caseNo) : undefined;
  const withCard = named.cardNo ? among.filter((m) => m.cardNo === named.cardNo) : [];
  if (byNo && named.cardNo && byNo.cardNo !== "" && byNo.cardNo !== named.cardNo) return { ok: false, reason: UNMATCHED.keysDiffer };
  const open = withCard.filter((m) => m.status === "open");
  if (!byNo && open.length > 1) return { ok: false, reason: UNMATCHED.severalCases };
  const match = byNo ?? open[0] ?? withCard[0];
  if (!match) return { ok: false, reason: UNMATCHED.noCase };
  if (named.name && !named.name.includes("*") && named.name !== match.personName) return { ok: false, reason: UNMATCHED.nameDiffers };
  return { ok: true, match };
}
