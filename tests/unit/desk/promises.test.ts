import { describe, expect, test } from "vitest";
import { judgePromises, lastDayOf } from "../../../service/import/confirm-promises.ts";
import { atLocal } from "../../../shared/model/time.ts";
import type { PromiseDoc } from "../../../shared/model/documents.ts";

const promise = (id: string, amountFen: number, dueOn: string, madeOn = "2026-11-02", state: PromiseDoc["state"] = "pending"): PromiseDoc => ({
  id, caseId: "c", personId: "p", amountFen, dueOn, madeAt: atLocal(madeOn, "10:00"), madeBy: "u", state, paidFen: 0, decidedAt: null,
});
const states = (...args: Parameters<typeof judgePromises>) => Object.fromEntries(judgePromises(...args).map((v) => [v.promiseId, [v.state, v.paidFen]]));

describe("a promise", () => {
  test("has two working days for the money to arrive, holidays and make-up days counted", () => {
    expect(lastDayOf("2026-11-05")).toBe("2026-11-09");
    expect(lastDayOf("2026-11-07")).toBe("2026-11-10");
    expect(lastDayOf("2026-09-30")).toBe("2026-10-09");
  });

  test("is kept at 95 percent and not at 94", () => {
    const made = [promise("a", 10_000, "2026-11-05")];
    expect(states(made, [{ paidOn: "2026-11-05", amountFen: 9_500 }], "2026-11-06")).toEqual({ a: ["kept", 9_500] });
    expect(states(made, [{ paidOn: "2026-11-05", amountFen: 9_400 }], "2026-11-06")).toEqual({ a: ["pending", 9_400] });
    expect(states(made, [{ paidOn: "2026-11-05", amountFen: 9_400 }], "2026-11-10")).toEqual({ a: ["partial", 9_400] });
  });

  test("is broken by the clock only after the last day is over", () => {
    const made = [promise("a", 10_000, "2026-11-05")];
    expect(states(made, [], "2026-11-09")).toEqual({ a: ["pending", 0] });
    expect(states(made, [], "2026-11-10")).toEqual({ a: ["broken", 0] });
  });

  test("is not kept by money paid before it was made or after its last day", () => {
    const made = [promise("a", 10_000, "2026-11-05")];
    expect(states(made, [{ paidOn: "2026-11-01", amountFen: 10_000 }], "2026-11-10")).toEqual({ a: ["broken", 0] });
    expect(states(made, [{ paidOn: "2026-11-10", amountFen: 10_000 }], "2026-11-11")).toEqual({ a: ["broken", 0] });
  });

  test("is not kept by money that already kept an earlier one", () => {
    const made = [promise("late", 10_000, "2026-11-12"), promise("early", 10_000, "2026-11-05")];
    expect(states(made, [{ paidOn: "2026-11-05", amountFen: 10_000 }], "2026-11-20")).toEqual({ early: ["kept", 10_000], late: ["broken", 0] });
    expect(states(made, [{ paidOn: "2026-11-05", amountFen: 20_000 }], "2026-11-20")).toEqual({ early: ["kept", 10_000], late: ["kept", 10_000] });
  });

  test("called broken is corrected when the bank's file comes late", () => {
    expect(states([promise("a", 10_000, "2026-11-05", "2026-11-02", "broken")], [{ paidOn: "2026-11-04", amountFen: 10_000 }], "2026-11-20")).toEqual({ a: ["kept", 10_000] });
  });

  test("that was cancelled stays cancelled", () => {
    expect(judgePromises([promise("a", 100, "2026-11-05", "2026-11-02", "cancelled")], [], "2026-11-20")).toEqual([]);
  });
});
