/** A list that keeps itself current: a push when something changed, a poll beside it, since a push may be missed. */
import { useEffect } from "react";
import type { ChannelInput, ChannelName, ChannelOutput } from "../../shared/ipc/contract.ts";
import { useCall, type Loaded } from "./use-call.ts";
import { usePush } from "./use-push.ts";

const POLL_MS = 15_000;

/** Follows a channel of warnings, forms or stops for as long as the component is mounted. */
export function useFollowed<C extends ChannelName>(channel: C, input: ChannelInput<C>): Loaded<ChannelOutput<C>> {
  const loaded = useCall(channel, input);
  const { reload } = loaded;
  usePush("data.changed", (body) => {
    if (body.warnings) reload();
  });
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return loaded;
}
