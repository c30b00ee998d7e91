/**
 * The second factor at the door (ELECTRON.md 3.4): judged after the password, inside the unit of work that will
 * open the session, so that a code is used up by the sign-in it lets through. A refusal is returned, not thrown:
 * the count of failures must outlive it.
 */
import { sql } from "drizzle-orm";
import type { RefusalCode } from "../../../shared/protocol/errors.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import type { Ctx } from "../../context.ts";
import { rows } from "../../db/query.ts";
import type { People } from "../people.ts";
import { looksLikeRecoveryCode, useRecoveryCode } from "./recovery-codes.ts";
import { stepOf } from "./totp.ts";

const FREE_FAILURES = 5;
const FIRST_DELAY_MS = MINUTE / 2;
const LONGEST_DELAY_MS = 15 * MINUTE;
/** In a row; then the account is locked until IT unlocks it, as by wrong passwords. */
export const FACTOR_FAILURES = 10;

interface Factor {
  secret: Uint8Array;
  enrolled_at: number | null;
  last_step: number;
  failures: number;
  failed_at: number | null;
}

export type Judged = { ok: true } | { ok: false; code: RefusalCode; issues: string[] };
const passed: Judged = { ok: true };
const no = (code: RefusalCode, ...issues: string[]): Judged => ({ ok: false, code, issues });

/** How long a person who has failed so often must wait at `now`, ms. */
export function waitBeforeCode(failures: number, failedAt: number | null, now: number): number {
  if (failures < FREE_FAILURES || failedAt === null) return 0;
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - FREE_FAILURES));
  return Math.max(0, failedAt + delay - now);
}

/** The factor, locked for this unit: two tries at once are judged one after the other. */
async function factorOf(ctx: Ctx, userId: string): Promise<Factor | null> {
  const [found] = await rows<Factor>(ctx.tx, sql`SELECT secret, enrolled_at, last_step, failures, failed_at FROM second_factor WHERE user_id = ${userId} FOR UPDATE`);
  return found ? { ...found, last_step: Number(found.last_step), failed_at: found.failed_at === null ? null : Number(found.failed_at) } : null;
}

/** True when the person has shown a code once, so that one is demanded from then on. */
export async function hasFactor(ctx: Ctx, userId: string): Promise<boolean> {
  return ((await rows(ctx.tx, sql`SELECT 1 FROM second_factor WHERE user_id = ${userId} AND enrolled_at IS NOT NULL`)).length > 0);
}

/**
 * Judges `code` for somebody whose password was right. Without a factor: passes where none is required, else
 * `second_factor_enrol`. The first code that fits a proposed secret enrols it.
 */
export async function judgeFactor(ctx: Ctx, people: People, userId: string, deviceId: string, code: string | undefined): Promise<Judged> {
  if (people.policy === "off") return passed;
  const factor = await factorOf(ctx, userId);
  const enrolled = factor !== null && factor.enrolled_at !== null;
  if (!enrolled && (factor === null || code === undefined)) return people.policy === "required" ? no("second_factor_enrol") : passed;
  if (code === undefined) return no("second_factor_needed");
  const now = people.wall();
  const wait = waitBeforeCode(factor.failures, factor.failed_at, now);
  if (wait > 0) return no("second_factor_wait", `seconds: ${Math.ceil(wait / 1000)}`);
  if (enrolled && looksLikeRecoveryCode(code)) return byRecoveryCode(ctx, people, userId, deviceId, code, now);
  const secret = people.key.open(userId, factor.secret);
  const step = stepOf(secret, code.replace(/\s/g, ""), now);
  secret.fill(0);
  if (step === null) return failed(ctx, userId, deviceId, now);
  if (step <= factor.last_step) {
    await ctx.audit({ action: "secondFactor.replayed", ref: userId, detail: { device: deviceId } });
    return no("second_factor_used");
  }
  await ctx.tx.execute(sql`UPDATE second_factor SET last_step = ${step}, failures = 0, failed_at = NULL, enrolled_at = coalesce(enrolled_at, ${ctx.now}) WHERE user_id = ${userId}`);
  if (!enrolled) await ctx.audit({ action: "secondFactor.enrolled", ref: userId, detail: { device: deviceId } });
  return passed;
}

async function byRecoveryCode(ctx: Ctx, people: People, userId: string, deviceId: string, code: string, now: number): Promise<Judged> {
  const left = await useRecoveryCode(ctx, people.key, userId, code);
  if (left === null) return failed(ctx, userId, deviceId, now);
  await ctx.tx.execute(sql`UPDATE second_factor SET failures = 0, failed_at = NULL WHERE user_id = ${userId}`);
  await ctx.audit({ action: "secondFactor.recoveryCodeUsed", ref: userId, detail: { device: deviceId, left } });
  return passed;
}

async function failed(ctx: Ctx, userId: string, deviceId: string, now: number): Promise<Judged> {
  const [after] = await rows<{ failures: number }>(ctx.tx, sql`UPDATE second_factor SET failures = failures + 1, failed_at = ${now} WHERE user_id = ${userId} RETURNING failures`);
  await ctx.audit({ action: "secondFactor.wrong", ref: userId, detail: { device: deviceId } });
  if ((after?.failures ?? 0) < FACTOR_FAILURES) return no("second_factor_wrong");
  await ctx.tx.execute(sql`UPDATE app_user SET locked_at = coalesce(locked_at, ${ctx.now}) WHERE id = ${userId}`);
  await ctx.tx.execute(sql`UPDATE second_factor SET failures = 0, failed_at = NULL WHERE user_id = ${userId}`);
  await ctx.audit({ action: "session.locked", ref: userId, detail: { device: deviceId } });
  return no("account_locked");
}
