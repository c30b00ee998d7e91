import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkIdNo } from "../../../shared/model/identity.ts";
import type { CaseRecord } from "../../../service/import/normalise/schemas.ts";
import { PORTFOLIO, readAll, sharedData, type Read } from "./helpers.ts";

const cases = (read: Read): CaseRecord[] => read.records.map((item) => item.record as CaseRecord);

describe("the three full bank files", () => {
  const { path, absent } = sharedData("bank-files");
  const FILES = [
    ["huabei-bank_2026-11-20.xlsx", 1787, 10_288_823_300],
    ["dongnan-bank_2026-11-20_gb18030.csv", 1073, 6_110_212_700],
    ["xibu-bank_2026-11-20_title-rows.xlsx", 715, 3_795_383_200],
  ] as const;

  it.for(FILES)("%s gives %i cases and the amount the bank placed", { timeout: 30_000 }, async ([file, count, fen], context) => {
    context.skip(absent !== false, absent || "");
    const { summary, refused } = await readAll(join(path, file));
    expect(refused).toEqual([]);
    expect(summary).toMatchObject({ kind: "cases", rows: count, accepted: count, controlRead: { count, fen }, controlAccepted: { count, fen } });
    expect(summary.mapping).toMatchObject({ unmapped: [], missingRequired: [] });
    expect(summary.normalised).toEqual({});
  });

  it("together hold 3,575 cases in the buckets the agency expects", async (context) => {
    context.skip(absent !== false, absent || "");
    const all = (await Promise.all(FILES.map(([file]) => readAll(join(path, file))))).flatMap(cases);
    expect(all).toHaveLength(3575);
    const months = Map.groupBy(all, (record) => Math.min(Number(record.delinquency.bucket?.slice(1)), 7));
    const counts = Object.fromEntries([...months].map(([month, list]) => [month, list.length]));
    expect(counts).toMatchObject({ 1: 1380, 2: 1890, 3: 202, 7: 24 });
    expect((counts[4] ?? 0) + (counts[5] ?? 0) + (counts[6] ?? 0)).toBe(79);
  }, 60_000);
});

describe("the demo portfolio", { timeout: 30_000 }, () => {
  const FILES = [
    ["huabei-bank_2026-11-20.xlsx", 320, ["id-precision-lost", "id-formula"]],
    ["dongnan-bank_2026-11-20_gb18030.csv", 200, ["id-checksum", "date-impossible", "amount-unreadable"]],
    ["xibu-bank_2026-11-20_title-rows.xlsx", 130, []],
  ] as const;

  it.each(FILES)("%s reads %i rows and refuses those spoilt on purpose", async (file, rows, codes) => {
    const { summary, refused } = await readAll(join(PORTFOLIO, file));
    expect(summary.rows).toBe(rows);
    expect(refused.map((item) => item.refusal.code).sort()).toEqual([...codes].sort());
  });

  it("refuses exactly five rows for five reasons, keeps every bucket and persons with two cards", async () => {
    const reads = await Promise.all(FILES.map(([file]) => readAll(join(PORTFOLIO, file))));
    const codes = reads.flatMap((read) => read.refused.map((item) => item.refusal.code));
    expect(new Set(codes).size).toBe(5);
    expect(codes).toHaveLength(5);
    const all = reads.flatMap(cases);
    const buckets = new Set(all.map((record) => record.delinquency.bucket));
    expect([...buckets].sort()).toEqual(["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8"]);
    for (const read of reads) {
      const persons = Map.groupBy(cases(read), (record) => record.debtor.idNo);
      const shared = [...persons.values()].filter((cards) => cards.length > 1);
      expect(shared.length).toBeGreaterThan(0);
      for (const cards of shared) expect(new Set(cards.map((record) => record.debtor.name)).size).toBe(1);
      expect(read.summary.warnings).toEqual({});
    }
  });

  it("holds invented people only: sequence 000, mobile block 0000, example.com", async () => {
    const reads = await Promise.all(FILES.map(([file]) => readAll(join(PORTFOLIO, file))));
    for (const record of reads.flatMap(cases)) {
      const { idNo = "", email } = record.debtor;
      expect(checkIdNo(idNo)).toMatchObject({ ok: true, gender: null });
      expect(email ?? "x@example.com").toMatch(/@example\.com$/);
      const mobiles = [record.phones.mobile, ...record.contacts.map((contact) => contact.mobile)];
      for (const mobile of mobiles) if (mobile) expect(mobile.number).toMatch(/^1\d\d0000\d{4}$/);
    }
  });

  it("comes with payments and recalls that match its cases, and one of each that matches none", async () => {
    const huabei = new Set(cases(await readAll(join(PORTFOLIO, FILES[0][0]))).map((record) => record.caseNo));
    for (const [file, kind] of [["huabei-repayments_2026-11-23.xlsx", "repayments"], ["huabei-recalls_2026-11-23.csv", "recalls"]] as const) {
      const { records, refused, summary } = await readAll(join(PORTFOLIO, file));
      expect([summary.kind, refused.length]).toEqual([kind, 0]);
      expect(records.filter((item) => !huabei.has(item.record.caseNo ?? ""))).toHaveLength(1);
    }
  });

  it("has nothing in its folder that was forgotten here", () => {
    expect(readdirSync(PORTFOLIO).filter((file) => /\.(csv|xlsx)$/.test(file))).toHaveLength(5);
  });
});
