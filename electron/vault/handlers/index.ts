/** The table of everything the vault answers, and the one door in front of it. */
import { performance } from "node:perf_hooks";
import { CHANNELS, type Answer, type ChannelName, type ChannelOutput, type ChannelParsed } from "../../../shared/ipc/contract.ts";
import { may } from "../../../shared/access/table.ts";
import { issuesOf } from "../../../shared/model/events.ts";
import { refusal, RefusalError } from "../../../shared/protocol/errors.ts";
import { diskRefusal } from "../../../db/failures.ts";
import { errorFields, log } from "../log.ts";
import type { Workspace } from "../workspace.ts";
import { callHandlers, dialHandlers } from "./calls.ts";
import { caseHandlers, revealHandlers } from "./cases.ts";
import { deskHandlers } from "./desk.ts";
import { quarantineHandlers } from "./quarantine.ts";
import { queueHandlers } from "./queue.ts";
import { recoveryHandlers } from "./recovery.ts";
import { formHandlers } from "./forms.ts";
import type { Handlers, VaultChannel } from "./types.ts";
import { searchHandlers } from "./search.ts";
import { spotCheckHandlers } from "./spot-check.ts";
import { stopHandlers } from "./stops.ts";
import { warningHandlers } from "./warnings.ts";
import { contactHandlers, followUpHandlers, noteHandlers, promiseHandlers } from "./work.ts";

export const HANDLERS: Handlers = {
  ...queueHandlers, ...searchHandlers, ...caseHandlers, ...revealHandlers, ...dialHandlers, ...callHandlers, ...noteHandlers, ...promiseHandlers, ...followUpHandlers,
  ...contactHandlers, ...warningHandlers, ...stopHandlers, ...formHandlers, ...spotCheckHandlers, ...quarantineHandlers, ...recoveryHandlers, ...deskHandlers,
};

/** Longer than this is logged, by name only. */
const SLOW_MS = 40;
/** Handlers that wait for the centre: their time is the network's. */
const WAITS_FOR_CENTRE: ReadonlySet<VaultChannel> = new Set<VaultChannel>(["desk.request", "inbound.find", "recovery.becomeHolder", "recovery.handOver"]);

const served = (channel: ChannelName): channel is VaultChannel => CHANNELS[channel]?.served === "vault";

/** Answers one call. Never throws; whatever goes wrong is a refusal, and a log line without values. */
export async function answerCall<C extends VaultChannel>(ws: Workspace, channel: C, input: unknown): Promise<Answer<ChannelOutput<C>>> {
  const started = performance.now();
  ws.indexing.hush();
  try {
    if (!served(channel)) return { ok: false, refusal: refusal("bad_input", [`channel: ${String(channel)}`]) };
    const { action, input: schema } = CHANNELS[channel];
    if (action !== null && !may(ws.me.roles, action)) return { ok: false, refusal: refusal("forbidden") };
    const parsed = schema.safeParse(input);
    if (!parsed.success) return { ok: false, refusal: refusal("bad_input", issuesOf(parsed.error)) };
    const work = () => HANDLERS[channel](ws, parsed.data as ChannelParsed<C>);
    return { ok: true, value: await onceMore(ws, work) };
  } catch (error) {
    ws.damaged(error);
    return { ok: false, refusal: asRefusal(error, channel) };
  } finally {
    const took = performance.now() - started;
    if (took > SLOW_MS && !WAITS_FOR_CENTRE.has(channel)) log("warn", "slow", { channel, ms: Math.round(took) });
  }
}

/** Does it again over a fresh cache when the old one was damaged, unless something had been saved by then. */
async function onceMore<T>(ws: Workspace, work: () => T | Promise<T>): Promise<T> {
  const saved = ws.outbox.lastSeq();
  try {
    return await work();
  } catch (error) {
    if (ws.damaged(error) !== "replaced" || ws.outbox.lastSeq() !== saved) throw error;
    return work();
  }
}

/** The refusal an error stands for; an unforeseen one is logged without its message. */
export function asRefusal(error: unknown, where: string) {
  if (error instanceof RefusalError) return error.refusal;
  const disk = diskRefusal(error);
  log("error", "failed", { where, ...errorFields(error) });
  return disk ? disk.refusal : refusal("internal");
}
