import { describe, expect, it } from "vitest";
import { judgeContact, type Soothing } from "../../../shared/conduct/gate.ts";
import { RULE_TEXTS } from "../../../shared/conduct/pack.ts";
import { atLocal, STOP_REASONS, type PersonDoc } from "../../../shared/model/index.ts";
import { caseDoc, contact, person } from "./fixtures.ts";

const at = (hhmm: string, day = "2026-11-23") => atLocal(day, hhmm);
const judge = (over: { now?: number; person?: Partial<PersonDoc>; status?: "open" | "recalled" | "settled"; contact?: Parameters<typeof contact>[0]; soothing?: Soothing } = {}) =>
  judgeContact({ now: over.now ?? at("09:30"), person: person(over.person), caseDoc: caseDoc({ status: over.status ?? "open" }), contact: contact(over.contact), ...(over.soothing === undefined ? {} : { soothing: over.soothing }) });

describe("the contact gate", () => {
  it("lets an ordinary call through and records every rule it looked at", () => {
    const answer = judge();
    expect(answer.allowed).toBe(true);
    expect(answer.receipt.rules.map((r) => r.id).sort()).toEqual(Object.keys(RULE_TEXTS).sort());
  });

  it.each([
    ["07:59", false], ["08:00", true], ["21:59", true], ["22:00", false], ["00:00", false], ["12:30", true],
  ])("at %s a contact is allowed: %s (R-09, bounds included)", (hhmm, allowed) => {
    expect(judge({ now: at(hhmm) }).allowed).toBe(allowed);
  });

  it.each([[0, true], [5, true], [6, false], [7, false]])("after %i unanswered attempts to the number today: %s (R-10)", (n, allowed) => {
    const answer = judge({ person: { tally: { day: "2026-11-23", effective: 0, unanswered: { "13800000001": n } } } });
    expect(answer.allowed).toBe(allowed);
    if (!allowed) expect(answer.refusal).toMatchObject({ rule: "R-10" });
  });

  it("counts unanswered attempts per number, not per person", () => {
    expect(judge({ person: { tally: { day: "2026-11-23", effective: 0, unanswered: { "13900000009": 6 } } } }).allowed).toBe(true);
  });

  it.each([[2, true], [3, false]])("after %i effective calls to the person today: %s (R-18)", (n, allowed) => {
    expect(judge({ person: { tally: { day: "2026-11-23", effective: n, unanswered: {} } } }).allowed).toBe(allowed);
  });

  it("forgets yesterday's counters at local midnight, not at UTC midnight", () => {
    const tally = { day: "2026-11-22", effective: 3, unanswered: { "13800000001": 6 } };
    expect(judge({ now: at("08:30"), person: { tally } }).allowed).toBe(true);
    expect(judge({ now: at("21:00", "2026-11-22"), person: { tally } }).allowed).toBe(false);
  });

  it("pauses the person while a warning is open (S-26)", () => {
    expect(judge({ person: { holds: [{ reason: "warning", since: 0, by: "x", ref: "w" }] } }).refusal?.rule).toBe("S-26");
  });

  it("lets the planned soothing call pass the pause, and no other rule (reading 7)", () => {
    const warned = { holds: [{ reason: "warning" as const, since: 0, by: "x", ref: "w" }] };
    expect(judge({ person: warned, soothing: "warning" })).toMatchObject({ allowed: true });
    expect(judge({ person: warned, soothing: "warning", now: at("22:30") }).refusal?.rule).toBe("R-09");
    expect(judge({ person: { holds: [...warned.holds, { reason: "complaint" as const, since: 0, by: "x", ref: "e" }] }, soothing: "warning" }).refusal?.rule).toBe("R-14stop");
  });

  it("lets the soothing call of a complaint pass what the complaint and a warning paused, and no other stop", () => {
    const held = (...reasons: PersonDoc["holds"][number]["reason"][]) => ({ holds: reasons.map((reason) => ({ reason, since: 0, by: "x", ref: reason })) });
    expect(judge({ person: held("complaint", "warning"), soothing: "complaint" })).toMatchObject({ allowed: true });
    for (const reason of STOP_REASONS.filter((r) => r !== "complaint")) expect(judge({ person: held("complaint", reason), soothing: "complaint" }).refusal?.rule, reason).toBe("R-14stop");
    expect(judge({ person: held("complaint"), soothing: "complaint", now: at("22:30") }).refusal?.rule).toBe("R-09");
    expect(judge({ person: held("complaint"), soothing: "complaint", contact: { status: "refused" } }).refusal?.rule).toBe("R-11");
  });

  it.each(STOP_REASONS)("refuses a person stopped for %s", (reason) => {
    expect(judge({ person: { holds: [{ reason, since: 0, by: "x", ref: "e" }] } }).refusal?.rule).toBe("R-14stop");
  });

  it.each(["invalid", "suspended", "refused"] as const)("refuses a number that is %s", (status) => {
    expect(judge({ contact: { status } }).refusal?.rule).toBe("R-11");
  });

  it.each(["recalled", "settled"] as const)("refuses a case that is %s", (status) => {
    expect(judge({ status }).refusal?.rule).toBe("case");
  });

  it("names rule, number and source in Chinese with every refusal (P9)", () => {
    const refusals = [
      judge({ now: at("23:00") }), judge({ person: { tally: { day: "2026-11-23", effective: 3, unanswered: {} } } }), judge({ contact: { status: "invalid" } }),
    ].map((a) => a.refusal);
    for (const refusal of refusals) {
      expect(refusal?.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(refusal?.zh).not.toContain("{n}");
      expect(refusal?.source.length).toBeGreaterThan(3);
    }
  });
});
