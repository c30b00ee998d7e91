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
  /** Takes over a session opened at unlocking. */
  adopt(signIn: SignIn): void;
  /** The centre refused something: does that end the stay? What never reached it does not count. */
  heard(answer: Failure): void;
  close(): void;
}

type Failure = Pick<Extract<BridgeAnswer<unknown>, { ok: false }>, "refusal" | "status">;

/** Refusals after which nobody may go on working here: the vault asks to be locked. */
const ENDING: ReadonlySet<string> = new Set(["account_disabled", "account_locked", "device_revoked", "device_unknown", "wrong_credentials", "password_change_needed", "unauthenticated"]);

/** Asks the centre for a session. The password travels as a string; V8 cannot wipe it, the process dies at lock. */
export function signInOnline(bridge: Bridge, userNo: string, password: Buffer, newPassword?: string): Promise<BridgeAnswer<SignIn>> {
  const body = JSON.stringify({ userNo, password: password.toString("utf8"), ...(newPassword === undefined ? {} : { newPassword }) });
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
  const forget = () => {
    password?.fill(0);
    password = null;
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
      const answer = await (pending ?? signInOnline(deps.bridge, deps.userNo, password));
      pending = null;
      if (!answer.ok) {
        heard(answer);
        return answer;
      }
      token = answer.value.token;
      forget();
      deps.opened(answer.value, answer);
      return answer;
    },
    adopt: (signIn) => {
      token = signIn.token;
      forget();
    },
    heard,
    close: forget,
  };
}
