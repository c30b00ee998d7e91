/** Stands in for the preload's `window.lockdesk` in tests of the window's own logic: answers by channel, remembers what was asked. */
import type { Answer, ChannelName } from "../../../shared/ipc/contract.ts";
import { refusal, type RefusalCode } from "../../../shared/protocol/errors.ts";

type Answers = Partial<Record<ChannelName, (input: never) => unknown>>;

export interface Bridge {
  readonly asked: { channel: ChannelName; input: unknown }[];
  readonly drafts: Map<string, string>;
  answer(channel: ChannelName, by: (input: never) => unknown): void;
  of(channel: ChannelName): unknown[];
}

export const refused = (code: RefusalCode | "saved_case_gone"): Answer<never> => ({ ok: false, refusal: code === "saved_case_gone" ? { code, zh: "已保存", en: "saved", issues: [] } : refusal(code) });

/** Installs the bridge; a function that returns an `Answer` (or a promise of one) refuses or accepts, anything else is the value. */
export function installBridge(answers: Answers = {}): Bridge {
  const table = new Map(Object.entries(answers)) as Map<ChannelName, (input: never) => unknown>;
  const drafts = new Map<string, string>();
  const asked: Bridge["asked"] = [];
  table.set("draft.load", (({ key }: { key: string }) => ({ value: drafts.get(key) ?? null })) as (input: never) => unknown);
  table.set("draft.save", (({ key, value }: { key: string; value: string | null }) => {
    if (value === null) drafts.delete(key);
    else drafts.set(key, value);
    return {};
  }) as (input: never) => unknown);
  const call = async (channel: ChannelName, input: never): Promise<Answer<unknown>> => {
    asked.push({ channel, input });
    const value = await table.get(channel)?.(input);
    if (value === undefined) return refused("internal");
    return typeof value === "object" && value !== null && "ok" in value ? (value as Answer<unknown>) : { ok: true, value };
  };
  Object.assign(globalThis, { window: { lockdesk: { call, on: () => () => undefined } } });
  return { asked, drafts, answer: (channel, by) => void table.set(channel, by), of: (channel) => asked.filter((a) => a.channel === channel).map((a) => a.input) };
}
