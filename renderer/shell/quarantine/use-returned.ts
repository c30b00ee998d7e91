/** Notes a supervisor sent back on records that came too late; asked when the line comes up, and now and then. */
import { useEffect } from "react";
import { may } from "../../../shared/access/table.ts";
import type { DeskOutput } from "../../../shared/protocol/desk.ts";
import { useDesk } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";
import { useConnected } from "../../stores/sync.ts";

export type ReturnedNote = DeskOutput<"review.returned">["notes"][number];

const POLL_MS = 300_000;

export function useReturned(): { notes: readonly ReturnedNote[]; reload: () => void } {
  const writes = may(useMe().roles, "case.work");
  const connected = useConnected();
  const list = useDesk("review.returned", writes && connected ? {} : null);
  const { reload } = list;
  useEffect(() => {
    if (!writes || !connected) return;
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [writes, connected, reload]);
  return { notes: list.data?.notes ?? [], reload };
}
