import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNoDate, parseDay } from "../../../service/import/normalise/dates.ts";
import type { CellKind } from "../../../service/import/reading/types.ts";

const dayOf = (text: string, kind: CellKind = "text", date1904 = false): string => {
  const result = parseDay(text, kind, date1904);
  return result.ok ? result.value : result.code;
};

describe("a day is read however it is written", () => {
  it.each([
    "2026-11-20", "2026/11/20", "2026.11.20", "20261120", "2026年11月20日", "2026年11月20号", "2026 年 11 月 20 日".replaceAll(" 年", "年"), "２０２６－１１－２０", "'2026-11-20",
    " 2026-11-20 ", "2026-11-20 09:30", "2026-11-20 09:30:15", "2026-11-20T09:30:15.000Z", "2026/11/20 9:30:00", "20261120093015", "2026年11月20日 9时30分", "46346", "46346.75",
  ])("%j", (text) => {
    expect(dayOf(text)).toBe("2026-11-20");
  });

  it("single digits are filled up", () => {
    expect([dayOf("2026/2/3"), dayOf("2026-2-3"), dayOf("2026年2月3日")]).toEqual(["2026-02-03", "2026-02-03", "2026-02-03"]);
  });

  it("day numbers follow the workbook's epoch", () => {
    expect(dayOf("46346", "number")).toBe("2026-11-20");
    expect(dayOf("44884", "number", true)).toBe("2026-11-20");
    expect(dayOf("20261120", "number")).toBe("2026-11-20");
    expect(dayOf("60", "number")).toBe("date-impossible");
  });

  it.each([
    ["2026-02-30", "date-impossible"], ["2026-11-31", "date-impossible"], ["2025-02-29", "date-impossible"], ["2100-02-29", "date-impossible"], ["20261340", "date-impossible"],
    ["1899-12-31", "date-impossible"], ["2026-00-10", "date-impossible"], ["11/20/2026", "date-ambiguous"], ["20-11-26", "date-ambiguous"], ["26.11.20", "date-ambiguous"],
    ["下月初", "date-unreadable"], ["2026-11", "date-unreadable"], ["2026-11/20", "date-unreadable"], ["2026112", "date-unreadable"], ["", "date-unreadable"], ["=TODAY()", "date-unreadable"],
  ])("%j is refused: %s", (text, code) => {
    expect(dayOf(text)).toBe(code);
  });

  it.each(["0", "00000000", "0000-00-00", "0000-00-00 00:00:00", "1900-01-00", "9999-12-31", "0001-01-01"])("%j means no date", (text) => {
    expect(isNoDate(text)).toBe(true);
  });

  it("the rewriting is told", () => {
    const changes = (text: string, kind: CellKind = "text"): readonly string[] => {
      const result = parseDay(text, kind, false);
      return result.ok ? result.changes : [];
    };
    expect(changes("2026-11-20")).toEqual([]);
    expect(changes("2026/11/20 10:00")).toEqual(["date-separator", "time-cut"]);
    expect(changes("20261120")).toEqual(["date-compact"]);
    expect(changes("2026年1月2日")).toEqual(["date-chinese"]);
    expect(changes("46346.5", "number")).toEqual(["date-serial", "time-cut"]);
    expect(changes("2026-11-20 09:30:00", "date")).toEqual(["date-serial", "time-cut"]);
  });

  const day = fc.date({ min: new Date("1900-03-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));

  it("every day of three centuries comes back from every form", () => {
    const forms: ((iso: string) => string)[] = [
      (iso) => iso,
      (iso) => iso.replaceAll("-", "/"),
      (iso) => iso.replaceAll("-", "."),
      (iso) => iso.replaceAll("-", ""),
      (iso) => `${Number(iso.slice(0, 4))}年${Number(iso.slice(5, 7))}月${Number(iso.slice(8))}日`,
      (iso) => `${iso} 23:59:59`,
      (iso) => `${iso.slice(0, 5)}${Number(iso.slice(5, 7))}-${Number(iso.slice(8))}`,
    ];
    fc.assert(
      fc.property(day, fc.constantFrom(...forms), (iso, form) => {
        expect(dayOf(form(iso))).toBe(iso);
      }),
      { numRuns: 2000 },
    );
  });

  it("a day number and its day agree, in either epoch", () => {
    fc.assert(
      fc.property(day, (iso) => {
        const serial = Date.parse(`${iso}T00:00:00Z`) / 86_400_000 + 25_569;
        expect(dayOf(String(serial), "number")).toBe(iso);
        if (serial > 1_462) expect(dayOf(String(serial - 1_462), "number", true)).toBe(serial - 1_462 >= 1 ? iso : "date-impossible");
      }),
      { numRuns: 1000 },
    );
  });

  it("what is read is always a day of the calendar, and nothing throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-/.年月日 :T") }), fc.constantFrom<CellKind>("text", "number", "date"), (text, kind) => {
        const result = parseDay(text, kind, false);
        if (result.ok) expect(new Date(`${result.value}T00:00:00Z`).toISOString().slice(0, 10)).toBe(result.value);
      }),
      { numRuns: 3000 },
    );
  });
});
