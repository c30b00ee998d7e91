import { describe, expect, it } from "vitest";
import { filterRows, reasonWords, type UnmatchedRow } from "../../../renderer/desks/clerk/logic/unmatched.ts";
import { pastedColumns, pastedLines, PASTE_COLUMNS, refusalsByRow } from "../../../renderer/desks/it/logic/paste.ts";
import { clockOffMinutes, filterDevices, isSilent, userState, type DeviceRow } from "../../../renderer/desks/it/logic/users.ts";
import { newPasswordFaults, newPasswordReady, phaseAfter } from "../../../renderer/unlock/progress.ts";
import { readStaffList } from "../../../service/desk/user-sheet.ts";

describe("users pasted in bulk", () => {
  const text = "工号\t姓名\t组别\t岗位\t分机\t承诺书日期\n\nA0105\t陈予安\tA 组\t信控员\t8105\t2026-11-20\nA0107\t段宁\tA 组\t催收\t8107\t2026-11-20";

  it("keep the line numbers that the centre's refusals name", () => {
    const lines = pastedLines(text);
    expect(lines.map((l) => [l.row, l.heading])).toEqual([[1, true], [3, false], [4, false]]);
    const [fault] = readStaffList(text).faults;
    expect(fault).toMatchObject({ row: 4, column: "岗位" });
    expect(lines.find((l) => l.row === fault!.row)?.cells[3]).toBe("催收");
  });

  it("show the pasted headings, or the expected order without any", () => {
    expect(pastedColumns(pastedLines(text))[0]).toBe("工号");
    expect(pastedColumns(pastedLines("A0105,陈予安"))).toEqual([...PASTE_COLUMNS]);
    expect(pastedLines("A0105，陈予安；A 组")[0]?.cells).toEqual(["A0105", "陈予安", "A 组"]);
  });

  it("collect all faults of a line", () => {
    const fault = (row: number, column: string) => ({ row, column, zh: "", en: "" });
    const byRow = refusalsByRow([fault(2, "工号"), fault(3, "岗位"), fault(2, "组别")]);
    expect(byRow.get(2)?.map((f) => f.column)).toEqual(["工号", "组别"]);
  });
});

describe("users and devices", () => {
  const NOW = Date.parse("2026-11-23T02:00:00Z");
  const DAY = 86_400_000;
  const device = (name: string, over: Partial<DeviceRow> = {}): DeviceRow => ({ id: name, name, enrolledAt: NOW - 90 * DAY, lastSeenAt: NOW, version: "0.1.0", unsent: 0, lastUser: "", revoked: false, oldestUnsentAt: null, quarantined: 0, lost: 0, skewMs: 0, behind: 0, heardAt: null, locked: null, leaseNotAfter: null, diskFreeMb: null, facts: [], warned: [], refused: [], order: null, ...over });

  it("calls a disabled account disabled even when it is locked too", () => {
    expect([userState({ active: true, locked: false }), userState({ active: true, locked: true }), userState({ active: false, locked: true })]).toEqual(["active", "locked", "disabled"]);
  });

  it("notices a machine that has been silent for over three days, one never heard included", () => {
    expect([isSilent(device("a"), NOW), isSilent(device("b", { lastSeenAt: NOW - 3 * DAY - 1 }), NOW), isSilent(device("c", { lastSeenAt: null }), NOW), isSilent(device("d", { lastSeenAt: null, revoked: true }), NOW)]).toEqual([false, true, true, false]);
  });

  it("says by how many minutes a clock is off, from five minutes on", () => {
    expect([null, 0, 5 * 60_000, -6 * 60_000, 3_600_000].map((skewMs) => clockOffMinutes({ skewMs }))).toEqual([null, null, null, 6, -60]);
  });

  it("puts machines with unsent records first and hides revoked ones unless asked", () => {
    const all = [device("quiet"), device("gone", { revoked: true, unsent: 9 }), device("full", { unsent: 3 })];
    expect(filterDevices(all, { text: "", withRevoked: false }).map((d) => d.name)).toEqual(["full", "quiet"]);
    expect(filterDevices(all, { text: "", withRevoked: true }).map((d) => d.name)).toEqual(["full", "quiet", "gone"]);
  });
});

describe("unmatched rows", () => {
  const row = (id: string, over: Partial<UnmatchedRow> = {}): UnmatchedRow => ({ id, batchNo: "B1", bankCode: "HB", kind: "repayments", row: 1, caseNo: "C1", cardLast4: "4302", amountFen: 1, on: "", reason: "没有找到对应案件 / no such case", resolution: "", resolvedBy: "", ...over });

  it("give their reason in the reader's language", () => {
    expect(reasonWords("没有找到对应案件 / no such case", "zh-CN")).toBe("没有找到对应案件");
    expect(reasonWords("没有找到对应案件 / no such case", "en")).toBe("no such case");
    expect(reasonWords("其他", "en")).toBe("其他");
  });

  it("leave the list once settled, unless asked for", () => {
    const rows = [row("a"), row("b", { resolution: "已还款" })];
    expect(filterRows(rows, { text: "", withDone: false }).map((r) => r.id)).toEqual(["a"]);
    expect(filterRows(rows, { text: "4302", withDone: true }).map((r) => r.id)).toEqual(["a", "b"]);
  });
});

describe("the unlock window", () => {
  const typed = { userNo: "A0101", old: "old-password", next: "long-enough-1", confirm: "long-enough-1" };

  it("accepts a new password typed twice and nothing short, repeated or equal to the staff number", () => {
    expect(newPasswordReady(typed)).toBe(true);
    expect(newPasswordReady({ ...typed, confirm: "" })).toBe(false);
    expect(newPasswordFaults({ ...typed, next: "short", confirm: "shot" })).toEqual({ short: 7, sameAsOld: false, sameAsNo: false, mismatch: true });
    expect(newPasswordReady({ ...typed, next: "old-password", confirm: "old-password" })).toBe(false);
    expect(newPasswordReady({ userNo: "longstaffnumber", old: "x", next: "LongStaffNumber", confirm: "LongStaffNumber" })).toBe(false);
  });

  it("counts characters, not code units", () => {
    expect(newPasswordFaults({ ...typed, next: "密码密码密码密码密码密码" }).short).toBe(0);
    expect(newPasswordFaults({ ...typed, next: "😀😀😀😀😀" }).short).toBe(7);
  });

  it("says more the longer it takes", () => {
    expect([phaseAfter(0), phaseAfter(1500), phaseAfter(9000)]).toEqual(["checking", "deriving", "loading"]);
  });
});
