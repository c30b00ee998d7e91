/**
 * A second step inside a session, for acts that a stolen session must not be enough for (`secondStep` in the desks'
 * table): a code of the person's second factor where there is one, else the password once more. Judged in a unit of
 * work of its own, so that failures count whatever becomes of the act.
 */
import type { Me } from "../../shared/protocol/session.ts";
import { refusal, refuse, RefusalError } from "../../shared/protocol/errors.ts";
import { hasFactor, judgeFactor } from "./second-factor/check.ts";
import { DOOR, proved, type SignInHouse } from "./sign-in.ts";

/** Refuses as sign-in does. */
export async function demandSecondStep(service: SignInHouse, { me, deviceId }: { me: Me; deviceId: string }, proof: string): Promise<void> {
  const byCode = service.people.policy !== "off" && (await service.run(DOOR, (ctx) => hasFactor(ctx, me.id)));
  if (!byCode) return void (await proved(service, deviceId, me.no, proof).catch(mistyped));
  const judged = await service.run(DOOR, (ctx) => judgeFactor(ctx, service.people, me.id, deviceId, proof));
  if (!judged.ok) throw new RefusalError(refusal(judged.code, judged.issues));
}

/** A wrong password at the door ends a stay; mistyped here it does not. */
function mistyped(error: unknown): never {
  if (error instanceof RefusalError && error.refusal.code === "wrong_credentials") refuse("second_step_wrong");
  throw error;
}
