/** The early warnings this desk may see, kept current by themselves: a push when something changed, a poll beside it, since a push may be missed. */
import { useEffect } from "react";
import { useCall, type Loaded } from "./use-call.ts";
import { usePush } from "./use-push.ts";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";

const POLL_MS = 15_000;

/** Follows them for as long as the component is mounted; `open` leaves out those decided or ended. */
export function useWarnings(open: boolean): Loaded<ChannelOutput<"warnings.list">> {
  const loaded = useCall("warnings.list", { open });
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
