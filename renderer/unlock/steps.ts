/** What the unlock window shows next: decided by what main refused, never by what the window would like. */
import type { Refusal } from "../../shared/protocol/errors.ts";

export type Step = "signIn" | "newPassword" | "passwordKnown" | "setUpFactor" | "code";

const AFTER: Readonly<Record<string, Step>> = {
  password_change_needed: "newPassword", second_factor_enrol: "setUpFactor", second_factor_needed: "code",
};
/** Refusals of a code: the form that asked for it stays. */
const OF_CODE: ReadonlySet<string> = new Set(["second_factor_wrong", "second_factor_used", "second_factor_wait"]);

/** The step after a refusal. A password refused after a code was asked for goes back to the form it was typed in. */
export function stepAfter(step: Step, refusal: Refusal, typedIn: "signIn" | "passwordKnown"): Step {
  const next = AFTER[refusal.code];
  if (next) return next;
  if (refusal.code === "weak_password") return typedIn === "passwordKnown" ? "passwordKnown" : "newPassword";
  if (OF_CODE.has(refusal.code)) return step === "setUpFactor" ? "setUpFactor" : "code";
  if (["wrong_credentials", "account_locked", "account_disabled", "second_factor_known"].includes(refusal.code)) return typedIn;
  return step;
}
