import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { runDailyJobs } from "../../../service/desk/daily-jobs.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { insertPromises } from "../../../service/records/promises.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { atLocal } from "../../../shared/model/time.ts";
import type { CaseDoc, PersonDoc, PromiseDoc } from "../../../shared/model/documents.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { foundAgency, type Agency, type TestService } from "../../support/service.ts";
import { ask, casesCsv, heads, idNo, look, onBothEngines, refusalOf, take } from "../desk/support.ts";

interface Found {
  id: string;
  person: string;
  doc: CaseDoc;
}
const caseOf = async (at: TestService, caseNo: string): Promise<Found> => (await look<Found>(at.service, sql`SELECT id, person_id AS person, doc FROM kase WHERE case_no = ${caseNo}`))[0]!;
const promisesOf = (at: TestService) => look<{ state: string; paid: number }>(at.service, sql`SELECT state, (doc->>'paidFen')::int AS paid FROM promise ORDER BY due_on`);

onBothEngines("repayments and recalls", (open) => {
  let at: TestService;
  let agency: Agency;
  let clerk: Me;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
    const id = randomUUID();
    await at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO app_user (id, no, name, roles) VALUES (${id}, 'Z0501', '冯晓', ARRAY['clerk'])`));
    clerk = (await loadMe(at.service.db, id))!;
    await take(at.service, agency.admin, casesCsv([
      { caseNo: "C-1", amount: "1000.00", cardNo: "6222000000010001", idNo: idNo(1), name: "测试甲" }, { caseNo: "C-2", amount: "500.00", cardNo: "6222000000010002", idNo: idNo(2) },
      { caseNo: "C-3", amount: "800.00", cardNo: "6222000000010003", idNo: idNo(3) },
    ]));
    const ids = await look<{ id: string }>(at.service, sql`SELECT id FROM kase`);
    await at.service.run(SYSTEM, (ctx) => assignCases(ctx, ids.map(({ id: caseId }) => ({ caseId, toUserId: agency.lin.id, asOwner: true })), "test"));
  });
  afterEach(() => at.stop());

  const promised = async (caseNo: string, amountFen: number, dueOn: string, madeOn = "2026-11-16") => {
    const { id, person } = await caseOf(at, caseNo);
    const doc: PromiseDoc = { id: randomUUID(), caseId: id, personId: person, amountFen, dueOn, madeAt: atLocal(madeOn, "10:00"), madeBy: agency.lin.id, state: "pending", paidFen: 0, decidedAt: null };
    await at.service.run(SYSTEM, (ctx) => insertPromises(ctx, [doc]));
  };

  test("a payment is booked once by its serial number, lowers the balance and keeps the promise", async () => {
    await promised("C-1", 30_000, "2026-11-23");
    const file = "案件号,卡号,还款日,还款金额,流水号\nC-1,,2026-11-22,300.00,S1\n,6222000000010002,2026-11-23,50.00,S2";
    expect(await take(at.service, agency.admin, file, { name: "还款.csv" })).toMatchObject({ kind: "repayments", imported: 2, unmatched: 0, controlFen: 35_000 });
    expect((await caseOf(at, "C-1")).doc).toMatchObject({ balances: { currentFen: 70_000 }, paidSincePlacementFen: 30_000, lastPaymentFen: 30_000, lastPaymentOn: "2026-11-22" });
    expect((await caseOf(at, "C-2")).doc.balances.currentFen).toBe(45_000);
    expect(await promisesOf(at)).toEqual([{ state: "kept", paid: 30_000 }]);
    const before = await heads(at.service);
    expect(await take(at.service, agency.admin, file, { name: "还款.csv" })).toMatchObject({ imported: 0, unchanged: 2, unmatched: 0 });
    expect(await heads(at.service)).toEqual(before);
    expect((await caseOf(at, "C-1")).doc.balances.currentFen).toBe(70_000);
  });

  test("a payment that the bank's figures already hold lowers no balance", async () => {
    await take(at.service, agency.admin, "案件号,还款日,还款金额,流水号\nC-1,2026-11-19,300.00,S1", { name: "还款.csv" });
    expect((await caseOf(at, "C-1")).doc).toMatchObject({ balances: { currentFen: 100_000 }, paidSincePlacementFen: 0, lastPaymentOn: "2026-11-19" });
  });

  test("a later case file with older figures does not bring paid money back", async () => {
    await take(at.service, agency.admin, "案件号,还款日,还款金额,流水号\nC-1,2026-11-22,300.00,S1", { name: "还款.csv" });
    await take(at.service, agency.admin, casesCsv([{ caseNo: "C-1", amount: "1100.00", cardNo: "6222000000010001", idNo: idNo(1), name: "测试甲" }]));
    expect((await caseOf(at, "C-1")).doc).toMatchObject({ placedFen: 110_000, balances: { currentFen: 80_000 }, lastPaymentOn: "2026-11-22" });
  });

  test("promises are broken or partly kept by the clock, after two working days, and only once", async () => {
    await promised("C-1", 30_000, "2026-11-18");
    await promised("C-2", 20_000, "2026-11-19");
    await promised("C-3", 20_000, "2026-11-20");
    await take(at.service, agency.admin, "案件号,还款日,还款金额,流水号\nC-2,2026-11-19,50.00,S1", { name: "还款.csv" });
    expect((await promisesOf(at)).map((p) => p.state)).toEqual(["pending", "pending", "pending"]);
    expect(await runDailyJobs(at.service)).toMatchObject({ broken: 1, partial: 0, kept: 0 });
    // Monday 2026-11-23 is the last day of what fell due on Thursday; Friday's has until Tuesday.
    expect(await promisesOf(at)).toEqual([{ state: "broken", paid: 0 }, { state: "pending", paid: 5_000 }, { state: "pending", paid: 0 }]);
    const before = await heads(at.service);
    expect(await runDailyJobs(at.service)).toMatchObject({ broken: 0, partial: 0, kept: 0 });
    expect(await heads(at.service)).toEqual(before);
  });

  test("what matches no case goes to the clerk once, who names the case or says what became of it", async () => {
    const file = "案件号,姓名,还款日,还款金额,流水号\nX-9,,2026-11-22,300.00,S1\nC-1,别人,2026-11-22,10.00,S2\nC-2,,2026-11-22,20.00,S3";
    expect(await take(at.service, agency.admin, file, { name: "还款.csv" })).toMatchObject({ imported: 1, unmatched: 2 });
    expect(await take(at.service, agency.admin, file, { name: "还款.csv" })).toMatchObject({ imported: 0, unchanged: 3, unmatched: 0 });
    const { rows } = await ask(at.service, clerk, "unmatched.list", {});
    expect(rows.map((r) => [r.caseNo, r.amountFen, r.on, r.resolution])).toEqual(expect.arrayContaining([["X-9", 30_000, "2026-11-22", ""], ["C-1", 1_000, "2026-11-22", ""]]));
    const row = rows.find((r) => r.caseNo === "X-9")!;
    expect((await refusalOf(ask(at.service, clerk, "unmatched.resolve", { rowId: row.id, resolution: "银行核实", caseNo: "X-8" }))).code).toBe("not_found");
    await ask(at.service, clerk, "unmatched.resolve", { rowId: row.id, resolution: "银行核实为 C-3", caseNo: "C-3" });
    expect((await caseOf(at, "C-3")).doc.balances.currentFen).toBe(50_000);
    expect((await refusalOf(ask(at.service, clerk, "unmatched.resolve", { rowId: row.id, resolution: "再次" }))).code).toBe("conflict");
    expect((await refusalOf(ask(at.service, agency.lin, "unmatched.list", {}))).code).toBe("forbidden");
  });

  test("recalled and settled cases leave every workstation; 停催 stops the person", async () => {
    await promised("C-1", 30_000, "2026-11-25");
    const before = new Map((await heads(at.service)).map((h) => [h.name, h.head]));
    const ids = { c1: (await caseOf(at, "C-1")).id, c2: (await caseOf(at, "C-2")).id };
    const report = await take(at.service, agency.admin, "案件号,类型,日期\nC-1,撤案,2026-11-23\nC-2,结清,2026-11-23\nC-3,停催,2026-11-23\nX-1,撤案,2026-11-23", { name: "名单.csv" });
    expect(report).toMatchObject({ kind: "recalls", updated: 3, unmatched: 1 });
    expect([(await caseOf(at, "C-1")).doc.status, (await caseOf(at, "C-2")).doc.status, (await caseOf(at, "C-3")).doc.status]).toEqual(["recalled", "settled", "open"]);
    for (const stream of [`collector:${agency.lin.id}`, `team:${agency.teamA}`]) {
      const told = await look<{ op: string; kind: string; ref: string }>(at.service, sql`SELECT op, kind, ref FROM change WHERE stream = ${stream} AND pos > ${before.get(stream) ?? 0}`);
      expect(told.filter((t) => t.op === "revoke").map((t) => t.ref).toSorted()).toEqual([ids.c1, ids.c2].toSorted());
      expect(told.filter((t) => t.op === "del" && t.kind === "person")).toHaveLength(2);
    }
    const [held] = await look<{ doc: PersonDoc }>(at.service, sql`SELECT p.doc FROM person p JOIN kase k ON k.person_id = p.id WHERE k.case_no = 'C-3'`);
    expect(held!.doc.holds.map((h) => h.reason)).toEqual(["bankOrder"]);
    expect((await promisesOf(at)).map((p) => p.state)).toEqual(["cancelled"]);
    const after = await heads(at.service);
    expect(await take(at.service, agency.admin, "案件号,类型,日期\nC-1,撤案,2026-11-23\nC-2,结清,2026-11-23\nC-3,停催,2026-11-23\nX-1,撤案,2026-11-23", { name: "名单.csv" })).toMatchObject({ updated: 0, unchanged: 4, unmatched: 0 });
    expect(await heads(at.service)).toEqual(after);
  });
});
