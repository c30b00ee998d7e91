import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FIELDS, fieldSpec, type FileKind } from "../../../service/import/mapping/fields.ts";
import { ALIASES } from "../../../service/import/mapping/header-aliases.ts";
import { fieldOfHeading, normaliseHeading } from "../../../service/import/mapping/heading.ts";
import { FieldMappingSchema, detectKind, headersHash, suggestMapping } from "../../../service/import/mapping/suggest.ts";
import { inspectFile } from "../../../service/import/normalise/inspect.ts";
import { CASE_HEAD, CASE_ROW, PORTFOLIO, bookParts, csvOf, readAll, refusalOf, sheetData, sharedData, workFolder, zipOf } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);

describe("headings are understood as the trade writes them", () => {
  it.each([
    ["个案序列号", "caseNo"], ["案件编号", "caseNo"], [" 委案\n金额 ", "placedAmount"], ["委案金额（元）", "placedAmount"], ["*委案金额", "placedAmount"],
    ["客户姓名", "name"], ["ＱＱ", "qq"], ["E-mail", "email"], ["身份证号码", "idNo"], ["联系人1手机", "contact1.mobile"], ["联系人一姓名", "contact1.name"],
    ["紧急联系人2电话", "contact2.mobile"], ["第3联系人关系", "contact3.relation"], ["备注", "remark1"], ["备注二", "remark2"], ["上家催收记录", "previousNotes"],
    ["M值", "bucket"], ["M值系数", "extra.M值系数"], ["最新欠款（导入利息后更新）", "current"], ["催收员ID", "extra.催收员ID"],
    ["行动代码/联络结果/电催摘要", "extra.行动代码"], ["承诺还款标识 0-没有承诺 1-有承诺", "extra.承诺还款标识"], ["完全陌生的列", undefined], ["", undefined],
  ])("%j is %s", (heading, field) => {
    expect(fieldOfHeading(heading, "cases")).toBe(field);
  });

  it("the same word may mean another thing in another kind of file", () => {
    expect(fieldOfHeading("还款日", "cases")).toBe("extra.还款日");
    expect(fieldOfHeading("还款日", "repayments")).toBe("paidOn");
    expect(fieldOfHeading("备注", "recalls")).toBe("reason");
  });

  it.each(["cases", "repayments", "recalls"] as FileKind[])("no alias of %s contradicts another or names a missing field", (kind) => {
    const meaning = new Map<string, string>(FIELDS[kind].map(({ field, label }) => [normaliseHeading(label), field]));
    for (const [field, aliases] of Object.entries(ALIASES[kind])) {
      expect(fieldSpec(kind, field), field).toBeDefined();
      for (const alias of aliases) {
        expect(meaning.get(normaliseHeading(alias)) ?? field, alias).toBe(field);
        meaning.set(normaliseHeading(alias), field);
      }
    }
  });

  it("every heading of the five known layouts is understood", (context) => {
    const { path, absent } = sharedData("import-headers");
    context.skip(absent !== false, absent || "");
    const { layouts } = JSON.parse(readFileSync(join(path, "zh_collection_headers.json"), "utf8")) as { layouts: Record<string, { columns: string[] }> };
    const columns = Object.values(layouts).flatMap((layout) => layout.columns);
    const unknown = columns.filter((heading) => fieldOfHeading(heading, "cases") === undefined);
    // Not a column: a note that stands for forty-eight of them.
    expect(unknown).toEqual(["（联系人1–6：姓名/证件号/关系/单位/家庭电话/单位电话/手机/地址）"]);
    const card = suggestMapping(layouts["credit_card_case_import"]?.columns ?? [], "cases");
    expect(card).toMatchObject({ unmapped: [], missingRequired: [], confidence: 1 });
    expect(Object.keys(card.fields)).toHaveLength(147);
  });
});

describe("a mapping is suggested", () => {
  it("with what is missing, what is unknown, and how sure it is", () => {
    const mapping = suggestMapping(["案件号", "姓名", "证件号", "某列", "姓名", ""], "cases");
    expect(mapping.fields).toEqual({ caseNo: 0, name: 1, idNo: 2 });
    expect(mapping.unmapped).toEqual(["某列", "姓名"]);
    expect(mapping.missingRequired).toEqual(["委案金额"]);
    expect(mapping.confidence).toBeCloseTo(3 / 5 / 2);
    expect(FieldMappingSchema.parse(mapping.fields)).toEqual(mapping.fields);
  });

  it.each<[FileKind, string[]]>([
    ["cases", [...CASE_HEAD]],
    ["cases", ["案件编号", "客户姓名", "身份证号", "委托金额", "最后还款日", "案件状态"]],
    ["repayments", ["案件号", "还款日", "还款金额", "流水号"]],
    ["repayments", ["卡号", "姓名", "入账日期", "入账金额", "交易流水号"]],
    ["recalls", ["案件号", "类型", "日期", "原因"]],
    ["recalls", ["卡号", "姓名", "撤案日期", "撤案原因"]],
  ])("and the kind of file is seen from its headings: %s", (kind, headings) => {
    expect(detectKind(headings)?.kind).toBe(kind);
  });

  it("the fingerprint of a header ignores how it is spaced, not what it says", () => {
    expect(headersHash(["委案 金额", "姓名", ""])).toBe(headersHash(["委案金额", "姓名"]));
    expect(headersHash(["委案金额", "姓名"])).not.toBe(headersHash(["姓名", "委案金额"]));
  });
});

describe("the header is found where it stands", () => {
  it("under title rows", async () => {
    const inspection = await inspectFile(join(PORTFOLIO, "xibu-bank_2026-11-20_title-rows.xlsx"));
    expect(inspection).toMatchObject({ kind: "cases", sheet: "委案数据", headerRow: 3, format: "xlsx" });
    expect(inspection.mapping.missingRequired).toEqual([]);
    expect(inspection.sample).toHaveLength(5);
  });

  it("on a later sheet, when the first is a cover; what was left out is said", async () => {
    const sheets = [
      { name: "说明", data: sheetData([["字段", "含义"], ["案件号", "卡号"]]) },
      { name: "数据", data: sheetData([["清单"], CASE_HEAD, CASE_ROW]) },
      { name: "空话", data: sheetData([["完"]]) },
      { name: "底稿", state: "hidden", data: sheetData([CASE_HEAD, CASE_ROW]) },
    ];
    const path = work.file("cover.xlsx", zipOf(bookParts({ sheets })));
    expect(await inspectFile(path)).toMatchObject({ sheet: "数据", headerRow: 2 });
    const { records, summary } = await readAll(path);
    expect(records.map((item) => [item.sheet, item.row])).toEqual([["数据", 3]]);
    expect(summary.notices.map((item) => item.code)).toEqual(["sheet-hidden", "sheet-other-kind", "sheet-no-header"]);
    expect(summary.notices.every((item) => !/[{}]/.test(item.zh + item.en))).toBe(true);
  });

  it("on each of several sheets of data, with columns in another order", async () => {
    const swapped = [...CASE_HEAD].reverse();
    const sheets = [
      { name: "一", data: sheetData([CASE_HEAD, CASE_ROW]) },
      { name: "二", data: sheetData([swapped, [...CASE_ROW.with(0, "T-0002")].reverse()]) },
    ];
    const { records } = await readAll(work.file("two.xlsx", zipOf(bookParts({ sheets }))));
    expect(records.map((item) => "caseNo" in item.record && item.record.caseNo)).toEqual(["T-0001", "T-0002"]);
  });

  it("and totals, signatures and repeated headers below it are no cases", async () => {
    const path = work.file("footer.csv", csvOf([CASE_HEAD, CASE_ROW, CASE_HEAD, CASE_ROW.with(0, "T-2"), ["合计", "", "", "", "2469.00"], ["制表人:孙迎", "", "", "", ""]]));
    const { summary } = await readAll(path);
    expect(summary).toMatchObject({ rows: 2, accepted: 2, refused: 0 });
    expect(summary.notices.map((item) => item.code)).toEqual(["footer-skipped", "footer-skipped"]);
  });
});

describe("a mapping confirmed by a person wins", () => {
  const odd = csvOf([["甲", "乙", "丙", "丁"], ["T-1", "张晓", "110101199001010007", "88.00"]]);
  const mapping = { caseNo: 0, name: 1, idNo: 2, placedAmount: 3 };

  it("over headings nobody knows", async () => {
    const path = work.file("odd.csv", odd);
    expect(await refusalOf(() => readAll(path))).toBe("no-header");
    const { records, summary } = await readAll(path, { kind: "cases", mapping });
    expect(records[0]?.record).toMatchObject({ caseNo: "T-1", placedAmountFen: 8800 });
    expect(summary.mapping).toMatchObject({ fields: mapping, missingRequired: [], confidence: 1 });
  });

  it("over the suggestion", async () => {
    const path = work.file("over.csv", csvOf([["案件号", "姓名", "证件号", "委案金额", "最新欠款"], ["T-1", "张晓", "110101199001010007", "1", "2"]]));
    const { records } = await readAll(path, { mapping: { ...mapping, placedAmount: 4 } });
    expect(records[0]?.record).toMatchObject({ placedAmountFen: 200, extra: { 委案金额: "1" } });
  });

  it("and is refused when the file no longer has its columns", async () => {
    const path = work.file("fewer.csv", csvOf([CASE_HEAD, CASE_ROW]));
    expect(await refusalOf(() => readAll(path, { mapping: { ...mapping, dueBackOn: 9 } }))).toBe("mapping-mismatch");
  });
});

describe("a file of the wrong kind", () => {
  it("is refused by name", async () => {
    const path = work.file("paid.csv", csvOf([["案件号", "还款日", "还款金额"], ["T-1", "2026-11-20", "1.00"]]));
    await expect(readAll(path, { kind: "cases" })).rejects.toMatchObject({ code: "wrong-kind", zh: expect.stringContaining("还款明细") });
  });

  it("or for the column it lacks, or for having no rows", async () => {
    expect(await refusalOf(() => readAll(work.file("lack.csv", csvOf([["案件号", "姓名", "证件号"], ["T-1", "张晓", "x"]]))))).toBe("missing-column");
    expect(await refusalOf(() => readAll(work.file("bare.csv", csvOf([CASE_HEAD]))))).toBe("no-rows");
    expect(await refusalOf(() => inspectFile(work.file("prose.csv", "这是一段话\n没有表头\n")))).toBe("no-header");
  });

  it("a list without a type column says by its title what it does", async () => {
    const lines = [["2026年11月停催名单"], ["案件号", "姓名", "停催日期", "原因"], ["T-1", "张晓", "2026-11-23", "投诉"]];
    const { records, summary } = await readAll(work.file("stop.csv", csvOf(lines)));
    expect(summary.kind).toBe("recalls");
    expect(records[0]?.record).toMatchObject({ caseNo: "T-1", type: "stop", effectiveOn: "2026-11-23" });
  });
});
