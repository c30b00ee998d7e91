import { afterAll, describe, expect, it } from "vitest";
import { NORMALISATIONS, ROW_REFUSALS, WARNINGS, type NormalisationCode, type RowRefusalCode, type WarningCode } from "../../../service/import/normalise/codes.ts";
import { headingsOf, readSource } from "../../../service/import/normalise/repair.ts";
import type { CaseRecord } from "../../../service/import/normalise/schemas.ts";
import { createSeen } from "../../../service/import/normalise/seen.ts";
import { CASE_HEAD, CASE_ROW, bookOf, csvOf, readAll, sheetData, workFolder, type Read } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);

/** One case row with some columns changed or added; a value given as XML makes the file a workbook. */
async function readCase(change: Record<string, string | { xml: string }>): Promise<Read> {
  const row = new Map<string, string | { xml: string }>(CASE_HEAD.map((heading, at) => [heading, CASE_ROW[at] ?? ""]));
  for (const [heading, value] of Object.entries(change)) row.set(heading, value);
  const [head, cells] = [[...row.keys()], [...row.values()]];
  const plain = cells.filter((cell) => typeof cell === "string");
  if (plain.length === cells.length) return readAll(work.file("case.csv", csvOf([head, plain])));
  return readAll(work.file("case.xlsx", bookOf(sheetData([head, cells]))));
}

async function caseWith(change: Record<string, string | { xml: string }>): Promise<CaseRecord> {
  const { records, refused } = await readCase(change);
  expect(refused.map((item) => item.refusal)).toEqual([]);
  return records[0]?.record as CaseRecord;
}

const numberCell = (value: string): { xml: string } => ({ xml: `<c><v>${value}</v></c>` });
const formulaCell = (formula: string, value: string): { xml: string } => ({ xml: `<c t="str"><f>${formula}</f><v>${value}</v></c>` });
const errorCell = { xml: `<c t="e"><v>#N/A</v></c>` };

describe("a row that cannot be trusted is refused with the reason", () => {
  const REFUSED: readonly (readonly [RowRefusalCode, Record<string, string | { xml: string }>, string])[] = [
    ["value-missing", { 姓名: "" }, "姓名"],
    ["value-missing", { 个案序列号: "  " }, "个案序列号"],
    ["id-or-card-missing", { 证件号: "", 卡号: "" }, "证件号"],
    ["id-precision-lost", { 证件号: numberCell("1.10101199001E+17") }, "证件号"],
    ["id-precision-lost", { 证件号: "1.10101E+17" }, "证件号"],
    ["id-formula", { 证件号: formulaCell("A1&amp;B1", "110101199001010007") }, "证件号"],
    ["id-length", { 证件号: "1101011990010100" }, "证件号"],
    ["id-characters", { 证件号: "11010119900101OOO7", 证件类型: "身份证" }, "证件号"],
    ["id-region", { 证件号: "990101199001010007" }, "证件号"],
    ["id-birthday", { 证件号: "110101199013010007" }, "证件号"],
    ["id-birthday", { 委案日期: "1989-12-31" }, "证件号"],
    ["id-checksum", { 证件号: "110101199001010008" }, "证件号"],
    ["card-precision-lost", { 卡号: numberCell("6222007698745118") }, "卡号"],
    ["card-formula", { 卡号: "=B7" }, "卡号"],
    ["card-masked", { 卡号: "6222********5118" }, "卡号"],
    ["card-characters", { 卡号: "6222-ABCD-9874-5118" }, "卡号"],
    ["card-length", { 卡号: "62220" }, "卡号"],
    ["key-precision-lost", { 个案序列号: numberCell("20261120000000010001") }, "个案序列号"],
    ["amount-unreadable", { 委案金额: "待核" }, "委案金额"],
    ["amount-unreadable", { 逾期本金: "3.5万" }, "逾期本金"],
    ["amount-scientific", { 委案金额: "1.2E+05" }, "委案金额"],
    ["amount-not-positive", { 委案金额: "0.00" }, "委案金额"],
    ["amount-not-positive", { 委案金额: "(5.00)" }, "委案金额"],
    ["amount-too-large", { 委案金额: "999999999999" }, "委案金额"],
    ["date-unreadable", { 委案日期: "月底" }, "委案日期"],
    ["date-impossible", { 逾期日: "2026-02-30" }, "逾期日"],
    ["date-ambiguous", { 最后还款日: "11/20/2026" }, "最后还款日"],
    ["number-unreadable", { 逾期天数: "约二十天" }, "逾期天数"],
    ["currency-unknown", { 币种: "比特币" }, "币种"],
    ["cell-error", { 姓名: errorCell }, "姓名"],
    ["cell-error", { 委案金额: "#REF!" }, "委案金额"],
    ["formula-text", { 姓名: "=A1" }, "姓名"],
    ["lost-characters", { 姓名: "张?" }, "姓名"],
    ["text-too-long", { 姓名: "长".repeat(101) }, "姓名"],
    ["text-too-long", { 陌生列: "长".repeat(40_000) }, "陌生列"],
  ];

  it.each(REFUSED)("%s: %j", async (code, change, column) => {
    const { records, refused, summary } = await readCase(change);
    expect(records).toEqual([]);
    expect(refused).toHaveLength(1);
    const refusal = refused[0]?.refusal;
    expect(refusal).toMatchObject({ code, column, row: 2 });
    expect(`${refusal?.zh}${refusal?.en}`).not.toMatch(/[{}]/);
    expect(summary).toMatchObject({ rows: 1, accepted: 0, refused: 1, refusedByCode: { [code]: 1 } });
  });

  it("every reason of the table is shown by a test of this file", () => {
    const shown = new Set<string>(REFUSED.map(([code]) => code));
    const elsewhere = ["no-key", "recall-type-unknown", "duplicate-case", "duplicate-flow", "duplicate-row"];
    // `record-invalid` guards against a fault of the importer itself: no input is known to reach it.
    const missing = Object.keys(ROW_REFUSALS).filter((code) => !shown.has(code) && !elsewhere.includes(code));
    expect(missing).toEqual(["record-invalid"]);
  });

  it("a second row with the same case number is refused and names the first", async () => {
    const path = work.file("twice.csv", csvOf([CASE_HEAD, CASE_ROW, CASE_ROW.with(0, "T-2"), CASE_ROW]));
    const { refused, summary } = await readAll(path);
    expect(refused.map((item) => [item.row, item.refusal.code, item.refusal.zh.includes("第 2 行")])).toEqual([[4, "duplicate-case", true]]);
    expect(summary).toMatchObject({ accepted: 2, refused: 1 });
  });

  it("a refused row does not use up its case number", async () => {
    const path = work.file("after.csv", csvOf([CASE_HEAD, CASE_ROW.with(4, "?"), CASE_ROW]));
    expect((await readAll(path)).summary).toMatchObject({ accepted: 1, refused: 1 });
  });

  it("several faults of one row are all told, one row is counted", async () => {
    const { refused, summary } = await readCase({ 证件号: "110101199001010008", 委案金额: "x", 姓名: "" });
    const [item] = refused;
    expect([item?.refusal.code, ...(item?.others ?? []).map((other) => other.code)]).toEqual(["amount-unreadable", "id-checksum", "value-missing"]);
    expect(summary.refused).toBe(1);
  });

  it("the report shows personal values masked, the source keeps them for the repair", async () => {
    const { refused } = await readCase({ 证件号: "110101199001010008" });
    expect(refused[0]?.refusal.valueMasked).toBe("110***********0008");
    expect(refused[0]?.source).toMatchObject({ 证件号: "110101199001010008", 姓名: "张晓" });
  });
});

describe("what has one meaning is rewritten and counted", () => {
  const CHANGED: readonly (readonly [NormalisationCode, Record<string, string | { xml: string }>, (record: CaseRecord) => unknown, unknown])[] = [
    ["space-trimmed", { 姓名: "张　晓 ".trim().replace("　", " ") }, (r) => r.debtor.name, "张晓"],
    ["full-width", { 个案序列号: "Ｔ－００１" }, (r) => r.caseNo, "T-001"],
    ["thousands", { 委案金额: "12,345.67" }, (r) => r.placedAmountFen, 1_234_567],
    ["currency-mark", { 委案金额: "￥88" }, (r) => r.placedAmountFen, 8_800],
    ["bracket-negative", { 逾期利息: "(3.00)" }, (r) => r.balances.interestFen, -300],
    ["rounded-to-fen", { 逾期利息: "12.345" }, (r) => r.balances.interestFen, 1_235],
    ["date-separator", { 委案日期: "2026/11/20" }, (r) => r.placedOn, "2026-11-20"],
    ["date-compact", { 委案日期: "20261120" }, (r) => r.placedOn, "2026-11-20"],
    ["date-chinese", { 委案日期: "2026年11月20日" }, (r) => r.placedOn, "2026-11-20"],
    ["date-serial", { 委案日期: numberCell("46346") }, (r) => r.placedOn, "2026-11-20"],
    ["time-cut", { 委案日期: "2026-11-20 08:00:00" }, (r) => r.placedOn, "2026-11-20"],
    ["apostrophe", { 证件号: "'110101199001010007" }, (r) => r.debtor.idNo, "110101199001010007"],
    ["separators", { 卡号: "6222 0076 9874 5118" }, (r) => r.card.cardNo, "6222007698745118"],
    ["country-code", { 本人手机: "+8613800001234" }, (r) => r.phones.mobile, { number: "13800001234", kind: "mobile" }],
    ["area-code-zero", { 家庭号码: numberCell("2940243855") }, (r) => r.phones.home, { number: "029-40243855", kind: "landline" }],
    ["upper-x", { 证件号: "32010219870701000x" }, (r) => r.debtor.idNo, "32010219870701000X"],
    ["number-as-text", { 个案序列号: numberCell("1001") }, (r) => r.caseNo, "1001"],
    ["formula-result", { 委案金额: formulaCell("1+1", "2") }, (r) => r.placedAmountFen, 200],
    ["placeholder", { 本人手机: "无" }, (r) => r.phones.mobile, undefined],
  ];

  it.each(CHANGED)("%s: %j", async (code, change, pick, value) => {
    const { records, summary } = await readCase(change);
    expect(pick(records[0]?.record as CaseRecord)).toEqual(value);
    expect(summary.normalised[code]).toBe(1);
  });

  it("every kind of the table is shown", () => {
    expect(new Set(CHANGED.map(([code]) => code))).toEqual(new Set(Object.keys(NORMALISATIONS)));
  });

  it("a sound row counts nothing", async () => {
    const { summary } = await readCase({});
    expect([summary.normalised, summary.warnings]).toEqual([{}, {}]);
  });
});

describe("what is odd is left out or taken, and counted", () => {
  const ODD: readonly (readonly [WarningCode, Record<string, string | { xml: string }>, (record: CaseRecord) => unknown, unknown])[] = [
    ["phone-invalid", { 本人手机: "2380000" + "1234" }, (r) => r.phones, {}],
    ["contact-id-invalid", { 联系人1姓名: "王敏", 联系人1证件号: "123" }, (r) => r.contacts, [{ name: "王敏" }]],
    ["email-invalid", { 邮箱: "a@b" }, (r) => r.debtor.email, undefined],
    ["card-luhn", { 卡号: "6222007698745119" }, (r) => r.card.cardNo, "6222007698745119"],
    ["bucket-unknown", { 逾期账龄: "坏账" }, (r) => r.delinquency.bucket, undefined],
    ["gender-unknown", { 性别: "X" }, (r) => r.debtor.gender, undefined],
    ["birthday-differs", { 生日: "1990-01-02" }, (r) => r.debtor.birthday, "1990-01-02"],
    ["gender-differs", { 证件号: "110101199001010015", 性别: "女" }, (r) => r.debtor.gender, "female"],
    ["precision-lost", { 账号: numberCell("12345678901234567890") }, (r) => r.card.accountNo, undefined],
    ["cell-error", { 单位名称: errorCell }, (r) => r.debtor.employer, undefined],
    ["term-not-a-date", { 委案期限: "90天" }, (r) => [r.dueBackOn, r.extra["委案期限"]], [undefined, "90天"]],
  ];

  it.each(ODD)("%s: %j", async (code, change, pick, value) => {
    const { records, summary } = await readCase(change);
    expect(pick(records[0]?.record as CaseRecord)).toEqual(value);
    expect(summary.warnings[code]).toBe(1);
  });

  it("cards that repeat and ID numbers under two names are pointed out", async () => {
    const lines = [CASE_ROW, CASE_ROW.with(0, "T-2"), CASE_ROW.with(0, "T-3").with(1, "李晓").with(3, "6258008312584302")];
    const { summary } = await readAll(work.file("odd.csv", csvOf([CASE_HEAD, ...lines])));
    expect(summary.accepted).toBe(3);
    expect(summary.warnings).toEqual({ "card-repeated": 1, "id-other-name": 1 });
    expect(new Set([...ODD.map(([code]) => code), "card-repeated", "id-other-name"])).toEqual(new Set(Object.keys(WARNINGS)));
  });
});

describe("a case record holds what the file says", () => {
  it("a term that is a day stands in for the day of return", async () => {
    expect((await caseWith({ 委案期限: "2027-02-20" })).dueBackOn).toBe("2027-02-20");
    expect((await caseWith({ 委案期限: "2027-02-20", 预计退案日: "2027-01-20" })).dueBackOn).toBe("2027-01-20");
  });

  it("buckets, currencies, genders and birthdays in their usual spellings", async () => {
    expect((await caseWith({ 逾期账龄: "m7+" })).delinquency.bucket).toBe("M7+");
    expect((await caseWith({ 拖欠级别: "3期" })).delinquency.bucket).toBe("M3");
    expect((await caseWith({ 逾期期数: "4" })).delinquency).toEqual({ bucket: "M4", overduePeriods: 4 });
    expect((await caseWith({ 币种: "港币" })).balances.currency).toBe("HKD");
    expect((await caseWith({ 性别: "女士" })).debtor.gender).toBe("female");
    expect((await caseWith({})).debtor.birthday).toBe("1990-01-01");
  });

  it("several numbers in one cell, contacts, remarks, columns of no type and unknown ones", async () => {
    const record = await caseWith({
      本人手机: "13800001234、13900001234", 联系人2姓名: "王敏", 联系人2关系: "配偶", 联系人2手机: "13700001234/13600001234", 备注1: " 先电联 ", 催收分类: "电催", 行内标签: "甲",
    });
    expect(record.phones).toEqual({ mobile: { number: "13800001234", kind: "mobile" }, other: [{ number: "13900001234", kind: "mobile" }] });
    expect(record.contacts).toEqual([
      { name: "王敏", relation: "配偶", mobile: { number: "13700001234", kind: "mobile" }, otherPhones: [{ number: "13600001234", kind: "mobile" }] },
    ]);
    expect(record.remarks).toEqual(["先电联"]);
    expect(record.extra).toEqual({ 催收分类: "电催", 行内标签: "甲" });
  });

  it("a row with a card and no ID number is a case, and the other way round", async () => {
    expect((await caseWith({ 证件号: "" })).card.cardNo).toBe("6222007698745118");
    expect((await caseWith({ 卡号: "-" })).debtor.idNo).toBe("110101199001010007");
  });

  it("passports are no resident IDs, wherever the type's column stands", async () => {
    expect((await caseWith({ 证件号: "e12345678", 证件类型: "护照" })).debtor).toMatchObject({ idNo: "E12345678", idType: "护照" });
  });
});

describe("repayments and recalls", () => {
  it("a repayment file gives payments with their totals", async () => {
    const lines = [
      ["案件号", "卡号", "还款日", "还款金额", "流水号"],
      ["T-1", "", "2026/11/21", "1,000.00", "F1"],
      ["", "6222007698745118", "2026-11-22", "5", "F2"],
      ["T-1", "", "2026-11-21", "7", "F1"],
      ["", "", "2026-11-21", "7", "F3"],
      ["T-1", "", "2026-11-21", "-7", "F4"],
      ["", "6222****5118", "2026-11-21", "7", "F5"],
    ];
    const { records, refused, summary } = await readAll(work.file("paid.csv", csvOf(lines)));
    expect(records.map((item) => item.record)).toEqual([
      { caseNo: "T-1", paidOn: "2026-11-21", amountFen: 100_000, flowNo: "F1", currency: "CNY", extra: {} },
      { cardNo: "6222007698745118", paidOn: "2026-11-22", amountFen: 500, flowNo: "F2", currency: "CNY", extra: {} },
    ]);
    expect(refused.map((item) => item.refusal.code)).toEqual(["duplicate-flow", "no-key", "amount-not-positive", "card-masked"]);
    expect(summary).toMatchObject({ kind: "repayments", rows: 6, controlAccepted: { count: 2, fen: 100_500 } });
  });

  it("without transaction numbers two equal payments cannot be told apart", async () => {
    const lines = [["案件号", "还款日", "还款金额"], ["T-1", "2026-11-21", "7"], ["T-1", "2026-11-21", "7.00"], ["T-1", "2026-11-22", "7"]];
    const { refused } = await readAll(work.file("equal.csv", csvOf(lines)));
    expect(refused.map((item) => [item.row, item.refusal.code])).toEqual([[3, "duplicate-row"]]);
  });

  it("a recall list gives what is to be done with each case", async () => {
    const lines = [["案件号", "类型", "日期", "原因"], ["T-1", "撤案", "2026-11-23", "银行收回"], ["T-2", "停止催收", "", ""], ["T-3", "已结清", "", ""], ["T-4", "待定", "", ""], ["T-1", "撤回", "", ""]];
    const { records, refused } = await readAll(work.file("recall.csv", csvOf(lines)));
    expect(records.map((item) => item.record)).toMatchObject([{ caseNo: "T-1", type: "recall", effectiveOn: "2026-11-23", reason: "银行收回" }, { type: "stop" }, { type: "settled" }]);
    expect(refused.map((item) => item.refusal.code)).toEqual(["recall-type-unknown", "duplicate-row"]);
  });
});

describe("a repaired row is read again by the same rules", () => {
  it("and becomes a record, or is refused once more", async () => {
    const { refused, summary } = await readCase({ 证件号: "110101199001010008" });
    const source = refused[0]?.source ?? {};
    const place = { sheet: "CSV", row: 2, headings: headingsOf(summary.mapping ?? expect.fail()) };
    expect(readSource("cases", source, place)).toMatchObject({ refusal: { code: "id-checksum", row: 2 } });
    const shuffledKeys = Object.fromEntries(Object.entries({ ...source, 证件号: "110101199001010007" }).reverse());
    expect(readSource("cases", shuffledKeys, place)).toMatchObject({ record: { caseNo: "T-0001", placedAmountFen: 123_450 } });
  });

  it("a day number is kept as the day it meant, a list's title as what it said", async () => {
    const { refused } = await readCase({ 姓名: "", 委案日期: numberCell("46346") });
    expect(refused[0]?.source["委案日期"]).toBe("2026-11-20");
    const list = await readAll(work.file("title.csv", csvOf([["撤案名单"], ["案件号", "卡号", "撤案日期"], ["", "", "2026-11-23"]])));
    const source = { ...list.refused[0]?.source, 案件号: "T-1" };
    expect(readSource("recalls", source, { sheet: "CSV", row: 3, listType: list.summary.listType })).toMatchObject({ record: { type: "recall" } });
  });

  it("also under headings only the saved mapping understands", () => {
    const source = { 甲: "T-9", 乙: "张晓", 丙: "6222007698745118", 丁: "9.00" };
    const headings = { caseNo: "甲", name: "乙", cardNo: "丙", placedAmount: "丁" };
    expect(readSource("cases", source, { sheet: "S", row: 9, headings })).toMatchObject({ record: { caseNo: "T-9", card: { cardNo: "6222007698745118" } } });
  });
});

describe("keys seen in a file", () => {
  it("are told apart among a hundred thousand, and each knows its first row", () => {
    const seen = createSeen();
    for (let row = 1; row <= 100_000; row += 1) expect(seen.firstRow(`HB-2611-${row}`, row)).toBeUndefined();
    for (let row = 1; row <= 100_000; row += 997) expect(seen.firstRow(`HB-2611-${row}`, 0)).toBe(row);
  });
});
