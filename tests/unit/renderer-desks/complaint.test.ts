import { describe, expect, it } from "vitest";
import { bankLimits, complaintRows, concerning, owedClocks, wholeClock, type Doc } from "../../../renderer/desks/complaint/logic/desk.ts";
import { emptyFiling, filingOf, readFiling, sourcesOf, type FilingDraft } from "../../../renderer/desks/complaint/logic/filing.ts";
import { DAY, MINUTE } from "../../../shared/model/time.ts";
import { COMPLAINT_BODIES, complaintForm } from "../../support/complaint.ts";
import type { ComplaintStep } from "../../../shared/workflow/complaint.ts";

const T0 = Date.parse("2026-11-23T09:30:00+08:00");
const ME = { id: "a0000000-0000-4000-8000-000000000001", roles: ["supervisor"] as const };
const OTHER = "a0000000-0000-4000-8000-000000000002";

function doc(steps: readonly (readonly [ComplaintStep, number])[], over: Partial<Doc> = {}): Doc {
  return {
    id: `f${steps.length}`, workflow: "complaint", no: "TS-1", caseId: null, personId: null, bankCode: "DEMO", teamId: null, openedBy: OTHER, openedByName: "蒋沐", state: "collecting", t0: T0,
    opening: complaintForm(T0), accused: [], named: [], facts: {}, evidence: null, proof: null, packs: [], parts: {}, alerts: [], copies: [], desks: [], owed: [],
    steps: steps.map(([step, minute]) => ({ id: step, step, at: T0 + minute * MINUTE, receivedAt: T0 + minute * MINUTE, by: OTHER, byName: "x", late: false, counts: true, body: step === "file" ? null : COMPLAINT_BODIES[step] })), ...over,
  };
}
const GATHERING = [["file", 2], ["forward", 4]] as const;
const row = (form: Doc) => ({ form, pending: false });

describe("the complaint's desk", () => {
  it("owes what the centre says is with this person, the least time left first, and offers what is open beside it", () => {
    const mine = doc(GATHERING, { owed: [{ step: "soothe", users: [ME.id], post: "supervisor" }, { step: "firstReport", users: [ME.id], post: "supervisor" }, { step: "pull", users: [OTHER], post: "dataPost" }] });
    const { mine: owed, told } = complaintRows([row(mine), row(doc([["file", 2]], { owed: [{ step: "forward", users: [OTHER], post: "assistant" }] }))], ME, T0 + 5 * MINUTE);
    expect(owed.map((r) => r.owed.map((s) => s.step))).toEqual([["firstReport", "soothe"]]);
    expect(owed[0]?.beside.map((s) => s.step)).toEqual(["apology"]);
    expect(owed[0]?.clock).toMatchObject({ step: "firstReport", leftMs: 9 * MINUTE });
    expect(told.map((r) => r.clock?.step)).toEqual(["forward"]);
  });

  it("owes nothing while what was sent is on its way, so that nothing is sent twice", () => {
    const mine = doc(GATHERING, { owed: [{ step: "soothe", users: [ME.id], post: "supervisor" }] });
    expect(complaintRows([{ form: mine, pending: true }], ME, T0).mine).toEqual([]);
  });

  it("shows whoever is accused no complaint to act on, and what a statement needs apart from it (R-25)", () => {
    const envelope = doc(GATHERING, { opening: null, accused: [ME.id] });
    expect(complaintRows([row(envelope)], ME, T0)).toEqual({ mine: [], told: [] });
    expect(concerning([row(envelope), row(doc(GATHERING))], ME)).toEqual([row(envelope)]);
  });

  it("keeps our 230 minutes and the bank's days beside each other", () => {
    const form = doc(GATHERING);
    expect(owedClocks(form, T0 + 5 * MINUTE).map((c) => [c.step, c.limitMinutes])).toEqual([["firstReport", 10], ["statement", 120], ["soothe", 120], ["pull", 120]]);
    expect(wholeClock(form, T0 + 231 * MINUTE)).toMatchObject({ limitMinutes: 230, state: "overdue" });
    expect(bankLimits(form).map(({ limit, due }) => [limit, (due - T0) / DAY])).toEqual([["bankDue", 3], ["day15", 15], ["day30", 30], ["day60", 60]]);
    expect(bankLimits(doc(GATHERING, { opening: complaintForm(T0, { source: "call", dueAt: null }) })).map((b) => b.limit)).toEqual(["day15", "day30", "day60"]);
  });
});

describe("filing a complaint", () => {
  const full: FilingDraft = { ...emptyFiling(T0), bankCode: "DEMO", orderNo: "GD-1", dueAt: "2026-11-26 18:00", complainant: "欧阳测", types: ["conduct"], points: "语气生硬\n\n 多次打断 ", demand: "致歉" };

  it("makes the form of what was typed: local times, a point a line", () => {
    expect(filingOf(full).form).toMatchObject({ receivedAt: T0, dueAt: Date.parse("2026-11-26T18:00:00+08:00"), points: ["语气生硬", "多次打断"], accused: [] });
  });

  it("names the fields that are missing or no time", () => {
    expect([...filingOf({ ...full, dueAt: "周四" }).faults]).toEqual(["dueAt"]);
    expect([...filingOf({ ...full, orderNo: "", dueAt: "" }).faults].sort()).toEqual(["dueAt", "orderNo"]);
    expect([...filingOf(emptyFiling(T0)).faults].sort()).toEqual(["bankCode", "complainant", "demand", "dueAt", "orderNo", "points", "types"]);
  });

  it("asks a direct complaint for no due time, even if one was typed before", () => {
    expect(sourcesOf(false)).not.toContain("bank");
    expect(filingOf({ ...full, source: "call", orderNo: "" }).form).toMatchObject({ source: "call", dueAt: null });
  });

  it("takes a kept draft up again, whatever an older version left out", () => {
    expect(readFiling(JSON.stringify({ demand: "致歉" }), T0)).toEqual({ ...emptyFiling(T0), demand: "致歉" });
    expect(readFiling("no draft", T0)).toEqual(emptyFiling(T0));
  });
});
