import { join } from "node:path";
import ExcelJS from "exceljs";
import { afterAll, describe, expect, it } from "vitest";
import { openTable } from "../../../service/import/reading/open-table.ts";
import { serialToIso } from "../../../service/import/reading/serial-date.ts";
import { isDateFormat } from "../../../service/import/reading/xlsx-parts.ts";
import { plainDecimal } from "../../../service/import/reading/xlsx-cell.ts";
import { columnOfReference } from "../../../service/import/reading/xlsx-sheet.ts";
import { bookOf, bookParts, refusalOf, rowsOf, sharedData, textsOf, workFolder, zipOf } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);

const DATE_STYLES = `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/></cellXfs>`;

describe("a workbook is read as its cells stand", () => {
  it("what Excel's usual writer makes comes back: texts, numbers, dates, formulas, errors, gaps", async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet("委案");
    sheet.addRow(["文本", 1234.5, new Date("2026-11-20T00:00:00Z"), true, { formula: "1+1", result: 2 }, { error: "#N/A" }]);
    sheet.getCell("A4").value = { richText: [{ text: "富" }, { text: "文本" }] };
    sheet.getCell("C4").value = new Date("2026-11-20T09:30:00Z");
    await workbook.xlsx.writeFile(work.path("usual.xlsx"));
    const [first, second] = await rowsOf(work.path("usual.xlsx"));
    expect(first?.cells).toEqual([
      { kind: "text", text: "文本" },
      { kind: "number", text: "1234.5", raw: "1234.5" },
      { kind: "date", text: "2026-11-20", raw: "46346" },
      { kind: "boolean", text: "TRUE" },
      { kind: "formula", text: "2", raw: "=1+1" },
      { kind: "error", text: "#N/A" },
    ]);
    expect(second).toMatchObject({ sheet: "委案", row: 4 });
    expect(second?.cells.map((cell) => cell.text)).toEqual(["富文本", "", "2026-11-20 09:30:00"]);
  });

  it("rows and cells without references follow one another; stated ones keep their place", async () => {
    const data = `<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>`;
    const rows = await rowsOf(work.file("gaps.xlsx", bookOf(data)));
    expect(rows.map((row) => [row.row, ...row.cells.map((cell) => cell.text)])).toEqual([[1, "1", "2"], [5, "", "", "3", "4"], [6, "5"]]);
  });

  it("any namespace prefix will do", async () => {
    const parts = bookParts({ sheets: [{ name: "甲", data: "" }] });
    const prefixed = `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>值</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`;
    const replaced = parts.map((part) => (part.name.endsWith("sheet1.xml") ? { ...part, content: prefixed } : part));
    expect(await textsOf(work.file("prefix.xlsx", zipOf(replaced)))).toEqual([["值"]]);
  });

  it("shared strings join rich text, leave out phonetic guides, and unescape what XML cannot hold", async () => {
    const strings = `<si><r><t>王</t></r><r><t>敏</t></r><rPh><t>wang</t></rPh></si><si><t>a_x000D_b</t></si>`;
    const data = `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`;
    expect(await textsOf(work.file("strings.xlsx", bookOf(data, { strings })))).toEqual([["王敏", "a\rb"]]);
  });

  it("a shared string that is not in the table is damage, not an empty cell", async () => {
    const path = work.file("missing.xlsx", bookOf(`<row><c t="s"><v>7</v></c></row>`, { strings: "<si><t>x</t></si>" }));
    expect(await refusalOf(() => rowsOf(path))).toBe("damaged-workbook");
  });

  it("hidden sheets are listed and not read", async () => {
    const sheets = [
      { name: "隐藏", state: "hidden", data: "<row><c><v>1</v></c></row>" },
      { name: "深藏", state: "veryHidden", data: "<row><c><v>2</v></c></row>" },
      { name: "可见", data: "<row><c><v>3</v></c></row>" },
    ];
    const path = work.file("hidden.xlsx", zipOf(bookParts({ sheets })));
    expect((await openTable(path)).sheets.map((sheet) => sheet.hidden)).toEqual([true, true, false]);
    expect((await rowsOf(path)).map((row) => row.sheet)).toEqual(["可见"]);
    const allHidden = work.file("all-hidden.xlsx", zipOf(bookParts({ sheets: sheets.slice(0, 2) })));
    expect(await refusalOf(() => openTable(allHidden))).toBe("no-visible-sheet");
  });

  it("the 1904 epoch is obeyed", async () => {
    const data = `<row><c s="1"><v>44884</v></c><c s="2"><v>44884.5</v></c></row>`;
    const more = { workbookPr: `<workbookPr date1904="1"/>`, styles: DATE_STYLES };
    expect(await textsOf(work.file("1904.xlsx", bookOf(data, more)))).toEqual([["2026-11-20", "2026-11-20 12:00:00"]]);
  });

  it("a table can be read twice", async () => {
    const table = await openTable(work.file("twice.xlsx", bookOf("<row><c><v>1</v></c></row>")));
    for (let pass = 0; pass < 2; pass += 1) {
      const rows = [];
      for await (const row of table.rows()) rows.push(row);
      expect(rows).toHaveLength(1);
    }
  });
});

describe("the small parts of the format", () => {
  it.each([["A1", 0], ["Z9", 25], ["AA1", 26], ["AMJ1", 1023], ["XFD1048576", 16383], ["a1", 0], ["12", -1]])("%s is column %i", (ref, column) => {
    expect(columnOfReference(ref)).toBe(column);
  });

  it.each([
    ["1", "1"], ["5.0010319960204E+17", "500103199602040000"], ["1E-7", "0.0000001"], ["1234.5600000000", "1234.56"],
    ["-1.5E-8", "-0.000000015"], ["1e21", "1000000000000000000000"], ["1.25E+22", "12500000000000000000000"], ["abc", "abc"],
  ])("the number %s reads %s", (literal, plain) => {
    expect(plainDecimal(literal)).toBe(plain);
  });

  it.each([
    ["yyyy-mm-dd", true], ["yyyy\"年\"m\"月\"d\"日\"", true], ["[$-804]e/m/d", true], ["h:mm AM/PM", true], ["[h]:mm:ss", true],
    ["General", false], ["G/通用格式", false], ["#,##0.00", false], ["0.00E+00", false], ["[Red]#,##0", false], ["\"dated\" 0", false], ["@", false],
    ["¥#,##0.00_);[Red]\\(¥#,##0.00\\)", false],
  ])("the format %s shows a date: %s", (format, shows) => {
    expect(isDateFormat(format)).toBe(shows);
  });

  it.each([
    [1, false, "1900-01-01"], [59, false, "1900-02-28"], [60, false, undefined], [61, false, "1900-03-01"], [46346, false, "2026-11-20"],
    [44884, true, "2026-11-20"], [46346.99999, false, "2026-11-20 23:59:59"], [0, false, undefined], [2_958_465, false, "9999-12-31"], [2_958_466, false, undefined],
    [Number.NaN, false, undefined],
  ])("day number %d (1904: %s) is %s", (serial, date1904, iso) => {
    expect(serialToIso(serial, date1904)).toBe(iso);
  });
});

describe("the odd workbooks of apache/poi", () => {
  const { path, absent } = sharedData("spreadsheets-poi");
  /** File, rows read, or the code of its refusal. */
  const EXPECTED: readonly (readonly [string, number | string])[] = [
    ["1900DateWindowing.xls", "legacy-xls"],
    ["1904DateWindowing.xls", "legacy-xls"],
    ["46535.xlsx", 2440],
    ["49273.xlsx", 2],
    ["51585.xlsx", 0],
    ["56702.xlsx", 475],
    ["57196.xlsx", 31],
    ["59746_NoRowNums.xlsx", 71],
    ["AmpersandHeader.xlsx", 0],
    ["DateFormatNumberTests.xlsx", 15],
    ["DateFormatTests.xlsx", 50],
    ["ExcelTables.xlsx", 4],
    ["InlineString.xlsx", 1],
    ["InlineStrings.xlsx", 7],
    ["NewlineInFormulas.xlsx", 10],
    ["NumberFormatTests.xlsx", 330],
    ["SimpleStrict.xlsx", 11],
    ["TwoSheetsOneHidden.xls", "legacy-xls"],
    ["TwoSheetsOneHidden.xlsx", 1],
    ["WithVariousData.xlsx", 9],
    ["decimal-format.xlsx", 2],
    ["noSharedStringTable.xlsx", 1],
    ["password.xls", "legacy-xls"],
    ["protected_passtika.xlsx", "encrypted"],
    ["stress002.xlsx", 1512],
    ["unicodeSheetName.xlsx", 9],
  ];

  it.for(EXPECTED)("%s: %s", async ([file, expected], context) => {
    context.skip(absent !== false, absent || "");
    const read = (): ReturnType<typeof rowsOf> => rowsOf(join(path, file));
    if (typeof expected === "string") expect(await refusalOf(read)).toBe(expected);
    else expect(await read()).toHaveLength(expected);
  });

  it("a strict workbook gives its texts, numbers and dates", async (context) => {
    context.skip(absent !== false, absent || "");
    const rows = await rowsOf(join(path, "SimpleStrict.xlsx"));
    const kinds = new Set(rows.flatMap((row) => row.cells.map((cell) => cell.kind)));
    expect(kinds).toEqual(new Set(["text", "number", "date", "formula", "empty"]));
  });

  it("inline strings are read as text", async (context) => {
    context.skip(absent !== false, absent || "");
    expect((await textsOf(join(path, "InlineStrings.xlsx")))[1]?.[1]).not.toBe("");
  });
});
