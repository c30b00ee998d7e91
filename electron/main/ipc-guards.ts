/**
 * What every call from a window passes before anybody acts on it, in this order. A guard refuses or lets
 * pass; each has a recorded mutation in tests/support/ipc that turns a test red without it.
 */
import type { IpcMainInvokeEvent } from "electron";
import { takeToken, type Bucket } from "../../shared/access/bucket.ts";
import type { Role } from "../../shared/access/roles.ts";
import { may } from "../../shared/access/table.ts";
import { CHANNELS, demandOf, EARLY, type ChannelName } from "../../shared/ipc/contract.ts";
import { LIMIT_OF, LIMITS } from "../../shared/ipc/limits.ts";
import { messageFault } from "../../shared/ipc/plain.ts";
import { issuesOf } from "../../shared/model/events.ts";
import type { RefusalCode } from "../../shared/protocol/errors.ts";
import { ORIGIN } from "./content.ts";
import { placeOf } from "./windows.ts";

export interface IpcCall {
  readonly channel: ChannelName;
  readonly event: IpcMainInvokeEvent;
  /** As it came; after the schema guard, as parsed. */
  input: unknown;
  /** Roles of the signed-in user; null while locked. */
  readonly roles: readonly Role[] | null;
  readonly now: number;
}
export interface IpcRefusal {
  readonly code: RefusalCode;
  readonly issues: string[];
}
export type Guard = (call: IpcCall) => IpcRefusal | null;

const no = (code: RefusalCode, ...issues: string[]): IpcRefusal => ({ code, issues });

/** Our window of the channel's role, its main frame, at its own page. A frame that has gone says nothing (`senderFrame` null, or throwing). */
const sender: Guard = ({ channel, event }) => {
  const wanted = CHANNELS[channel].window;
  try {
    const frame = event.senderFrame;
    if (!frame || event.sender.isDestroyed()) return no("forbidden", "frame gone");
    if (frame.parent !== null) return no("forbidden", "sub-frame");
    const place = placeOf(event.sender);
    if (place === null) return no("forbidden", "unknown window");
    const { protocol, host, pathname } = new URL(frame.url);
    if (`${protocol}//${host}` !== ORIGIN || pathname !== `/${place.page}`) return no("forbidden", "origin");
    return wanted === place.role ? null : no("forbidden", "window role");
  } catch {
    return no("forbidden", "frame gone");
  }
};

const session: Guard = ({ channel, roles }) => (CHANNELS[channel].window === "desk" && !EARLY.has(channel) && roles === null ? no("locked") : null);

const permission: Guard = ({ channel, roles }) => {
  const { action } = CHANNELS[channel];
  return action === null || may(roles ?? [], action) ? null : no("forbidden", action);
};

/** A bucket per window and kind of call; a window's buckets go with it. */
function newRate(): Guard {
  const buckets = new WeakMap<object, Map<string, Bucket>>();
  return ({ channel, event, now }) => {
    const name = LIMIT_OF[channel];
    const own = buckets.get(event.sender) ?? new Map<string, Bucket>();
    buckets.set(event.sender, own);
    const { bucket, passed } = takeToken(own.get(name), LIMITS[name], now);
    own.set(name, bucket);
    return passed ? null : no("too_many_requests", name);
  };
}

const size: Guard = ({ input }) => {
  const fault = messageFault(input);
  if (fault === null) return null;
  return fault === "too large" ? no("too_large") : no("bad_input", fault);
};

const schema: Guard = (call) => {
  const parsed = CHANNELS[call.channel].input.safeParse(call.input);
  if (!parsed.success) return no("bad_input", ...issuesOf(parsed.error));
  call.input = parsed.data;
  return null;
};

/** The permission and the schema of what the input names in turn: a desk request is no more than its route. */
const demand: Guard = (call) => {
  const demanded = demandOf(call.channel, call.input);
  if (demanded === CHANNELS[call.channel]) return null;
  const { action, input } = demanded;
  if (action !== null && !may(call.roles ?? [], action)) return no("forbidden", action);
  const parsed = input.safeParse(call.input);
  return parsed.success ? null : no("bad_input", ...issuesOf(parsed.error));
};

/** The guards by name, in their order; the buckets of the rate limit are new. */
export const newGuards = () => ({ sender, session, rate: newRate(), permission, size, schema, demand }) as const satisfies Record<string, Guard>;
export type Guards = ReturnType<typeof newGuards>;
