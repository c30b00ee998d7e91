import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueOf, fullShares, splitPromise, totalOf, type Due } from "../../../renderer/desks/collector/logic/promise.ts";

const account = (caseId: string, currentFen: number, minimumFen: number, overdueDays: number): Due => ({ caseId, currentFen, minimumFen, overdueDays });
const A = account("a", 100_000, 10_000, 40);
const B = account("b", 50_001, 5_000, 95);

describe("amounts of a promise", () => {
  it("start from the whole due of every account", () => {
    expect(fullShares([A, B], "current")).toEqual([{ caseId: "a", amountFen: 100_000 }, { caseId: "b", amountFen: 50_001 }]);
    expect(fullShares([A, B], "minimum")).toEqual([{ caseId: "a", amountFen: 10_000 }, { caseId: "b", amountFen: 5_000 }]);
  });

  it("a minimum due the bank did not give is the debt", () => {
    expect(dueOf(account("x", 700, 0, 1), "minimum")).toBe(700);
  });

  it("an account in credit is never promised", () => {
    expect(fullShares([account("x", -500, 0, 1), A], "current")).toEqual([{ caseId: "a", amountFen: 100_000 }]);
  });

  it("one sum covers minimum dues first, the account longest overdue first", () => {
    expect(splitPromise(7_000, [A, B])).toEqual([{ caseId: "a", amountFen: 2_000 }, { caseId: "b", amountFen: 5_000 }]);
    expect(splitPromise(20_000, [A, B])).toEqual([{ caseId: "a", amountFen: 10_000 }, { caseId: "b", amountFen: 10_000 }]);
  });

  it("more than is owed, or nothing, is no promise", () => {
    expect(splitPromise(150_002, [A, B])).toBeNull();
    expect(splitPromise(0, [A])).toBeNull();
    expect(splitPromise(1.5, [A])).toBeNull();
  });

  it("no fen is lost or made, and no account carries more than it owes", () => {
    const due = fc.record({ currentFen: fc.integer({ min: -1000, max: 10_000_000 }), minimumFen: fc.integer({ min: 0, max: 10_000_000 }), overdueDays: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(due, { minLength: 1, maxLength: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const accounts = list.map((d, i) => ({ ...d, caseId: `case-${i}` }));
        const owed = totalOf(fullShares(accounts, "current"));
        const sum = Math.max(1, Math.floor(owed * part));
        const shares = splitPromise(sum, accounts);
        if (owed === 0) return shares === null;
        return shares !== null && totalOf(shares) === sum && shares.every((s) => s.amountFen <= dueOf(accounts.find((a) => a.caseId === s.caseId)!, "current"));
      }),
    );
  });
});
