import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { passwordFits } from "../../../service/auth/password.ts";
import { openSession } from "../../../service/auth/session.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { DESK_ROUTE_NAMES } from "../../../shared/protocol/desk.ts";
import { actor, addCases, foundAgency, noAnswer, type Agency, type TestService } from "../../support/service.ts";
import { ask, casesCsv, idNo, look, onBothEngines, refusalOf, take } from "./support.ts";

onBothEngines("the desks", (open) => {
  let at: TestService;
  let agency: Agency;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
  });
  afterEach(() => at.stop());

  test("every route of the table has its handler", () => {
    expect(Object.keys(deskHandlers).toSorted()).toEqual([...DESK_ROUTE_NAMES].toSorted());
  });

  test("an inbound caller is found by last four or name; of another's case only team, extension and colleague show", async () => {
    await take(at.service, agency.admin, casesCsv([{ caseNo: "MINE", name: "测试甲", idNo: idNo(1), mobile: "13800001111", contactMobile: "13900002222" }, { caseNo: "THEIRS", name: "测试甲", idNo: idNo(2), cardNo: "6222000099991234", contactMobile: "13900003333" }]));
    const ids = new Map((await look<{ no: string; id: string }>(at.service, sql`SELECT case_no AS no, id FROM kase`)).map((k) => [k.no, k.id]));
    const give = async (no: string, to: string) => {
      const p = await ask(at.service, agency.admin, "allocation.preview", { filter: {}, collectorIds: [to], maxPerHead: 1 });
      await ask(at.service, agency.admin, "allocation.apply", { previewId: p.previewId });
      return no;
    };
    await give("first", agency.lin.id);
    await give("second", agency.he.id);
    const [mineNo, theirsNo] = (await look<{ no: string; owner: string }>(at.service, sql`SELECT case_no AS no, owner_id AS owner FROM kase`)).toSorted((a) => (a.owner === agency.lin.id ? -1 : 1)).map((k) => k.no) as [string, string];
    await at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET extension = '8201' WHERE id = ${agency.he.id}`));
    const found = await ask(at.service, agency.lin, "lookup.find", { query: "测试甲" });
    expect(found.mine.map((h) => h.caseNo)).toEqual([mineNo]);
    expect(found.others).toEqual([{ teamName: agency.he.teamName, extension: "8201", collectorName: "贺明远", ref: ids.get(theirsNo) }]);
    for (const query of ["1234", idNo(2).slice(-4), "3333"]) {
      const hit = await ask(at.service, agency.lin, "lookup.find", { query });
      const all = [...hit.mine.map((h) => h.caseNo), ...hit.others.map((o) => o.ref)];
      expect(all).toContain(theirsNo === "THEIRS" ? ids.get("THEIRS") : "THEIRS");
      expect(JSON.stringify(hit.others)).not.toMatch(/THEIRS|6222|13900|M1/);
    }
    expect(await ask(at.service, agency.lin, "lookup.find", { query: "9999" })).toEqual({ mine: [], others: [] });
    expect((await refusalOf(ask(at.service, agency.lin, "lookup.find", { query: "12" }))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.it, "lookup.find", { query: "1234" }))).code).toBe("forbidden");
  });

  test("a message left for a colleague stands in the owner's timeline, by name, and reaches the workstation", async () => {
    const [theirs] = await addCases(at.service, 1, agency.he);
    await ask(at.service, agency.lin, "lookup.message", { ref: theirs!.caseId, message: "债务人来电,请回电" });
    const [entry] = await look<{ id: string; user_name: string; body: { message: string }; review: boolean; person_id: string }>(at.service, sql`SELECT id, user_name, body, review, person_id FROM event WHERE case_id = ${theirs!.caseId} AND type = 'inbound.found'`);
    expect(entry).toMatchObject({ user_name: "林知夏", body: { message: "债务人来电,请回电" }, review: true, person_id: theirs!.personId });
    const told = await look<{ ref: string }>(at.service, sql`SELECT ref FROM change WHERE stream = ${`collector:${agency.he.id}`} AND kind = 'entry'`);
    expect(told.map((t) => t.ref)).toEqual([entry!.id]);
    expect(await look(at.service, sql`SELECT 1 FROM audit WHERE action = 'lookup.message' AND ref = ${theirs!.caseId} AND user_id = ${agency.lin.id}`)).toHaveLength(1);
    expect((await refusalOf(ask(at.service, agency.lin, "lookup.message", { ref: randomUUID(), message: "x" }))).code).toBe("not_found");
  });

  test("the team's day counts attempts, refusals and untouched cases", async () => {
    const [one] = await addCases(at.service, 2, agency.lin);
    const device = randomUUID();
    const now = at.service.clock.now();
    const envelope = (seq: number) => ({ id: randomUUID(), seq, deviceId: device, userId: agency.lin.id, caseId: one!.caseId, personId: one!.personId, at: now, atServer: now, v: 1 });
    const gate = { pack: "basic-2026.1", at: now, allowed: false, rules: [] };
    await takeEvents(at.service, actor(agency.lin, device), [
      { ...envelope(1), type: "call.logged", body: noAnswer(one!, now) },
      { ...envelope(2), type: "call.logged", body: { ...noAnswer(one!, now), line: "A1", person: "B1", outcome: "C3" } },
      { ...envelope(3), type: "call.logged", body: { ...noAnswer(one!, now), line: "A11" } },
      { ...envelope(4), type: "call.refused", body: { contactPointId: one!.contactId, gate } },
      { ...envelope(5), type: "promise.made", body: { callId: null, items: [{ promiseId: randomUUID(), caseId: one!.caseId, amountFen: 12_300, dueOn: "2026-11-25" }] } },
    ]);
    await at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE kase SET doc = doc || jsonb_build_object('assignedAt', ${now - 10 * 86_400_000}::bigint)`));
    const { members, openWarnings } = await ask(at.service, agency.supervisorA, "team.today", {});
    const lin = members.find((m) => m.no === agency.lin.no)!;
    expect(lin.figures).toEqual({ attempts: 2, connected: 1, debtor: 1, promises: 1, promisedFen: 12_300, kept: 0, refused: 1 });
    expect(lin).toMatchObject({ cases: 2, untouched: 1 });
    expect(lin.lastActAt).toBeGreaterThanOrEqual(now);
    expect(openWarnings).toBe(0);
  });

  test("search pages never overlap or skip", async () => {
    await addCases(at.service, 7, agency.lin);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: { hits: { caseId: string }[]; next: string | null } = await ask(at.service, agency.supervisorA, "case.search", { limit: 3, after });
      seen.push(...page.hits.map((h) => h.caseId));
      after = page.next;
    } while (after !== null);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test("users come in bulk: a dry run changes nothing, faults are named by row, passwords are shown once and work", async () => {
    const team = agency.lin.teamName;
    const text = `工号,姓名,组别,岗位,分机,承诺书日期\nA9103,测试丙,${team},催收员,8103,2026-01-05\nA9104,测试丁,没有的组,催收员,8104,2026-01-05\nA9105,测试戊,${team},催收员,8105,`;
    const dry = await ask(at.service, agency.it, "user.bulk", { text, dryRun: true });
    expect(dry).toMatchObject({ created: 1, updated: 0, passwords: [] });
    expect(dry.refused.map((r) => [r.row, r.column])).toEqual([[3, "组别"], [4, "承诺书日期"]]);
    expect((await ask(at.service, agency.it, "user.list", { text: "A9103" })).users).toEqual([]);
    const done = await ask(at.service, agency.it, "user.bulk", { text, dryRun: false });
    expect(done.passwords.map((p) => p.no)).toEqual(["A9103"]);
    const hash = async () => (await look<{ h: string; must: boolean }>(at.service, sql`SELECT password_hash AS h, must_change AS must FROM app_user WHERE no = 'A9103'`))[0]!;
    const first = await hash();
    expect(first.must).toBe(true);
    expect(await passwordFits(first.h, done.passwords[0]!.password)).toBe(true);
    expect(await ask(at.service, agency.it, "user.bulk", { text, dryRun: false })).toMatchObject({ created: 0, updated: 0, passwords: [] });
    expect(await ask(at.service, agency.it, "user.bulk", { text: text.replace("8103", "8199"), dryRun: false })).toMatchObject({ created: 0, updated: 1, passwords: [] });
    expect((await ask(at.service, agency.it, "user.list", { text: "A9103" })).users[0]).toMatchObject({ name: "测试丙", extension: "8199", pledgedOn: "2026-01-05", teamName: team, active: true });
    expect(await hash()).toEqual(first);
    expect((await refusalOf(ask(at.service, agency.supervisorA, "user.bulk", { text, dryRun: true }))).code).toBe("forbidden");
  });

  test("somebody with cases cannot be moved to another team by a list", async () => {
    const line = (team: string) => `A9103,测试丙,${team},催收员,8103,2026-01-05`;
    await ask(at.service, agency.it, "user.bulk", { text: line(agency.lin.teamName), dryRun: false });
    const [user] = (await ask(at.service, agency.it, "user.list", { text: "A9103" })).users;
    await addCases(at.service, 1, { ...agency.lin, id: user!.id });
    const { refused, updated } = await ask(at.service, agency.it, "user.bulk", { text: line(agency.he.teamName), dryRun: false });
    expect(updated).toBe(0);
    expect(refused.map((r) => r.column)).toEqual(["组别"]);
  });

  test("reset, unlock and disabling end what was open", async () => {
    const device = randomUUID();
    await at.service.run(SYSTEM, async (ctx) => {
      await ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${device}, 'PC', '1', ${device}, 1)`);
      await openSession(ctx, agency.lin.id, device);
      await ctx.tx.execute(sql`UPDATE app_user SET failures = 5, locked_at = 1, pledged_on = '2026-01-05' WHERE id = ${agency.lin.id}`);
    });
    const lin = async () => (await ask(at.service, agency.it, "user.list", { text: "林知夏" })).users[0]!;
    const sessions = () => look(at.service, sql`SELECT 1 FROM session WHERE revoked_at IS NULL`);
    expect((await lin()).locked).toBe(true);
    await ask(at.service, agency.it, "user.unlock", { userId: agency.lin.id });
    expect((await lin()).locked).toBe(false);
    expect(await sessions()).toHaveLength(1);
    const { password } = await ask(at.service, agency.it, "user.reset", { userId: agency.lin.id });
    expect(await sessions()).toHaveLength(0);
    expect(await passwordFits((await look<{ h: string }>(at.service, sql`SELECT password_hash AS h FROM app_user WHERE id = ${agency.lin.id}`))[0]!.h, password)).toBe(true);
    await at.service.run(SYSTEM, (ctx) => openSession(ctx, agency.lin.id, device));
    await ask(at.service, agency.it, "user.setActive", { userId: agency.lin.id, active: false });
    expect(await sessions()).toHaveLength(0);
    expect((await lin()).active).toBe(false);
    await ask(at.service, agency.it, "user.setActive", { userId: agency.lin.id, active: true });
    expect((await refusalOf(ask(at.service, agency.it, "user.setActive", { userId: agency.it.id, active: false }))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.it, "user.setActive", { userId: agency.zhou.id, active: false }).then(() => ask(at.service, agency.it, "user.setActive", { userId: agency.zhou.id, active: true })))).code).toBe("bad_input");
  });

  test("IT sees devices, issues a one-time code and switches a machine off with its sessions", async () => {
    const id = randomUUID();
    await at.service.run(SYSTEM, async (ctx) => {
      await ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at, last_seen_at, version, unsent, last_user_id) VALUES (${id}, 'PC-7', '1', ${id}, 1, 5, '0.1.0', 3, ${agency.lin.id})`);
      await openSession(ctx, agency.lin.id, id);
    });
    expect((await ask(at.service, agency.it, "device.list", {})).devices).toEqual([{ id, name: "PC-7", enrolledAt: 1, lastSeenAt: 5, version: "0.1.0", unsent: 3, lastUser: "林知夏", revoked: false, oldestUnsentAt: null, quarantined: 0, lost: 0, skewMs: null, behind: 0,
      heardAt: null, locked: null, leaseNotAfter: null, diskFreeMb: null, facts: [], warned: [], refused: [], order: null }]);
    const { code, expiresAt } = await ask(at.service, agency.it, "device.enrolCode", { name: "PC-8" });
    expect(code.length).toBeGreaterThanOrEqual(10);
    expect(expiresAt).toBeGreaterThan(at.service.clock.now());
    await ask(at.service, agency.it, "device.revoke", { deviceId: id, reason: "更换" });
    // What is on it goes at its next heartbeat.
    expect((await ask(at.service, agency.it, "device.list", {})).devices[0]).toMatchObject({ revoked: true, order: { mode: "wipe-now", reason: "更换", sentAt: null, doneAt: null } });
    expect(await look(at.service, sql`SELECT 1 FROM session WHERE revoked_at IS NULL`)).toEqual([]);
    expect((await refusalOf(ask(at.service, agency.supervisorA, "device.list", {}))).code).toBe("forbidden");
  });

  test("the roster names who is on duty with a deputy; a supervisor fills only own team's", async () => {
    const duty = { post: "supervisor" as const, teamId: agency.teamA, day: "2026-11-28", from: "09:00", to: "18:00", userId: agency.supervisorA.id, deputyId: agency.supervisorB.id };
    expect(await ask(at.service, agency.supervisorA, "roster.set", duty)).toMatchObject({ userName: "何静仪", deputyName: "宋柏" });
    await ask(at.service, agency.supervisorA, "roster.set", { ...duty, deputyId: null });
    const { rows } = await ask(at.service, agency.lin, "roster.list", { from: "2026-11-23", to: "2026-11-30" });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ day: "2026-11-28", deputyId: null });
    expect((await refusalOf(ask(at.service, agency.supervisorB, "roster.set", duty))).code).toBe("forbidden");
    expect((await refusalOf(ask(at.service, agency.supervisorA, "roster.set", { ...duty, userId: agency.lin.id }))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.supervisorA, "roster.set", { ...duty, to: "08:00" }))).code).toBe("bad_input");
    expect((await refusalOf(ask(at.service, agency.lin, "roster.set", duty))).code).toBe("forbidden");
  });

  test("duty shows to the house", async () => {
    await ask(at.service, agency.lin, "duty.set", { state: "break" });
    expect((await ask(at.service, agency.supervisorA, "team.today", {})).members.find((m) => m.no === agency.lin.no)?.duty).toBe("break");
    expect(await look(at.service, sql`SELECT 1 FROM change WHERE stream = 'all' AND kind = 'colleague' AND ref = ${agency.lin.id}`)).not.toEqual([]);
  });
});
