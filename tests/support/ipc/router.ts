/**
 * The real router and guards over a window system of straw. The test mocks `electron` with `straw`; handlers
 * only note that they were reached.
 */
import { ROLES, type Role } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/table.ts";
import { CHANNELS, demandOf, type Answer, type ChannelName } from "../../../shared/ipc/contract.ts";
import type { Guards } from "../../../electron/main/ipc-guards.ts";
import { newRefusalLog, type RefusalLog } from "../../../electron/main/refusal-log.ts";
import { oneFitting } from "../arbitrary.ts";

type Listener = (event: unknown, input: unknown) => Promise<Answer<unknown>>;
const listeners = new Map<string, Listener>();
let ids = 0;

class StrawContents {
  readonly id = ++ids;
  destroyed = false;
  isDestroyed = () => this.destroyed;
}

/** What the router and the windows use of `electron`. */
export const straw = {
  session: { fromPartition: () => ({}) },
  ipcMain: { handle: (name: string, listener: Listener) => void listeners.set(name, listener) },
  BrowserWindow: class {
    readonly webContents = new StrawContents();
    readonly #closed: (() => void)[] = [];
    on(event: string, listener: () => void): void {
      if (event === "closed") this.#closed.push(listener);
    }
    once(): void {}
    show(): void {}
    setContentProtection(): void {}
    async loadURL(): Promise<void> {}
    destroy(): void {
      this.webContents.destroyed = true;
      for (const closed of this.#closed) closed();
    }
  },
};

export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}
export interface Sent {
  readonly sender: StrawContents;
  readonly senderFrame: Frame | null;
}

export interface Reached {
  readonly channel: ChannelName;
  readonly input: unknown;
}

export interface Rig {
  /** A call as a page makes it. */
  call(channel: string, input: unknown, from?: Sent): Promise<Answer<unknown>>;
  /** The main frame of a window of the role the channel wants, at its page. */
  window(role: "unlock" | "desk"): Sent;
  /** Handlers reached since last asked. */
  reached(): Reached[];
  signIn(roles: readonly Role[] | null): void;
  /** Moves the router's clock. */
  advance(ms: number): void;
  close(role: "unlock" | "desk"): void;
  readonly refusals: RefusalLog;
}

/** Every guard in place, or those given. `reply` is what every handler answers, by default what fits the channel's output. */
export async function newRig(options: { guards?: Partial<Guards>; reply?: (channel: ChannelName, input: unknown) => Answer<unknown> } = {}): Promise<Rig> {
  const { routeIpc } = await import("../../../electron/main/ipc-router.ts");
  const { newGuards } = await import("../../../electron/main/ipc-guards.ts");
  const { openWindow } = await import("../../../electron/main/windows.ts");
  listeners.clear();
  const windows = { unlock: openWindow("unlock"), desk: openWindow("desk") };
  let now = 0;
  let roles: readonly Role[] | null = [...ROLES];
  let reached: Reached[] = [];
  const replyTo = options.reply ?? ((channel, input) => ({ ok: true as const, value: sampleOf(channel, input) }));
  const handle = (channel: ChannelName, input: unknown): Promise<Answer<unknown>> => {
    reached.push({ channel, input });
    return Promise.resolve(replyTo(channel, input));
  };
  const refusals = newRefusalLog(() => now);
  const main = Object.fromEntries((Object.keys(CHANNELS) as ChannelName[]).filter((c) => CHANNELS[c].served === "main").map((c) => [c, (input: unknown) => handle(c, input)]));
  routeIpc({ main: main as never, vault: handle, roles: () => roles, refusals, now: () => now, guards: { ...newGuards(), ...options.guards } });
  const window = (role: "unlock" | "desk"): Sent => ({ sender: windows[role].webContents as unknown as StrawContents, senderFrame: { url: `app://workstation/${role}.html`, parent: null } });
  return {
    window, refusals,
    call: (channel, input, from = window(CHANNELS[channel as ChannelName].window)) => listeners.get(`lockdesk:${channel}`)!(from, input),
    reached: () => {
      const then = reached;
      reached = [];
      return then;
    },
    signIn: (given) => void (roles = given),
    advance: (ms) => void (now += ms),
    close: (role) => windows[role].destroy(),
  };
}

const samples = new Map<string, unknown>();
/** An answer that fits the channel's output, made once. */
function sampleOf(channel: ChannelName, input: unknown): unknown {
  const key = channel === "desk.request" ? `${channel} ${(input as { route: string }).route}` : channel;
  if (!samples.has(key)) samples.set(key, oneFitting(demandOf(channel, input).output));
  return samples.get(key);
}

export const channels = Object.keys(CHANNELS) as ChannelName[];

/** A role that may call the channel; any when it asks none. */
export const roleFor = (channel: ChannelName): Role => {
  const { action } = CHANNELS[channel];
  return ROLES.find((role) => action === null || may([role], action))!;
};

/** An input that fits, for `desk.request` one that fits a route anybody may ask. */
export const fittingInput = (channel: ChannelName): unknown => (channel === "desk.request" ? { route: "cover.list", input: {} } : oneFitting(CHANNELS[channel].input));
