/**
 * When is a promise 已履约, when 未履约? Pure: the promises of one case and the bank's payments in,
 * their states out. A payment counts once, for the promise that falls due first.
 */
import { isWorkday } from "./confirm-workdays.ts";
import { addDays, dayOf } from "../../shared/model/time.ts";
import type { PromiseDoc } from "../../shared/model/documents.ts";

/** Share of the promised sum that counts as kept: banks round, debtors forget the fen. */
export const KEPT_SHARE = 0.95;
/** Working days a payment may take from the debtor's bank into the repayment file. */
export const LAG_WORKDAYS = 2;

export interface Payment {
  readonly paidOn: string;
  readonly amountFen: number;
}

export interface Verdict {
  readonly promiseId: string;
  readonly state: PromiseDoc["state"];
  readonly paidFen: number;
}

/** Last day on which a payment still keeps a promise due on `dueOn`. */
export function lastDayOf(dueOn: string): string {
  let day = dueOn;
  for (let left = LAG_WORKDAYS; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkday(day)) left -= 1;
  }
  return day;
}

/**
 * Judges all promises of one case. A promise is kept as soon as 95 % came in between the day it was
 * made and its last day; it is broken (nothing came) or partial (something came) once its last day
 * is over, and until then pending. A file that arrives late corrects an earlier verdict.
 * @param today the service's day, `YYYY-MM-DD`
 */
export function judgePromises(promises: readonly PromiseDoc[], payments: readonly Payment[], today: string): Verdict[] {
  const left = [...payments].sort((a, b) => (a.paidOn < b.paidOn ? -1 : 1)).map((p) => ({ paidOn: p.paidOn, fen: p.amountFen }));
  return promises
    .filter((p) => p.state !== "cancelled")
    .toSorted((a, b) => (a.dueOn === b.dueOn ? a.madeAt - b.madeAt : a.dueOn < b.dueOn ? -1 : 1))
    .map((promise) => {
      const last = lastDayOf(promise.dueOn);
      const paidFen = take(left, dayOf(promise.madeAt), last, promise.amountFen);
      return { promiseId: promise.id, paidFen, state: stateOf(promise.amountFen, paidFen, today > last) };
    });
}

function take(left: { paidOn: string; fen: number }[], from: string, until: string, amount: number): number {
  let taken = 0;
  for (const payment of left) {
    if (payment.fen <= 0 || payment.paidOn < from || payment.paidOn > until) continue;
    const part = Math.min(payment.fen, amount - taken);
    payment.fen -= part;
    taken += part;
  }
  return taken;
}

function stateOf(amount: number, paid: number, over: boolean): PromiseDoc["state"] {
  if (paid >= amount * KEPT_SHARE) return "kept";
  if (!over) return "pending";
  return paid > 0 ? "partial" : "broken";
}
