import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { runDailyJobs } from "../../../service/desk/daily-jobs.ts";
import { insertPromises } from "../../../service/records/promises.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { actor, addCases, foundAgency, noAnswer, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { ask, casesCsv, idNo, look, onBothEngines, refusalOf, take } from "../desk/support.ts";

onBothEngines("allocation", (open) => {
  let at: TestService;
  let agency: Agency;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
  });
  afterEach(() => at.stop());

  const owners = async () => new Map((await look<{ no: string; owner: string | null; assignee: string | null; team: string | null; person: string }>(at.service, sql`SELECT case_no AS no, owner_id AS owner, assignee_id AS assignee, team_id AS team, person_id AS person FROM kase`)).map((k) => [k.no, k]));
  const preview = (me: Me, collectors: Me[], more: object = {}) => ask(at.service, me, "allocation.preview", { filter: {}, collectorIds: collectors.map((c) => c.id), ...more });
  const note = async (me: Me, c: TestCase) => {
    const device = randomUUID();
    const now = at.service.clock.now();
    const event = { id: randomUUID(), seq: 1, deviceId: device, userId: me.id, caseId: c.caseId, personId: c.personId, at: now, atServer: now, v: 1, type: "call.logged", body: noAnswer(c, now) };
    return (await takeEvents(at.service, actor(me, device), [event])).results[0]!.result;
  };

  test("shows what each head would carry, keeps persons whole and moves nothing before it is applied", async () => {
    await take(at.service, agency.admin, casesCsv([
      ...Array.from({ length: 9 }, (_, i) => ({ caseNo: `C-${i}`, idNo: idNo(i), bucket: i < 5 ? "M1" : "M2" })),
      { caseNo: "C-9", idNo: idNo(0), cardNo: "6222000099990001" }, { caseNo: "C-10", idNo: idNo(0), cardNo: "6222000099990002" },
    ]));
    const p = await preview(agency.admin, [agency.lin, agency.zhou]);
    expect(p).toMatchObject({ cases: 11, persons: 9, unplaced: 0, fen: 1_100_000 });
    expect(p.loads.map((l) => l.before.cases)).toEqual([0, 0]);
    expect(p.loads.map((l) => l.after.cases).toSorted()).toEqual([5, 6]);
    expect(p.loads.reduce((n, l) => n + (l.byBucket.M1 ?? 0) + (l.byBucket.M2 ?? 0), 0)).toBe(11);
    expect(p.loads.reduce((n, l) => n + (l.byBank.DEMO ?? 0), 0)).toBe(11);
    expect([...(await owners()).values()].every((k) => k.owner === null)).toBe(true);
    expect(await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId })).toMatchObject({ cases: 11 });
    const after = [...(await owners()).values()];
    expect(after.every((k) => k.owner === k.assignee && k.team === agency.teamA)).toBe(true);
    for (const own of Map.groupBy(after, (k) => k.person).values()) expect(new Set(own.map((k) => k.owner)).size).toBe(1);
    expect((await refusalOf(ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId }))).code).toBe("conflict");
  });

  test("filters by bank, bucket and batch, and leaves over what exceeds the limit per head", async () => {
    const report = await take(at.service, agency.admin, casesCsv([{ caseNo: "A", bucket: "M1" }, { caseNo: "B", bucket: "M3" }, { caseNo: "C", bucket: "M3" }]));
    await take(at.service, agency.admin, casesCsv([{ caseNo: "D", bucket: "M3" }]), { bank: "OTHER" });
    expect(await preview(agency.admin, [agency.lin], { filter: { buckets: ["M3"] } })).toMatchObject({ cases: 3 });
    expect(await preview(agency.admin, [agency.lin], { filter: { buckets: ["M3"], bankCode: "OTHER" } })).toMatchObject({ cases: 1 });
    expect(await preview(agency.admin, [agency.lin], { filter: { batchId: report.batchId } })).toMatchObject({ cases: 3 });
    expect(await preview(agency.admin, [agency.lin], { maxPerHead: 2 })).toMatchObject({ cases: 2, unplaced: 2 });
  });

  test("a new card follows the collector who knows the person", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "OLD", idNo: idNo(4) }]));
    const first = await preview(agency.admin, [agency.zhou]);
    await ask(at.service, agency.admin, "allocation.apply", { previewId: first.previewId });
    await take(at.service, agency.admin, casesCsv([{ caseNo: "NEW", idNo: idNo(4), cardNo: "6222000088880001" }]));
    expect(await preview(agency.admin, [agency.lin])).toMatchObject({ cases: 0, unplaced: 1 });
    const p = await preview(agency.admin, [agency.lin, agency.zhou]);
    await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
    expect((await owners()).get("NEW")?.owner).toBe(agency.zhou.id);
  });

  test("is undone within the hour, except for cases somebody has worked on since", async () => {
    const [one, two] = (await addCases(at.service, 2, null)) as [TestCase, TestCase];
    const p = await preview(agency.admin, [agency.lin]);
    const done = await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
    expect(done.undoUntil).toBeGreaterThan(at.service.clock.now());
    expect(await note(agency.lin, one)).toBe("ok");
    expect(await ask(at.service, agency.admin, "allocation.undo", { allocationId: done.allocationId })).toEqual({ cases: 1 });
    const after = await look<{ id: string; owner: string | null; team: string | null }>(at.service, sql`SELECT id, owner_id AS owner, team_id AS team FROM kase`);
    expect(after.find((k) => k.id === one.caseId)).toMatchObject({ owner: agency.lin.id });
    expect(after.find((k) => k.id === two.caseId)).toMatchObject({ owner: null, team: null });
    expect((await refusalOf(ask(at.service, agency.admin, "allocation.undo", { allocationId: done.allocationId }))).code).toBe("conflict");
  });

  test("cannot be undone after the hour", async () => {
    await addCases(at.service, 1, null);
    const p = await preview(agency.admin, [agency.lin]);
    const done = await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
    await at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE allocation SET applied_at = applied_at - 3600001`));
    expect((await refusalOf(ask(at.service, agency.admin, "allocation.undo", { allocationId: done.allocationId }))).code).toBe("cannot_undo");
  });

  test("refuses a preview that no longer fits", async () => {
    const [one] = (await addCases(at.service, 1, null)) as [TestCase];
    const p = await preview(agency.admin, [agency.lin]);
    const other = await preview(agency.admin, [agency.he]);
    await ask(at.service, agency.admin, "allocation.apply", { previewId: other.previewId });
    expect((await refusalOf(ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId }))).code).toBe("conflict");
    expect((await look<{ owner: string }>(at.service, sql`SELECT owner_id AS owner FROM kase WHERE id = ${one.caseId}`))[0]!.owner).toBe(agency.he.id);
  });

  test("a supervisor sees and moves only own team's cases, among own team's collectors", async () => {
    const own = await addCases(at.service, 3, agency.lin);
    const foreign = await addCases(at.service, 2, agency.he);
    await addCases(at.service, 1, null);
    const { collectors } = await ask(at.service, agency.supervisorA, "team.collectors", {});
    expect(collectors.map((c) => [c.no, c.cases])).toEqual([[agency.lin.no, 3], [agency.zhou.no, 0]]);
    expect((await refusalOf(preview(agency.supervisorA, [agency.lin, agency.he]))).code).toBe("not_found");
    expect(await preview(agency.supervisorA, [agency.lin, agency.zhou], { filter: { onlyUnassigned: false } })).toMatchObject({ cases: 1, loads: [{ after: { cases: 2 } }, { after: { cases: 1 } }] });
    expect((await refusalOf(ask(at.service, agency.supervisorA, "case.reassign", { caseIds: [foreign[0]!.caseId], toUserId: agency.zhou.id, reason: "x" }))).code).toBe("not_found");
    expect((await refusalOf(ask(at.service, agency.supervisorA, "case.reassign", { caseIds: [own[0]!.caseId], toUserId: agency.he.id, reason: "x" }))).code).toBe("not_found");
    expect((await refusalOf(ask(at.service, agency.supervisorA, "case.reassign", { caseIds: [own[0]!.caseId], toUserId: agency.supervisorA.id, reason: "x" }))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.lin, "case.reassign", { caseIds: [own[0]!.caseId], toUserId: agency.zhou.id, reason: "x" }))).code).toBe("forbidden");
    const { hits } = await ask(at.service, agency.supervisorA, "case.search", {});
    expect(hits.map((h) => h.caseId).toSorted()).toEqual(own.map((c) => c.caseId).toSorted());
    expect(hits.every((h) => h.name === "欧***" || h.name.includes("*"))).toBe(true);
    expect((await ask(at.service, agency.supervisorA, "team.today", {})).members.map((m) => [m.no, m.cases])).toEqual([[agency.lin.no, 3], [agency.zhou.no, 0]]);
    const b = await preview(agency.supervisorB, [agency.he], { filter: { onlyUnassigned: false } });
    expect((await refusalOf(ask(at.service, agency.supervisorA, "allocation.apply", { previewId: b.previewId }))).code).toBe("not_found");
  });

  test("reassignment takes the whole person along, tells both workstations, and is undone", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "P-1", idNo: idNo(4), cardNo: "6222000088880001" }, { caseNo: "P-2", idNo: idNo(4), cardNo: "6222000088880002" }, { caseNo: "Q" }]));
    const p = await preview(agency.admin, [agency.lin]);
    await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
    const [row] = await look<{ id: string }>(at.service, sql`SELECT id FROM kase WHERE case_no = 'P-1'`);
    const moved = await ask(at.service, agency.supervisorA, "case.reassign", { caseIds: [row!.id], toUserId: agency.zhou.id, reason: "沟通不畅" });
    expect(moved.cases).toBe(2);
    const after = await owners();
    expect([after.get("P-1")?.owner, after.get("P-2")?.owner, after.get("Q")?.owner]).toEqual([agency.zhou.id, agency.zhou.id, agency.lin.id]);
    const ops = (stream: string, op: string) => look(at.service, sql`SELECT 1 FROM change WHERE stream = ${stream} AND op = ${op} AND kind = 'case'`);
    expect(await ops(`collector:${agency.lin.id}`, "revoke")).toHaveLength(2);
    expect(await ops(`collector:${agency.zhou.id}`, "grant")).toHaveLength(2);
    expect((await look<{ reason: string }>(at.service, sql`SELECT reason FROM assignment WHERE case_id = ${row!.id} AND until_at IS NULL`))[0]!.reason).toBe("沟通不畅");
    expect(await ask(at.service, agency.supervisorA, "allocation.undo", { allocationId: moved.allocationId })).toEqual({ cases: 2 });
    expect((await owners()).get("P-1")?.owner).toBe(agency.lin.id);
  });
});

onBothEngines("cover", (open) => {
  let at: TestService;
  let agency: Agency;
  let cases: TestCase[];
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
    cases = await addCases(at.service, 3, agency.lin);
  });
  afterEach(() => at.stop());

  const held = async () => (await look<{ owner: string; assignee: string }>(at.service, sql`SELECT owner_id AS owner, assignee_id AS assignee FROM kase ORDER BY id`)).map((k) => [k.owner, k.assignee]);

  test("hands everything to the stand-in at once, promises along, keeps the owner, and gives it back", async () => {
    const promise = { id: randomUUID(), caseId: cases[0]!.caseId, personId: cases[0]!.personId, amountFen: 100, dueOn: "2026-11-25", madeAt: at.service.clock.now(), madeBy: agency.lin.id, state: "pending" as const, paidFen: 0, decidedAt: null };
    await at.service.run(SYSTEM, (ctx) => insertPromises(ctx, [promise]));
    const row = await ask(at.service, agency.supervisorA, "cover.set", { absentId: agency.lin.id, standInId: agency.zhou.id, from: "2026-11-23", until: "2026-11-25" });
    expect(row).toMatchObject({ absentName: "林知夏", standInName: "周砚", cases: 3, endedAt: null });
    expect(await held()).toEqual(Array(3).fill([agency.lin.id, agency.zhou.id]));
    const told = await look<{ ref: string }>(at.service, sql`SELECT ref FROM change WHERE stream = ${`collector:${agency.zhou.id}`} AND kind = 'promise'`);
    expect(told.map((t) => t.ref)).toEqual([promise.id]);
    expect((await ask(at.service, agency.supervisorA, "team.today", {})).members.find((m) => m.no === agency.lin.no)?.cover).toBe("周砚");
    expect((await ask(at.service, agency.lin, "cover.list", {})).covers).toHaveLength(1);
    await ask(at.service, agency.supervisorA, "cover.end", { coverId: row.id });
    expect(await held()).toEqual(Array(3).fill([agency.lin.id, agency.lin.id]));
    expect((await refusalOf(ask(at.service, agency.supervisorA, "cover.end", { coverId: row.id }))).code).toBe("not_found");
  });

  test("begins and ends by the day, and takes along what is allocated to the absent one meanwhile", async () => {
    const row = await ask(at.service, agency.supervisorA, "cover.set", { absentId: agency.lin.id, standInId: agency.zhou.id, from: "2026-11-24", until: "2026-11-25" });
    expect((await held()).every(([, assignee]) => assignee === agency.lin.id)).toBe(true);
    const shift = (days: number) => at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE cover SET from_day = to_char(from_day::date - ${days}::int, 'YYYY-MM-DD'), until_day = to_char(until_day::date - ${days}::int, 'YYYY-MM-DD') WHERE id = ${row.id}`));
    await shift(1);
    expect(await runDailyJobs(at.service)).toMatchObject({ coversStarted: 1, coversEnded: 0 });
    expect((await held()).every(([, assignee]) => assignee === agency.zhou.id)).toBe(true);
    await addCases(at.service, 1, null);
    const p = await ask(at.service, agency.admin, "allocation.preview", { filter: {}, collectorIds: [agency.lin.id] });
    await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
    expect((await held()).every(([owner, assignee]) => owner === agency.lin.id && assignee === agency.zhou.id)).toBe(true);
    await shift(2);
    expect(await runDailyJobs(at.service)).toMatchObject({ coversStarted: 0, coversEnded: 1 });
    expect((await held()).every(([, assignee]) => assignee === agency.lin.id)).toBe(true);
    expect(await runDailyJobs(at.service)).toMatchObject({ coversStarted: 0, coversEnded: 0 });
  });

  test("is arranged once for the same days, within the team, for a day that is not over", async () => {
    const set = (absent: Me, standIn: Me, from = "2026-11-23", until = "2026-11-24") => ask(at.service, agency.supervisorA, "cover.set", { absentId: absent.id, standInId: standIn.id, from, until });
    await set(agency.lin, agency.zhou);
    expect((await refusalOf(set(agency.lin, agency.zhou))).code).toBe("conflict");
    expect((await refusalOf(set(agency.zhou, agency.lin))).code).toBe("conflict");
    expect((await refusalOf(set(agency.zhou, agency.he))).code).toBe("not_found");
    expect((await refusalOf(set(agency.zhou, agency.zhou))).code).toBe("bad_input");
    expect((await refusalOf(set(agency.zhou, agency.lin, "2026-11-20", "2026-11-21"))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.lin, "cover.set", { absentId: agency.lin.id, standInId: agency.zhou.id, from: "2026-11-23", until: "2026-11-23" }))).code).toBe("forbidden");
  });
});
