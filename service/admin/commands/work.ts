/** `assign`, `cover`, `roster`, `job`, `audit`, `demo`: the day's work from the shell. */
import { sql } from "drizzle-orm";
import { z } from "zod";
import { SYSTEM, type Service } from "../../app.ts";
import { verifyAudit } from "../../audit/verify.ts";
import type { Ctx } from "../../context.ts";
import { array, rows } from "../../db/query.ts";
import { allocateAll } from "../../desk/allocation.ts";
import { arrangeCover, endCover } from "../../desk/cover.ts";
import { runDailyJobs } from "../../desk/daily-jobs.ts";
import { setDuty } from "../../desk/roster.ts";
import { userByNo } from "../../desk/users.ts";
import { demoUsers } from "../../demo/agency.ts";
import { seedDemo } from "../../demo/seed.ts";
import { assignCases } from "../../records/assign.ts";
import { RoleSchema } from "../../../shared/access/roles.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { command, table, type AddArea } from "./command.ts";

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Time = z.string().regex(/^\d{2}:\d{2}$/);
const AssignArgs = z.object({
  bank: z.string().optional(), buckets: z.array(z.string()).default([]), batch: z.string().optional(), team: z.string().optional(), to: z.array(z.string()).default([]),
  by: z.enum(["cases", "amount"]), max: z.number().int().positive(), all: z.boolean(), dryRun: z.boolean(),
});

/** Collectors by 工号, or a whole team's. */
async function headsOf(ctx: Ctx, args: z.output<typeof AssignArgs>): Promise<{ userId: string; no: string; name: string }[]> {
  const list = await rows<{ userId: string; no: string; name: string }>(
    ctx.tx,
    sql`SELECT u.id AS "userId", u.no, u.name FROM app_user u LEFT JOIN team t ON t.id = u.team_id
        WHERE u.active AND 'collector' = ANY(u.roles) AND (u.no = ANY(${array(args.to, "text")}) OR t.name = ${args.team ?? ""}) ORDER BY u.no`,
  );
  const missing = args.to.filter((no) => !list.some((u) => u.no === no));
  if (list.length === 0 || missing.length > 0) refuse("bad_input", [`--to / --team: 没有这样的催收员 / no such collector ${missing.join(", ")}`]);
  return list;
}

async function assign(service: Service, args: z.output<typeof AssignArgs>) {
  return service.run(SYSTEM, async (ctx) => {
    const heads = await headsOf(ctx, args);
    const [batch] = args.batch ? await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM batch WHERE no = ${args.batch}`) : [];
    if (args.batch && !batch) refuse("not_found", [`--batch ${args.batch}`]);
    const filter = { onlyUnassigned: !args.all, bankCode: args.bank, buckets: args.buckets, batchId: batch?.id };
    const done = await allocateAll(ctx, { filter, heads, balanceBy: args.by, maxPerHead: args.max, dryRun: args.dryRun });
    return { cases: done.cases, unplaced: done.unplaced, dryRun: args.dryRun, loads: heads.map((h) => ({ no: h.no, name: h.name, cases: done.loads.get(h.userId) ?? 0 })) };
  });
}

async function move(service: Service, args: { bank: string; caseNos: string[]; to: string; reason: string }) {
  return service.run(SYSTEM, async (ctx) => {
    const user = await userByNo(ctx, args.to);
    const found = await rows<{ id: string }>(ctx.tx, sql`SELECT o.id FROM kase k JOIN kase o ON o.person_id = k.person_id AND o.status = 'open'
      WHERE k.bank_code = ${args.bank} AND k.status = 'open' AND k.case_no = ANY(${array(args.caseNos, "text")})`);
    if (found.length === 0) refuse("not_found", ["caseNos"]);
    return { cases: await assignCases(ctx, found.map(({ id }) => ({ caseId: id, toUserId: user.id, asOwner: true })), args.reason) };
  });
}

interface CoverLine {
  id: string;
  absent: string;
  standIn: string;
  from: string;
  until: string;
  ended: boolean;
}

export const workCommands = {
  "assign.run": command(AssignArgs, assign),
  "assign.move": command(z.object({ bank: z.string(), caseNos: z.array(z.string()).min(1).max(500), to: z.string(), reason: z.string().min(1).max(200) }), move),
  "cover.set": command(z.object({ absent: z.string(), standIn: z.string(), from: Day, until: Day }), (service, a) =>
    service.run(SYSTEM, async (ctx) => {
      const [absent, standIn] = [await userByNo(ctx, a.absent), await userByNo(ctx, a.standIn)];
      return { id: await arrangeCover(ctx, { absentId: absent.id, standInId: standIn.id, from: a.from, until: a.until }, standIn.id) };
    })),
  "cover.end": command(z.object({ id: z.uuid() }), (service, { id }) => service.run(SYSTEM, async (ctx) => ({ cases: await endCover(ctx, id) }))),
  "cover.list": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => rows<CoverLine>(ctx.tx, sql`SELECT c.id, a.name AS absent, s.name AS "standIn", c.from_day AS "from", c.until_day AS until, c.ended_at IS NOT NULL AS ended
    FROM cover c JOIN app_user a ON a.id = c.absent_id JOIN app_user s ON s.id = c.stand_in_id ORDER BY c.from_day DESC LIMIT 100`))),
  "roster.set": command(z.object({ post: RoleSchema, team: z.string().optional(), day: Day, from: Time, to: Time, user: z.string(), deputy: z.string().optional() }), (service, a) =>
    service.run(SYSTEM, async (ctx) => {
      const user = await userByNo(ctx, a.user);
      const deputy = a.deputy ? await userByNo(ctx, a.deputy) : null;
      if (!user.roles.includes(a.post) || (deputy && !deputy.roles.includes(a.post))) refuse("bad_input", ["此人没有该岗位 / does not hold this post"]);
      const [team] = a.team ? await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM team WHERE name = ${a.team}`) : [];
      if (a.team && !team) refuse("not_found", [`--team ${a.team}`]);
      return { id: await setDuty(ctx, { post: a.post, teamId: team?.id ?? null, day: a.day, from: a.from, to: a.to, userId: user.id, deputyId: deputy?.id ?? null }) };
    })),
  "roster.list": command(z.object({ from: Day, to: Day }), (service, { from, to }) => service.run(SYSTEM, (ctx) => rows<{ day: string; post: string; team: string; from: string; to: string; user: string; deputy: string }>(
    ctx.tx,
    sql`SELECT r.day, r.post, coalesce(t.name, '') AS team, r.from_time AS "from", r.to_time AS "to", u.name AS user, coalesce(d.name, '') AS deputy FROM roster r
        JOIN app_user u ON u.id = r.user_id LEFT JOIN app_user d ON d.id = r.deputy_id LEFT JOIN team t ON t.id = r.team_id WHERE r.day BETWEEN ${from} AND ${to} ORDER BY r.day, r.post`,
  ))),
  "job.daily": command(z.object({}), (service) => runDailyJobs(service)),
  "audit.verify": command(z.object({ day: Day.optional() }), (service, { day }) => verifyAudit(service, day)),
  "demo.seed": command(z.object({ portfolio: z.string().optional() }), async (service, { portfolio }) => ({ ...(await seedDemo(service, portfolio ? { portfolioDir: portfolio } : {})), accounts: demoUsers() })),
};

type Assigned = Awaited<ReturnType<typeof assign>>;
const list = (text: string | undefined): string[] => (text ?? "").split(",").map((t) => t.trim()).filter((t) => t !== "");

export const addWork: AddArea = (program, shell) => {
  const area = program.command("assign").description("allocation (分案) and reassignment (调案)");
  area.command("run", { isDefault: true }).description("deal cases out: persons whole, loads even").option("--bank <code>").option("--bucket <M1,M2>").option("--batch <no>").option("--team <name>").option("--to <no,no>")
    .option("--by <measure>", "cases or amount", "cases").option("--max <n>", "cases per head", "400").option("--all", "assigned cases too").option("--dry-run")
    .action((o: { bank?: string; bucket?: string; batch?: string; team?: string; to?: string; by: string; max: string; all?: boolean; dryRun?: boolean }) =>
      shell.run<Assigned>("assign.run", { bank: o.bank, buckets: list(o.bucket), batch: o.batch, team: o.team, to: list(o.to), by: o.by, max: Number(o.max), all: o.all === true, dryRun: o.dryRun === true }, (r) =>
        [`${r.dryRun ? "预览 preview" : "已分案 allocated"}: ${r.cases}, 未分 unplaced ${r.unplaced}`, table(r.loads.map((l) => [`  ${l.no}`, l.name, l.cases]))].join("\n")));
  area.command("move <bank> <caseNo...>").requiredOption("--to <no>").requiredOption("--reason <text>").action((bank: string, caseNos: string[], o: { to: string; reason: string }) =>
    shell.run<{ cases: number }>("assign.move", { bank, caseNos, ...o }, (r) => `已调案 reassigned: ${r.cases}`));
  const cover = program.command("cover").description("cover for an absent collector (代班)");
  cover.command("set").requiredOption("--absent <no>").requiredOption("--stand-in <no>").requiredOption("--from <day>").requiredOption("--until <day>").action((o: object) => shell.run<{ id: string }>("cover.set", o, (r) => r.id));
  cover.command("end <id>").action((id: string) => shell.run<{ cases: number }>("cover.end", { id }, (r) => `已交还 given back: ${r.cases}`));
  cover.command("list").action(() => shell.run<CoverLine[]>("cover.list", {}, (all) => table(all.map((c) => [c.id, `${c.absent} ← ${c.standIn}`, `${c.from} – ${c.until}`, c.ended ? "已结束 ended" : ""]))));
  addClocks(program, shell);
};

const addClocks: AddArea = (program, shell) => {
  const roster = program.command("roster").description("who is on duty (值班表)");
  roster.command("set").requiredOption("--post <role>").requiredOption("--day <day>").requiredOption("--from <hh:mm>").requiredOption("--to <hh:mm>").requiredOption("--user <no>").option("--deputy <no>").option("--team <name>")
    .action((o: object) => shell.run("roster.set", o, () => "ok"));
  roster.command("list").requiredOption("--from <day>").requiredOption("--to <day>").action((o: object) =>
    shell.run<{ day: string; post: string; team: string; from: string; to: string; user: string; deputy: string }[]>("roster.list", o, (all) => table(all.map((r) => [r.day, r.post, r.team, `${r.from}–${r.to}`, r.user, r.deputy]))));
  program.command("job").description("jobs of the clock").command("daily").action(() => shell.run("job.daily", {}, (r) => JSON.stringify(r)));
  program.command("audit").description("the audit trail").command("verify").option("--day <day>").action((o: { day?: string }) =>
    shell.run<Awaited<ReturnType<typeof verifyAudit>>>("audit.verify", o, (r) =>
      r.ok ? `审计记录完整 (intact): ${r.rows}, ${r.tookMs} ms` : [`审计记录被改动 (tampered with): 首处 first ${r.first?.day} #${r.first?.n} ${r.first?.fault}`, ...r.faults.map((f) => `  ${f.day} #${f.n}: ${f.fault}`)].join("\n"), { after: (r) => void (process.exitCode = r.ok ? 0 : 1) }));
  const demo = program.command("demo").description("the demo agency, on the training clock");
  demo.command("seed").option("--portfolio <dir>").action((o: { portfolio?: string }) =>
    shell.run<{ users: number; cases: number; events: number; refused: number }>("demo.seed", o, (r) => `演示数据已就绪 (seeded): ${r.users} users, ${r.cases} cases, ${r.events} events, ${r.refused} refused rows`));
  demo.command("users").description("who can sign in to the demo").action(() => {
    process.stdout.write(`${shell.json() ? JSON.stringify(demoUsers()) : table(demoUsers().map((u) => [u.no, u.password, u.name, u.team, u.roles.join("/")]))}\n`);
  });
};

