/**
 * Words while signing in. Main answers once, at the end; until then the window can only say what takes
 * the time it has taken so far: asking the centre, deriving the key, fetching the cases the first time.
 */
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

const MIN_LENGTH = 10;

/** What stands against a new password before it is sent; the centre judges again (`weak_password`). */
export function newPasswordFaults(typed: { userNo: string; old: string; next: string; confirm: string }): NewPasswordFaults {
  const { userNo, old, next, confirm } = typed;
  return {
    short: Math.max(0, MIN_LENGTH - [...next].length),
    sameAsOld: next !== "" && next === old,
    sameAsNo: next !== "" && next.toLowerCase() === userNo.trim().toLowerCase(),
    mismatch: confirm !== "" && next !== confirm,
  };
}

/** True when nothing stands against it and it was typed twice. */
export function newPasswordReady(typed: { userNo: string; old: string; next: string; confirm: string }): boolean {
  const faults = newPasswordFaults(typed);
  return faults.short === 0 && !faults.sameAsOld && !faults.sameAsNo && typed.next === typed.confirm;
}
