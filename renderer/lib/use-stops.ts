/** The stops this desk may see, kept current by themselves: a push when one changed, a poll beside it, since a push may be missed. */
import { useEffect } from "react";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import { useCall, type Loaded } from "./use-call.ts";
import { usePush } from "./use-push.ts";

const POLL_MS = 15_000;

/** Follows them for as long as the component is mounted. */
export function useStops(): Loaded<ChannelOutput<"stops.list">> {
  const loaded = useCall("stops.list", {});
  const { reload } = loaded;
  usePush("data.changed", (body) => {
    if (body.stops) reload();
  });
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return loaded;
}
