/** Sign-in with staff number and password: five failures lock, a first or reset password must be changed. */
import { sql } from "drizzle-orm";
import type { Me, SignIn } from "../../shared/protocol/session.ts";
import { refuse, type RefusalCode } from "../../shared/protocol/errors.ts";
import type { Ctx } from "../context.ts";
import type { Service } from "../app.ts";
import { rows } from "../db/query.ts";
import { grantLease } from "../machines/lease.ts";
import { demandStrong, hashPassword, passwordFits } from "./password.ts";
import { loadMe, openSession } from "./session.ts";

export const MAX_FAILURES = 5;

interface Account {
  id: string;
  no: string;
  active: boolean;
  must_change: boolean;
  password_hash: string;
  locked: boolean;
}
type House = Pick<Service, "run" | "clock" | "orderKey">;
const DOOR = { kind: "system", name: "sign-in" } as const;

/**
 * Signs in on a device. Refuses wrong_credentials, account_locked, account_disabled,
 * password_change_needed (send the same again with `newPassword`) and weak_password.
 */
export async function signIn(service: House, deviceId: string, input: { userNo: string; password: string; newPassword?: string | undefined }): Promise<SignIn> {
  const account = await countTry(service, input.userNo);
  if (account?.locked) refuse("account_locked");
  const fits = await passwordFits(account?.password_hash ?? "", input.password);
  if (!account || !fits) return fail(service, account, deviceId);
  // The password was right: a change still owed, or a weak proposal, is no failure.
  await service.run(DOOR, (ctx) => forgive(ctx, account.id));
  if (!account.active) return refuse("account_disabled");
  const newHash = account.must_change || input.newPassword !== undefined ? await changed(account, input.password, input.newPassword) : null;
  return service.run(DOOR, async (ctx) => {
    if (newHash) await setPassword(ctx, account.id, newHash, { mustChange: false });
    await ctx.tx.execute(sql`UPDATE app_user SET last_sign_in_at = ${ctx.now} WHERE id = ${account.id}`);
    const me = (await loadMe(ctx.tx, account.id)) as Me;
    const { token, expiresAt } = await openSession(ctx, account.id, deviceId);
    await ctx.tx.execute(sql`UPDATE device SET last_seen_at = ${ctx.now}, last_user_id = ${account.id} WHERE id = ${deviceId}`);
    await ctx.audit({ action: newHash ? "session.openedWithNewPassword" : "session.opened", ref: account.id, detail: { device: deviceId } });
    const lease = await grantLease(ctx, service.orderKey, { userId: me.id, userNo: me.no, deviceId });
    return { token, expiresAt, me, serverTime: ctx.now, training: service.clock.training, lease, orderKey: service.orderKey.publicKey };
  });
}

/** Counts the try before the password is looked at, so that parallel guesses cannot slip under the limit. */
function countTry(service: House, userNo: string): Promise<Account | null> {
  return service.run(DOOR, async (ctx) => {
    const [account] = await rows<Account>(
      ctx.tx,
      sql`UPDATE app_user SET failures = failures + 1 WHERE no = ${userNo.trim()}
          RETURNING id, no, active, must_change, password_hash, (locked_at IS NOT NULL OR failures > ${MAX_FAILURES}) AS locked`,
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
async function changed(account: Account, old: string, fresh: string | undefined): Promise<string> {
  if (fresh === undefined) return refuse("password_change_needed");
  demandStrong(fresh, account.no);
  if (fresh === old) refuse("weak_password", ["newPassword: is the old one"]);
  return hashPassword(fresh);
}

async function forgive(ctx: Ctx, userId: string): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET failures = 0 WHERE id = ${userId} AND locked_at IS NULL`);
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
  const hash = await changed(account, input.password, input.newPassword);
  await service.run({ kind: "user", me, deviceId }, async (ctx) => {
    await setPassword(ctx, me.id, hash, { mustChange: false });
    await ctx.audit({ action: "password.changed", ref: me.id });
  });
}

/** Sets a password for somebody (reset by IT, first password): to be changed at the next sign-in, failures and lock forgotten. */
export async function setPassword(ctx: Ctx, userId: string, passwordHash: string, options: { mustChange: boolean }): Promise<void> {
  await ctx.tx.execute(sql`UPDATE app_user SET password_hash = ${passwordHash}, must_change = ${options.mustChange}, failures = 0, locked_at = NULL WHERE id = ${userId}`);
}
