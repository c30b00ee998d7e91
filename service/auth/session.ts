/**
 * Sessions: a random token bound to the device whose certificate opened it, kept as a hash. One
 * active session per user (S-28): a new sign-in ends the others.
 */
import { createHash, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { HOUR } from "../../shared/model/time.ts";
import type { Me } from "../../shared/protocol/session.ts";
import type { Ctx, Tx } from "../context.ts";
import { rows } from "../db/query.ts";

/** Longer than any shift; the next day signs in again. */
export const SESSION_LIFE = 16 * HOUR;

export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

const ME = sql`u.id, u.no, u.name, u.roles, u.team_id AS "teamId", coalesce(t.name, '') AS "teamName", u.region_code AS "regionCode", u.extension`;

/** A user as the desks know them; null when there is none. */
export async function loadMe(db: Pick<Tx, "execute">, userId: string): Promise<Me | null> {
  const [me] = await rows<Me>(db, sql`SELECT ${ME} FROM app_user u LEFT JOIN team t ON t.id = u.team_id WHERE u.id = ${userId}`);
  return me ?? null;
}

/** Opens a session and ends the user's others. Returns the only copy of the token. */
export async function openSession(ctx: Ctx, userId: string, deviceId: string): Promise<{ token: string; expiresAt: number }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = ctx.now + SESSION_LIFE;
  await revokeSessions(ctx, { userId });
  await ctx.tx.execute(sql`INSERT INTO session (token_hash, user_id, device_id, created_at, expires_at) VALUES (${tokenHash(token)}, ${userId}, ${deviceId}, ${ctx.now}, ${expiresAt})`);
  return { token, expiresAt };
}

/** Ends sessions of a user or of a device. */
export async function revokeSessions(ctx: Ctx, whose: { userId: string } | { deviceId: string }): Promise<void> {
  const which = "userId" in whose ? sql`user_id = ${whose.userId}` : sql`device_id = ${whose.deviceId}`;
  await ctx.tx.execute(sql`UPDATE session SET revoked_at = ${ctx.now} WHERE revoked_at IS NULL AND ${which}`);
}

/** Who holds this token on this device; null when the session is over, foreign to the device, or its user disabled. */
export async function findSession(db: Pick<Tx, "execute">, token: string, deviceId: string, now: number): Promise<Me | null> {
  const [me] = await rows<Me>(
    db,
    sql`SELECT ${ME} FROM session s JOIN app_user u ON u.id = s.user_id LEFT JOIN team t ON t.id = u.team_id
        WHERE s.token_hash = ${tokenHash(token)} AND s.device_id = ${deviceId} AND s.revoked_at IS NULL AND s.expires_at > ${now} AND u.active`,
  );
  return me ?? null;
}

/** Ends the session of this token. */
export async function endSession(ctx: Ctx, token: string): Promise<void> {
  await ctx.tx.execute(sql`UPDATE session SET revoked_at = ${ctx.now} WHERE revoked_at IS NULL AND token_hash = ${tokenHash(token)}`);
  await ctx.audit({ action: "session.ended" });
}
