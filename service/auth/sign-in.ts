/** Sign-in with staff number, password and second factor: failures lock, a first or reset password must be changed. */
import { sql } from "drizzle-orm";
import { passwordForm } from "../../shared/model/password.ts";
import type { FactorProposal, Me, SignIn } from "../../shared/protocol/session.ts";
import { refusal, refuse, RefusalError, type Refusal, type RefusalCode } from "../../shared/protocol/errors.ts";
import type { Ctx } from "../context.ts";
import type { Service } from "../app.ts";
import { rows } from "../db/query.ts";
import { grantLease } from "../machines/lease.ts";
import { hashPassword, passwordFits } from "./password.ts";
import { demandStrong, houseNames, refuseWeak, type Owner } from "./password-rules.ts";
import { sealingHolders } from "./recovery/holders.ts";
import { hasFactor, judgeFactor } from "./second-factor/check.ts";
import { proposeFactor } from "./second-factor/manage.ts";
import { loadMe, openSession } from "./session.ts";

export const MAX_FAILURES = 5;

interface Account {
  id: string;
  no: string;
  name: string;
  active: boolean;
  must_change: boolean;
  password_hash: string;
  locked: boolean;
}
export type SignInHouse = Pick<Service, "run" | "clock" | "people" | "orderKey">;
type House = SignInHouse;
export const DOOR = { kind: "system", name: "sign-in" } as const;

export interface SignInRequest {
  readonly userNo: string;
  readonly password: string;
  readonly newPassword?: string | undefined;
  readonly code?: string | undefined;
  readonly mayBeKnown?: boolean | undefined;
}

/**
 * Signs in on a device. Refuses wrong_credentials, account_locked, account_disabled, password_change_needed (send
 * the same again with `newPassword`), weak_password, and the second factor's codes (send the same again with `code`).
 */
export async function signIn(service: House, deviceId: string, input: SignInRequest): Promise<SignIn> {
  const account = await proved(service, deviceId, input.userNo, input.password);
  const newHash = account.must_change || input.newPassword !== undefined ? await changed(service, account, input.password, input.newPassword) : null;
  const answer = await service.run(DOOR, async (ctx): Promise<SignIn | Refusal> => {
    const judged = await judgeFactor(ctx, service.people, account.id, deviceId, input.code);
    if (!judged.ok) return refusal(judged.code, judged.issues);
    if (newHash) await setPassword(ctx, account.id, newHash, { mustChange: false });
    if (newHash && input.mayBeKnown) await tellIt(ctx, account.id, deviceId);
    await ctx.tx.execute(sql`UPDATE app_user SET last_sign_in_at = ${ctx.now} WHERE id = ${account.id}`);
    const me = (await loadMe(ctx.tx, account.id)) as Me;
    const { token, expiresAt } = await openSession(ctx, account.id, deviceId);
    await ctx.tx.execute(sql`UPDATE device SET last_seen_at = ${ctx.now}, last_user_id = ${account.id} WHERE id = ${deviceId}`);
    await ctx.audit({ action: newHash ? "session.openedWithNewPassword" : "session.opened", ref: account.id, detail: { device: deviceId } });
    const lease = await grantLease(ctx, service.orderKey, { userId: me.id, userNo: me.no, deviceId });
    return { token, expiresAt, me, serverTime: ctx.now, training: service.clock.training, lease, orderKey: service.orderKey.publicKey, recovery: { holders: await sealingHolders(ctx) } };
  });
  if (!("token" in answer)) throw new RefusalError(answer);
  return answer;
}

/** Sets up a second factor for somebody who knows the password and has none. Refuses as sign-in does, and second_factor_known, second_factor_off. */
export async function proposeSecondFactor(service: House, deviceId: string, input: { userNo: string; password: string }): Promise<FactorProposal> {
  const account = await proved(service, deviceId, input.userNo, input.password);
  if (service.people.policy === "off") return refuse("second_factor_off");
  return service.run(DOOR, (ctx) => proposeFactor(ctx, service.people, account));
}

/** The account whose password this is. Counts the try, and refuses. */
export async function proved(service: House, deviceId: string, userNo: string, password: string): Promise<Account> {
  const account = await countTry(service, userNo);
  if (account?.locked) refuse("account_locked");
  const fits = await passwordFits(account?.password_hash ?? "", password);
  if (!account || !fits) return fail(service, account, deviceId);
  // The password was right: a change still owed, a weak proposal or a missing code is no failure of it.
  await service.run(DOOR, (ctx) => forgive(ctx, account.id));
  return account.active ? account : refuse("account_disabled");
}

/** Counts the try before the password is looked at, so that parallel guesses cannot slip under the limit. */
function countTry(service: House, userNo: string): Promise<Account | null> {
  return service.run(DOOR, async (ctx) => {
    const [account] = await rows<Account>(
      ctx.tx,
      sql`UPDATE app_user SET failures = failures + 1 WHERE no = ${userNo.trim()}
          RETURNING id, no, name, active, must_change, password_hash, (locked_at IS NOT NULL OR failures > ${MAX_FAILURES}) AS locked`,
    );
    return account ?? null;
  });
}

async function fail(service: House, account: Account | null, deviceId: string): Promise<never> {
  const code = await service.run(DOOR, async (ctx): Promise<RefusalCode> => {
    if (!account) {
      await ctx.audit({ action: "session.unknownUser", detail: { device: deviceId } });
      return "wrong_credentials";
    }
    const [after] = await rows<{ locked: boolean }>(
      ctx.tx,
      sql`UPDATE app_user SET locked_at = CASE WHEN failures >= ${MAX_FAILURES} THEN coalesce(locked_at, ${ctx.now}) ELSE locked_at END WHERE id = ${account.id} RETURNING locked_at IS NOT NULL AS locked`,
    );
    await ctx.audit({ action: after?.locked ? "session.locked" : "session.wrongPassword", ref: account.id, detail: { device: deviceId } });
    return after?.locked ? "account_locked" : "wrong_credentials";
  });
  return refuse(code);
}

/** The hash of the new password; refuses when it is missing, weak or the old one again. */
async function changed(service: House, account: Account, old: string, fresh: string | undefined): Promise<string> {
  if (fresh === undefined) return refuse("password_change_needed");
  const owner = await service.run(DOOR, (ctx) => ownerOf(ctx, service, account));
  demandStrong(fresh, owner);
  if (passwordForm(fresh) === passwordForm(old)) refuseWeak("same", owner);
  return hashPassword(fresh);
}

async function ownerOf(ctx: Ctx, { people }: House, { id, no, name }: Account): Promise<Owner> {
  const alone = people.policy === "off" || (people.policy === "offered" && !(await hasFactor(ctx, id)));
  return { no, name, house: await houseNames(ctx), alone };
}

async function forgive(ctx: Ctx, userId: string): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET failures = 0 WHERE id = ${userId} AND locked_at IS NULL`);
}

/** Somebody said that the old password may be known: a line on IT's desk until it has been looked into. */
async function tellIt(ctx: Ctx, userId: string, deviceId: string): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET password_alarm_at = ${ctx.now} WHERE id = ${userId}`);
  await ctx.audit({ action: "password.mayBeKnown", ref: userId, detail: { device: deviceId } });
}

/** Unlocks an account that was locked by wrong passwords. */
export async function unlockUser(ctx: Ctx, userId: string): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET failures = 0, locked_at = NULL WHERE id = ${userId}`);
  await ctx.audit({ action: "user.unlocked", ref: userId });
}

/** Changes the password of a signed-in user. Refuses wrong_credentials and weak_password. */
export async function changePassword(service: House, me: Me, deviceId: string, input: { password: string; newPassword: string }): Promise<void> {
  const account = await countTry(service, me.no);
  if (!account || account.locked) return refuse("account_locked");
  if (!(await passwordFits(account.password_hash, input.password))) return fail(service, account, deviceId);
  const hash = await changed(service, account, input.password, input.newPassword);
  await service.run({ kind: "user", me, deviceId }, async (ctx) => {
    await setPassword(ctx, me.id, hash, { mustChange: false });
    await ctx.audit({ action: "password.changed", ref: me.id });
  });
}

/** Sets a password for somebody (reset by IT, first password): to be changed at the next sign-in, failures and lock forgotten. */
export async function setPassword(ctx: Ctx, userId: string, passwordHash: string, options: { mustChange: boolean }): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET password_hash = ${passwordHash}, must_change = ${options.mustChange}, failures = 0, locked_at = NULL WHERE id = ${userId}`);
}
