/**
 * The only importer of `ipcMain`. In front of every handler: the sender is our window of the right
 * role, its main frame, at our origin; the input fits the schema; the roles allow the action. A
 * refusal is loud: an answer with its code, a counter, a log line without values.
 */
import { ipcMain, type IpcMainInvokeEvent } from "electron";
import { may } from "../../shared/access/table.ts";
import type { Role } from "../../shared/access/roles.ts";
import { CHANNELS, type Answer, type ChannelName, type ChannelParsed } from "../../shared/ipc/contract.ts";
import { issuesOf } from "../../shared/model/events.ts";
import { refusal, RefusalError, type RefusalCode } from "../../shared/protocol/errors.ts";
import { ORIGIN } from "./content.ts";
import { log } from "./log.ts";
import { roleOf } from "./windows.ts";

export type MainChannel = { [C in ChannelName]: (typeof CHANNELS)[C]["served"] extends "main" ? C : never }[ChannelName];
export type MainHandlers = { readonly [C in MainChannel]: (input: ChannelParsed<C>) => Promise<Answer<unknown>> };

export interface RouterDeps {
  readonly main: MainHandlers;
  /** Forwards a checked call to the vault. */
  readonly vault: (channel: ChannelName, input: unknown) => Promise<Answer<unknown>>;
  /** Roles of the signed-in user; null while locked. */
  readonly roles: () => readonly Role[] | null;
}

/** Refused calls by code since start; part of the machine's report. */
export const refusedCalls: Record<string, number> = {};

function refused(channel: string, code: RefusalCode, issues: string[] = []): Answer<never> {
  refusedCalls[code] = (refusedCalls[code] ?? 0) + 1;
  log("warn", "ipc.refused", { channel, code });
  return { ok: false, refusal: refusal(code, issues) };
}

/** Which check the sender fails; null when it is our window's main frame at our origin. */
function senderFault(event: IpcMainInvokeEvent, wanted: "unlock" | "desk" | "any"): string | null {
  const frame = event.senderFrame;
  if (!frame) return "frame gone";
  if (frame.parent !== null) return "sub-frame";
  if (!frame.url.startsWith(`${ORIGIN}/`)) return "origin";
  const role = roleOf(event.sender);
  if (role === null) return "unknown window";
  return wanted === "any" || wanted === role ? null : "window role";
}

/** Registers every channel of the contract. */
export function routeIpc(deps: RouterDeps): void {
  for (const channel of Object.keys(CHANNELS) as ChannelName[]) {
    ipcMain.handle(`lockdesk:${channel}`, (event, input: unknown) => answer(deps, channel, event, input));
  }
}

async function answer(deps: RouterDeps, channel: ChannelName, event: IpcMainInvokeEvent, input: unknown): Promise<Answer<unknown>> {
  const def = CHANNELS[channel];
  const fault = senderFault(event, def.window);
  if (fault) return refused(channel, "forbidden", [fault]);
  const roles = deps.roles();
  if (def.window === "desk" && roles === null) return refused(channel, "locked");
  if (def.action !== null && !may(roles ?? [], def.action)) return refused(channel, "forbidden", [def.action]);
  const parsed = def.input.safeParse(input);
  if (!parsed.success) return refused(channel, "bad_input", issuesOf(parsed.error));
  try {
    const reply = def.served === "main" ? await handleInMain(deps.main, channel as MainChannel, parsed.data) : await deps.vault(channel, parsed.data);
    return reply.ok ? checkOutput(channel, reply.value) : reply;
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    log("error", "ipc.failed", { channel, name: error instanceof Error ? error.name : "unknown" });
    return { ok: false, refusal: refusal("internal") };
  }
}

function handleInMain(handlers: MainHandlers, channel: MainChannel, input: unknown): Promise<Answer<unknown>> {
  return (handlers[channel] as (input: unknown) => Promise<Answer<unknown>>)(input);
}

/** Only what the contract names leaves for the window. */
function checkOutput(channel: ChannelName, value: unknown): Answer<unknown> {
  const out = CHANNELS[channel].output.safeParse(value);
  if (out.success) return { ok: true, value: out.data };
  log("error", "ipc.output", { channel, at: out.error.issues[0]?.path.join(".") ?? "" });
  return { ok: false, refusal: refusal("internal", [channel]) };
}
