import { describe, expect, it } from "vitest";
import { stepSelection } from "../../../renderer/lib/selection.ts";
import { newlyArrived, sortInbox, sortRegister, sortSoothing, type WarningRow } from "../../../renderer/desks/supervisor/logic/inbox.ts";
import { matchesRegister } from "../../../renderer/desks/supervisor/logic/register.ts";
import { COLLECTOR_FIELDS, factLines } from "../../../renderer/desks/supervisor/logic/form.ts";
import { took, warningWith } from "../../support/warning.ts";
import { WarningFormSchema } from "../../../shared/model/warning-form.ts";

const NOW = Date.parse("2026-11-23T02:00:00Z");
const MIN = 60_000;

function warning(id: string, over: Partial<WarningRow["warning"]> = {}): WarningRow {
  return {
    warning: {
      ...warningWith(NOW - 10 * MIN, [took("file", NOW - 8 * MIN)]), id, no: `YJ-${id}`, filedAt: NOW - 8 * MIN, receivedAt: NOW - 8 * MIN, ...over,
    },
    nameMasked: "王**", caseNo: "HB-1", bankName: "华北银行", pending: false,
  };
}

const planned = warning("planned", { state: "planned", steps: (["file", "find", "plan"] as const).map((step) => took(step, NOW)) });
const received = (id: string, at: number) => warning(id, { steps: [took("file", at)] });

describe("the inbox", () => {
  it("puts the least time left first and what the supervisor no longer owes last", () => {
    const rows = [planned, received("fresh", NOW - MIN), received("overdue", NOW - 40 * MIN), warning("middle")];
    expect(sortInbox(rows, NOW).map((r) => r.row.warning.id)).toEqual(["overdue", "middle", "fresh", "planned"]);
  });

  it("announces what arrives, but nothing on the first look", () => {
    expect(newlyArrived(null, [warning("a")])).toEqual([]);
    expect(newlyArrived(new Set(["a"]), [warning("a"), warning("b")])).toEqual(["b"]);
  });

  it("moves by arrow keys inside the list and starts at the top", () => {
    expect(stepSelection(["a", "b"], null, 1)).toBe("a");
    expect(stepSelection(["a", "b"], "a", 1)).toBe("b");
    expect(stepSelection(["a", "b"], "b", 1)).toBe("b");
    expect(stepSelection(["a", "b"], "gone", -1)).toBe("a");
    expect(stepSelection([], "a", 1)).toBeNull();
  });
});

describe("the register", () => {
  it("orders by register number, newest first, the unnumbered on top", () => {
    const rows = [warning("a", { registerNo: "2026-9" }), warning("b", { registerNo: "2026-10" }), warning("c")];
    expect(sortRegister(rows).map((r) => r.warning.id)).toEqual(["c", "b", "a"]);
  });

  it("finds by number, case or collector and can show late ones only", () => {
    expect(matchesRegister(warning("a"), { text: "yj-a", lateOnly: false })).toBe(true);
    expect(matchesRegister(warning("a"), { text: "林", lateOnly: false })).toBe(true);
    expect(matchesRegister(warning("a"), { text: "周砚", lateOnly: false })).toBe(false);
    expect(matchesRegister(warning("a"), { text: "", lateOnly: true })).toBe(false);
  });
});

describe("the form on the supervisor's screen", () => {
  const value = (row: WarningRow, field: string) => factLines(row, null).find((l) => l.field === field)!;

  it("shows every field the collector fills in", () => {
    expect([...COLLECTOR_FIELDS].sort()).toEqual(Object.keys(WarningFormSchema.shape).sort());
  });

  it("shows the facts frozen at filing and says when the form came late", () => {
    const row = warning("a", { facts: { bank: "华北银行", phone: "138****8622", callStartedAt: "2026-11-23 09:31", callEndedAt: "2026-11-23 09:35" }, filedAt: NOW - 4 * MIN });
    expect(value(row, "contact").value).toBe("138****8622");
    expect(value(row, "call").value).toBe("2026-11-23 09:31 – 09:35");
    expect(value(row, "filedLate")).toMatchObject({ value: "6", tone: "late" });
  });

  it("keeps the place of a missing half, so that warnings are never read as complaints", () => {
    expect(value(warning("a", { facts: { complaintsBefore: "", warningsBefore: "2" } }), "history").value).toBe("— / 2");
    expect(value(warning("a"), "history").value).toBe("");
  });

  it("leaves an open call without an end", () => {
    expect(value(warning("a", { facts: { callStartedAt: "2026-11-23 09:31", callEndedAt: "" } }), "call").value).toBe("2026-11-23 09:31 – —");
  });
});

describe("warnings being soothed", () => {
  it("come by the time they are due, those without a time last", () => {
    const plan = (sootheBy: number | null) => ({ plan: "x", soother: "x", pauseScope: "person" as const, sootheBy });
    const rows = [warning("later", { state: "planned", plan: plan(NOW + 9 * MIN) }), warning("open"), warning("none", { state: "planned", plan: plan(null) }), warning("soon", { state: "planned", plan: plan(NOW + MIN) })];
    expect(sortSoothing(rows).map((r) => r.row.warning.id)).toEqual(["soon", "later", "none"]);
  });
});
