/** A month of work through the service's own doors, its reports, and the same figures counted again from the raw events. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../../shared/access/roles.ts";
import { atLocal, MINUTE } from "../../../shared/model/time.ts";
import { periodsCut } from "../../../shared/reports/periods.ts";
import { REPORTS, reportDef, type ReportDef, type ReportName } from "../../../shared/reports/table.ts";
import type { DeskInput, DeskOutput, DeskRoute } from "../../../shared/protocol/desk.ts";
import { DESK_ROUTES } from "../../../shared/protocol/desk.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addUser } from "../../../service/desk/users.ts";
import { workCalendar } from "../../../service/import/confirm-workdays.ts";
import { runReports } from "../../../service/reports/jobs.ts";
import { runTimers } from "../../../service/workflow/timers.ts";
import { COMPLAINT_BODIES, complaintForm } from "../../support/complaint.ts";
import { addCases, enrol, foundAgency, noAnswer, PASSWORD, signIn, startService, type Agency, type Desk, type TestCase, type TestService } from "../../support/service.ts";
import { STEP_BODIES } from "../../support/warning.ts";

const POSTS = ["head", "clerk", "assistant", "customerService", "customerServiceManager", "it", "dataPost", "operationsDirector", "marketingDirector", "generalManager", "hr"] as const;
const FORM = { reached: "本人", types: ["conduct" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "停止来电", summary: "扬言投诉", explained: "", urgency: "urgent" as const };
const BEGIN = atLocal("2026-09-25", "09:30");
/** What happens on a day: how far its warnings come, and its complaints; in minutes between steps. */
const DAYS = [
  { day: "2026-09-28", warnings: [13, 1], complaints: [0] },
  { day: "2026-10-12", warnings: [13, 6, 3], complaints: [99] },
  { day: "2026-10-20", warnings: [0, 13], complaints: [14, 4] },
  { day: "2026-10-30", warnings: [5], complaints: [1] },
  { day: "2026-11-03", warnings: [2], complaints: [] },
] as const;
const WARNING_PATH: [Role, keyof typeof STEP_BODIES][] = [["supervisor", "find"], ["supervisor", "plan"], ["supervisor", "soothe"], ["clerk", "forward"], ["customerService", "recheck"], ["customerServiceManager", "approve"], ["customerService", "seal"], ["it", "relay"], ["customerService", "sign"]];
const COMPLAINT_PATH: [Role, keyof typeof COMPLAINT_BODIES][] = [
  ["assistant", "forward"], ["supervisor", "firstReport"], ["customerService", "sendReport"], ["dataPost", "pull"], ["head", "statement"], ["supervisor", "soothe"], ["dataPost", "review"], ["operationsDirector", "decide"], ["assistant", "handOver"],
  ["customerServiceManager", "pass"], ["customerService", "report"], ["customerService", "answer"], ["assistant", "propose"], ["operationsDirector", "approvePenalty"], ["head", "execute"], ["assistant", "penaltyReport"], ["assistant", "confirm"],
  ["customerServiceManager", "passConfirm"], ["customerService", "sendConfirm"], ["customerService", "visit"], ["supervisor", "closing"], ["customerServiceManager", "passClosing"], ["customerService", "sendClosing"],
];

let running: TestService;
let agency: Agency;
let now = BEGIN;
let cases: TestCase[];
const desks = new Map<Role, Desk>();
const at = (role: Role): Desk => desks.get(role)!;

beforeAll(async () => {
  running = await startService({ desk: deskHandlers, clock: { now: () => now, training: true } });
  const { service } = running;
  const { url } = await service.listen();
  agency = await foundAgency(service);
  const passwordHash = await hashPassword(PASSWORD);
  const seat = async (me: typeof agency.lin) => signIn(service, await enrol(service, url), me);
  for (const role of POSTS) {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${desks.size}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash, mustChange: false }));
    desks.set(role, await seat((await loadMe(service.db, id))!));
  }
  desks.set("collector", await seat(agency.lin));
  desks.set("supervisor", await seat(agency.supervisorA));
  // The clock is moved by weeks; who is signed in is not what is looked at here.
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE session SET expires_at = ${atLocal("2027-12-31", "00:00")}`));
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO region (code, name) VALUES ('S', '南区')`));
  cases = await addCases(service, 12, agency.lin);
  await work();
}, 300_000);
afterAll(() => running.stop());

async function push(role: Role, event: Record<string, unknown>): Promise<string> {
  const answer = await at(role).push([event]);
  const [result] = answer.body.results;
  return result?.code ?? result?.result ?? JSON.stringify(answer.body);
}

/** The month, through the doors of the service. */
async function work(): Promise<void> {
  let next = 0;
  const kase = () => cases[(next += 1) % cases.length]!;
  for (const { day, warnings, complaints } of DAYS) {
    now = atLocal(day, "09:30");
    for (const minutes of warnings) {
      const of = kase();
      expect(await push("collector", at("collector").event("call.logged", of, noAnswer(of, now - MINUTE)))).toBe("ok");
      const warningId = randomUUID();
      const t0 = now;
      // One is stamped and never filed; the rest are filed in time or not.
      if (minutes === 0) {
        expect(await push("collector", at("collector").event("warning.stamped", of, { warningId, t0, callId: null }))).toBe("ok");
        continue;
      }
      now += (minutes % 2 === 0 ? 7 : 2) * MINUTE;
      expect(await push("collector", at("collector").event("warning.filed", of, { warningId, t0, callId: null, form: FORM }))).toBe("ok");
      for (const [role, step] of WARNING_PATH.slice(0, minutes)) {
        now += minutes * MINUTE;
        await runTimers(running.service);
        expect(await push(role, at(role).event("workflow.stepTaken", of, { workflow: "earlyWarning", instanceId: warningId, step, body: STEP_BODIES[step] })), step).toBe("ok");
      }
      now += 400 * MINUTE;
      await runTimers(running.service);
      now = atLocal(day, "10:30");
    }
    for (const steps of complaints) {
      now = atLocal(day, "11:00");
      const complaintId = randomUUID();
      const [{ no } = { no: "" }] = await running.service.run(SYSTEM, (ctx) => rows<{ no: string }>(ctx.tx, sql`SELECT case_no AS no FROM kase WHERE id = ${kase().caseId}`));
      expect(await push("customerService", at("customerService").event("complaint.filed", null, { complaintId, form: complaintForm(now - 2 * MINUTE, { caseNo: no, source: steps % 2 === 0 ? "bank" : "call", ...(steps % 2 === 0 ? {} : { orderNo: "", dueAt: null }) }) }))).toBe("ok");
      for (const [role, step] of COMPLAINT_PATH.slice(0, steps)) {
        now += 8 * MINUTE;
        const body = step === "forward" ? { ...COMPLAINT_BODIES[step], department: agency.teamA } : COMPLAINT_BODIES[step];
        expect(await push(role, at(role).event("workflow.stepTaken", null, { workflow: "complaint", instanceId: complaintId, step, body })), step).toBe("ok");
      }
      now += 300 * MINUTE;
      await runTimers(running.service);
    }
  }
}

async function ask<R extends DeskRoute>(role: Role, route: R, input: DeskInput<R>): Promise<{ status: number; body: DeskOutput<R> }> {
  const { method, path } = DESK_ROUTES[route];
  const { device, token } = at(role);
  return method === "GET" ? device.call(method, `${path}?q=${encodeURIComponent(JSON.stringify(input))}`, { token }) : device.call(method, path, { token, body: input });
}
const listOf = async (role: Role) => (await ask(role, "report.list", {})).body.reports;
const oneOf = async (role: Role, name: ReportName, to: string) => (await listOf(role)).find((r) => r.name === name && r.to === atLocal(to, "00:00"));
const figuresOf = async (role: Role, name: ReportName, to: string) => {
  const row = await oneOf(role, name, to);
  const { body } = (await ask(role, "report.read", { reportId: row!.id })).body;
  return { figures: Object.fromEntries(body.figures.map((f) => [f.key, f.value])), tables: body.tables };
};

interface RawEvent {
  type: string;
  id: string;
  body: Record<string, never>;
  at: number;
}

/** The same figures counted again, from the events alone and by other code. */
async function recount(from: number, to: number) {
  const events = (await running.service.run(SYSTEM, (ctx) => rows<RawEvent>(ctx.tx, sql`SELECT type, id, body, at_server::float8 AS at FROM event WHERE NOT review ORDER BY at_server`))) as (Omit<RawEvent, "body"> & { body: Record<string, unknown> })[];
  const begun = new Map<string, number>();
  for (const e of events) if (e.type === "warning.stamped" || e.type === "warning.filed") begun.set(String(e.body["warningId"]), Number(e.body["t0"]));
  const inTime = [...begun].filter(([, t0]) => t0 >= from && t0 < to).map(([id]) => id);
  const filed = events.filter((e) => e.type === "warning.filed" && inTime.includes(String(e.body["warningId"])));
  const steps = (step: string, ids: string[]) => events.filter((e) => e.type === "workflow.stepTaken" && e.body["step"] === step && ids.includes(String(e.body["instanceId"])));
  const received = events.filter((e) => e.type === "complaint.filed").map((e) => ({ id: String(e.body["complaintId"]), form: e.body["form"] as { receivedAt: number; source: string } })).filter((c) => c.form.receivedAt >= from && c.form.receivedAt < to);
  const ids = received.map((c) => c.id);
  const calls = events.filter((e) => e.type === "call.logged" && e.at >= from && e.at < to);
  const t0Of = (e: { body: Record<string, unknown> }) => begun.get(String(e.body["instanceId"] ?? e.body["warningId"]))!;
  return {
    warning: {
      stamped: inTime.length, filed: filed.length, formInTime: filed.filter((e) => e.at <= t0Of(e) + 5 * MINUTE).length, upheld: steps("find", inTime).length, calmed: steps("soothe", inTime).length,
      sent: steps("relay", inTime).length, wholeInTime: steps("relay", inTime).filter((e) => e.at <= t0Of(e) + 300 * MINUTE).length, attempts: calls.length,
    },
    complaint: {
      received: ids.length, handedOn: received.filter((c) => c.form.source === "bank").length, partly: steps("review", ids).length, reported: steps("report", ids).length, penalised: steps("approvePenalty", ids).length,
      confirmed: steps("sendConfirm", ids).length, satisfied: steps("visit", ids).length, closed: steps("sendClosing", ids).length,
    },
  };
}

describe("reports", () => {
  it("are drafted when the month is over, once, whoever runs the job", async () => {
    now = atLocal("2026-10-31", "23:59");
    await runReports(running.service);
    expect((await listOf("assistant")).filter((r) => r.to === atLocal("2026-11-01", "00:00"))).toEqual([]);
    now = atLocal("2026-11-01", "00:00");
    const runs = await Promise.all([runReports(running.service), runReports(running.service)]);
    expect(runs.map((r) => r.drafted).toSorted((a, b) => a - b)[0]).toBe(0);
    expect(runs.reduce((n, r) => n + r.drafted, 0)).toBe((REPORTS as readonly ReportDef[]).filter((r) => r.period === "month").reduce((n, r) => n + (r.per === "region" ? 2 : 1), 0));
  });

  it("count what the raw events say", async () => {
    const october = await recount(atLocal("2026-10-01", "00:00"), atLocal("2026-11-01", "00:00"));
    expect(october.warning.stamped).toBe(6);
    expect(october.complaint.received).toBe(4);
    expect((await figuresOf("assistant", "warningHouse", "2026-11-01")).figures).toMatchObject(october.warning);
    expect((await figuresOf("head", "warningRegion", "2026-11-01")).figures).toMatchObject(october.warning);
    const { figures, tables } = await figuresOf("assistant", "complaintHouse", "2026-11-01");
    expect(figures).toMatchObject(october.complaint);
    expect(figures["breaches"]).toBeGreaterThan(0);
    expect(tables.find((t) => t.key === "confirmations")?.rows).toHaveLength(october.complaint.confirmed);
    const september = await recount(atLocal("2026-09-01", "00:00"), atLocal("2026-10-01", "00:00"));
    expect((await figuresOf("assistant", "warningHouse", "2026-10-01")).figures).toMatchObject(september.warning);
    expect((await figuresOf("assistant", "complaintSummary", "2026-10-01")).figures).toMatchObject(september.complaint);
  });

  it("are each there for every period that was cut since the ledger began", async () => {
    const kept = await running.service.run(SYSTEM, (ctx) => rows<{ name: ReportName; region: string; to: number }>(ctx.tx, sql`SELECT name, region_code AS region, to_at::float8 AS "to" FROM report`));
    const began = atLocal("2026-09-28", "09:30");
    for (const def of REPORTS) {
      const expected = periodsCut(reportDef(def.name), began, now, workCalendar).flatMap((p) => (def.per === "region" ? [`N ${p.to}`, `S ${p.to}`] : [` ${p.to}`]));
      expect(kept.filter((k) => k.name === def.name).map((k) => `${k.region} ${k.to}`).toSorted(), def.name).toEqual(expected.toSorted());
      expect(expected.length, def.name).toBeGreaterThan(0);
    }
  });

  it("go from post to post: whoever owes the act takes it, nobody else, and then it is archived for the others to read", async () => {
    const training = (await oneOf("hr", "complaintTraining", "2026-11-01"))!;
    expect(training.owed).toMatchObject({ act: "sign", owner: "hr", mine: true, words: true });
    expect(await oneOf("assistant", "complaintTraining", "2026-11-01")).toBeUndefined();
    const act = (role: Role, kind: "sign" | "approve", words = "") => ask(role, "report.act", { reportId: training.id, act: kind, words });
    expect((await act("hr", "sign")).status).toBe(400);
    expect((await act("operationsDirector", "sign", "替签")).status).toBe(403);
    expect((await act("assistant", "sign", "替签")).status).toBe(404);
    expect((await act("hr", "sign", "下月开展话术培训")).status).toBe(200);
    expect((await act("hr", "sign", "下月开展话术培训")).status).toBe(409);
    expect((await act("operationsDirector", "approve")).status).toBe(200);
    expect(await oneOf("assistant", "complaintTraining", "2026-11-01")).toMatchObject({ owed: null, archivedAt: now });
    const view = (await ask("assistant", "report.read", { reportId: training.id })).body;
    expect(view.steps.map((s) => s.taken?.byName)).toEqual(["hr", "operationsDirector"]);
    expect(view.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("are not approved by whoever signed them, though they hold both posts", async () => {
    const training = (await oneOf("hr", "complaintTraining", "2026-10-01"))!;
    const { id } = at("hr").me;
    const hold = (roles: Role[]) => running.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET roles = ${sql.param(roles)}::text[] WHERE id = ${id}`));
    await hold(["hr", "operationsDirector"]);
    const act = (role: Role, kind: "sign" | "approve") => ask(role, "report.act", { reportId: training.id, act: kind, words: "开展话术培训" });
    expect((await act("hr", "sign")).status).toBe(200);
    expect((await act("hr", "approve")).status).toBe(403);
    expect((await listOf("hr")).find((r) => r.id === training.id)?.owed).toMatchObject({ act: "approve", mine: false });
    expect((await act("operationsDirector", "approve")).status).toBe(200);
    await hold(["hr"]);
  });

  it("are kept as they are: no figure changes, and nothing of what is archived, in the database itself", async () => {
    const change = (statement: ReturnType<typeof sql>) => running.service.run(SYSTEM, (ctx) => ctx.tx.execute(statement)).then(() => "changed", (error: unknown) => String((error as { cause?: unknown }).cause ?? error));
    expect(await change(sql`UPDATE report SET body = '{"figures":[],"tables":[]}'::jsonb WHERE archived_at IS NULL`)).toContain("the figures of a report are kept");
    expect(await change(sql`UPDATE report SET steps = '[]'::jsonb WHERE archived_at IS NOT NULL`)).toContain("an archived report is kept as it is");
    expect(await change(sql`DELETE FROM report`)).toContain("a report is kept");
  });

  it("late are told to the next level, once, and stay their owner's", async () => {
    const regional = (await oneOf("head", "warningRegion", "2026-11-01"))!;
    expect((await listOf("operationsDirector")).map((r) => r.id)).not.toContain(regional.id);
    now = regional.owed!.dueAt + 1;
    expect((await runReports(running.service)).breached).toBeGreaterThan(0);
    expect((await runReports(running.service)).breached).toBe(0);
    expect((await listOf("operationsDirector")).find((r) => r.id === regional.id)).toMatchObject({ breached: true, owed: { mine: false } });
    expect((await ask("head", "report.act", { reportId: regional.id, act: "sign", words: "" })).status).toBe(200);
    const [breach] = await running.service.run(SYSTEM, (ctx) => rows<{ n: number }>(ctx.tx, sql`SELECT count(*)::int AS n FROM audit WHERE action = 'report.breached' AND ref = ${regional.id}`));
    expect(breach!.n).toBe(1);
    const view = (await ask("assistant", "report.read", { reportId: regional.id })).body;
    expect(view.steps[0]!.taken).toMatchObject({ late: true });
  });
});
