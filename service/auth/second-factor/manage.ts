/** Proposing a second factor to somebody who has none, and taking one away. */
import { sql } from "drizzle-orm";
import type { FactorProposal } from "../../../shared/protocol/session.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import type { Ctx } from "../../context.ts";
import { rows } from "../../db/query.ts";
import type { People } from "../people.ts";
import { hasFactor } from "./check.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";
import { base32Of, newSecret, uriOf } from "./totp.ts";

/**
 * A fresh secret and ten recovery codes; the only copies. They count from the sign-in that shows a first code of
 * it. Asking again replaces a proposal nobody has confirmed. Refuses `second_factor_known` for somebody who has one.
 */
export async function proposeFactor(ctx: Ctx, people: People, user: { id: string; no: string }): Promise<FactorProposal> {
  const secret = newSecret();
  const sealed = people.key.seal(user.id, secret);
  const kept = await rows(ctx.tx, sql`INSERT INTO second_factor (user_id, secret) VALUES (${user.id}, ${sql.param(sealed)})
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE second_factor.enrolled_at IS NULL RETURNING user_id`);
  if (kept.length === 0) return refuse("second_factor_known");
  const recoveryCodes = await makeRecoveryCodes(ctx, people.key, user.id);
  const proposal = { secret: base32Of(secret), uri: uriOf(secret, user.no), recoveryCodes };
  secret.fill(0);
  return proposal;
}

/** Takes a person's second factor away: the next sign-in sets up a new one. Returns whether there was one. */
export async function removeFactor(ctx: Ctx, userId: string): Promise<boolean> {
  const known = await hasFactor(ctx, userId);
  await ctx.tx.execute(sql`DELETE FROM second_factor WHERE user_id = ${userId}`);
  return known;
}
