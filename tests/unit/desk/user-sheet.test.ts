import { describe, expect, test } from "vitest";
import { readDay, readStaffList } from "../../../service/desk/user-sheet.ts";

describe("the pasted staff list", () => {
  test("reads rows with tabs, commas and full-width forms, with or without a heading", () => {
    const { rows, faults } = readStaffList("a0101\t测试甲\tA 组\t催收员\t8101\t2026/1/5\nＡ0102，测试乙，A 组，催收主管，８１０２，2026年1月5日\n\n");
    expect(faults).toEqual([]);
    expect(rows.map((r) => [r.no, r.name, r.team, r.roles, r.extension, r.pledgedOn])).toEqual([
      ["A0101", "测试甲", "A 组", ["collector"], "8101", "2026-01-05"],
      ["A0102", "测试乙", "A 组", ["supervisor"], "8102", "2026-01-05"],
    ]);
  });

  test("lets a heading name the columns in any order", () => {
    const { rows } = readStaffList("姓名,工号,岗位,承诺书日期\n测试丙,Z0501,业务内勤,2026-01-05");
    expect(rows[0]).toMatchObject({ row: 2, no: "Z0501", name: "测试丙", roles: ["clerk"], team: "", extension: "" });
  });

  test("names every fault of a row with its column, and still reads the others", () => {
    const { rows, faults } = readStaffList("A1,,A 组,魔术师,81a,昨天\nA0103,测试丁,,催收员,8103,2026-01-05\nA0104,测试戊,A 组,催收员,8104,\nA0105,测试己,A 组,催收员,8105,2026-01-05\na0105,测试庚,A 组,催收员,8106,2026-01-05");
    expect(faults.map((f) => `${f.row}:${f.column}`)).toEqual(["1:工号", "1:姓名", "1:岗位", "1:分机", "1:承诺书日期", "2:组别", "3:承诺书日期", "5:工号"]);
    expect(faults.every((f) => f.zh !== "" && f.en !== "")).toBe(true);
    expect(rows.map((r) => r.no)).toEqual(["A0105"]);
  });

  test("takes several posts for one person", () => {
    expect(readStaffList("Z0401,测试辛,,行政/业务内勤,8031,2026-01-05").rows[0]?.roles).toEqual(["administrator", "clerk"]);
  });

  test("refuses a day that is in no calendar", () => {
    expect(readDay("2026-02-30")).toBeNull();
    expect(readDay("20260228")).toBe("2026-02-28");
  });
});
