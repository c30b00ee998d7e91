/** The team's day as the centre counted it last: asked for again by itself, and kept on screen with its time while the centre cannot be asked. */
import { useEffect } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { useDesk, type Loaded } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { useConnected } from "../../../stores/sync.ts";

const POLL_MS = 30_000;
type Today = DeskOutput<"team.today">;

/** Outlives the page, not the session: the window goes with the lock. */
const kept: { today: Today | null } = { today: null };

/** `stale`: what is shown is not what the centre would say now. */
export function useToday(): Loaded<Today> & { readonly stale: boolean } {
  const loaded = useDesk("team.today", {});
  const connected = useConnected();
  const { reload, data } = loaded;
  useEffect(() => {
    if (data) kept.today = data;
  }, [data]);
  usePush("data.changed", (body) => {
    if (body.warnings) reload();
  });
  useEffect(() => {
    // Asked at once when the connection is back.
    if (connected) reload();
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload, connected]);
  const shown = data ?? kept.today;
  return { ...loaded, data: shown, stale: shown !== null && (!connected || loaded.refusal !== null) };
}
