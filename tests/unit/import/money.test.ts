import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMoney } from "../../../service/import/normalise/money.ts";

const fenOf = (text: string): number | string => {
  const result = parseMoney(text);
  return result.ok ? result.value : result.code;
};

describe("an amount becomes fen without floating point", () => {
  it.each([
    ["0", 0], ["171062.00", 17_106_200], ["1.1", 110], [".5", 50], ["5.", 500], ["1,234,567.89", 123_456_789], ["１，２３４．５０", 123_450], ["¥1,234.5", 123_450],
    ["￥ 88", 8_800], ["RMB 88.00", 8_800], ["88.00元", 8_800], ["人民币88元整", 8_800], ["(1,234.50)", -123_450], ["（12.00）", -1_200], ["100.00-", -10_000],
    ["-¥5", -500], ["¥-5", -500], ["¥(5)", -500], ["+7", 700], ["'12.30", 1_230], ["  12.3 ", 1_230], ["1 234.56", 123_456], ["1\u00a0234.56", 123_456], ["−3.00", -300],
    ["0.1", 10], ["0.29", 29], ["1.005", 101], ["1.004", 100], ["1.00499999", 100], ["-1.005", -101], ["0.30000000000000004", 30], ["-0.00", 0], ["00012", 1_200],
    ["99999999999.99", 9_999_999_999_999],
  ])("%j is %d fen", (text, fen) => {
    expect(fenOf(text)).toBe(fen);
  });

  it.each([
    ["待核", "amount-unreadable"], ["", "amount-unreadable"], ["-", "amount-unreadable"], [".", "amount-unreadable"], ["1.2.3", "amount-unreadable"],
    ["1,23", "amount-unreadable"], ["1.234,56", "amount-unreadable"], ["12,34,567", "amount-unreadable"], ["3.5万", "amount-unreadable"], ["--5", "amount-unreadable"],
    ["(-5)", "amount-unreadable"], ["1 2", "amount-unreadable"], ["12a", "amount-unreadable"], ["=1+1", "amount-unreadable"], ["NaN", "amount-unreadable"],
    ["1.71E+05", "amount-scientific"], ["1e5", "amount-scientific"], ["100000000000", "amount-too-large"], ["9".repeat(40), "amount-too-large"],
  ])("%j is refused: %s", (text, code) => {
    expect(fenOf(text)).toBe(code);
  });

  it("each rewriting is told once", () => {
    const changes = (text: string): readonly string[] => {
      const result = parseMoney(text);
      return result.ok ? result.changes : [];
    };
    expect(changes("1234.56")).toEqual([]);
    expect(changes("1,234,567.00")).toEqual(["thousands"]);
    expect(changes(" ￥１，２３４元 ")).toEqual(["space-trimmed", "full-width", "currency-mark", "thousands"]);
    expect(changes("(5.00)")).toEqual(["bracket-negative"]);
    expect(changes("1.2300")).toEqual([]);
    expect(changes("1.2345")).toEqual(["rounded-to-fen"]);
  });

  const fen = fc.integer({ min: -9_999_999_999_999, max: 9_999_999_999_999 });
  const yuan = (value: number): string => {
    const digits = String(Math.abs(value)).padStart(3, "0");
    return `${value < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };

  it("every amount written with two decimals comes back exactly", () => {
    fc.assert(
      fc.property(fen, (value) => {
        expect(fenOf(yuan(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it("separators, full width, marks and brackets never change the amount", () => {
    const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+\.)/g, ",");
    const wide = (text: string): string => text.replace(/[\d.,-]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    const forms = [grouped, wide, (t: string) => wide(grouped(t)), (t: string) => `¥${grouped(t)}`, (t: string) => `${t}元`, (t: string) => (t.startsWith("-") ? `(${grouped(t.slice(1))})` : t)];
    fc.assert(
      fc.property(fen, fc.constantFrom(...forms), (value, form) => {
        expect(fenOf(form(yuan(value)))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it("no text makes it throw or gives anything but whole fen", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,-+()¥元 eE，．") }), (text) => {
        const result = parseMoney(text);
        if (result.ok) expect(Number.isSafeInteger(result.value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
