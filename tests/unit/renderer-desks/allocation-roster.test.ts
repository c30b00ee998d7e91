import { describe, expect, it } from "vitest";
import { loadTable, type Load } from "../../../renderer/desks/supervisor/logic/allocation.ts";
import { coverFaults, coverState, sortCovers, type Cover } from "../../../renderer/desks/supervisor/logic/cover.ts";
import { dutyFaults, gapsOf, rosterLines, weekOf, type Duty } from "../../../renderer/desks/supervisor/logic/roster.ts";
import { extendTo, NO_SELECTION, toggle, toggleAll } from "../../../renderer/desks/supervisor/logic/selection.ts";
import { isIdle, rate, teamTotal, type Member } from "../../../renderer/desks/supervisor/logic/team.ts";
import { readUndoable } from "../../../renderer/desks/supervisor/parts/use-undoable.ts";

const load = (no: string, before: number, after: number, over: Partial<Load> = {}): Load => ({
  userId: no, no, name: no, teamName: "A 组", duty: "working", before: { cases: before, fen: before * 100 }, after: { cases: after, fen: after * 100 }, byBucket: { M2: 1, M10: 2, M1: after - 3 }, byBank: { HB: after }, ...over,
});

describe("the allocation preview", () => {
  const table = loadTable({ loads: [load("A2", 10, 20), load("A1", 5, 18, { byBank: { DN: 4, HB: 14 } })] });

  it("shows before, change and after per head, in the order of staff numbers", () => {
    expect(table.rows.map((r) => [r.no, r.casesBefore, r.casesAdded, r.casesAfter, r.fenAdded])).toEqual([["A1", 5, 13, 18, 1300], ["A2", 10, 10, 20, 1000]]);
  });

  it("sums up and says how far the heads are apart afterwards", () => {
    expect(table.total).toMatchObject({ casesBefore: 15, casesAdded: 23, casesAfter: 38, byBank: { DN: 4, HB: 34 } });
    expect(table.spread).toBe(2);
    expect(loadTable({ loads: [] }).spread).toBe(0);
  });

  it("orders buckets by months, not by letters", () => {
    expect(table.buckets).toEqual(["M1", "M2", "M10"]);
    expect(table.banks).toEqual(["DN", "HB"]);
  });
});

describe("choosing cases", () => {
  const ids = ["a", "b", "c", "d"];
  it("takes a stretch with Shift, all with one tick, and lets go again", () => {
    const one = toggle(NO_SELECTION, "b");
    expect([...extendTo(one, "d", ids).chosen].sort()).toEqual(["b", "c", "d"]);
    expect([...toggle(one, "b").chosen]).toEqual([]);
    const all = toggleAll(one, ids);
    expect(all.chosen.size).toBe(4);
    expect(toggleAll(all, ids).chosen.size).toBe(0);
  });
});

describe("the roster", () => {
  const duty = (day: string, over: Partial<Duty> = {}): Duty => ({ id: day, post: "supervisor", teamId: "t", teamName: "A 组", day, from: "09:00", to: "18:00", userId: "u", userName: "何静仪", deputyId: null, deputyName: "", ...over });

  it("shows the week from Monday to Sunday around any day", () => {
    expect(weekOf("2026-11-25")).toEqual(["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"]);
    expect(weekOf("2026-11-29")[0]).toBe("2026-11-23");
    expect(weekOf("2023-12-31")[0]).toBe("2023-12-25");
  });

  it("names a day without anybody on duty, also for a post nobody is on all week", () => {
    const days = weekOf("2026-11-23");
    const owed = [{ post: "supervisor" as const, teamId: "t", teamName: "A 组" }];
    expect(gapsOf(rosterLines([], days, owed))).toBe(7);
    expect(gapsOf(rosterLines([duty("2026-11-23"), duty("2026-11-24", { post: "clerk", teamId: null, teamName: "" })], days, owed))).toBe(12);
  });

  it("refuses a duty without a person, with impossible times or with oneself as deputy", () => {
    expect(dutyFaults({ userId: null, deputyId: null, from: "9:00", to: "18:00" })).toEqual(["user", "time"]);
    expect(dutyFaults({ userId: "a", deputyId: "a", from: "18:00", to: "09:00" })).toEqual(["order", "deputy"]);
    expect(dutyFaults({ userId: "a", deputyId: "b", from: "09:00", to: "20:00" })).toEqual([]);
  });
});

describe("cover", () => {
  const cover = (id: string, from: string, until: string, endedAt: number | null = null): Cover => ({ id, absentId: "a", absentName: "a", standInId: "b", standInName: "b", from, until, endedAt, cases: 1 });

  it("runs within its days unless ended by hand, running ones listed first", () => {
    expect([coverState(cover("1", "2026-11-23", "2026-11-23"), "2026-11-23"), coverState(cover("2", "2026-11-23", "2026-11-25", 1), "2026-11-23"), coverState(cover("3", "2026-11-24", "2026-11-25"), "2026-11-23")]).toEqual(["active", "over", "planned"]);
    expect(sortCovers([cover("p", "2026-11-24", "2026-11-25"), cover("o", "2026-11-01", "2026-11-02"), cover("r", "2026-11-20", "2026-11-25")], "2026-11-23").map((c) => c.id)).toEqual(["r", "p", "o"]);
  });

  it("needs two people and an end not before its start", () => {
    expect(coverFaults({ absentId: "a", standInId: "a", from: "2026-11-24", until: "2026-11-23" })).toEqual(["same", "days"]);
    expect(coverFaults({ absentId: "a", standInId: null, from: "2026-11-24", until: "2026-11-24" })).toEqual(["people"]);
  });
});

describe("the team today", () => {
  const member = (over: Partial<Member> = {}): Member => ({ userId: "u", no: "A1", name: "x", extension: "", duty: "working", lastActAt: 1000, cases: 10, fen: 500, untouched: 2, figures: { attempts: 4, connected: 1, debtor: 1, promises: 1, promisedFen: 100, kept: 0, refused: 1 }, cover: "", warnings: 0, complaints: 0, ...over });

  it("sums the team and counts those at work", () => {
    expect(teamTotal([member(), member({ duty: "off" }), member({ duty: "break" })])).toMatchObject({ members: 3, onDuty: 2, cases: 30, untouched: 6, figures: { attempts: 12, promisedFen: 300 } });
  });

  it("gives no rate of nothing", () => {
    expect([rate(1, 4), rate(0, 0)]).toEqual(["25.0%", "—"]);
  });

  it("calls idle only who is at work, not who is on a break", () => {
    const now = 31 * 60_000 + 1001;
    expect([isIdle(member(), now), isIdle(member({ duty: "break" }), now), isIdle(member({ lastActAt: null }), now), isIdle(member({ lastActAt: now - 1 }), now)]).toEqual([true, false, true, false]);
  });
});

describe("what can still be undone", () => {
  it("is remembered across a lock and nothing else is read as it", () => {
    const kept = { allocationId: "01975c3e-7b00-7000-8000-000000000001", cases: 3, undoUntil: 5, toName: "" };
    expect(readUndoable(JSON.stringify(kept))).toEqual(kept);
    expect(readUndoable("{}")).toBeNull();
    expect(readUndoable("not json")).toBeNull();
  });
});
