import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { FileRefusal } from "../../../service/import/reading/file-refusal.ts";
import { readRecords } from "../../../service/import/normalise/read-records.ts";
import { CASE_HEAD, CASE_ROW, bookOf, bookParts, csvOf, readAll, refusalOf, rowsOf, sheetData, workFolder, zipOf } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);

const GOOD = bookOf(sheetData([CASE_HEAD, CASE_ROW]));

describe("a hostile workbook is refused, not run into", () => {
  it("a zip bomb stops long before it is unpacked", async () => {
    const row = `<row><c t="inlineStr"><is><t>${"0".repeat(1000)}</t></is></c></row>`;
    const bomb = bookOf(row.repeat(60_000));
    expect(bomb.length).toBeLessThan(600_000);
    expect(await refusalOf(() => rowsOf(work.file("bomb.xlsx", bomb)))).toBe("zip-bomb");
  });

  it("a directory that lies about the unpacked size does not get past the cap", async () => {
    const bomb = bookOf(`<row><c><v>${"1".repeat(100)}</v></c></row>`.repeat(200_000));
    const central = bomb.lastIndexOf("PK\x01\x02");
    for (let at = bomb.indexOf("PK\x01\x02"); at >= 0 && at <= central; at = bomb.indexOf("PK\x01\x02", at + 4)) bomb.writeUInt32LE(5_000, at + 24);
    expect(await refusalOf(() => rowsOf(work.file("liar.xlsx", bomb)))).toMatch(/zip-bomb|damaged-workbook/);
  });

  it.each([
    ["a document type", `<!DOCTYPE x [<!ENTITY a "b">]>`],
    ["an external entity", `<!DOCTYPE x SYSTEM "file:///etc/passwd">`],
  ])("%s is refused unread", async (_what, prolog) => {
    const parts = bookParts({ sheets: [{ name: "S", data: sheetData([CASE_HEAD]) }] });
    const armed = parts.map((part) => (part.name.endsWith("sheet1.xml") ? { ...part, content: String(part.content).replace("?>", `?>${prolog}`) } : part));
    expect(await refusalOf(() => rowsOf(work.file("entity.xlsx", zipOf(armed))))).toBe("unsafe-workbook");
  });

  it("an entity nobody declared is damage", async () => {
    expect(await refusalOf(() => rowsOf(work.file("undeclared.xlsx", bookOf(`<row><c><v>&xxe;</v></c></row>`))))).toBe("damaged-workbook");
  });

  it("elements nested without end are refused", async () => {
    expect(await refusalOf(() => rowsOf(work.file("deep.xlsx", bookOf("<a>".repeat(5000) + "</a>".repeat(5000)))))).toBe("damaged-workbook");
  });

  it("a truncated workbook is refused wherever it was cut", async () => {
    for (const part of [0.1, 0.4, 0.7, 0.95]) {
      const path = work.file("cut.xlsx", GOOD.subarray(0, Math.floor(GOOD.length * part)));
      expect(await refusalOf(() => rowsOf(path))).toBe("damaged-workbook");
    }
  });

  it("a workbook whose bytes changed on the way is refused by its checksum", async () => {
    const data = sheetData([CASE_HEAD, ...Array.from({ length: 200 }, (_, i) => [`T-${i}`, "张晓", CASE_ROW[2], CASE_ROW[3], String(i)])]);
    const bytes = bookOf(data);
    const name = Buffer.from("xl/worksheets/sheet1.xml");
    bytes.writeUInt32LE(0xdeadbeef, bytes.lastIndexOf(name) - 46 + 16);
    expect(await refusalOf(() => rowsOf(work.file("flipped.xlsx", bytes)))).toBe("damaged-workbook");
  });

  it("20,000 columns are refused, in either format", async () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
    expect(await refusalOf(() => rowsOf(work.file("wide.xlsx", bookOf(sheetData([wide])))))).toBe("too-many-columns");
    expect(await refusalOf(() => rowsOf(work.file("wide.csv", csvOf([wide]))))).toBe("too-many-columns");
  });

  it("a value in column XFD of every row does not make wide rows", async () => {
    const data = `<row><c r="XFD1"><v>1</v></c></row>`;
    expect(await refusalOf(() => rowsOf(work.file("far.xlsx", bookOf(data))))).toBe("too-many-columns");
    const styled = `<row><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>`;
    expect((await rowsOf(work.file("styled.xlsx", bookOf(styled))))[0]?.cells).toHaveLength(1);
  });

  it("a cell beyond every limit is refused, and so is an endless quoted field", async () => {
    const huge = randomBytes(3_400_000).toString("base64");
    expect(await refusalOf(() => rowsOf(work.file("huge.xlsx", bookOf(sheetData([[huge]])))))).toBe("cell-too-large");
    expect(await refusalOf(() => rowsOf(work.file("huge.csv", `a,b\n1,"${huge}`)))).toBe("cell-too-large");
  }, 30_000);

  it("an archive of something else is refused", async () => {
    const other = zipOf([{ name: "word/document.xml", content: "<w/>" }]);
    expect(await refusalOf(() => rowsOf(work.file("other.xlsx", other)))).toBe("archive");
    const rels = `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`;
    const binary = zipOf([{ name: "_rels/.rels", content: rels }, { name: "xl/workbook.bin", content: "x" }]);
    expect(await refusalOf(() => rowsOf(work.file("binary.xlsb", binary)))).toBe("xlsb");
  });

  it("whatever byte is changed, the file reads or is refused; nothing else is thrown", async () => {
    const book = bookOf(sheetData([CASE_HEAD, CASE_ROW]), { strings: "<si><t>x</t></si>" });
    const csv = Buffer.from(csvOf([CASE_HEAD, CASE_ROW, CASE_ROW]));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(book, csv), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (good, changes) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const path = work.file("fuzz.bin", bytes);
        try {
          for await (const item of await readRecords(path, { bank: "HB" })) expect(item.row).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefusal);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe("a hostile cell refuses its row and nothing more", () => {
  const read = (lines: readonly (readonly string[])[]): ReturnType<typeof readAll> =>
    readAll(work.file("cells.csv", csvOf([[...CASE_HEAD, "备注1"], ...lines])));

  it("formulas in names and case numbers are refused; in notes they stay text", async () => {
    const [no, name, idNo, cardNo, amount] = CASE_ROW;
    const { records, refused } = await read([
      ["=cmd|'/c calc'!A1", name, idNo, cardNo, amount, ""],
      [no, "=HYPERLINK(\"http://x\")", idNo, cardNo, amount, ""],
      [no, "@SUM(1)", idNo, cardNo, amount, ""],
      ["T-2", name, idNo, cardNo, amount, "=1+1"],
    ]);
    expect(refused.map((item) => [item.row, item.refusal.code])).toEqual([[2, "formula-text"], [3, "formula-text"], [4, "formula-text"]]);
    expect(records[0]?.record).toMatchObject({ caseNo: "T-2", remarks: ["=1+1"] });
  });

  it("a cell of a megabyte refuses its row, and no pattern loses itself in it", async () => {
    const [no, name, idNo, cardNo, amount] = CASE_ROW;
    const large = "很长".repeat(250_000);
    const spaces = " ".repeat(1_000_000) + "x";
    const { records, refused } = await read([
      [no, name, idNo, cardNo, amount, large],
      [no, large, idNo, cardNo, amount, ""],
      [no, name, spaces, cardNo, amount, ""],
      [no, name, idNo, cardNo, spaces, ""],
      [no, name, idNo, cardNo, amount, "好"],
    ]);
    expect(refused.map((item) => item.refusal.code)).toEqual(["text-too-long", "text-too-long", "text-too-long", "text-too-long"]);
    expect(refused.every((item) => item.refusal.valueMasked.length <= 70)).toBe(true);
    expect(records).toHaveLength(1);
  }, 30_000);

  it("a column called __proto__ harms nothing", async () => {
    const path = work.file("proto.csv", csvOf([[...CASE_HEAD, "__proto__", "constructor"], [...CASE_ROW, "x", "y"]]));
    const { records } = await readAll(path);
    expect(records).toHaveLength(1);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});
