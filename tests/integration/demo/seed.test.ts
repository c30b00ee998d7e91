import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordFits } from "../../../service/auth/password.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { systemClock } from "../../../service/clock.ts";
import { demoUsers, LEAVE, USERS } from "../../../service/demo/agency.ts";
import { seedDemo, type SeedResult } from "../../../service/demo/seed.ts";
import { CaseDocSchema, PersonDocSchema, PromiseDocSchema, WarningDocSchema, type PersonDoc } from "../../../shared/model/documents.ts";
import { dueAt } from "../../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { warningStanding } from "../../../shared/workflow/warning.ts";
import { dayOf, MINUTE } from "../../../shared/model/time.ts";
import { startService, type TestService } from "../../support/service.ts";
import { look } from "../desk/support.ts";

describe("the demo agency", () => {
  let at: TestService;
  let result: SeedResult;
  let today: string;
  beforeAll(async () => {
    at = await startService();
    result = await seedDemo(at.service, {});
    today = dayOf(at.service.clock.now());
  }, 300_000);
  afterAll(() => at.stop());

  test("imports three files and two lists, refusing five rows and leaving two to the clerk", async () => {
    expect(result).toMatchObject({ users: USERS.length, cases: 645, refused: 5, unmatched: 2 });
    expect(await look(at.service, sql`SELECT 1 FROM refused_row WHERE owner_id IS NOT NULL`)).toHaveLength(5);
  });

  test("lets everybody in with the printed password, no change demanded; two 王敏 sit in different teams", async () => {
    const users = await look<{ no: string; name: string; password_hash: string; must_change: boolean; team_id: string | null; pledged_on: string }>(at.service, sql`SELECT * FROM app_user`);
    expect(users).toHaveLength(USERS.length);
    expect(users.every((u) => !u.must_change && u.pledged_on !== "")).toBe(true);
    const lin = demoUsers().find((u) => u.no === "A0101")!;
    expect(await passwordFits(users.find((u) => u.no === lin.no)!.password_hash, lin.password)).toBe(true);
    const same = users.filter((u) => u.name === "王敏");
    expect(new Set(same.map((u) => u.team_id)).size).toBe(2);
  });

  test("keeps every person with one collector, D the old cases, and loads by share", async () => {
    const split = await look(at.service, sql`SELECT person_id FROM kase WHERE status = 'open' GROUP BY person_id HAVING count(DISTINCT owner_id) > 1 OR count(owner_id) <> count(*)`);
    expect(split).toEqual([]);
    const wrong = await look(at.service, sql`SELECT k.person_id FROM kase k JOIN team t ON t.id = k.team_id WHERE k.status = 'open' GROUP BY k.person_id, t.name HAVING (t.name = 'D 组') <> bool_or(k.bucket NOT IN ('M1', 'M2', 'M3'))`);
    expect(wrong).toEqual([]);
    const loads = new Map((await look<{ no: string; n: number }>(at.service, sql`SELECT u.no, count(*)::int AS n FROM kase k JOIN app_user u ON u.id = k.owner_id WHERE k.status = 'open' GROUP BY 1`)).map((r) => [r.no, r.n]));
    expect(loads.get("B0105")!).toBeLessThan(loads.get("B0101")! * 0.7);
    for (const u of USERS.filter((x) => x.share > 0)) expect(loads.get(u.no) ?? 0).toBeGreaterThan(0);
  });

  test("has a month behind it: half the promises kept, few refusals, nobody called at night or above the caps", async () => {
    const [p] = await look<{ kept: number; decided: number }>(at.service, sql`SELECT count(*) FILTER (WHERE state = 'kept')::int AS kept, count(*) FILTER (WHERE state IN ('kept', 'partial', 'broken'))::int AS decided FROM promise`);
    expect(p!.kept / p!.decided).toBeGreaterThan(0.45);
    expect(p!.kept / p!.decided).toBeLessThan(0.6);
    const [c] = await look<{ calls: number; refused: number; night: number; days: number }>(at.service, sql`SELECT count(*) FILTER (WHERE type = 'call.logged')::int AS calls, count(*) FILTER (WHERE type = 'call.refused')::int AS refused,
      count(*) FILTER (WHERE type = 'call.started' AND extract(hour FROM to_timestamp(at_server / 1000) AT TIME ZONE 'Asia/Shanghai') NOT BETWEEN 8 AND 19)::int AS night,
      count(DISTINCT (to_timestamp(at_server / 1000) AT TIME ZONE 'Asia/Shanghai')::date)::int AS days FROM event`);
    expect(c!.calls).toBeGreaterThan(3000);
    expect(c!.refused / c!.calls).toBeGreaterThan(0.002);
    expect(c!.refused / c!.calls).toBeLessThan(0.03);
    expect(c!.night).toBe(0);
    expect(c!.days).toBeGreaterThanOrEqual(20);
    const over = await look(at.service, sql`SELECT person_id, (to_timestamp(at_server / 1000) AT TIME ZONE 'Asia/Shanghai')::date AS d FROM event WHERE type = 'call.logged' AND body->>'person' IN ('B1', 'B2', 'B3', 'B7') GROUP BY 1, 2 HAVING count(*) > 3`);
    expect(over).toEqual([]);
  });

  test("opens with the warnings' clocks running, promises due, a call-back in minutes, cases going back, one on leave", async () => {
    const now = at.service.clock.now();
    const warnings = (await look<{ doc: unknown }>(at.service, sql`SELECT doc FROM warning`)).map((w) => WarningDocSchema.parse(w.doc));
    expect(warnings.map((w) => w.state).toSorted()).toEqual(["filed", "filed", "found", "planned"]);
    // The legal desks have something to do, and see what is missing of the evidence.
    const referrals = await look<{ state: string; gaps: string }>(at.service, sql`SELECT state, (SELECT string_agg(m->>'gap', ' ') FROM jsonb_array_elements(doc#>'{proof,missing}') m) AS gaps FROM workflow_form WHERE workflow = 'legalReferral' ORDER BY state`);
    expect(referrals.map((r) => r.state)).toEqual(["filed", "signed"]);
    expect(referrals[0]!.gaps).toContain("noProof");
    expect(referrals[1]!.gaps ?? "").not.toMatch(/noContact|noProof|onlyOne/);
    const find = EARLY_WARNING.steps.find((s) => s.step === "find")!;
    const left = warnings.filter((w) => w.state === "filed").map((w) => (dueAt(EARLY_WARNING, find, warningStanding(w).moments)! - now) / MINUTE).toSorted((a, b) => a - b);
    expect(left[0]).toBeGreaterThan(0);
    expect(left[0]).toBeLessThanOrEqual(3);
    expect(left[1]).toBeGreaterThan(20);
    const due = await look<{ n: number }>(at.service, sql`SELECT count(*)::int AS n FROM promise WHERE state = 'pending' AND due_on = ${today} GROUP BY doc->>'madeBy'`);
    expect(due.length).toBeGreaterThanOrEqual(14);
    expect(due.every((d) => d.n === 3)).toBe(true);
    const [callback] = await look<{ at: number }>(at.service, sql`SELECT (doc->'work'->>'callbackAt')::float8 AS at FROM kase WHERE status = 'open' AND doc->'work'->>'callbackAt' IS NOT NULL`);
    expect((callback!.at - now) / MINUTE).toBeLessThanOrEqual(6);
    expect((await look<{ n: number }>(at.service, sql`SELECT count(*)::int AS n FROM kase WHERE status = 'open' AND doc->>'dueBackOn' <= to_char(${today}::date + 5, 'YYYY-MM-DD')`))[0]!.n).toBeGreaterThanOrEqual(10);
    expect((await look<{ n: number }>(at.service, sql`SELECT count(*)::int AS n FROM kase WHERE status = 'recalled'`))[0]!.n).toBeGreaterThanOrEqual(1);
    const held = (await look<{ doc: PersonDoc }>(at.service, sql`SELECT doc FROM person WHERE jsonb_array_length(doc->'holds') > 0`)).flatMap((p) => p.doc.holds.map((h) => h.reason));
    expect(held.filter((r) => r === "bankOrder")).toHaveLength(1);
    const [covered] = await look<{ n: number }>(at.service, sql`SELECT count(*)::int AS n FROM kase k JOIN app_user o ON o.id = k.owner_id JOIN app_user a ON a.id = k.assignee_id WHERE o.no = ${LEAVE.absent} AND a.no = ${LEAVE.standIn}`);
    expect(covered!.n).toBeGreaterThan(0);
  });

  test("leaves only documents that workstations can read, and an intact audit trail", async () => {
    for (const { doc } of await look<{ doc: unknown }>(at.service, sql`SELECT doc FROM kase`)) CaseDocSchema.parse(doc);
    for (const { doc } of await look<{ doc: unknown }>(at.service, sql`SELECT doc FROM person`)) PersonDocSchema.parse(doc);
    for (const { doc } of await look<{ doc: unknown }>(at.service, sql`SELECT doc FROM promise`)) PromiseDocSchema.parse(doc);
    expect((await verifyAudit(at.service)).ok).toBe(true);
  });

  test("is refused a second time, and off the training clock", async () => {
    await expect(seedDemo(at.service, {})).rejects.toThrow(/users or cases already/);
    await expect(seedDemo({ ...at.service, clock: systemClock }, {})).rejects.toThrow(/training clock/);
  });
});
