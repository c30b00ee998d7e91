/** The late events that wait for this supervisor, asked again now and then so that the section can count them. */
import { useEffect } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { useDesk, type Loaded } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";

export type LateList = Loaded<DeskOutput<"review.list">>;
export type LateRow = DeskOutput<"review.list">["rows"][number];

const POLL_MS = 120_000;

export function useLate(): LateList {
  const connected = useConnected();
  const list = useDesk("review.list", {});
  const { reload } = list;
  useEffect(() => {
    if (!connected) return;
    reload();
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [connected, reload]);
  return list;
}
