/**
 * The lease of the stay that begins: judged before anything is opened. On line the centre has just given one;
 * off line the one kept must still hold by a clock that can be believed, and its policy must find the machine in order.
 */
import { judgePosture, withFacts, type FactName } from "../../shared/model/posture.ts";
import { refusal, RefusalError, refuse } from "../../shared/protocol/errors.ts";
import type { LeaseGrant } from "../../shared/protocol/device.ts";
import type { SignIn } from "../../shared/protocol/session.ts";
import { judgeOffline, keepLease, readLease, type Held } from "../trust/lease.ts";
import { openTimeMark, type TimeMark } from "../trust/time-mark.ts";
import { log } from "./log.ts";
import type { SignInMessage } from "./unlock.ts";

export interface StayLease {
  readonly mark: TimeMark;
  /** Facts of this machine the policy warns about. */
  readonly warned: readonly FactName[];
  /** Null only on line, at a centre that signs nothing. */
  notAfter(): number | null;
  /** Takes over what the centre sent; what is not its word, or not for this user and machine, changes nothing. */
  take(granted: LeaseGrant, orderKey: string | null): void;
}

export interface StayDeps {
  readonly message: SignInMessage;
  /** The user's folder. */
  readonly folder: string;
  /** The centre's answer; null off line. */
  readonly online: SignIn | null;
  readonly wall: number;
  readonly pin: (orderKey: string) => void;
}

/** Throws `lease_over`, `clock_doubtful` or `posture_refused`. */
export function openStayLease({ message, folder, online, wall, pin }: StayDeps): StayLease {
  const who = { userNo: message.userNo, deviceId: message.identity.deviceId };
  const mark = openTimeMark(message.profileDir, who.deviceId, message.deviceSecret);
  let pinned = message.identity.orderKey;
  let held: Held | null = pinned === null ? null : readLease(folder, pinned, who);

  const take: StayLease["take"] = (granted, offered) => {
    // Trusted at first sight, once, over a connection that the pinned authority has vouched for.
    if (pinned === null && offered !== null) {
      pinned = offered;
      pin(offered);
    }
    // A centre before signed leases signs nothing: then there is no working off line.
    if (pinned === null || !granted.signed || !granted.policy || granted.notAfter === held?.lease.notAfter) return;
    const kept = keepLease(folder, { lease: granted.signed, policy: granted.policy }, pinned, who);
    if (kept?.lease.notAfter !== granted.notAfter) log("warn", "lease.refused", { held: kept !== null });
    held = kept;
  };

  if (online) take(online.lease, online.orderKey);
  else {
    const verdict = judgeOffline(held?.lease ?? null, mark.read(), wall);
    if (!verdict.may) refuse(verdict.why, [verdict.detail]);
  }
  const judged = judgePosture(held?.policy.facts ?? {}, message.facts);
  if (judged.refuse.length > 0) throw new RefusalError(withFacts(refusal("posture_refused"), judged.refuse));
  return { mark, warned: judged.warn, take, notAfter: () => held?.lease.notAfter ?? null };
}
