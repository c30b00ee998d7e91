import { describe, expect, it } from "vitest";
import { listOf, sortLater, type WarningRow } from "../../../renderer/desks/supervisor/logic/inbox.ts";
import { atRisk, layersOf, runningClocks, type Known } from "../../../renderer/desks/supervisor/logic/wall.ts";
import type { FormRow, StopRow } from "../../../shared/ipc/contract.ts";
import type { FormDoc } from "../../../shared/model/form-doc.ts";
import type { WorkflowStep } from "../../../shared/model/workflow-doc.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { COMPLAINT_BODIES, complaintForm } from "../../support/complaint.ts";
import { STEP_BODIES } from "../../support/warning.ts";

const T0 = Date.parse("2026-11-23T09:30:00+08:00");
const ME = "a0000000-0000-4000-8000-000000000001";
const NOTHING: Known = { warnings: [], complaints: [], referrals: [], stops: [] };
const at = (minute: number): number => T0 + minute * MINUTE;
const steps = (list: readonly (readonly [string, number])[], bodies: Readonly<Record<string, unknown>>): WorkflowStep[] =>
  list.map(([step, minute]) => ({ id: step, step, at: at(minute), receivedAt: at(minute), by: ME, byName: "x", late: false, counts: true, body: bodies[step] ?? null }));

function warning(id: string, taken: readonly (readonly [string, number])[], owed: WarningRow["warning"]["owed"] = null, state = "filed"): WarningRow {
  return {
    nameMasked: "欧**", caseNo: "C-1", bankName: "示例银行", pending: false,
    warning: {
      id, no: `YJ-${id}`, caseId: ME, personId: ME, bankCode: "DEMO", collectorId: ME, collectorName: "林", teamId: null, state, t0: T0, filedAt: at(1), receivedAt: at(1), form: null, facts: {}, registerNo: "", finding: null, plan: null,
      parts: {}, pack: null, steps: steps(taken, STEP_BODIES), alerts: [], owed, copies: [], desks: [],
    },
  };
}
function complaint(over: Partial<FormDoc> = {}): FormRow {
  const { applied: _applied, ...form }: FormDoc = {
    id: "f1", workflow: "complaint", no: "TS-1", caseId: null, personId: null, bankCode: "DEMO", teamId: null, openedBy: ME, openedByName: "蒋沐", state: "collecting", t0: T0, opening: complaintForm(T0), accused: [], named: [], facts: { name: "欧**" },
    evidence: null, proof: null, packs: [], parts: {}, steps: steps([["file", 1], ["forward", 2]], COMPLAINT_BODIES), alerts: [], owed: [{ step: "firstReport", users: [ME], post: "supervisor" }], copies: [], desks: [], applied: {}, ...over,
  };
  return { form, pending: false };
}
function stop(dueAt: number | null, unticked: StopRow["unticked"]): StopRow {
  return {
    nameMasked: "王*", caseNo: "C-2", bankName: "示例银行", standing: true, dueAt, unheard: [], unticked, mine: false, mayLift: false, pending: false,
    stop: { id: "s1", personId: ME, caseId: null, bankCode: "DEMO", ref: "r", reason: "reported", set: null, lift: null, standsFrom: T0, heard: [], ticks: [], machines: [], collectors: unticked, alerts: [], facts: { name: "", caseNo: "", bank: "" }, desks: [] },
  };
}
const names = (known: Partial<Known>, minute: number) => atRisk(runningClocks({ ...NOTHING, ...known }, at(minute))).map((c) => `${c.flow} ${c.clock.step} ${c.clock.state}`);

describe("clocks at risk on the wall", () => {
  it("name a step from four fifths of its time on, not before, and stay when it is over", () => {
    const filed = warning("w", [["file", 1]]);
    expect(names({ warnings: [filed] }, 24)).toEqual([]);
    expect(names({ warnings: [filed] }, 25)).toEqual(["warning find soon"]);
    expect(names({ warnings: [filed] }, 32)).toEqual(["warning find overdue"]);
  });

  it("are of every workflow and every post, the longest overdue first, with who owes them", () => {
    const clocks = runningClocks({ ...NOTHING, warnings: [warning("w", [["file", 1]], [{ step: "find", users: [ME], post: "supervisor" }])], complaints: [complaint()], stops: [stop(at(5), [{ userId: "u7", name: "周砚", since: T0 }])] }, at(40));
    expect(atRisk(clocks).map((c) => [c.flow, c.clock.step, c.clock.owner, c.users])).toEqual([
      ["stop", "tick", "collector", ["u7"]], ["complaint", "firstReport", "supervisor", [ME]], ["warning", "find", "supervisor", [ME]],
    ]);
    // The others of the complaint run, and are counted as running.
    expect(clocks).toHaveLength(6);
  });

  it("show nothing of a complaint whose content is not for this desk (R-25)", () => {
    expect(names({ complaints: [complaint({ opening: null })] }, 60)).toEqual([]);
  });

  it("show a stop as long as somebody owes a tick, also when the next level has been told, and no longer", () => {
    expect(names({ stops: [stop(null, [{ userId: "u7", name: "周砚", since: T0 }])] }, 60)).toEqual(["stop tick overdue"]);
    expect(names({ stops: [stop(null, [])] }, 60)).toEqual([]);
  });
});

describe("the inbox the wall opens", () => {
  it("has every open warning in one of its lists", () => {
    const later = warning("l", [["file", 1], ["find", 2], ["plan", 3], ["soothe", 4]], null, "soothed");
    expect([warning("a", [["file", 1]]), warning("b", [], null, "planned"), later].map(listOf)).toEqual(["open", "soothing", "later"]);
    expect(sortLater([warning("a", [["file", 1]]), later], at(5)).map((r) => [r.row.warning.id, r.clock?.step])).toEqual([["l", "forward"]]);
  });
});

describe("the hours as a picture", () => {
  it("split what was dialled into parts that add up to it, over the working day without a gap", () => {
    const layers = layersOf([{ hour: 9, attempts: 10, connected: 4, debtor: 3 }, { hour: 21, attempts: 2, connected: 0, debtor: 0 }]);
    expect(layers.map((l) => l.hour)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
    expect(layers[1]).toEqual({ hour: 9, debtor: 3, others: 1, unanswered: 6 });
    expect(layers.at(-1)).toEqual({ hour: 21, debtor: 0, others: 0, unanswered: 2 });
    expect(layersOf([])).toHaveLength(13);
  });
});
