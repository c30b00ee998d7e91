/** The agency of a run: teams in two regions, every post of the three workflows, cases, and the roster of all its days. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Role } from "../../shared/access/roles.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../service/app.ts";
import { hashPassword } from "../../service/auth/password.ts";
import { loadMe } from "../../service/auth/session.ts";
import { rows } from "../../service/db/query.ts";
import { REGIONS } from "../../service/demo/agency.ts";
import { setDuty } from "../../service/desk/roster.ts";
import { addUser } from "../../service/desk/users.ts";
import { colleaguesChanged } from "../../service/records/colleagues.ts";
import { addCases, PASSWORD, type TestCase } from "../support/service.ts";
import type { Day } from "./calendar.ts";

export interface Colleague {
  readonly me: Me;
  readonly role: Role;
  /** Its team's number; null for the house. */
  readonly team: number | null;
  /** Sits at the desk on days off too. */
  readonly onCall: boolean;
}
export interface Team {
  readonly id: string;
  readonly region: string;
}
export interface SimCase extends TestCase {
  readonly caseNo: string;
  readonly bankCode: string;
  readonly assignee: Colleague;
}
export interface Agency {
  readonly teams: readonly Team[];
  readonly people: readonly Colleague[];
  readonly cases: readonly SimCase[];
}

const COLLECTORS = 3;
const CASES_EACH = 40;
/** Humans whom both banks have placed: what is about the human stands at both. */
const SHARED_EACH = 2;
const HOURS = { work: { from: "08:30", to: "20:00" }, off: { from: "09:00", to: "18:00" } } as const;

/** Posts of the house: how many hold each, the first of them on call. */
const POSTS: readonly { readonly role: Role; readonly count: number }[] = [
  { role: "clerk", count: 2 }, { role: "assistant", count: 2 }, { role: "customerService", count: 2 }, { role: "customerServiceManager", count: 2 }, { role: "it", count: 2 }, { role: "dataPost", count: 2 },
  { role: "operationsDirector", count: 1 }, { role: "marketingDirector", count: 1 }, { role: "generalManager", count: 1 }, { role: "hr", count: 1 }, { role: "legalSpecialist", count: 1 }, { role: "legalCollector", count: 2 },
];
/** Posts with a roster, first and deputy. */
const ROSTERED: readonly Role[] = ["clerk", "assistant", "customerService", "customerServiceManager", "it", "dataPost"];

/** Founds it in an empty database. */
export async function found(service: Service, options: { teams: number; days: readonly Day[] }): Promise<Agency> {
  const passwordHash = await hashPassword(PASSWORD);
  const teams = Array.from({ length: options.teams }, (_, i): Team => ({ id: randomUUID(), region: REGIONS[Math.floor(i / 2) % REGIONS.length]!.code }));
  const regions = [...new Set(teams.map((t) => t.region))];
  const wanted: { role: Role; team: number | null; region: string; onCall: boolean }[] = [
    ...teams.flatMap((team, i) => [
      ...Array.from({ length: COLLECTORS }, () => ({ role: "collector" as const, team: i, region: team.region, onCall: false })),
      { role: "supervisor" as const, team: i, region: team.region, onCall: true },
    ]),
    ...regions.flatMap((region) => [true, false].map((onCall) => ({ role: "head" as const, team: null, region, onCall }))),
    ...POSTS.flatMap(({ role, count }) => Array.from({ length: count }, (_, i) => ({ role, team: null, region: "", onCall: i === 0 }))),
  ];
  const people: Colleague[] = [];
  await service.run(SYSTEM, async (ctx) => {
    for (const { code, name } of REGIONS.filter((r) => regions.includes(r.code))) await ctx.tx.execute(sql`INSERT INTO region (code, name) VALUES (${code}, ${name})`);
    await ctx.tx.execute(sql`INSERT INTO bank (code, name) VALUES ('DEMO', '示例银行'), ('OTHER', '另一银行')`);
    for (const [i, { id, region }] of teams.entries()) await ctx.tx.execute(sql`INSERT INTO team (id, name, region_code) VALUES (${id}, ${`${i + 1} 组`}, ${region})`);
  });
  for (const [i, { role, team, region, onCall }] of wanted.entries()) {
    const id = await service.run(SYSTEM, (ctx) => addUser(ctx, { no: `S${String(i).padStart(4, "0")}`, name: `${role}-${i}`, roles: [role], teamId: team === null ? null : teams[team]!.id, regionCode: region, extension: "", pledgedOn: "2025-01-01", passwordHash, mustChange: false }));
    people.push({ me: (await loadMe(service.db, id))!, role, team, onCall });
  }
  await service.run(SYSTEM, (ctx) => colleaguesChanged(ctx, people.map((p) => p.me.id)));
  const agency = { teams, people, cases: await place(service, people) };
  await makeRoster(service, agency, options.days);
  return agency;
}

/** Cases of both banks for every collector. */
async function place(service: Service, people: readonly Colleague[]): Promise<SimCase[]> {
  const cases: SimCase[] = [];
  for (const [i, assignee] of people.filter((p) => p.role === "collector").entries()) {
    const bank = i % 3 === 2 ? "OTHER" : "DEMO";
    const made = await addCases(service, CASES_EACH, assignee.me, { bank });
    const shared: TestCase[] = [];
    for (let n = 0; n < SHARED_EACH; n += 1) {
      const human = randomUUID();
      for (const bankCode of ["DEMO", "OTHER"]) shared.push(...(await addCases(service, 1, assignee.me, { bank: bankCode, human })));
    }
    const found = await service.run(SYSTEM, (ctx) => rows<{ id: string; no: string; bank: string }>(ctx.tx, sql`SELECT id, case_no AS no, bank_code AS bank FROM kase WHERE id = ANY(${sql.param([...made, ...shared].map((c) => c.caseId))}::uuid[])`));
    for (const one of [...made, ...shared]) {
      const row = found.find((f) => f.id === one.caseId)!;
      cases.push({ ...one, caseNo: row.no, bankCode: row.bank, assignee });
    }
  }
  return cases;
}

/** Every clocked post on every day, with its deputy: supervisors stand in for their neighbours, on days off only who is on call. */
async function makeRoster(service: Service, { teams, people }: Agency, days: readonly Day[]): Promise<void> {
  const supervisors = people.filter((p) => p.role === "supervisor");
  await service.run(SYSTEM, async (ctx) => {
    for (const { day, work } of days) {
      const hours = work ? HOURS.work : HOURS.off;
      for (const [i, team] of teams.entries()) {
        const neighbour = supervisors[i % 2 === 0 ? i + 1 : i - 1] ?? null;
        await setDuty(ctx, { post: "supervisor", teamId: team.id, day, ...hours, userId: supervisors[i]!.me.id, deputyId: neighbour?.me.id ?? null });
      }
      for (const post of ROSTERED) {
        const [first, second] = people.filter((p) => p.role === post);
        await setDuty(ctx, { post, teamId: null, day, ...hours, userId: first!.me.id, deputyId: second?.me.id ?? null });
      }
    }
  });
}
