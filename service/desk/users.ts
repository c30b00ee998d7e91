/** IT: accounts in bulk, reset, unlock, on and off. A first password is shown once and must be changed. */
import { and, asc, desc, eq, gt, inArray, isNotNull, or, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { hashPassword, randomPassword } from "../auth/password.ts";
import { removeFactor } from "../auth/second-factor/manage.ts";
import { revokeSessions } from "../auth/session.ts";
import type { Ctx, DeskHandlers } from "../context.ts";
import { appUser, kase, region, secondFactor, team } from "../db/schema.ts";
import { colleaguesChanged } from "../records/colleagues.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { RefusalError, refuse } from "../../shared/protocol/errors.ts";
import { readStaffList, type StaffFault, type StaffRow } from "./user-sheet.ts";
import { dutyChanged } from "../workflow/timer-rows.ts";

type Bulk = Awaited<ReturnType<DeskHandlers["user.bulk"]>>;
type UserRow = typeof appUser.$inferSelect;

interface Placed {
  readonly row: StaffRow;
  readonly teamId: string | null;
  readonly regionCode: string;
}

/** Gives each row its team and region, or the fault that it has none. */
async function place(ctx: Ctx, list: readonly StaffRow[]): Promise<{ placed: Placed[]; faults: StaffFault[] }> {
  const teams = new Map((await ctx.tx.select().from(team)).map((t) => [squeeze(t.name), t]));
  const regions = await ctx.tx.select().from(region);
  const placed: Placed[] = [];
  const faults: StaffFault[] = [];
  for (const row of list) {
    const own = row.team === "" ? undefined : teams.get(squeeze(row.team));
    const named = regions.find((r) => r.code === row.region || r.name === row.region);
    if (row.team !== "" && !own) faults.push({ row: row.row, column: "组别", zh: `没有组别「${row.team}」`, en: `There is no team "${row.team}"` });
    else if (row.region !== "" && !named) faults.push({ row: row.row, column: "地区", zh: `没有地区「${row.region}」`, en: `There is no region "${row.region}"` });
    else placed.push({ row, teamId: own?.id ?? null, regionCode: own?.regionCode ?? named?.code ?? "" });
  }
  return { placed, faults };
}

const squeeze = (name: string): string => name.replace(/\s/g, "").toUpperCase();

const values = ({ row, teamId, regionCode }: Placed) => ({
  name: row.name, roles: [...row.roles], teamId, regionCode, extension: row.extension, pledgedOn: row.pledgedOn,
});

/** True when the list says nothing new of a user. */
const same = (user: UserRow, p: Placed): boolean => {
  const { roles, ...rest } = values(p);
  return Object.entries(rest).every(([key, value]) => user[key as keyof typeof rest] === value) && [...user.roles].toSorted().join() === [...roles].toSorted().join();
};

/**
 * Creates and updates users from a pasted list; rows with a fault are refused and the others go in.
 * Updated users keep their password. A user who leaves the team must have no cases (调案 first).
 */
export async function importStaff(ctx: Ctx, text: string, dryRun: boolean): Promise<Bulk> {
  const read = readStaffList(text);
  const { placed, faults } = await place(ctx, read.rows);
  const known = new Map((await ctx.tx.select().from(appUser).where(inArray(appUser.no, ["", ...placed.map((p) => p.row.no)]))).map((u) => [u.no, u]));
  const held = await stillHolding(ctx, placed.flatMap((p) => (known.has(p.row.no) && known.get(p.row.no)!.teamId !== p.teamId ? [known.get(p.row.no)!.id] : [])));
  const blocked = placed.filter((p) => held.has(known.get(p.row.no)?.id ?? ""));
  const blockedFaults = blocked.map((p) => ({ row: p.row.row, column: "组别", zh: "此人名下还有案件,请先调案再换组", en: "This person still has cases; reassign them before the move" }));
  const good = placed.filter((p) => !blocked.includes(p));
  const fresh = good.filter((p) => !known.has(p.row.no));
  const changed = good.filter((p) => known.has(p.row.no) && !same(known.get(p.row.no)!, p));
  const refused = [...read.faults, ...faults, ...blockedFaults].toSorted((a, b) => a.row - b.row);
  const counts = { created: fresh.length, updated: changed.length, refused };
  if (dryRun) return { ...counts, passwords: [] };
  const passwords: Bulk["passwords"] = [];
  const ids: string[] = [];
  for (const p of fresh) {
    const password = randomPassword();
    ids.push(await addUser(ctx, { no: p.row.no, ...values(p), passwordHash: await hashPassword(password), mustChange: true }));
    passwords.push({ no: p.row.no, name: p.row.name, password });
  }
  for (const p of changed) {
    const user = known.get(p.row.no)!;
    await ctx.tx.update(appUser).set(values(p)).where(eq(appUser.id, user.id));
    await ctx.audit({ action: "user.updated", ref: user.id, detail: { no: p.row.no, roles: p.row.roles } });
    ids.push(user.id);
  }
  await colleaguesChanged(ctx, ids);
  return { ...counts, passwords };
}

async function stillHolding(ctx: Ctx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await asSystemFor(ctx, "user.write", () => ctx.tx.selectDistinct({ id: kase.assigneeId }).from(kase).where(and(eq(kase.status, "open"), inArray(kase.assigneeId, [...ids]))));
  return new Set(found.map((f) => f.id ?? ""));
}

export interface NewUser {
  readonly no: string;
  readonly name: string;
  readonly roles: UserRow["roles"];
  readonly teamId: string | null;
  readonly regionCode: string;
  readonly extension: string;
  readonly pledgedOn: string;
  readonly passwordHash: string;
  readonly mustChange: boolean;
}

/** Adds one user; returns the id. The caller tells the workstations (`colleaguesChanged`). */
export async function addUser(ctx: Ctx, user: NewUser): Promise<string> {
  const id = uuidv7();
  await ctx.tx.insert(appUser).values({ id, ...user });
  await ctx.audit({ action: "user.created", ref: id, detail: { no: user.no, roles: user.roles } });
  return id;
}

/** A user by 工号. Refuses `not_found`. */
export async function userByNo(ctx: Ctx, no: string): Promise<UserRow> {
  const [user] = await ctx.tx.select().from(appUser).where(eq(appUser.no, no.toUpperCase()));
  return user ?? refuse("not_found", [`user: ${no}`]);
}

async function userById(ctx: Ctx, id: string): Promise<UserRow> {
  const [user] = await ctx.tx.select().from(appUser).where(eq(appUser.id, id)).for("update");
  return user ?? refuse("not_found", ["userId"]);
}

/** Gives a user a new first password, ends every session and unlocks. Returns the only copy. */
export async function resetPassword(ctx: Ctx, userId: string): Promise<string> {
  const user = await userById(ctx, userId);
  const password = randomPassword();
  await ctx.tx.update(appUser).set({ passwordHash: await hashPassword(password), mustChange: true, failures: 0, lockedAt: null }).where(eq(appUser.id, user.id));
  await revokeSessions(ctx, { userId: user.id });
  await ctx.audit({ action: "user.reset", ref: user.id, detail: { no: user.no } });
  return password;
}

/** Lifts the lock after wrong passwords (Monday 08:55). */
export async function unlockUser(ctx: Ctx, userId: string): Promise<void> {
  const user = await userById(ctx, userId);
  await ctx.tx.update(appUser).set({ failures: 0, lockedAt: null }).where(eq(appUser.id, user.id));
  await ctx.audit({ action: "user.unlocked", ref: user.id, detail: { no: user.no } });
}

/** Switches an account on or off; off ends every session. On needs the secrecy pledge (S-57). */
export async function setActive(ctx: Ctx, userId: string, active: boolean): Promise<void> {
  const user = await userById(ctx, userId);
  if (ctx.actor.kind === "user" && ctx.actor.me.id === userId) throw new RefusalError({ code: "bad_input", zh: "不能停用自己的账号", en: "You cannot disable your own account", issues: ["userId"] });
  if (active && user.pledgedOn === "") throw new RefusalError({ code: "bad_input", zh: "未签保密承诺书,不能启用(S-57)", en: "No account without a signed secrecy pledge (S-57)", issues: ["pledgedOn"] });
  await ctx.tx.update(appUser).set({ active, ...(active ? {} : { duty: "off" }) }).where(eq(appUser.id, user.id));
  if (!active) await revokeSessions(ctx, { userId });
  await dutyChanged(ctx, null);
  await colleaguesChanged(ctx, [userId]);
  await ctx.audit({ action: active ? "user.activated" : "user.deactivated", ref: user.id, detail: { no: user.no } });
}

/**
 * Takes a person's second factor away (the telephone is lost), ends every session; the next sign-in sets up a new one.
 * Nobody does it to oneself: a stolen session of IT's must not become a second factor of the thief's.
 */
export async function resetFactor(ctx: Ctx, userId: string, reason: string): Promise<void> {
  const user = await userById(ctx, userId);
  if (ctx.actor.kind === "user" && ctx.actor.me.id === userId) throw new RefusalError({ code: "bad_input", zh: "不能重置自己的第二步验证,请另一位 IT 办理", en: "You cannot reset your own second step; ask another of IT", issues: ["userId"] });
  const had = await asSystemFor(ctx, "user.write", () => removeFactor(ctx, user.id));
  await revokeSessions(ctx, { userId: user.id });
  await ctx.audit({ action: "user.factorReset", ref: user.id, detail: { no: user.no, reason, found: had } });
}

/** People who said that their password may be known, the newest first. */
async function alarms(ctx: Ctx): Promise<Awaited<ReturnType<DeskHandlers["user.alarms"]>>> {
  const found = await ctx.tx.select({ id: appUser.id, no: appUser.no, name: appUser.name, at: appUser.passwordAlarmAt }).from(appUser).where(isNotNull(appUser.passwordAlarmAt)).orderBy(desc(appUser.passwordAlarmAt));
  return { alarms: found.map(({ id, no, name, at }) => ({ userId: id, no, name, at: at ?? 0 })) };
}

async function alarmSeen(ctx: Ctx, userId: string, note: string): Promise<void> {
  const user = await userById(ctx, userId);
  await ctx.tx.update(appUser).set({ passwordAlarmAt: null }).where(eq(appUser.id, user.id));
  await ctx.audit({ action: "user.alarmSeen", ref: user.id, detail: { no: user.no, note } });
}

const list: DeskHandlers["user.list"] = async (ctx, { text, limit, after }) => {
  const wanted = text.trim();
  const found = await ctx.tx
    .select({ user: appUser, teamName: team.name }).from(appUser).leftJoin(team, eq(team.id, appUser.teamId))
    .where(and(
      after === null ? undefined : gt(appUser.no, after),
      wanted === "" ? undefined : or(sql`${appUser.no} ILIKE ${`${wanted.replace(/[\\%_]/g, "")}%`}`, sql`position(${wanted} in ${appUser.name}) > 0`),
    )).orderBy(asc(appUser.no)).limit(limit);
  const factors = await asSystemFor(ctx, "user.read", () => ctx.tx.select({ id: secondFactor.userId }).from(secondFactor).where(isNotNull(secondFactor.enrolledAt)));
  const withFactor = new Set(factors.map((f) => f.id));
  return {
    users: found.map(({ user: u, teamName }) => ({
      id: u.id, no: u.no, name: u.name, roles: u.roles, teamId: u.teamId, teamName: teamName ?? "", regionCode: u.regionCode, extension: u.extension,
      pledgedOn: u.pledgedOn, active: u.active, locked: u.lockedAt !== null, secondFactor: withFactor.has(u.id), lastSignInAt: u.lastSignInAt,
    })),
  };
};

export const userHandlers = {
  "user.list": list,
  "user.bulk": (ctx, { text, dryRun }) => importStaff(ctx, text, dryRun),
  "user.reset": async (ctx, { userId }) => ({ password: await resetPassword(ctx, userId) }),
  "user.resetFactor": async (ctx, { userId, reason }) => {
    await resetFactor(ctx, userId, reason);
    return {};
  },
  "user.alarms": (ctx) => alarms(ctx),
  "user.alarmSeen": async (ctx, { userId, note }) => {
    await alarmSeen(ctx, userId, note);
    return {};
  },
  "user.unlock": async (ctx, { userId }) => {
    await unlockUser(ctx, userId);
    return {};
  },
  "user.setActive": async (ctx, { userId, active }) => {
    await setActive(ctx, userId, active);
    return {};
  },
} satisfies Partial<DeskHandlers>;
