/**
 * Words while signing in. Main answers once, at the end; until then the window can only say what takes
 * the time it has taken so far: asking the centre, deriving the key, fetching the cases the first time.
 */
import { PASSWORD_MIN, passwordLength } from "../../shared/model/password.ts";

export type Phase = "checking" | "deriving" | "loading";

const PHASES: readonly { readonly phase: Phase; readonly fromMs: number }[] = [
  { phase: "loading", fromMs: 4000 },
  { phase: "deriving", fromMs: 1200 },
  { phase: "checking", fromMs: 0 },
];

/** The phase to name after so many milliseconds of waiting. */
export function phaseAfter(ms: number): Phase {
  return PHASES.find((p) => ms >= p.fromMs)?.phase ?? "checking";
}

export interface NewPasswordFaults {
  /** Characters still missing; 0 when long enough. */
  readonly short: number;
  readonly sameAsOld: boolean;
  readonly sameAsNo: boolean;
  readonly mismatch: boolean;
}

/** What is on the form of a new password. */
export interface TypedPassword {
  readonly userNo: string;
  readonly old: string;
  readonly next: string;
  readonly confirm: string;
}

/** What stands against a new password before it is sent; the centre judges again (`weak_password`). */
export function newPasswordFaults(typed: TypedPassword): NewPasswordFaults {
  const { userNo, old, next, confirm } = typed;
  return {
    short: Math.max(0, PASSWORD_MIN - passwordLength(next)),
    sameAsOld: next !== "" && next === old,
    sameAsNo: next !== "" && next.toLowerCase() === userNo.trim().toLowerCase(),
    mismatch: confirm !== "" && next !== confirm,
  };
}

/** True when nothing stands against it and it was typed twice. */
export function newPasswordReady(typed: TypedPassword): boolean {
  const faults = newPasswordFaults(typed);
  return faults.short === 0 && !faults.sameAsOld && !faults.sameAsNo && typed.next === typed.confirm;
}

/** Six digits, or the ten signs of a recovery code; the centre judges. */
export const codeReady = (code: string): boolean => [6, 10].includes(code.replace(/[\s-]/g, "").length);

/** A secret in groups of four, as it is typed by hand. */
export const inGroups = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? "";
