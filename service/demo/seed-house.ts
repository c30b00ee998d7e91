/** The demo agency's frame: banks, regions, teams, people, roster, leave. */
import { hashPassword } from "../auth/password.ts";
import { loadMe } from "../auth/session.ts";
import type { Actor, Ctx } from "../context.ts";
import { arrangeCover } from "../desk/cover.ts";
import { setBank, setRegion, setTeam } from "../desk/house.ts";
import { setDuty } from "../desk/roster.ts";
import { addUser } from "../desk/users.ts";
import { colleaguesChanged } from "../records/colleagues.ts";
import { addDays, dayOf } from "../../shared/model/time.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { BANKS, demoPassword, LEAVE, REGIONS, ROSTER, ROSTER_DAYS, ROSTER_HOURS, TEAMS, USERS } from "./agency.ts";

/** The device of the demo's made-up history; no workstation has it. */
export const SEED_DEVICE = "00000000-0000-4000-8000-00000000ce02";

export interface Staff {
  /** By 工号. */
  me(no: string): Me;
  actor(no: string): Extract<Actor, { kind: "user" }>;
  readonly teamIds: ReadonlyMap<string, string>;
}

/** Hashes before the transaction: they take longer than everything else in it. */
export async function hashDemoPasswords(): Promise<Map<string, string>> {
  return new Map(await Promise.all(USERS.map(async (u) => [u.no, await hashPassword(demoPassword(u.no))] as const)));
}

/** Founds the agency and returns its people. */
export async function foundHouse(ctx: Ctx, hashes: ReadonlyMap<string, string>): Promise<Staff> {
  for (const bank of BANKS) await setBank(ctx, bank.code, bank.name);
  for (const region of REGIONS) await setRegion(ctx, region.code, region.name);
  const teamIds = new Map<string, string>();
  for (const team of TEAMS) teamIds.set(team.key, await setTeam(ctx, team.name, team.region));
  const staff = new Map<string, Me>();
  for (const u of USERS) {
    const id = await addUser(ctx, {
      no: u.no, name: u.name, roles: [...u.roles], teamId: u.team ? (teamIds.get(u.team) ?? null) : null, regionCode: u.region, extension: u.extension,
      pledgedOn: u.pledgedOn, passwordHash: hashes.get(u.no) ?? "", mustChange: false,
    });
    staff.set(u.no, (await loadMe(ctx.tx, id))!);
  }
  await colleaguesChanged(ctx, [...staff.values()].map((me) => me.id));
  const me = (no: string): Me => staff.get(no) ?? unknown(no);
  return { me, teamIds, actor: (no) => ({ kind: "user", me: me(no), deviceId: SEED_DEVICE }) };
}

function unknown(no: string): never {
  throw new Error(`the demo agency has nobody with ${no}`);
}

/** Clocked posts and deputies for the fortnight around today, weekends included. */
export async function fillRoster(ctx: Ctx, staff: Staff): Promise<void> {
  const first = addDays(dayOf(ctx.now), -Math.floor(ROSTER_DAYS / 2));
  for (let i = 0; i < ROSTER_DAYS; i += 1) {
    for (const duty of ROSTER) {
      await setDuty(ctx, {
        post: duty.post, teamId: duty.team ? (staff.teamIds.get(duty.team) ?? null) : null, day: addDays(first, i), from: ROSTER_HOURS.from, to: ROSTER_HOURS.to,
        userId: staff.me(duty.user).id, deputyId: staff.me(duty.deputy).id,
      });
    }
  }
}

/** Somebody is on leave and covered (代班). */
export async function sendOnLeave(ctx: Ctx, staff: Staff): Promise<void> {
  const from = addDays(dayOf(ctx.now), -LEAVE.fromDaysAgo);
  const supervisor = USERS.find((u) => u.roles.includes("supervisor") && u.team === USERS.find((x) => x.no === LEAVE.absent)?.team);
  await arrangeCover(ctx, { absentId: staff.me(LEAVE.absent).id, standInId: staff.me(LEAVE.standIn).id, from, until: addDays(from, LEAVE.days) }, staff.me(supervisor?.no ?? LEAVE.standIn).id);
}
