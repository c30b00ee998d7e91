/**
 * The online session. Its token lives in memory only. Unlocked offline, the vault keeps the password's
 * bytes until the first sign-in succeeds, then zeroes them; a session that ends later (16 h, or a
 * sign-in elsewhere) asks for the password again by locking (docs/decisions/011).
 */
import { SignInOutput, type SignIn } from "../../../shared/protocol/session.ts";
import type { Refusal } from "../../../shared/protocol/errors.ts";
import type { Bridge, BridgeAnswer } from "../../bridge/client.ts";

export interface Session {
  /** The token, or null while there is no session. */
  token(): string | null;
  /** Signs in with the kept password, if there is one. Null when there is nothing to sign in with. */
  open(): Promise<BridgeAnswer<SignIn> | null>;
  /** The second factor, when the centre has asked for it (`second_factor_*`); the next `open` shows it. */
  giveCode(code: string): void;
  /** Takes over a session opened at unlocking. */
  adopt(signIn: SignIn): void;
  /** The centre refused something: does that end the stay? What never reached it does not count. */
  heard(answer: Failure): void;
  close(): void;
}

type Failure = Pick<Extract<BridgeAnswer<unknown>, { ok: false }>, "refusal" | "status">;

/** Refusals after which nobody may go on working here: the vault asks to be locked. */
const ENDING: ReadonlySet<string> = new Set(["account_disabled", "account_locked", "device_revoked", "device_unknown", "wrong_credentials", "password_change_needed", "second_factor_enrol", "unauthenticated"]);

/** What a sign-in carries beside staff number and password. */
export interface SignInExtras {
  readonly newPassword?: string | undefined;
  readonly code?: string | undefined;
  readonly mayBeKnown?: boolean | undefined;
}

/** The password was right and a code is owed: only a person can go on from here. */
const WANTS_CODE: ReadonlySet<string> = new Set(["second_factor_needed", "second_factor_wrong", "second_factor_used", "second_factor_wait"]);

/** Asks the centre for a session. The password travels as a string; V8 cannot wipe it, the process dies at lock. */
export function signInOnline(bridge: Bridge, userNo: string, password: Buffer, more: SignInExtras = {}): Promise<BridgeAnswer<SignIn>> {
  // What is undefined does not travel.
  const body = JSON.stringify({ userNo, password: password.toString("utf8"), ...more });
  return bridge.json({ method: "POST", path: "/session", body, timeoutMs: 10_000 }, SignInOutput);
}

export interface SessionDeps {
  readonly bridge: Bridge;
  readonly userNo: string;
  /** Kept only when the vault was unlocked offline; zeroed by the session. */
  readonly password: Buffer | null;
  /** A sign-in still on its way when the vault was opened offline. A second one beside it would end the first (S-28). */
  readonly pending: Promise<BridgeAnswer<SignIn>> | null;
  readonly opened: (signIn: SignIn, answer: { sentAt: number; receivedAt: number }) => void;
  /** The stay is over; main locks with this reason. */
  readonly over: (reason: Refusal) => void;
}

export function createSession(deps: SessionDeps): Session {
  let token: string | null = null;
  let { password, pending } = deps;
  let code: string | undefined;
  /** The centre waits for a code: asking again without one would only cost it a key derivation. */
  let owed: BridgeAnswer<SignIn> | null = null;
  const forget = () => {
    password?.fill(0);
    password = null;
    code = undefined;
  };
  const heard = ({ refusal, status }: Failure) => {
    if (status === 0 || !ENDING.has(refusal.code)) return;
    token = null;
    forget();
    deps.over(refusal);
  };
  return {
    token: () => token,
    open: async () => {
      if (password === null) return null;
      if (owed !== null && code === undefined) return owed;
      const answer = await (pending ?? signInOnline(deps.bridge, deps.userNo, password, { code }));
      pending = null;
      code = undefined;
      owed = !answer.ok && WANTS_CODE.has(answer.refusal.code) ? answer : null;
      if (!answer.ok) {
        heard(answer);
        return answer;
      }
      token = answer.value.token;
      forget();
      deps.opened(answer.value, answer);
      return answer;
    },
    giveCode: (given) => void (code = given),
    adopt: (signIn) => {
      token = signIn.token;
      forget();
    },
    heard,
    close: forget,
  };
}
