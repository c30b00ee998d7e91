/** Ten one-time codes for the day the telephone is lost: shown once, kept as keyed hashes, each good once. */
import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { rows } from "../../db/query.ts";
import type { PeopleKey } from "../people-key.ts";

export const RECOVERY_CODES = 10;
const LENGTH = 10;
const GROUP = 5;
/** Nothing that is read for something else. */
const READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** The form that is hashed: as typed by anybody, with or without the hyphen, in any case. */
const plain = (code: string): string => code.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");

/** True when it has the form of a recovery code, not of a code from the telephone. */
export const looksLikeRecoveryCode = (code: string): boolean => plain(code).length === LENGTH;

function newCode(): string {
  const text = Array.from({ length: LENGTH }, () => READABLE[randomInt(READABLE.length)]).join("");
  return `${text.slice(0, GROUP)}-${text.slice(GROUP)}`;
}

/** Replaces a person's codes. Returns the only copy. */
export async function makeRecoveryCodes(ctx: Ctx, key: PeopleKey, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode);
  await ctx.tx.execute(sql`DELETE FROM recovery_code WHERE user_id = ${userId}`);
  for (const code of codes) await ctx.tx.execute(sql`INSERT INTO recovery_code (user_id, code_hash) VALUES (${userId}, ${key.hash(userId, plain(code))})`);
  return codes;
}

/** Uses a code up. Returns how many are left, null when it is none or was used before. */
export async function useRecoveryCode(ctx: Ctx, key: PeopleKey, userId: string, code: string): Promise<number | null> {
  const used = await rows(ctx.tx, sql`UPDATE recovery_code SET used_at = ${ctx.now} WHERE user_id = ${userId} AND code_hash = ${key.hash(userId, plain(code))} AND used_at IS NULL RETURNING user_id`);
  if (used.length === 0) return null;
  const [left] = await rows<{ n: number }>(ctx.tx, sql`SELECT count(*)::int AS n FROM recovery_code WHERE user_id = ${userId} AND used_at IS NULL`);
  return left?.n ?? 0;
}
