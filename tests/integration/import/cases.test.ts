import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeEvents } from "../../../service/events/take.ts";
import { SYSTEM } from "../../../service/app.ts";
import { assignCases } from "../../../service/records/assign.ts";
import type { CaseDoc, PersonDoc } from "../../../shared/model/documents.ts";
import { actor, foundAgency, noAnswer, type Agency, type TestService } from "../../support/service.ts";
import { ask, casesCsv, heads, idNo, look, onBothEngines, refusalOf, take, upload } from "../desk/support.ts";

const PORTFOLIO = new URL("../../../service/demo/portfolio/", import.meta.url);
const HUABEI = readFileSync(new URL("huabei-bank_2026-11-20.xlsx", PORTFOLIO));

const caseOf = async (at: TestService, caseNo: string) => (await look<{ id: string; rev: number; doc: CaseDoc; person: PersonDoc; human: string }>(at.service, sql`SELECT k.id, k.rev::int AS rev, k.doc, p.doc AS person, p.human_key AS human FROM kase k JOIN person p ON p.id = k.person_id WHERE case_no = ${caseNo}`))[0]!;

/** A call that nobody answered, logged by the collector on a case assigned to him. */
async function logCall(at: TestService, agency: Agency, caseNo: string): Promise<void> {
  const { id, doc, person } = await caseOf(at, caseNo);
  const device = randomUUID();
  const now = at.service.clock.now();
  const body = noAnswer({ caseId: id, personId: doc.personId, contactId: person.contacts[0]!.id }, now, "催记一条");
  const event = { id: randomUUID(), seq: 1, deviceId: device, userId: agency.lin.id, caseId: id, personId: doc.personId, at: now, atServer: now, v: 1, type: "call.logged", body };
  const { results } = await takeEvents(at.service, actor(agency.lin, device), [event]);
  expect(results[0]?.result).toBe("ok");
}

const give = (at: TestService, agency: Agency, id: string) => at.service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId: id, toUserId: agency.lin.id, asOwner: true }], "test"));

onBothEngines("a case file", (open) => {
  let at: TestService;
  let agency: Agency;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
  });
  afterEach(() => at.stop());

  test("imported again changes nothing: no row, no revision, no change for any workstation", async () => {
    const first = await take(at.service, agency.admin, HUABEI, { name: "huabei.xlsx" });
    expect(first).toMatchObject({ state: "confirmed", rows: 320, imported: 318, updated: 0, unchanged: 0, refused: 2, format: "xlsx", importedBy: agency.admin.name });
    const [one] = await look<{ id: string }>(at.service, sql`SELECT id FROM kase ORDER BY case_no LIMIT 1`);
    await give(at, agency, one!.id);
    const before = await heads(at.service);
    const revs = await look(at.service, sql`SELECT id, rev::int AS rev FROM kase UNION ALL SELECT id, rev::int FROM person ORDER BY id`);
    const again = await take(at.service, agency.admin, HUABEI, { name: "huabei.xlsx" });
    expect(again).toMatchObject({ imported: 0, updated: 0, unchanged: 318, refused: 2, warnings: {} });
    expect(await heads(at.service)).toEqual(before);
    expect(await look(at.service, sql`SELECT id, rev::int AS rev FROM kase UNION ALL SELECT id, rev::int FROM person ORDER BY id`)).toEqual(revs);
  });

  test("that changed updates what the bank says, says so, and keeps what the agency did", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", amount: "1000.00", idNo: idNo(1) }, { caseNo: "C-2", idNo: idNo(2) }]));
    await give(at, agency, (await caseOf(at, "C-1")).id);
    await logCall(at, agency, "C-1");
    const before = await caseOf(at, "C-1");
    const report = await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", amount: "2500.50", idNo: idNo(1), mobile: "13700009999" }, { caseNo: "C-2", idNo: idNo(2), mobile: "13800001001" }]));
    expect(report).toMatchObject({ imported: 0, updated: 1, unchanged: 1 });
    const after = await caseOf(at, "C-1");
    expect(after.doc).toMatchObject({ placedFen: 250_050, placements: 1, assigneeId: agency.lin.id });
    expect(after.doc.work).toEqual(before.doc.work);
    expect(after.doc.work.lastNote).toBe("催记一条");
    expect(after.person.contacts.map((c) => c.value)).toEqual(expect.arrayContaining([before.person.contacts[0]!.value, "13700009999"]));
    expect(after.person.contacts.filter((c) => c.current)).toHaveLength(1);
    const [stored] = await look<{ changed: Record<string, number> }>(at.service, sql`SELECT report->'changed' AS changed FROM batch ORDER BY no DESC LIMIT 1`);
    expect(stored!.changed).toMatchObject({ placedFen: 1, "person.contacts": 1 });
    const told = await look<{ op: string }>(at.service, sql`SELECT op FROM change WHERE stream = ${`collector:${agency.lin.id}`} AND ref = ${after.id} ORDER BY pos DESC LIMIT 1`);
    expect(told[0]?.op).toBe("put");
  });

  test("brings the same account back under a new number with its history, counted as placed again", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "OLD-1", cardNo: "6222000000011111", idNo: idNo(3) }]));
    const old = await caseOf(at, "OLD-1");
    await give(at, agency, old.id);
    await logCall(at, agency, "OLD-1");
    await take(at.service, agency.admin, "案件号,类型\nOLD-1,撤案", { name: "撤案.csv" });
    expect((await caseOf(at, "OLD-1")).doc.status).toBe("recalled");
    const report = await take(at.service, agency.admin, casesCsv([{ caseNo: "NEW-1", cardNo: "6222000000011111", idNo: idNo(3), placedOn: "2026-11-22", amount: "3000.00" }]));
    expect(report).toMatchObject({ imported: 0, updated: 1 });
    const back = await caseOf(at, "NEW-1");
    expect(back).toMatchObject({ id: old.id });
    expect(back.doc).toMatchObject({ status: "open", placements: 2, placedFen: 300_000, assigneeId: null });
    expect(back.doc.work.attempts).toBe(1);
  });

  test("is refused with both figures when the letter's totals differ, and nothing is kept", async () => {
    const uploadId = await upload(at.service, agency.admin, "f.csv", casesCsv([{ caseNo: "C-1" }, { caseNo: "C-2", amount: "200.00" }]));
    const { report } = await ask(at.service, agency.admin, "import.preview", { uploadId, bankCode: "DEMO" });
    expect(report).toMatchObject({ state: "checked", imported: 2, controlCount: 2, controlFen: 120_000 });
    const refused = await refusalOf(ask(at.service, agency.admin, "import.confirm", { batchId: report.batchId, controlCount: 3, controlFen: 120_000 }));
    expect(refused.code).toBe("control_totals_differ");
    expect(refused.zh).toContain("2 笔 ¥1,200.00");
    expect(refused.zh).toContain("3 笔 ¥1,200.00");
    expect(await look(at.service, sql`SELECT 1 FROM kase`)).toEqual([]);
    const confirmed = await ask(at.service, agency.admin, "import.confirm", { batchId: report.batchId, controlCount: 2, controlFen: 120_000 });
    expect(confirmed).toMatchObject({ state: "confirmed", imported: 2 });
    expect(await look(at.service, sql`SELECT 1 FROM upload_chunk`)).toEqual([]);
    expect(await ask(at.service, agency.admin, "import.confirm", { batchId: report.batchId, controlCount: 2, controlFen: 120_000 })).toEqual(confirmed);
  });

  test("can be undone before anybody was contacted, and not after", async () => {
    const first = await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1" }, { caseNo: "C-2" }]));
    await give(at, agency, (await caseOf(at, "C-1")).id);
    expect(await ask(at.service, agency.admin, "import.undo", { batchId: first.batchId, reason: "发错文件" })).toMatchObject({ state: "undone" });
    expect(await look(at.service, sql`SELECT 1 FROM kase UNION ALL SELECT 1 FROM person`)).toEqual([]);
    const revoked = await look<{ op: string }>(at.service, sql`SELECT op FROM change WHERE stream = ${`collector:${agency.lin.id}`} AND kind = 'case' ORDER BY pos DESC LIMIT 1`);
    expect(revoked[0]?.op).toBe("revoke");

    const second = await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1" }, { caseNo: "C-2" }]));
    expect(second).toMatchObject({ imported: 2 });
    await give(at, agency, (await caseOf(at, "C-1")).id);
    await logCall(at, agency, "C-1");
    expect((await refusalOf(ask(at.service, agency.admin, "import.undo", { batchId: second.batchId, reason: "再撤" }))).code).toBe("cannot_undo");
    expect(await look(at.service, sql`SELECT 1 FROM kase`)).toHaveLength(2);
  });

  test("leaves refused rows to be repaired on screen, into the same batch", async () => {
    const wrong = idNo(9).replace(/.$/, (d) => (d === "1" ? "2" : "1"));
    const report = await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1" }, { caseNo: "C-2", idNo: wrong }, { caseNo: "C-3", amount: "待核" }]));
    expect(report).toMatchObject({ imported: 1, refused: 2 });
    const row = report.refusals.find((r) => r.code === "id-checksum")!;
    expect(row).toMatchObject({ column: "证件号", repaired: false, owner: agency.admin.name });
    expect(row.value).not.toContain(wrong);
    const still = await ask(at.service, agency.admin, "import.repair", { rowId: row.id, values: { 证件号: wrong.slice(0, 10) } });
    expect(still).toMatchObject({ accepted: false, row: { code: "id-length", repaired: false } });
    const done = await ask(at.service, agency.admin, "import.repair", { rowId: row.id, values: { 证件号: idNo(9) } });
    expect(done).toMatchObject({ accepted: true, row: { repaired: true } });
    const after = await ask(at.service, agency.admin, "import.report", { batchId: report.batchId });
    expect(after).toMatchObject({ imported: 2, refused: 1 });
    expect((await caseOf(at, "C-2")).doc.batchNo).toBe(report.batchNo);
    expect((await look<{ raw: object }>(at.service, sql`SELECT raw FROM refused_row WHERE id = ${row.id}`))[0]!.raw).toEqual({});
    expect((await refusalOf(ask(at.service, agency.admin, "import.repair", { rowId: row.id, values: {} }))).code).toBe("conflict");
  });

  test("groups a person's cards inside a bank, and ties the same human across banks without showing it", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", idNo: idNo(5), cardNo: "6222000000055551" }, { caseNo: "C-2", idNo: idNo(5), cardNo: "6222000000055552", mobile: "13800007777" }]));
    await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", idNo: idNo(5) }]), { bank: "OTHER" });
    const found = await look<{ bank: string; person: string; human: string }>(at.service, sql`SELECT k.bank_code AS bank, k.person_id AS person, p.human_key AS human FROM kase k JOIN person p ON p.id = k.person_id ORDER BY k.bank_code, k.case_no`);
    expect(new Set(found.filter((f) => f.bank === "DEMO").map((f) => f.person)).size).toBe(1);
    expect(new Set(found.map((f) => f.person)).size).toBe(2);
    expect(new Set(found.map((f) => f.human)).size).toBe(1);
    expect(found[0]!.human).not.toContain(idNo(5));
  });

  test("makes contact points of all numbers once: own from the contract, contacts reserved, the first mobile current", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", mobile: "13800001234", contactMobile: "13800001234" }, { caseNo: "C-2", mobile: "13800005678", contactMobile: "13900008888" }]));
    expect((await caseOf(at, "C-1")).person.contacts).toHaveLength(1);
    expect((await caseOf(at, "C-2")).person.contacts.map(({ value, source, relation, current, status }) => ({ value, source, relation, current, status }))).toEqual([
      { value: "13800005678", source: "contract", relation: "本人", current: true, status: "unverified" },
      { value: "13900008888", source: "reserved", relation: "配偶", current: false, status: "unverified" },
    ]);
  });

  test("shows its mapping and a masked sample; a corrected mapping is remembered for the bank", async () => {
    const odd = casesCsv([{ caseNo: "C-1", name: "测试某某", idNo: idNo(6) }]).replace("委案金额", "应收总数");
    const uploadId = await upload(at.service, agency.admin, "odd.csv", odd);
    const seen = await ask(at.service, agency.admin, "import.preview", { uploadId, bankCode: "DEMO", kind: "cases" });
    expect(seen.mapping.missing).toEqual(["委案金额"]);
    expect(seen.report.state).toBe("uploaded");
    expect(JSON.stringify(seen.sample)).not.toContain("测试某某");
    expect(JSON.stringify(seen.sample)).not.toContain(idNo(6));
    expect((await refusalOf(ask(at.service, agency.admin, "import.confirm", { batchId: seen.report.batchId, controlCount: 1, controlFen: 100_000 }))).code).toBe("conflict");
    const column = seen.mapping.headers.indexOf("应收总数");
    const fixed = await ask(at.service, agency.admin, "import.preview", { uploadId, bankCode: "DEMO", kind: "cases", mapping: { ...seen.mapping.fields, placedAmount: column } });
    expect(fixed.report).toMatchObject({ batchId: seen.report.batchId, state: "checked", imported: 1, controlFen: 100_000 });
    await ask(at.service, agency.admin, "import.confirm", { batchId: fixed.report.batchId, controlCount: 1, controlFen: 100_000 });
    const next = await ask(at.service, agency.admin, "import.preview", { uploadId: await upload(at.service, agency.admin, "odd2.csv", odd.replace("C-1", "C-9")), bankCode: "DEMO" });
    expect(next.mapping).toMatchObject({ saved: true, missing: [] });
    expect(next.mapping.fields.placedAmount).toBe(column);
  });

  test("is the administrator's alone", async () => {
    const uploadId = await upload(at.service, agency.admin, "f.csv", casesCsv([{ caseNo: "C-1" }]));
    for (const me of [agency.lin, agency.supervisorA, agency.it]) expect((await refusalOf(ask(at.service, me, "import.preview", { uploadId, bankCode: "DEMO" }))).code).toBe("forbidden");
  });

  test("that is no bank's file is refused with what to do", async () => {
    const uploadId = await upload(at.service, agency.admin, "x.csv", "姓名,电话\n甲,1");
    const refused = await refusalOf(ask(at.service, agency.admin, "import.preview", { uploadId, bankCode: "DEMO" }));
    expect(refused.code).toBe("bad_file");
    expect(refused.zh).not.toBe("");
    expect((await refusalOf(ask(at.service, agency.admin, "import.preview", { uploadId, bankCode: "NOBANK" }))).code).toBe("bad_input");
  });
});

describe("the three full bank files", () => {
  const folder = new URL("../../../../shared/data/bank-files/", import.meta.url);
  const files = [["huabei-bank_2026-11-20.xlsx", 1787], ["dongnan-bank_2026-11-20_gb18030.csv", 1073], ["xibu-bank_2026-11-20_title-rows.xlsx", 715]] as const;

  test("bring in 3,575 cases without one refusal", async (ctx) => {
    const contents = files.map(([name]) => {
      try {
        return readFileSync(new URL(name, folder));
      } catch {
        return null;
      }
    });
    if (contents.some((c) => c === null)) ctx.skip("../shared/data/bank-files is not here");
    const { startService } = await import("../../support/service.ts");
    const at = await startService();
    try {
      const agency = await foundAgency(at.service);
      for (const [i, [name, count]] of files.entries()) {
        await at.service.run(SYSTEM, (c) => c.tx.execute(sql`INSERT INTO bank (code, name) VALUES (${`B${i}`}, ${name})`));
        expect(await take(at.service, agency.admin, contents[i]!, { bank: `B${i}`, name })).toMatchObject({ rows: count, imported: count, refused: 0 });
      }
      expect((await look<{ n: number }>(at.service, sql`SELECT count(*)::int AS n FROM kase`))[0]!.n).toBe(3575);
    } finally {
      await at.stop();
    }
  });
});
