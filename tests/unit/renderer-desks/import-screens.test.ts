import { describe, expect, it } from "vitest";
import { countsOf, refusalsByCode } from "../../../renderer/desks/administrator/logic/counts.ts";
import { fieldName, knownFields } from "../../../renderer/desks/administrator/logic/fields.ts";
import { assignField, choosableFields, mappingChanged, mappingRows } from "../../../renderer/desks/administrator/logic/mapping.ts";
import { checkTotals, parseCount } from "../../../renderer/desks/administrator/logic/totals.ts";
import { fieldAndHeading, fieldHeading, missingWords } from "../../../renderer/desks/administrator/parts/field-words.ts";
import { administrator as en } from "../../../renderer/i18n/en/administrator.ts";
import type { Translate } from "../../../renderer/i18n/index.ts";
import { administrator as zh } from "../../../renderer/i18n/zh-CN/administrator.ts";
import { FIELDS } from "../../../service/import/mapping/fields.ts";
import { missingRequired } from "../../../service/import/mapping/suggest.ts";
import { NORMALISATIONS, WARNINGS } from "../../../service/import/normalise/codes.ts";
import { FILE_KINDS } from "../../../shared/protocol/desk.ts";

const file = { controlCount: 1787, controlFen: 4_512_345_678 };

describe("control totals", () => {
  it("let a file in only when count and amount both agree", () => {
    expect(checkTotals({ count: "1,787", amount: "45,123,456.78" }, file).agrees).toBe(true);
    expect(checkTotals({ count: "1787", amount: "" }, file).agrees).toBe(false);
    expect(checkTotals({ count: "1786", amount: "45123456.78" }, file)).toMatchObject({ count: { state: "differs", by: -1 }, agrees: false });
    expect(checkTotals({ count: "1787", amount: "45123456.77" }, file)).toMatchObject({ amount: { state: "differs", by: -1 }, agrees: false });
  });

  it("read full-width digits and refuse what is no number", () => {
    expect(parseCount("１，７８７")).toBe(1787);
    expect(parseCount("1787.0")).toBeNull();
    expect(checkTotals({ count: "很多", amount: "四千万" }, file)).toMatchObject({ count: { state: "unreadable" }, amount: { state: "unreadable" } });
  });
});

describe("the column mapping", () => {
  const fields = { caseNo: 0, name: 1 };

  it("gives a field to one column and a column one field", () => {
    expect(assignField(fields, 2, "name")).toEqual({ caseNo: 0, name: 2 });
    expect(assignField(fields, 0, "idNo")).toEqual({ name: 1, idNo: 0 });
    expect(assignField(fields, 1, null)).toEqual({ caseNo: 0 });
  });

  it("notices a change and only a change", () => {
    expect(mappingChanged(fields, { name: 1, caseNo: 0 })).toBe(false);
    expect(mappingChanged(fields, { caseNo: 0 })).toBe(true);
    expect(mappingChanged(fields, { caseNo: 1, name: 1 })).toBe(true);
  });

  it("shows each column with its field and filled samples", () => {
    const rows = mappingRows({ headers: ["案件号", "姓名", "备注"], fields }, [["1", "王**", ""], ["2", "李*", "x"]]);
    expect(rows.map((r) => [r.header, r.field, r.samples])).toEqual([["案件号", "caseNo", ["1", "2"]], ["姓名", "name", ["王**", "李*"]], ["备注", null, ["x"]]]);
  });

  it("keeps a bank's own fields choosable", () => {
    expect(choosableFields({ fields: { "extra.内部标识": 3 } }, ["caseNo"])).toEqual(["caseNo", "extra.内部标识"]);
  });

  it.each(FILE_KINDS)("offers exactly the fields the importer knows for %s, each with a word", (kind) => {
    expect(knownFields(kind).sort()).toEqual(FIELDS[kind].map((f) => f.field).sort());
    for (const field of knownFields(kind)) expect(fieldName(field).form).not.toBe("extra");
  });
});

describe("a field in English", () => {
  const t = ((key: string, figures: Record<string, unknown> = {}) => {
    const found = key.replace("administrator:", "").split(".").reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], en);
    return String(found).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(figures[name]));
  }) as unknown as Translate;

  it.each(FILE_KINDS)("is named with the heading of the file, for every column a %s file may lack", (kind) => {
    const missing = missingRequired(kind, {});
    expect(missing.length).toBeGreaterThan(0);
    for (const anyOf of missing) {
      const said = missingWords([anyOf], kind, t, "en");
      for (const heading of anyOf.split("/")) expect(said).toContain(` · ${heading}`);
      expect(said).toMatch(/^[A-Z]/);
    }
  });

  it("says the heading once where both are the same, and alone in Chinese", () => {
    expect(fieldAndHeading("qq", "cases", t, "en")).toBe("QQ");
    expect(fieldAndHeading("extra.内部标识", "cases", t, "en")).toBe("other: 内部标识");
    expect(fieldAndHeading("contact2.mobile", "cases", t, "en")).toBe("Contact 2, mobile · 联系人2手机");
  });

  it.each(FILE_KINDS)("has the heading the importer gives each field of %s", (kind) => {
    for (const { field, label } of FIELDS[kind]) expect(fieldHeading(field, kind)).toBe(label);
  });

  it("leaves a heading nobody knows as it is", () => {
    expect(missingWords(["谁也不认识的列"], "cases", t, "en")).toBe("谁也不认识的列");
  });
});

describe("what a check says", () => {
  it("has words for every normalisation and remark of the importer", () => {
    const words = (record: Record<string, unknown>) => countsOf(Object.fromEntries(Object.keys(record).map((code) => [code, 1]))).map((c) => c.key);
    expect(words(NORMALISATIONS).filter((key) => !(key in zh.normalised))).toEqual([]);
    expect(words(WARNINGS).filter((key) => !(key in zh.warning))).toEqual([]);
  });

  it("lists what happened most first and leaves out what did not happen", () => {
    expect(countsOf({ thousands: 3, "date-serial": 9, apostrophe: 0 })).toEqual([{ code: "date-serial", key: "dateSerial", n: 9 }, { code: "thousands", key: "thousands", n: 3 }]);
  });

  it("groups refused rows by reason, most frequent first", () => {
    const groups = refusalsByCode([{ code: "a", row: 1 }, { code: "b", row: 2 }, { code: "b", row: 3 }]);
    expect(groups.map((g) => [g.code, g.rows.length])).toEqual([["b", 2], ["a", 1]]);
  });
});
