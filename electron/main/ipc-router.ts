/**
 * The only importer of `ipcMain`. In front of every handler stand the guards, behind it the output's schema.
 * A refusal is loud: an answer with its code, a counter, a log line without values.
 */
import { ipcMain, type IpcMainInvokeEvent } from "electron";
import type { Role } from "../../shared/access/roles.ts";
import { CHANNELS, demandOf, type Answer, type ChannelName, type ChannelParsed } from "../../shared/ipc/contract.ts";
import { refusal, RefusalError } from "../../shared/protocol/errors.ts";
import { newGuards, type Guards, type IpcCall } from "./ipc-guards.ts";
import { log } from "./log.ts";
import type { RefusalLog } from "./refusal-log.ts";

export type MainChannel = { [C in ChannelName]: (typeof CHANNELS)[C]["served"] extends "main" ? C : never }[ChannelName];
export type MainHandlers = { readonly [C in MainChannel]: (input: ChannelParsed<C>) => Promise<Answer<unknown>> };

export interface RouterDeps {
  readonly main: MainHandlers;
  /** Forwards a checked call to the vault. */
  readonly vault: (channel: ChannelName, input: unknown) => Promise<Answer<unknown>>;
  /** Roles of the signed-in user; null while locked. */
  readonly roles: () => readonly Role[] | null;
  readonly refusals: RefusalLog;
  /** Steady time, ms. */
  readonly now?: () => number;
  readonly guards?: Guards;
}

/** Registers every channel of the contract. */
export function routeIpc(deps: RouterDeps): void {
  const guards = Object.values(deps.guards ?? newGuards());
  const now = deps.now ?? (() => performance.now());
  for (const channel of Object.keys(CHANNELS) as ChannelName[]) {
    ipcMain.handle(`lockdesk:${channel}`, (event: IpcMainInvokeEvent, input: unknown) => answer(deps, guards, { channel, event, input, roles: deps.roles(), now: now() }));
  }
}

async function answer(deps: RouterDeps, guards: Guards[keyof Guards][], call: IpcCall): Promise<Answer<unknown>> {
  const { channel } = call;
  try {
    for (const guard of guards) {
      const refused = guard(call);
      if (!refused) continue;
      deps.refusals.refused(channel, refused.code, refused.code === "forbidden" ? (refused.issues[0] ?? "") : "");
      return { ok: false, refusal: refusal(refused.code, refused.issues.slice(0, MOST_ISSUES)) };
    }
    const reply = CHANNELS[channel].served === "main" ? await handleInMain(deps.main, channel as MainChannel, call.input) : await deps.vault(channel, call.input);
    return reply.ok ? checkOutput(call, reply.value) : reply;
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    log("error", "ipc.failed", { channel, name: error instanceof Error ? error.name : "unknown" });
    return { ok: false, refusal: refusal("internal") };
  }
}

/** A message of thousands of faults is answered with the first few. */
const MOST_ISSUES = 20;

function handleInMain(handlers: MainHandlers, channel: MainChannel, input: unknown): Promise<Answer<unknown>> {
  return (handlers[channel] as (input: unknown) => Promise<Answer<unknown>>)(input);
}

/** Only what the contract names leaves for the window. */
function checkOutput({ channel, input }: IpcCall, value: unknown): Answer<unknown> {
  const out = demandOf(channel, input).output.safeParse(value);
  if (out.success) return { ok: true, value: out.data };
  log("error", "ipc.output", { channel, field: out.error.issues[0]?.path.join(".") ?? "" });
  return { ok: false, refusal: refusal("internal", [channel]) };
}
