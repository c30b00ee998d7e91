/** When an installer may be handed over: never under a person's hands, never while something saved might depend on the program that is replaced. */
import { HOUR } from "../model/time.ts";

export interface Moment {
  /** A vault process runs: somebody is signed in or signing in. */
  readonly vaultOpen: boolean;
  /** A wipe has begun or waits. */
  readonly wiping: boolean;
  /** Events of anybody on this machine that are not sent yet; null when that is not known. */
  readonly unsent: number | null;
  /** Since when no vault runs, UTC ms. */
  readonly closedAt: number;
  /** The build here is out of service or revoked: nothing more can be sent by waiting. */
  readonly urgent: boolean;
  readonly now: number;
}

/** What is not sent gets this long after a lock. Then it counts as safely kept: it is durable, and the next build knows its format (`decide`). */
export const KEPT_AFTER_MS = HOUR;

/** `now`, or what has to pass first. */
export function safePoint({ vaultOpen, wiping, unsent, closedAt, urgent, now }: Moment): "now" | "vault_open" | "wiping" | "unsent" {
  if (vaultOpen) return "vault_open";
  if (wiping) return "wiping";
  if (unsent === 0 || urgent || now - closedAt >= KEPT_AFTER_MS) return "now";
  return "unsent";
}
