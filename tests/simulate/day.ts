/** What comes to the agency on a day: calls, warnings out of them, complaints, referrals, desks off line, somebody taken ill, reports to sign. */
import { randomUUID } from "node:crypto";
import type { EventBody } from "../../shared/model/events.ts";
import { LINES, PERSONS } from "./lines.ts";
import { PersonDocSchema } from "../../shared/model/documents.ts";
import { atLocal, HOUR, MINUTE } from "../../shared/model/time.ts";
import { REPORTS, type ReportDef } from "../../shared/reports/table.ts";
import { SYSTEM, type Service } from "../../service/app.ts";
import { setDuty } from "../../service/desk/roster.ts";
import { complaintForm } from "../support/complaint.ts";
import { referralForm } from "../support/referral.ts";
import { complaintOf, warningForm } from "./bodies.ts";
import type { Day } from "./calendar.ts";
import { REPORT_WAYS } from "./habits.ts";
import type { Colleague, SimCase } from "./house.ts";
import { Unreachable, type Seat } from "./seat.ts";
import type { World } from "./world.ts";

/** How much there is of it, per team and working day unless it says otherwise. */
const LOAD = { callBatches: [2, 3], callsPerBatch: [1, 4], warnings: [1, 4], complaintsPerHouse: [1, 2], complaintsOnDayOff: 0.5, referralsPerHouse: [0, 2], offline: 0.07, ill: 0.15 } as const;
const REPORT_LOOKS = ["08:32", "08:50", "09:05", "09:25", "10:00", "11:00", "12:08", "12:40", "13:30", "14:10", "14:40", "15:05", "15:40", "16:05", "16:40", "17:20", "17:50"];
const SIGNERS = new Set((REPORTS as readonly ReportDef[]).flatMap((r) => r.steps.map((s) => s.owner)));

/** Notes the day down. `service` is the operator's own hand, for the roster. */
export function planDay(world: World, { day, work }: Day, service: Service): void {
  const { random, agenda } = world;
  const { agency, seats } = world.parts;
  const within = (from: string, to: string): number => random.between(atLocal(day, from), atLocal(day, to));
  const times = (count: number, from: string, to: string, what: () => Promise<void>): void => {
    for (let i = 0; i < count; i += 1) agenda.add(within(from, to), what);
  };
  const house = Math.max(1, agency.teams.length / 2);
  if (!work) {
    if (random.chance(LOAD.complaintsOnDayOff)) agenda.add(within("09:10", "17:30"), () => complaint(world));
    return;
  }
  const collectors = agency.people.filter((p) => p.role === "collector");
  for (const who of collectors) times(random.between(...LOAD.callBatches), "09:05", "19:30", () => calls(world, world.seatOf(who)));
  for (const [i] of agency.teams.entries()) times(random.between(...LOAD.warnings), "09:15", "19:30", () => warning(world, world.seatOf(random.pick(collectors.filter((c) => c.team === i)))));
  times(Math.round(random.between(...LOAD.complaintsPerHouse) * house), "08:45", "19:00", () => complaint(world));
  times(Math.round(random.between(...LOAD.referralsPerHouse) * house), "09:00", "17:00", () => referral(world));
  for (const seat of seats) if (random.chance(LOAD.offline)) agenda.add(within("09:00", "16:00"), () => offline(world, seat, random.between(30, 240) * MINUTE));
  if (random.chance(LOAD.ill)) agenda.add(within("10:00", "15:00"), () => ill(world, service, day));
  for (const at of REPORT_LOOKS) agenda.add(atLocal(day, at) + random.below(60) * 1000, () => signReports(world));
}

/** A case of theirs that their own desk lets them call. */
function callable(world: World, seat: Seat): SimCase | null {
  const own = world.parts.agency.cases.filter((c) => c.assignee === seat.who);
  for (let i = 0; i < 8; i += 1) {
    const one = world.random.pick(own);
    const known = seat.known.get(one.personId);
    if (known && PersonDocSchema.parse(known.doc).holds.length === 0) return one;
  }
  return null;
}

const call = (world: World, at: SimCase, startedAt: number): EventBody<"call.logged"> => {
  const line = world.random.weighted(LINES);
  const reached = line === "A1";
  const person = reached ? world.random.weighted(PERSONS) : null;
  return { callId: randomUUID(), contactPointId: at.contactId, direction: "out", line, person, outcome: person === "B1" ? "C6" : null, tags: [], identityStated: person === "B1", note: "", startedAt, endedAt: startedAt + 40_000 };
};

async function calls(world: World, seat: Seat): Promise<void> {
  await world.read(seat);
  for (let i = world.random.between(...LOAD.callsPerBatch); i > 0; i -= 1) {
    const at = callable(world, seat);
    if (at) seat.write("call.logged", at, call(world, at, world.now - i * MINUTE));
  }
  await world.send(seat);
}

/** A call that turns: one key stamps it, the form follows, mostly within its five minutes. */
async function warning(world: World, seat: Seat): Promise<void> {
  const at = callable(world, seat);
  if (!at) return;
  const { random } = world;
  const warningId = randomUUID();
  const t0 = world.now;
  const result = { ...call(world, at, t0 - MINUTE), line: "A1" as const, person: "B1" as const, outcome: "C6" as const, identityStated: true };
  seat.write("warning.stamped", at, { warningId, t0, callId: result.callId });
  seat.write("call.logged", at, result);
  await world.send(seat);
  if (random.chance(0.04)) return;
  const supervisor = world.parts.agency.people.find((p) => p.role === "supervisor" && p.team === seat.who.team)!;
  const named = random.chance(0.08) ? [supervisor.me.id] : [];
  world.agenda.add(t0 + (random.chance(0.8) ? random.between(60, 290) : random.between(310, 1500)) * 1000, async () => {
    seat.write("warning.filed", at, { warningId, t0, callId: result.callId, form: warningForm(random, named) });
    await world.send(seat);
    if (named.length > 0) tryBarred(world, supervisor, { workflow: "earlyWarning", instanceId: warningId, step: "find", body: { finding: "upheld", reason: "", ourFault: "none" } });
  });
}

async function complaint(world: World): Promise<void> {
  const { random } = world;
  const { agency } = world.parts;
  const seat = world.seatOf(random.pick(agency.people.filter((p) => p.role === "customerService" && (p.onCall || random.chance(0.3)))) ?? agency.people.find((p) => p.role === "customerService"));
  const about = random.chance(0.92) ? random.pick(agency.cases) : null;
  const supervisor = about && agency.people.find((p) => p.role === "supervisor" && p.team === about.assignee.team);
  const accused = [...(about && random.chance(0.5) ? [about.assignee.me.id] : []), ...(supervisor && random.chance(0.15) ? [supervisor.me.id] : [])];
  const complaintId = randomUUID();
  const form = complaintForm(world.now - (random.chance(0.85) ? random.between(0, 8) : random.between(11, 45)) * MINUTE, { caseNo: about?.caseNo ?? "", bankCode: about?.bankCode ?? "DEMO", accused, ...complaintOf(random, world.now) });
  seat.write("complaint.filed", null, { complaintId, form });
  await world.send(seat);
  for (const id of accused) tryBarred(world, agency.people.find((p) => p.me.id === id)!, { workflow: "complaint", instanceId: complaintId, step: "soothe", body: { result: "calmed", contactedAt: "2026-02-03 10:00", attempts: "1", recordingNo: "LY-1", promised: "" } });
}

async function referral(world: World): Promise<void> {
  const { agency } = world.parts;
  const about = world.random.pick(agency.cases);
  const seat = world.seatOf(agency.people.find((p) => p.role === "legalSpecialist"));
  seat.write("referral.filed", null, { referralId: randomUUID(), form: referralForm({ caseNo: about.caseNo, bankCode: about.bankCode }) });
  await world.send(seat);
}

/** Somebody whom it concerns reaches for a step all the same, as a changed workstation would. */
function tryBarred(world: World, who: Colleague, body: EventBody<"workflow.stepTaken">): void {
  const seat = world.seatOf(who);
  world.agenda.add(world.now + world.random.between(15, 150) * MINUTE, async () => {
    world.barredTries.push(seat.write("workflow.stepTaken", null, body).id);
    await world.send(seat);
  });
}

/** A desk loses the line: its people work on with what they have. */
async function offline(world: World, seat: Seat, lasts: number): Promise<void> {
  seat.offlineUntil = world.now + lasts;
  world.agenda.add(seat.offlineUntil, async () => {
    await world.send(seat);
    await world.read(seat);
  });
}

/** A supervisor goes home: the neighbour has the rest of the day. */
async function ill(world: World, service: Service, day: string): Promise<void> {
  const { agency } = world.parts;
  const supervisors = agency.people.filter((p) => p.role === "supervisor");
  const i = world.random.below(supervisors.length);
  const neighbour = supervisors[i % 2 === 0 ? i + 1 : i - 1];
  if (!neighbour) return;
  await service.run(SYSTEM, (ctx) => setDuty(ctx, { post: "supervisor", teamId: agency.teams[i]!.id, day, from: "08:30", to: "20:00", userId: neighbour.me.id, deputyId: null }));
  world.seatOf(supervisors[i]).offlineUntil = atLocal(day, "20:00") + HOUR;
  await world.look();
}

/** Whoever signs reports looks at the list, where any is waiting. */
async function signReports(world: World): Promise<void> {
  const { rows } = await world.parts.sql.query("SELECT 1 FROM report WHERE archived_at IS NULL LIMIT 1");
  if (rows.length > 0) for (const seat of world.parts.seats) if (SIGNERS.has(seat.who.role as never)) await reports(world, seat);
}

const ways = new WeakMap<World, Map<string, keyof typeof REPORT_WAYS>>();

/** Signs what is theirs: most at once, some late, some not at all. */
async function reports(world: World, seat: Seat): Promise<void> {
  const known = ways.get(world) ?? new Map<string, keyof typeof REPORT_WAYS>();
  ways.set(world, known);
  if (seat.isOffline(world.now)) return;
  try {
    const { body } = await seat.ask("report.list", {});
    for (const { id, owed } of body.reports) {
      if (!owed?.mine) continue;
      const way = known.get(`${id} ${owed.act}`) ?? world.random.weighted(REPORT_WAYS);
      known.set(`${id} ${owed.act}`, way);
      if (way === "never" || (way === "late" && world.now < owed.dueAt + 20 * MINUTE)) continue;
      await world.look(true);
      await seat.ask("report.act", { reportId: id, act: owed.act, words: owed.words ? "已核对,下月改进" : "" });
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
}
