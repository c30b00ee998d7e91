/**
 * 还款明细: booked once per 流水号, balances brought up to date, promises judged. A payment the
 * bank's figures (数据截至) hold already lowers no balance.
 */
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { loadCases, saveCases } from "../records/cases.ts";
import type { CaseDoc } from "../../shared/model/documents.ts";
import { contentHashOf } from "./batch-case.ts";
import type { Counts } from "./batch-cases.ts";
import { candidates, matchOf, UNMATCHED, type Match } from "./batch-match.ts";
import { listedKeys, listUnmatched, type Unmatched } from "./batch-unmatched.ts";
import { settlePromises } from "./confirm-settle.ts";
import type { RepaymentRecord } from "./normalise/schemas.ts";

export interface Row<T> {
  readonly row: number;
  readonly record: T;
}
export interface FileBatch {
  readonly batchId: string;
  readonly bankCode: string;
}

/** A payment without a transaction number is known by what it says. */
export const serialOf = (record: RepaymentRecord): string =>
  record.flowNo ?? `~${contentHashOf([record.caseNo ?? "", record.cardNo ?? "", record.paidOn, record.amountFen]).slice(0, 32)}`;

interface Booked {
  serialNo: string;
  caseId: string;
  paidOn: string;
  amountFen: number;
}

async function booked(ctx: Ctx, bankCode: string, serials: readonly string[]): Promise<Map<string, Booked>> {
  const found = await rows<Booked>(
    ctx.tx,
    sql`SELECT serial_no AS "serialNo", case_id AS "caseId", paid_on AS "paidOn", amount_fen AS "amountFen" FROM repayment WHERE bank_code = ${bankCode} AND serial_no = ANY(${array(serials, "text")})`,
  );
  return new Map(found.map((b) => [b.serialNo, { ...b, amountFen: Number(b.amountFen) }]));
}

/** A case after a payment. */
export function withPayment(doc: CaseDoc, payment: { paidOn: string; amountFen: number }): CaseDoc {
  const known = payment.paidOn <= doc.balances.asOf;
  const latest = payment.paidOn >= doc.lastPaymentOn;
  return {
    ...doc,
    balances: known ? doc.balances : { ...doc.balances, currentFen: Math.max(0, doc.balances.currentFen - payment.amountFen) },
    paidSincePlacementFen: doc.paidSincePlacementFen + (payment.paidOn >= doc.placedOn ? payment.amountFen : 0),
    ...(latest ? { lastPaymentFen: payment.amountFen, lastPaymentOn: payment.paidOn } : {}),
  };
}

interface Posting extends Booked {
  readonly match: Match;
}

/** Sorts a chunk into what is booked now, what was booked before and what the clerk must see. */
async function sortOut(ctx: Ctx, batch: FileBatch, list: readonly Row<RepaymentRecord>[], counts: Counts): Promise<{ postings: Posting[]; unmatched: Unmatched[] }> {
  const among = await candidates(ctx, batch.bankCode, list.map((r) => r.record));
  const known = await booked(ctx, batch.bankCode, list.map((r) => serialOf(r.record)));
  const listed = await listedKeys(ctx, batch.bankCode, list.map((r) => serialOf(r.record)));
  const postings: Posting[] = [];
  const unmatched: Unmatched[] = [];
  for (const { row, record } of list) {
    const serialNo = serialOf(record);
    const refer = (reason: string) => {
      if (listed.has(serialNo)) counts.unchanged += 1;
      else unmatched.push({ row, key: serialNo, record: { kind: "repayments", ...record }, reason });
    };
    const found = matchOf(record, among);
    const before = known.get(serialNo);
    if (before) {
      const same = before.paidOn === record.paidOn && before.amountFen === record.amountFen && (!found.ok || found.match.id === before.caseId);
      if (same) counts.unchanged += 1;
      else refer(UNMATCHED.serialTaken);
    } else if (!found.ok) refer(found.reason);
    else if (record.currency !== found.match.doc.balances.currency) refer(UNMATCHED.currencyDiffers);
    else postings.push({ match: found.match, caseId: found.match.id, serialNo, paidOn: record.paidOn, amountFen: record.amountFen });
  }
  return { postings, unmatched };
}

/** Books payments on their cases: rows, balances, promises. */
export async function post(ctx: Ctx, batch: FileBatch, postings: readonly Booked[]): Promise<void> {
  if (postings.length === 0) return;
  const list = postings.map((p) => ({ id: uuidv7(), c: p.caseId, d: p.paidOn, a: p.amountFen, s: p.serialNo }));
  await ctx.tx.execute(sql`INSERT INTO repayment (id, bank_code, case_id, batch_id, paid_on, amount_fen, serial_no)
    SELECT x.id, ${batch.bankCode}, x.c, ${batch.batchId}::uuid, x.d, x.a, x.s FROM json_to_recordset(${records(list)}) AS x(id uuid, c uuid, d text, a bigint, s text)`);
  const held = await loadCases(ctx, postings.map((p) => p.caseId), { lock: true });
  const docs = new Map([...held].map(([id, h]) => [id, h.doc]));
  for (const p of postings) docs.set(p.caseId, withPayment(docs.get(p.caseId)!, p));
  await saveCases(ctx, [...docs.values()].map((doc) => ({ doc })));
  await settlePromises(ctx, [...docs.keys()]);
}

/** Takes a chunk of a repayment file in; `check` only counts. */
export async function takeRepayments(ctx: Ctx, batch: FileBatch, list: readonly Row<RepaymentRecord>[], mode: "check" | "apply", counts: Counts): Promise<void> {
  const { postings, unmatched } = await sortOut(ctx, batch, list, counts);
  counts.imported += postings.length;
  counts.unmatched += unmatched.length;
  if (mode === "check") return;
  await post(ctx, batch, postings);
  await listUnmatched(ctx, batch.batchId, unmatched);
}
