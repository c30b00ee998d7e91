/** Amounts of a promise over the accounts of one person (PRODUCT.md 1.7). Integer fen; sums are exact. */

export interface Due {
  readonly caseId: string;
  readonly currentFen: number;
  readonly minimumFen: number;
  readonly overdueDays: number;
}
/** What the amount starts from: the whole current debt or the minimum due. */
export type Basis = "current" | "minimum";

export interface PromiseShare {
  readonly caseId: string;
  readonly amountFen: number;
}

/** What an account owes on this basis; the minimum due never exceeds the debt. */
export function dueOf(account: Due, basis: Basis): number {
  const current = Math.max(0, account.currentFen);
  return basis === "current" ? current : Math.min(current, Math.max(0, account.minimumFen || account.currentFen));
}

/** The whole due on this basis, account by account; accounts that owe nothing are left out. */
export function fullShares(accounts: readonly Due[], basis: Basis): PromiseShare[] {
  return accounts.map((a) => ({ caseId: a.caseId, amountFen: dueOf(a, basis) })).filter((s) => s.amountFen > 0);
}

export const totalOf = (shares: readonly PromiseShare[]): number => shares.reduce((sum, s) => sum + s.amountFen, 0);

/**
 * Splits one promised sum: minimum dues first, the account longest overdue first, then what is left over
 * the remaining debts in the same order. Null when the sum is nothing or more than is owed.
 */
export function splitPromise(totalFen: number, accounts: readonly Due[]): PromiseShare[] | null {
  const owed = accounts.reduce((sum, a) => sum + dueOf(a, "current"), 0);
  if (!Number.isInteger(totalFen) || totalFen <= 0 || totalFen > owed) return null;
  const order = [...accounts].sort((a, b) => b.overdueDays - a.overdueDays || a.caseId.localeCompare(b.caseId));
  const shares = new Map<string, number>();
  let left = totalFen;
  for (const basis of ["minimum", "current"] as const) {
    for (const account of order) {
      const has = shares.get(account.caseId) ?? 0;
      const more = Math.min(left, dueOf(account, basis) - has);
      if (more > 0) shares.set(account.caseId, has + more);
      left -= Math.max(0, more);
    }
  }
  return accounts.flatMap((a) => {
    const amountFen = shares.get(a.caseId) ?? 0;
    return amountFen > 0 ? [{ caseId: a.caseId, amountFen }] : [];
  });
}
